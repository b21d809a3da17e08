// SPDX-License-Identifier: Apache-2.0
// How peers are verified: SSL_CTX_set_verify(3), X509_VERIFY_PARAM, trust stores.
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "capi/library/guard.h"
#include "capi/objects/change.h"
#include "capi/objects/ssl_object.h"
#include "capi/objects/verification.h"
#include "crypto/handles.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

Result<> load_paths(SSL_CTX* ctx, const char* file, const char* folder) {
  if (file == nullptr && folder == nullptr) return fail_silently(Reason::passed_null_parameter);
  const auto store = ctx->cert_store.share();
  const char* propq = ctx->propq.empty() ? nullptr : ctx->propq.c_str();
  if (file != nullptr && X509_STORE_load_file_ex(store.get(), file, ctx->lib_ctx, propq) != 1) {
    return fail_silently(Reason::queued_by_libcrypto);
  }
  if (folder != nullptr && X509_STORE_load_path(store.get(), folder) != 1) {
    return fail_silently(Reason::queued_by_libcrypto);
  }
  return success();
}

// Adds a lookup of `method` and points it at its default place; a place that is missing is no error.
Result<> add_default_lookup(SSL_CTX* ctx, X509_LOOKUP_METHOD* method, int (*load)(X509_LOOKUP*, SSL_CTX*)) {
  const auto store = ctx->cert_store.share();  // whose the lookup is
  X509_LOOKUP* lookup = X509_STORE_add_lookup(store.get(), method);
  if (lookup == nullptr) return fail_silently(Reason::queued_by_libcrypto);
  ERR_set_mark();
  load(lookup, ctx);
  ERR_pop_to_mark();
  return success();
}

int load_default_file(X509_LOOKUP* lookup, SSL_CTX* ctx) {
  return X509_LOOKUP_load_file_ex(lookup, nullptr, X509_FILETYPE_DEFAULT, ctx->lib_ctx,
                                  ctx->propq.empty() ? nullptr : ctx->propq.c_str());
}

int load_default_folder(X509_LOOKUP* lookup, SSL_CTX*) {
  return X509_LOOKUP_add_dir(lookup, nullptr, X509_FILETYPE_DEFAULT);
}

int load_default_store(X509_LOOKUP* lookup, SSL_CTX* ctx) {
  return X509_LOOKUP_add_store_ex(lookup, nullptr, ctx->lib_ctx, ctx->propq.empty() ? nullptr : ctx->propq.c_str());
}

// Puts a copy of the parameters in their place, for the context alone.
VerifyParam& renew_param(Settings& settings) {
  settings.param = settings.param->clone();
  return *settings.param;
}

// What `set` makes of the parameters that are a connection's own; 0 when there is no memory for them.
template <typename Set>
int with_own(SSL* ssl, Set set) {
  return ssl->own_param() != nullptr ? set(*ssl->param) : 0;
}

// The same for those of a context: a copy is changed and put in their place, so that connections see the old or the
// new ones; those that are lent are changed where they are.
template <typename Set>
int with_own(SSL_CTX* ctx, Set set) {
  int result = 0;
  change(ctx, [&](Settings& settings) {
    result = set(settings.param->lent ? *settings.param : renew_param(settings));
  });
  return result;
}

template <typename Owner, typename Set>
int with_own_param(Owner* owner, Set set) {
  return with_own(owner, [&](VerifyParam& param) { return set(param.object.get()); });
}

