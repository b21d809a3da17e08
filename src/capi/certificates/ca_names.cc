// SPDX-License-Identifier: Apache-2.0
// Lists of CA names: SSL_CTX_set0_CA_list(3), and reading names out of certificate files.
#include <openssl/pem.h>
#include <openssl/store.h>

#include <cstring>
#include <filesystem>

#include "capi/library/guard.h"
#include "capi/objects/ca_lists.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

using Names = Own<STACK_OF(X509_NAME)>;

Result<> add_name_of(Names& names, const X509* certificate) {
  if (!names) names.reset(sk_X509_NAME_new_null());
  Own<X509_NAME> name(X509_NAME_dup(X509_get_subject_name(certificate)));
  if (!names || !name || sk_X509_NAME_push(names.get(), name.get()) == 0) return fail_silently(Reason::out_of_memory);
  static_cast<void>(name.release());
  return success();
}

// Compat: no certificate is a failure without an error.
template <typename Owner>
int add_name(Owner* owner, Names CaLists::*where, const X509* certificate, const char* function) {
  if (certificate == nullptr) return 0;
  return guard([&] { return add_name_of(owner->ca_lists.*where, certificate); }, function);
}

bool holds(const STACK_OF(X509_NAME)* names, const X509_NAME* name) {
  for (int i = 0; i < sk_X509_NAME_num(names); ++i) {
    if (X509_NAME_cmp(sk_X509_NAME_value(names, i), name) == 0) return true;
  }
  return false;
}

Result<> add_distinct(STACK_OF(X509_NAME)* names, const X509* certificate) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  if (subject == nullptr || holds(names, subject)) return success();
  Own<X509_NAME> name(X509_NAME_dup(subject));
  if (!name || sk_X509_NAME_push(names, name.get()) == 0) return fail_silently(Reason::out_of_memory);
  static_cast<void>(name.release());
  return success();
}

// Returns how many certificates were read. Where there was none, libcrypto's error says what was found instead.
Result<int> add_from_file(STACK_OF(X509_NAME)* names, const char* path) {
  const Own<BIO> file(BIO_new_file(path, "r"));
  if (!file) return fail_silently(Reason::system_library);
  int read = 0;
  for (;; ++read) {
    const Own<X509> certificate(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    TRY(add_distinct(names, certificate.get()));
  }
  if (read != 0) ERR_clear_error();  // the end of the file is no error
  return read;
}

// Compat: a file without certificates adds nothing, which is no failure: in a folder of them lie revocation lists and
// notes too.
Result<> add_what_is_in(STACK_OF(X509_NAME)* names, const char* path) {
  TRY(add_from_file(names, path));
  ERR_clear_error();
  return success();
}

Result<> load_from_file(STACK_OF(X509_NAME)* names, const char* path) {
  if (TRY(add_from_file(names, path)) == 0) return fail_silently(Reason::queued_by_libcrypto);
  return success();
}

Result<> add_from_folder(STACK_OF(X509_NAME)* names, const char* path) {
  if (path == nullptr) return fail_silently(Reason::system_library);
  std::error_code error;
  std::filesystem::directory_iterator files(path, error);
  if (error) return fail_silently(Reason::system_library);
  for (; files != std::filesystem::directory_iterator(); files.increment(error)) {
    if (error) return fail_silently(Reason::system_library);
    // What cannot be looked at (a link to itself) is no folder, and no file that can be read.
    if (std::error_code unknown; files->is_directory(unknown)) continue;
    TRY(add_what_is_in(names, files->path().c_str()));
  }
  return error ? Result<>(fail_silently(Reason::system_library)) : success();
}

Result<> add_from_store(STACK_OF(X509_NAME)* names, const char* uri) {
  OSSL_STORE_CTX* store = OSSL_STORE_open(uri, nullptr, nullptr, nullptr, nullptr);
  if (store == nullptr) return fail_silently(Reason::queued_by_libcrypto);
  Result<> result = success();
  while (result.ok() && OSSL_STORE_eof(store) == 0 && OSSL_STORE_error(store) == 0) {
    OSSL_STORE_INFO* info = OSSL_STORE_load(store);
    if (info == nullptr) continue;
    if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_CERT)
      result = add_distinct(names, OSSL_STORE_INFO_get0_CERT(info));
    OSSL_STORE_INFO_free(info);
  }
  OSSL_STORE_close(store);
  return result;
}

STACK_OF(X509_NAME) * load_file(const char* path, OSSL_LIB_CTX*, const char*) {
  Names names(sk_X509_NAME_new_null());
  if (guard([&] { return load_from_file(names.get(), path); }) != 1) return nullptr;
  return names.release();
}

// What a connection asks its peer with: the connection's own list, or its context's.
const STACK_OF(X509_NAME) * in_force(const SSL* ssl, Names CaLists::*which) {
  const Names& own = ssl->ca_lists.*which;
  return own ? own.get() : (ssl->ctx->ca_lists.*which).get();
}

Names read_names(const std::vector<ByteVector>& encoded) {
  Names names(sk_X509_NAME_new_reserve(nullptr, int(encoded.size())));
  if (!names) return nullptr;
  for (const auto& der : encoded) {
    const unsigned char* p = der.data();
    Own<X509_NAME> name(d2i_X509_NAME(nullptr, &p, long(der.size())));
    if (!name || sk_X509_NAME_push(names.get(), name.get()) == 0) return nullptr;
    static_cast<void>(name.release());
  }
  return names;
}

