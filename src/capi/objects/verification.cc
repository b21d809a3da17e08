// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/verification.h"

#include <openssl/x509v3.h>

#include <cstring>

#include "capi/objects/settings_hash.h"
#include "capi/objects/trusted.h"

namespace reprise::capi {
namespace {

bool matches_a_host(X509* leaf, X509_VERIFY_PARAM* param) {
  const char* host = X509_VERIFY_PARAM_get0_host(param, 0);
  if (host == nullptr) return true;
  const unsigned flags = X509_VERIFY_PARAM_get_hostflags(param);
  for (int i = 0; host != nullptr; host = X509_VERIFY_PARAM_get0_host(param, ++i)) {
    if (X509_check_host(leaf, host, std::strlen(host), flags, nullptr) == 1) return true;
  }
  return false;
}

// A verification of the leaf as if it were trusted: what is left is what libcrypto holds against itself.
bool is_good_itself(X509* leaf, X509_VERIFY_PARAM* param) {
  const Own<STACK_OF(X509)> trusted(sk_X509_new_null());
  const Own<X509_STORE_CTX> check(X509_STORE_CTX_new());
  if (!trusted || !check || sk_X509_push(trusted.get(), leaf) == 0) return false;
  X509_up_ref(leaf);  // the stack's
  if (X509_STORE_CTX_init(check.get(), nullptr, leaf, nullptr) != 1) return false;
  auto* own = X509_STORE_CTX_get0_param(check.get());
  if (X509_VERIFY_PARAM_set1(own, param) != 1) return false;
  X509_VERIFY_PARAM_clear_flags(own, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  X509_VERIFY_PARAM_set_flags(own, X509_V_FLAG_PARTIAL_CHAIN);
  X509_STORE_CTX_set0_trusted_stack(check.get(), trusted.get());
  return X509_verify_cert(check.get()) == 1;
}

bool is_revoked(X509* leaf, X509_STORE_CTX* verification) {
  auto* const lists = X509_STORE_CTX_get1_crls(verification, X509_get_issuer_name(leaf));
  bool found = false;
  for (int i = 0; i < sk_X509_CRL_num(lists) && !found; ++i) {
    X509_REVOKED* entry = nullptr;
    found = X509_CRL_get0_by_cert(sk_X509_CRL_value(lists, i), &entry, leaf) == 1;
  }
  sk_X509_CRL_pop_free(lists, X509_CRL_free);
  return found;
}

}  // namespace

Verification::Verification(X509_STORE_CTX* used)
    : chain_(X509_STORE_CTX_get0_chain(used) != nullptr ? X509_STORE_CTX_get1_chain(used) : nullptr) {
  auto* param = X509_STORE_CTX_get0_param(used);
  const char* name = X509_VERIFY_PARAM_get0_peername(param);
  if (name == nullptr) return;
  peer_name_ = name;
  named_.reset(X509_VERIFY_PARAM_new());
  if (named_) X509_VERIFY_PARAM_move_peername(named_.get(), param);
}

void show_peer_name(SSL* ssl) {
  auto* own = ssl->param ? ssl->param->object.get() : nullptr;
  if (own == nullptr) return;
  auto* verification = verification_of(ssl);
  const char* shown = X509_VERIFY_PARAM_get0_peername(own);
  const char* name = verification != nullptr ? verification->peer_name() : nullptr;
  if (shown == nullptr ? name == nullptr : name != nullptr && std::strcmp(shown, name) == 0) return;
  if (name != nullptr) verification->show_name(own);
  else X509_VERIFY_PARAM_move_peername(own, nullptr);
}

Result<StoreContext> new_verification(const SSL* ssl, X509* leaf, STACK_OF(X509)* untrusted) {
  const auto& ctx = *ssl->ctx;
  const char* propq = ctx.propq.empty() ? nullptr : ctx.propq.c_str();
  StoreContext verification{verify_store_of(ssl), Own<X509_STORE_CTX>(X509_STORE_CTX_new_ex(ctx.lib_ctx, propq))};
  if (!verification.context) return fail(Alert::internal_error, Reason::out_of_memory);
  if (X509_STORE_CTX_init(verification.get(), verification.store.get(), leaf, untrusted) != 1) {
    return fail(Alert::internal_error, Reason::x509_library);
  }
  auto* param = X509_STORE_CTX_get0_param(verification.get());
  X509_VERIFY_PARAM_set_auth_level(param, ssl->settings->security_level);
  // The purpose's defaults first, then what the application set.
  X509_STORE_CTX_set_default(verification.get(), ssl->side == Side::client ? "ssl_server" : "ssl_client");
  if (X509_VERIFY_PARAM_set1(param, ssl->current_param().object.get()) != 1) {
    return fail(Alert::internal_error, Reason::out_of_memory);
  }
  static_assert(SSL_CERT_FLAG_SUITEB_128_LOS == X509_V_FLAG_SUITEB_128_LOS);
  X509_VERIFY_PARAM_set_flags(param, ssl->settings->certificates.cert_flags & X509_V_FLAG_SUITEB_128_LOS);
  return verification;
}

void add_terms(const SSL* ssl, X509_STORE_CTX* verification, crypto::PartsHash& hash) {
  auto* param = X509_STORE_CTX_get0_param(verification);
  const auto flags = X509_VERIFY_PARAM_get_flags(param);
  add_number(flags, hash);
  if ((flags & X509_V_FLAG_USE_CHECK_TIME) != 0) add_number(std::size_t(X509_VERIFY_PARAM_get_time(param)), hash);
  add_number(std::size_t(X509_VERIFY_PARAM_get_depth(param)), hash);
  add_number(std::size_t(X509_VERIFY_PARAM_get_auth_level(param)), hash);
  add_number(std::size_t(ssl->current_param().purpose), hash);
  add_number(std::size_t(ssl->current_param().trust), hash);
  add_number(X509_VERIFY_PARAM_get_hostflags(param), hash);
  int hosts = 0;
  for (; const char* host = X509_VERIFY_PARAM_get0_host(param, hosts); ++hosts) add_text(host, hash);
  add_number(std::size_t(hosts), hash);
  add_text(X509_VERIFY_PARAM_get0_email(param), hash);
  add_text(wanted_address(param).get(), hash);
  // Functions cannot be told apart: but who has one is not taken for who has none.
  add_number(ssl->settings->verify_callback != nullptr, hash);
  add_number(ssl->settings->security_callback != nullptr, hash);
  add_number(ssl->ctx->live.verify != nullptr, hash);
  add_number(functions_of(X509_STORE_CTX_get0_store(verification)), hash);
}

bool looks_at_certificates(const SSL* ssl) {
  return ssl->settings->verify_callback != nullptr || ssl->ctx->live.verify != nullptr ||
         runs_program_code(verify_store_of(ssl).get());
}

Own<char> wanted_address(X509_VERIFY_PARAM* param) {
  const crypto::QuietErrors quiet;  // no address is an error to libcrypto
  return Own<char>(X509_VERIFY_PARAM_get1_ip_asc(param));
}

bool wants_names(X509_VERIFY_PARAM* param) {
  return X509_VERIFY_PARAM_get0_host(param, 0) != nullptr || X509_VERIFY_PARAM_get0_email(param) != nullptr ||
         wanted_address(param) != nullptr;
}

bool has_wanted_names(X509* leaf, X509_VERIFY_PARAM* param) {
  const crypto::QuietErrors quiet;
  if (!matches_a_host(leaf, param)) return false;
  const char* email = X509_VERIFY_PARAM_get0_email(param);
  if (email != nullptr && X509_check_email(leaf, email, std::strlen(email), 0) != 1) return false;
  const auto address = wanted_address(param);
  return !address || X509_check_ip_asc(leaf, address.get(), 0) == 1;
}

bool leaf_stands(X509* leaf, X509_STORE_CTX* verification) {
  const crypto::QuietErrors quiet;
  auto* param = X509_STORE_CTX_get0_param(verification);
  if (!is_good_itself(leaf, param)) return false;
  return (X509_VERIFY_PARAM_get_flags(param) & X509_V_FLAG_CRL_CHECK) == 0 || !is_revoked(leaf, verification);
}

}  // namespace reprise::capi