// Compat: what reads as an IP address is looked for among the certificate's addresses, and nowhere else; there is one
// at most, and it stays when names are set.
bool is_address(const char* name) {
  if (name == nullptr) return false;
  const crypto::QuietErrors quiet;
  ASN1_OCTET_STRING* const address = a2i_IPADDRESS(name);
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

int set_host(X509_VERIFY_PARAM* param, const char* name) {
  return is_address(name) ? X509_VERIFY_PARAM_set1_ip_asc(param, name) : X509_VERIFY_PARAM_set1_host(param, name, 0);
}

int add_host(X509_VERIFY_PARAM* param, const char* name) {
  if (!is_address(name)) return X509_VERIFY_PARAM_add1_host(param, name, 0);
  return wanted_address(param) ? 0 : X509_VERIFY_PARAM_set1_ip_asc(param, name);
}

// What libcrypto takes by `set`, and does not give back, is kept in `member`, too.
template <typename Owner>
int set_and_keep(Owner* owner, int value, int (*set)(X509_VERIFY_PARAM*, int), int VerifyParam::*member) {
  return with_own(owner, [&](VerifyParam& param) {
    if (set(param.object.get(), value) != 1) return 0;
    param.*member = value;
    return 1;
  });
}

template <typename Owner>
int set_purpose(Owner* owner, int purpose) {
  return set_and_keep(owner, purpose, X509_VERIFY_PARAM_set_purpose, &VerifyParam::purpose);
}

template <typename Owner>
int set_trust(Owner* owner, int trust) {
  return set_and_keep(owner, trust, X509_VERIFY_PARAM_set_trust, &VerifyParam::trust);
}

}  // namespace

