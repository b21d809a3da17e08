// SPDX-License-Identifier: Apache-2.0
// Commands of SSL_CONF_cmd(3) whose value names a file, a folder or a store.
#pragma once

#include "capi/conf/commands.h"

namespace reprise::capi {

bool load_conf_certificate(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_key(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_server_info(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_dh_parameters(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_chain_file(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_chain_folder(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_chain_store(SSL_CONF_CTX& conf, const ConfCommand&, const char* uri);
bool load_conf_verify_file(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_verify_folder(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_verify_store(SSL_CONF_CTX& conf, const ConfCommand&, const char* uri);
bool load_conf_ca_names_file(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_ca_names_folder(SSL_CONF_CTX& conf, const ConfCommand&, const char* path);
bool load_conf_ca_names_store(SSL_CONF_CTX& conf, const ConfCommand&, const char* uri);

// What waited for SSL_CONF_CTX_finish: keys out of certificate files, CA names.
bool finish_conf_files(SSL_CONF_CTX& conf);

}  // namespace reprise::capi
