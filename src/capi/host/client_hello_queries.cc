// SPDX-License-Identifier: Apache-2.0
// What a client hello callback can look at (SSL_CTX_set_client_hello_cb(3)).
#include <openssl/ssl.h>

#include <algorithm>
#include <vector>

#include "capi/library/guard.h"
#include "capi/library/later_api.h"
#include "capi/objects/ssl_object.h"
#include "capi/settings/extension_support.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

const wire::ClientHello* hello_of(const SSL* ssl) { return ssl->host ? ssl->host->current_hello() : nullptr; }

// The length of a field; `out` may be null.
std::size_t lend(Bytes field, const unsigned char** out) {
  if (out != nullptr) *out = field.data();
  return field.size();
}

bool has_custom(const SSL* ssl, unsigned type) {
  return std::ranges::any_of(ssl->settings->custom_extensions, [&](const auto& own) { return own.type == type; });
}

std::vector<int> recognised_types(const SSL* ssl, const wire::ClientHello& hello) {
  std::vector<int> types;
  for (const auto& extension : hello.extensions) {
    const unsigned type = wire::code_of(extension.type);
    if (extension_supported(type) || has_custom(ssl, type)) types.push_back(int(type));
  }
  return types;
}

Result<> give_types(const std::vector<int>& types, int** out, std::size_t* count) {
  *out = nullptr;
  *count = types.size();
  if (types.empty()) return success();
  *out = static_cast<int*>(OPENSSL_malloc(types.size() * sizeof(int)));
  if (*out == nullptr) return fail_silently(Reason::out_of_memory);
  std::ranges::copy(types, *out);
  return success();
}

}  // namespace

extern "C" {

void SSL_CTX_set_client_hello_cb(SSL_CTX* ctx, SSL_client_hello_cb_fn callback, void* arg) {
  ctx->live.client_hello = callback;
  ctx->live.client_hello_arg = arg;
}

int SSL_client_hello_isv2(SSL*) { return 0; }  // no hello of that form is accepted

unsigned SSL_client_hello_get0_legacy_version(SSL* ssl) {
  const auto* hello = hello_of(ssl);
  return hello != nullptr ? wire::code_of(hello->legacy_version) : 0;
}

std::size_t SSL_client_hello_get0_random(SSL* ssl, const unsigned char** out) {
  const auto* hello = hello_of(ssl);
  return hello != nullptr ? lend(hello->random, out) : 0;
}

std::size_t SSL_client_hello_get0_session_id(SSL* ssl, const unsigned char** out) {
  const auto* hello = hello_of(ssl);
  return hello != nullptr ? lend(hello->legacy_session_id, out) : 0;
}

std::size_t SSL_client_hello_get0_ciphers(SSL* ssl, const unsigned char** out) {
  const auto* hello = hello_of(ssl);
  return hello != nullptr ? lend(hello->cipher_suites.raw(), out) : 0;
}

std::size_t SSL_client_hello_get0_compression_methods(SSL* ssl, const unsigned char** out) {
  const auto* hello = hello_of(ssl);
  return hello != nullptr ? lend(hello->legacy_compression_methods, out) : 0;
}

int SSL_client_hello_get0_ext(SSL* ssl, unsigned type, const unsigned char** out, std::size_t* length) {
  const auto* hello = hello_of(ssl);
  if (hello == nullptr || type > 0xffff) return 0;
  const auto body = hello->extensions.find(wire::ExtensionType(type));
  if (!body) return 0;
  const std::size_t size = lend(*body, out);
  if (length != nullptr) *length = size;
  return 1;
}

int SSL_client_hello_get1_extensions_present(SSL* ssl, int** out, std::size_t* count) {
  const auto* hello = hello_of(ssl);
  if (hello == nullptr || out == nullptr || count == nullptr) return 0;
  return guard([&] { return give_types(recognised_types(ssl, *hello), out, count); });
}

int SSL_client_hello_get_extension_order(SSL* ssl, std::uint16_t* out, std::size_t* count) {
  const auto* hello = hello_of(ssl);
  if (hello == nullptr || count == nullptr) return 0;
  int result = 0;
  guard([&]() -> Result<> {
    const auto types = recognised_types(ssl, *hello);
    if (out != nullptr && *count < types.size()) return success();
    if (out != nullptr) std::ranges::transform(types, out, [](int type) { return std::uint16_t(type); });
    *count = types.size();
    result = 1;
    return success();
  });
  return result;
}

}  // extern "C"