// Those of the peer's last request: after the handshake it may ask again, for others.
STACK_OF(X509_NAME) * peer_names(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  const auto& encoded = facts.peer_ca_names;
  // Compat: a request of TLS 1.2 always has a list, which may have no names in it.
  const bool asked = ssl->side == Side::client && facts.version == TLS1_2_VERSION && facts.certificate_requested;
  if (encoded.empty() && !asked) return nullptr;
  auto& shown = ssl->peer_ca_names;
  if (shown == nullptr || shown->made_of != encoded) {
    auto names = read_names(encoded);
    if (!names) return nullptr;
    shown = std::make_unique<ShownNames>(ShownNames{encoded, std::move(names)});
  }
  return shown->stack.get();
}

Names copied_names(const Names& names) {
  return copied(names.get(), [](const auto* from) { return SSL_dup_CA_list(from); });
}

}  // namespace

namespace reprise::capi {

CaLists clone(const CaLists& lists) { return {copied_names(lists.names), copied_names(lists.client_names)}; }

std::vector<ByteVector> ca_names_to_send(const SSL* ssl) {
  const auto* names = ssl->side == Side::server ? in_force(ssl, &CaLists::client_names) : nullptr;
  if (sk_X509_NAME_num(names) <= 0) names = in_force(ssl, &CaLists::names);
  std::vector<ByteVector> out;
  for (int i = 0; i < sk_X509_NAME_num(names); ++i) {
    const unsigned char* der = nullptr;
    std::size_t length = 0;
    if (X509_NAME_get0_der(sk_X509_NAME_value(names, i), &der, &length) == 1) out.emplace_back(der, der + length);
  }
  return out;
}

}  // namespace reprise::capi

extern "C" {

STACK_OF(X509_NAME) * SSL_dup_CA_list(const STACK_OF(X509_NAME) * names) {
  return sk_X509_NAME_deep_copy(names, X509_NAME_dup, X509_NAME_free);
}

void SSL_CTX_set0_CA_list(SSL_CTX* ctx, STACK_OF(X509_NAME) * names) {
  ctx->ca_lists.names.reset(names);
}
void SSL_set0_CA_list(SSL* ssl, STACK_OF(X509_NAME) * names) { ssl->ca_lists.names.reset(names); }
const STACK_OF(X509_NAME) * SSL_CTX_get0_CA_list(const SSL_CTX* ctx) { return ctx->ca_lists.names.get(); }
const STACK_OF(X509_NAME) * SSL_get0_CA_list(const SSL* ssl) { return in_force(ssl, &CaLists::names); }

void SSL_CTX_set_client_CA_list(SSL_CTX* ctx, STACK_OF(X509_NAME) * names) {
  ctx->ca_lists.client_names.reset(names);
}
void SSL_set_client_CA_list(SSL* ssl, STACK_OF(X509_NAME) * names) { ssl->ca_lists.client_names.reset(names); }
STACK_OF(X509_NAME) * SSL_CTX_get_client_CA_list(const SSL_CTX* ctx) { return ctx->ca_lists.client_names.get(); }
STACK_OF(X509_NAME) * SSL_get_client_CA_list(const SSL* ssl) {
  if (ssl->side == Side::client) return pointer_from([&] { return peer_names(ssl); });
  return const_cast<STACK_OF(X509_NAME)*>(in_force(ssl, &CaLists::client_names));
}
const STACK_OF(X509_NAME) * SSL_get0_peer_CA_list(const SSL* ssl) {
  return pointer_from([&] { return peer_names(ssl); });
}

int SSL_CTX_add1_to_CA_list(SSL_CTX* ctx, const X509* x) {
  return add_name(ctx, &CaLists::names, x, __func__);
}
int SSL_add1_to_CA_list(SSL* ssl, const X509* x) {
  return add_name(ssl, &CaLists::names, x, __func__);
}
int SSL_CTX_add_client_CA(SSL_CTX* ctx, X509* x) {
  return add_name(ctx, &CaLists::client_names, x, __func__);
}
int SSL_add_client_CA(SSL* ssl, X509* x) {
  return add_name(ssl, &CaLists::client_names, x, __func__);
}

STACK_OF(X509_NAME) * SSL_load_client_CA_file(const char* path) { return load_file(path, nullptr, nullptr); }
STACK_OF(X509_NAME) * SSL_load_client_CA_file_ex(const char* path, OSSL_LIB_CTX* ctx, const char* propq) {
  return load_file(path, ctx, propq);
}
int SSL_add_file_cert_subjects_to_stack(STACK_OF(X509_NAME) * names, const char* path) {
  return guard([&] { return add_what_is_in(names, path); });
}
int SSL_add_dir_cert_subjects_to_stack(STACK_OF(X509_NAME) * names, const char* path) {
  return guard([&] { return add_from_folder(names, path); });
}
int SSL_add_store_cert_subjects_to_stack(STACK_OF(X509_NAME) * names, const char* uri) {
  return guard([&] { return add_from_store(names, uri); });
}

}  // extern "C"
