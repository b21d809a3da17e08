// SPDX-License-Identifier: Apache-2.0
#include "capi/conf/files.h"

#include "capi/certificates/dh_parameters.h"

namespace reprise::capi {
namespace {

using StoreMember = Own<X509_STORE> Certificates::*;

OSSL_LIB_CTX* library_of_target(const SSL_CONF_CTX& conf) {
  return conf.ctx != nullptr ? conf.ctx->lib_ctx : conf.ssl->ctx->lib_ctx;
}

const char* properties_of_target(const SSL_CONF_CTX& conf) {
  const auto& propq = conf.ctx != nullptr ? conf.ctx->propq : conf.ssl->ctx->propq;
  return propq.empty() ? nullptr : propq.c_str();
}

// The store that the command fills, made when it is the first to ask. Lent, as long as nobody sets another.
X509_STORE* store_of(SSL_CONF_CTX& conf, StoreMember member) {
  return conf.target().edit([&](Settings& settings) {
    auto& store = settings.certificates.*member;
    if (!store) store.reset(X509_STORE_new());
    return store.get();
  });
}

bool load_store_file(SSL_CONF_CTX& conf, StoreMember member, const char* path) {
  if (!conf.has_target()) return true;
  X509_STORE* store = store_of(conf, member);
  return store != nullptr &&
         X509_STORE_load_file_ex(store, path, library_of_target(conf), properties_of_target(conf)) == 1;
}

bool load_store_folder(SSL_CONF_CTX& conf, StoreMember member, const char* path) {
  if (!conf.has_target()) return true;
  X509_STORE* store = store_of(conf, member);
  return store != nullptr && X509_STORE_load_path(store, path) == 1;
}

bool load_store_uri(SSL_CONF_CTX& conf, StoreMember member, const char* uri) {
  if (!conf.has_target()) return true;
  X509_STORE* store = store_of(conf, member);
  return store != nullptr &&
         X509_STORE_load_store_ex(store, uri, library_of_target(conf), properties_of_target(conf)) == 1;
}

bool use_key_file(const SSL_CONF_CTX& conf, const char* path) {
  return conf.ctx != nullptr ? SSL_CTX_use_PrivateKey_file(conf.ctx, path, SSL_FILETYPE_PEM) > 0
                             : SSL_use_PrivateKey_file(conf.ssl, path, SSL_FILETYPE_PEM) > 0;
}

// Looks for the key of each certificate that has none in the file that it came from.
bool load_missing_keys(SSL_CONF_CTX& conf) {
  for (std::size_t i = 0; i < kNumSlots; ++i) {
    const auto& file = conf.certificate_files[i];
    if (file.empty() || conf.target().settings()->certificates.slots[i].key) continue;
    if (!use_key_file(conf, file.c_str())) return false;
  }
  return true;
}

STACK_OF(X509_NAME)* gathered_names(SSL_CONF_CTX& conf) {
  if (!conf.ca_names) conf.ca_names.reset(sk_X509_NAME_new_null());
  return conf.ca_names.get();
}

}  // namespace

bool load_conf_certificate(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  if (!conf.has_target()) return true;
  const bool loaded = conf.ctx != nullptr ? SSL_CTX_use_certificate_chain_file(conf.ctx, path) > 0
                                          : SSL_use_certificate_chain_file(conf.ssl, path) > 0;
  if (loaded && conf.has(SSL_CONF_FLAG_REQUIRE_PRIVATE)) {
    conf.certificate_files[conf.target().settings()->certificates.current] = path;
  }
  return loaded;
}

bool load_conf_key(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  return !conf.has_target() || use_key_file(conf, path);
}

bool load_conf_server_info(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  return conf.ctx == nullptr || SSL_CTX_use_serverinfo_file(conf.ctx, path) > 0;
}

bool load_conf_dh_parameters(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  if (!conf.has_target()) return true;
  const auto parameters = read_dh_parameters(path, library_of_target(conf), properties_of_target(conf));
  if (!parameters) return false;
  conf.target().edit([&](Settings& settings) { settings.tmp_dh = share(parameters.get()); });
  return true;
}

bool load_conf_chain_file(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  return load_store_file(conf, &Certificates::chain_store, path);
}
bool load_conf_chain_folder(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  return load_store_folder(conf, &Certificates::chain_store, path);
}
bool load_conf_chain_store(SSL_CONF_CTX& conf, const ConfCommand&, const char* uri) {
  return load_store_uri(conf, &Certificates::chain_store, uri);
}
bool load_conf_verify_file(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  return load_store_file(conf, &Certificates::verify_store, path);
}
bool load_conf_verify_folder(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  return load_store_folder(conf, &Certificates::verify_store, path);
}
bool load_conf_verify_store(SSL_CONF_CTX& conf, const ConfCommand&, const char* uri) {
  return load_store_uri(conf, &Certificates::verify_store, uri);
}

bool load_conf_ca_names_file(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  return SSL_add_file_cert_subjects_to_stack(gathered_names(conf), path) > 0;
}
bool load_conf_ca_names_folder(SSL_CONF_CTX& conf, const ConfCommand&, const char* path) {
  return SSL_add_dir_cert_subjects_to_stack(gathered_names(conf), path) > 0;
}
bool load_conf_ca_names_store(SSL_CONF_CTX& conf, const ConfCommand&, const char* uri) {
  return SSL_add_store_cert_subjects_to_stack(gathered_names(conf), uri) > 0;
}

bool finish_conf_files(SSL_CONF_CTX& conf) {
  if (conf.has_target() && !load_missing_keys(conf)) return false;
  if (conf.ca_names && conf.has_target()) conf.ca_lists().names = std::move(conf.ca_names);
  conf.ca_names.reset();
  return true;
}

}  // namespace reprise::capi