extern "C" {

void SSL_CTX_set_verify(SSL_CTX* ctx, int mode, SSL_verify_cb callback) {
  change(ctx, [&](Settings& settings) { settings.verify_mode = mode, settings.verify_callback = callback; });
}

void SSL_set_verify(SSL* ssl, int mode, SSL_verify_cb callback) {
  change(ssl, [&](Settings& settings) {
    settings.verify_mode = mode;
    if (callback != nullptr) settings.verify_callback = callback;  // Compat: a connection keeps what it inherited
  });
}

int SSL_CTX_get_verify_mode(const SSL_CTX* ctx) { return ctx->setting(&Settings::verify_mode); }
int SSL_get_verify_mode(const SSL* ssl) { return ssl->settings->verify_mode; }
SSL_verify_cb SSL_CTX_get_verify_callback(const SSL_CTX* ctx) { return ctx->setting(&Settings::verify_callback); }
SSL_verify_cb SSL_get_verify_callback(const SSL* ssl) { return ssl->settings->verify_callback; }

void SSL_CTX_set_cert_verify_callback(SSL_CTX* ctx, int (*callback)(X509_STORE_CTX*, void*), void* arg) {
  ctx->live.verify = callback;
  ctx->live.verify_arg = arg;
}

X509_VERIFY_PARAM* SSL_CTX_get0_param(SSL_CTX* ctx) {
  if (const auto now = ctx->settings(); now->param->lent) return now->param->object.get();
  X509_VERIFY_PARAM* own = nullptr;
  change(ctx, [&](Settings& settings) {
    auto& param = settings.param->lent ? *settings.param : renew_param(settings);
    param.lent = true;
    own = param.object.get();
  });
  return own;
}
X509_VERIFY_PARAM* SSL_get0_param(SSL* ssl) {
  X509_VERIFY_PARAM* own = ssl->own_param();
  show_peer_name(ssl);
  return own;
}
int SSL_CTX_set1_param(SSL_CTX* ctx, X509_VERIFY_PARAM* param) {
  return with_own_param(ctx, [&](auto* own) { return X509_VERIFY_PARAM_set1(own, param); });
}
int SSL_set1_param(SSL* ssl, X509_VERIFY_PARAM* param) {
  return with_own_param(ssl, [&](auto* own) { return X509_VERIFY_PARAM_set1(own, param); });
}

void SSL_CTX_set_verify_depth(SSL_CTX* ctx, int depth) {
  with_own_param(ctx, [&](auto* own) { return X509_VERIFY_PARAM_set_depth(own, depth), 1; });
}
void SSL_set_verify_depth(SSL* ssl, int depth) {
  with_own_param(ssl, [&](auto* own) { return X509_VERIFY_PARAM_set_depth(own, depth), 1; });
}
int SSL_CTX_get_verify_depth(const SSL_CTX* ctx) {
  return X509_VERIFY_PARAM_get_depth(ctx->settings()->param->object.get());
}
int SSL_get_verify_depth(const SSL* ssl) { return X509_VERIFY_PARAM_get_depth(ssl->current_param().object.get()); }

int SSL_CTX_set_purpose(SSL_CTX* ctx, int purpose) { return set_purpose(ctx, purpose); }
int SSL_set_purpose(SSL* ssl, int purpose) { return set_purpose(ssl, purpose); }
int SSL_CTX_set_trust(SSL_CTX* ctx, int trust) { return set_trust(ctx, trust); }
int SSL_set_trust(SSL* ssl, int trust) { return set_trust(ssl, trust); }

int SSL_set1_host(SSL* ssl, const char* name) {
  return with_own_param(ssl, [&](auto* own) { return set_host(own, name); });
}
int SSL_add1_host(SSL* ssl, const char* name) {
  return with_own_param(ssl, [&](auto* own) { return add_host(own, name); });
}
void SSL_set_hostflags(SSL* ssl, unsigned flags) {
  with_own_param(ssl, [&](auto* own) { return X509_VERIFY_PARAM_set_hostflags(own, flags), 1; });
}
const char* SSL_get0_peername(SSL* ssl) {
  const auto* verification = verification_of(ssl);
  return verification != nullptr ? verification->peer_name() : nullptr;
}

long SSL_get_verify_result(const SSL* ssl) {
  return ssl->engine ? facts_of(ssl).verify_result : ssl->first_verify_result;
}
void SSL_set_verify_result(SSL* ssl, long result) { set_verify_result(ssl, result); }

STACK_OF(X509) * SSL_get0_verified_chain(const SSL* ssl) {
  // The chain of a candidate who has not proved to be in it is nobody's.
  const auto* verification = verification_of(ssl);
  STACK_OF(X509)* const chain = verification != nullptr ? verification->chain() : nullptr;
  if (chain == nullptr) return nullptr;
  const int own = guard([&] { return shown_peer(ssl).replace_shared(chain); });
  return own == 1 ? chain : nullptr;
}

int SSL_get_ex_data_X509_STORE_CTX_idx() {
  static const int index = X509_STORE_CTX_get_ex_new_index(0, const_cast<char*>("SSL for verify callback"), nullptr,
                                                           nullptr, nullptr);
  return index;
}

X509_STORE* SSL_CTX_get_cert_store(const SSL_CTX* ctx) { return ctx->cert_store.get(); }
void SSL_CTX_set_cert_store(SSL_CTX* ctx, X509_STORE* store) {
  ctx->cert_store.reset(Own<X509_STORE>(store));
}
void SSL_CTX_set1_cert_store(SSL_CTX* ctx, X509_STORE* store) { ctx->cert_store.reset(share(store)); }

int SSL_CTX_load_verify_locations(SSL_CTX* ctx, const char* file, const char* folder) {
  if (file == nullptr && folder == nullptr) return 0;
  return guard([&] { return load_paths(ctx, file, folder); });
}
int SSL_CTX_load_verify_file(SSL_CTX* ctx, const char* file) {
  return guard([&] { return load_paths(ctx, file, nullptr); });
}
int SSL_CTX_load_verify_dir(SSL_CTX* ctx, const char* folder) {
  return guard([&] { return load_paths(ctx, nullptr, folder); });
}
int SSL_CTX_load_verify_store(SSL_CTX* ctx, const char* uri) {
  const char* propq = ctx->propq.empty() ? nullptr : ctx->propq.c_str();
  return X509_STORE_load_store_ex(ctx->cert_store.share().get(), uri, ctx->lib_ctx, propq);
}

int SSL_CTX_set_default_verify_paths(SSL_CTX* ctx) {
  return X509_STORE_set_default_paths_ex(ctx->cert_store.share().get(), ctx->lib_ctx,
                                         ctx->propq.empty() ? nullptr : ctx->propq.c_str());
}
int SSL_CTX_set_default_verify_file(SSL_CTX* ctx) {
  return guard([&] { return add_default_lookup(ctx, X509_LOOKUP_file(), load_default_file); });
}
int SSL_CTX_set_default_verify_dir(SSL_CTX* ctx) {
  return guard([&] { return add_default_lookup(ctx, X509_LOOKUP_hash_dir(), load_default_folder); });
}
int SSL_CTX_set_default_verify_store(SSL_CTX* ctx) {
  return guard([&] { return add_default_lookup(ctx, X509_LOOKUP_store(), load_default_store); });
}

}  // extern "C"
