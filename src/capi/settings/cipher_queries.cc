// SPDX-License-Identifier: Apache-2.0
// The lists of cipher suites that programs can ask for (SSL_get_ciphers(3)).
#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "capi/algorithms/ssl_cipher.h"
#include "capi/certificates/security.h"
#include "capi/library/guard.h"
#include "capi/library/raise.h"
#include "capi/objects/compile_config.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

constexpr std::uint16_t kRenegotiationInfo = 0x00ff;
constexpr std::uint16_t kFallback = 0x5600;

bool is_signalling(std::uint16_t code) { return code == kRenegotiationInfo || code == kFallback; }

std::vector<std::uint16_t> all_suites(const Settings& settings) {
  auto ids = settings.tls13_suites;
  ids.insert(ids.end(), settings.tls12_suites.begin(), settings.tls12_suites.end());
  return ids;
}

// Made once for all that have these suites; kept until the owner of the settings sets others.
STACK_OF(SSL_CIPHER)* stack_of(const Settings& settings) {
  const auto& shared = settings.cipher_stack->made;
  if (const auto* made = shared.get()) return made->stack.get();
  auto made = make_ref<ListedCiphers>();
  made->stack.reset(make_cipher_stack(all_suites(settings)).release());
  return made->stack ? shared.keep(std::move(made)).stack.get() : nullptr;
}

bool usable(SSL* ssl, const VersionRange& range, std::uint16_t id) {
  const auto* suite = wire::find_cipher_suite(id);
  if (suite == nullptr || wire::code_of(suite->max_version) < range.lowest) return false;
  if (wire::code_of(suite->min_version) > range.highest) return false;
  return security_allows(ssl->ctx.get(), ssl,
                         {.operation = SSL_SECOP_CIPHER_SUPPORTED,
                          .bits = suite->strength_bits,
                          .nid = 0,
                          .other = const_cast<wire::CipherSuite*>(suite)});
}

STACK_OF(SSL_CIPHER)* supported(SSL* ssl) {
  const auto range = version_range(*ssl->settings);
  if (!range.ok()) return nullptr;
  auto ids = all_suites(*ssl->settings);
  std::erase_if(ids, [&](std::uint16_t id) { return !usable(ssl, range.value(), id); });
  return ids.empty() ? nullptr : make_cipher_stack(ids).release();
}

STACK_OF(SSL_CIPHER)* clients_stack(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  const auto& offer = facts.offer;
  if (ssl->side != Side::server || !offer) return nullptr;
  // Compat: in TLS 1.2 a resumption chooses none, and none are looked at.
  if (facts.resumed && facts.version == TLS1_2_VERSION) return nullptr;
  if (!ssl->peer_cipher_stack) {
    auto ids = offer->cipher_suites;
    std::erase_if(ids, is_signalling);
    ssl->peer_cipher_stack.reset(make_cipher_stack(ids).release());
  }
  return ssl->peer_cipher_stack.get();
}

// Names in the client's order, joined by colons, as many as there is room for.
bool write_shared(const SSL* ssl, char* out, std::size_t room) {
  const auto* theirs = SSL_get_client_ciphers(ssl);
  const auto* ours = SSL_get_ciphers(ssl);
  if (sk_SSL_CIPHER_num(theirs) <= 0 || sk_SSL_CIPHER_num(ours) <= 0) return false;
  std::size_t used = 0;
  for (int i = 0; i < sk_SSL_CIPHER_num(theirs); ++i) {
    const auto* cipher = sk_SSL_CIPHER_value(theirs, i);
    if (sk_SSL_CIPHER_find(const_cast<STACK_OF(SSL_CIPHER)*>(ours), cipher) < 0) continue;
    const std::string_view name = from_c(cipher)->name;
    if (used + name.size() + 1 > room) break;
    std::memcpy(out + used, name.data(), name.size());
    used += name.size();
    out[used++] = ':';
  }
  out[used > 0 ? used - 1 : 0] = '\0';
  return true;
}

struct WireCiphers {
  std::vector<std::uint16_t> suites;
  std::vector<std::uint16_t> signalling;
};

enum class HelloForm : bool { tls, v2 };

// An SSLv2 hello has three bytes for each; those that begin with zero are ours.
WireCiphers split(Bytes list, HelloForm form) {
  const std::size_t width = form == HelloForm::v2 ? 3 : 2;
  WireCiphers out;
  for (; !list.empty(); list = list.subspan(width)) {
    if (form == HelloForm::v2 && list[0] != 0) continue;
    const auto code = std::uint16_t(list[width - 2] << 8 | list[width - 1]);
    (is_signalling(code) ? out.signalling : out.suites).push_back(code);
  }
  return out;
}

bool give(const std::vector<std::uint16_t>& ids, STACK_OF(SSL_CIPHER)** out) {
  if (out == nullptr) return true;
  *out = make_cipher_stack(ids).release();
  return *out != nullptr;
}

}  // namespace

extern "C" {

STACK_OF(SSL_CIPHER)* SSL_CTX_get_ciphers(const SSL_CTX* ctx) {
  return ctx != nullptr ? pointer_from([&] { return stack_of(*ctx->settings()); }) : nullptr;
}
STACK_OF(SSL_CIPHER)* SSL_get_ciphers(const SSL* ssl) {
  return ssl != nullptr ? pointer_from([&] { return stack_of(*ssl->settings); }) : nullptr;
}

const char* SSL_get_cipher_list(const SSL* ssl, int index) {
  const auto* stack = SSL_get_ciphers(ssl);
  if (index < 0 || sk_SSL_CIPHER_num(stack) <= index) return nullptr;
  return SSL_CIPHER_get_name(sk_SSL_CIPHER_value(stack, index));
}

STACK_OF(SSL_CIPHER)* SSL_get1_supported_ciphers(SSL* ssl) {
  return ssl != nullptr ? pointer_from([&] { return supported(ssl); }) : nullptr;
}

STACK_OF(SSL_CIPHER)* SSL_get_client_ciphers(const SSL* ssl) {
  return ssl != nullptr ? pointer_from([&] { return clients_stack(ssl); }) : nullptr;
}

char* SSL_get_shared_ciphers(const SSL* ssl, char* out, int room) {
  if (ssl->side != Side::server || room < 2) return nullptr;
  return write_shared(ssl, out, std::size_t(room)) ? out : nullptr;
}

int SSL_bytes_to_cipher_list(SSL*, const unsigned char* bytes, std::size_t length, int is_v2,
                             STACK_OF(SSL_CIPHER)** suites, STACK_OF(SSL_CIPHER)** signalling) {
  if (length > SIZE_MAX / 2) return 0;
  const auto form = is_v2 != 0 ? HelloForm::v2 : HelloForm::tls;
  if (length == 0) {
    raise(SSL_R_NO_CIPHERS_SPECIFIED, "SSL_bytes_to_cipher_list", "%s", "");
    return 0;
  }
  if (length % (form == HelloForm::v2 ? 3 : 2) != 0) {
    raise(SSL_R_ERROR_IN_RECEIVED_CIPHER_LIST, "SSL_bytes_to_cipher_list", "%s", "");
    return 0;
  }
  return guard([&]() -> Result<> {
    const auto found = split({bytes, length}, form);
    if (!give(found.suites, suites) || !give(found.signalling, signalling)) return fail_silently(Reason::out_of_memory);
    return success();
  });
}

}  // extern "C"
