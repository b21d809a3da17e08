// SPDX-License-Identifier: Apache-2.0
// Commands of SSL_CONF_cmd(3) whose value is a list of flags: "Options", "Protocol", "VerifyMode".
#pragma once

#include "capi/conf/commands.h"

namespace reprise::capi {

// Each stops at the first word that it does not know; those before it stay in force.
bool set_conf_options(SSL_CONF_CTX& conf, const ConfCommand&, const char* value);
bool set_conf_protocols(SSL_CONF_CTX& conf, const ConfCommand&, const char* value);
bool set_conf_verify_mode(SSL_CONF_CTX& conf, const ConfCommand&, const char* value);

}  // namespace reprise::capi
