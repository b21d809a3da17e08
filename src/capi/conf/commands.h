// SPDX-License-Identifier: Apache-2.0
// The commands of SSL_CONF_cmd(3): one row each, found by the name of either form.
#pragma once

#include <string_view>

#include "capi/conf/context.h"

namespace reprise::capi {

struct ConfCommand {
  const char* file_name;     // as in configuration files, any case; null: only on command lines
  const char* cmdline_name;  // as on command lines, exact case, without its prefix; null: only in files
  unsigned requires_flags;   // of SSL_CONF_FLAG_CLIENT, _SERVER and _CERTIFICATE: all of them
  int value_type;            // SSL_CONF_TYPE_
  // Carries the command out. `value` is never null; switches (SSL_CONF_TYPE_NONE) are not asked for one.
  bool (*run)(SSL_CONF_CTX& conf, const ConfCommand& command, const char* value);
  std::uint64_t set_options = 0;    // switches: SSL_OP_ flags to set
  std::uint64_t clear_options = 0;  // switches: SSL_OP_ flags to clear
};

// The command that `name`, without prefix, stands for in the
// forms and roles that `conf` allows; null when there is none.
const ConfCommand* find_conf_command(const SSL_CONF_CTX& conf, std::string_view name);

}  // namespace reprise::capi
