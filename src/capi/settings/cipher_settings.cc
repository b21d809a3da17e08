// SPDX-License-Identifier: Apache-2.0
// Which cipher suites a context or connection may use (SSL_CTX_set_cipher_list(3)).
#include <algorithm>

#include "capi/algorithms/cipher_list.h"
#include "capi/library/guard.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

constexpr std::uint32_t kSuiteBFlags = SSL_CERT_FLAG_SUITEB_128_LOS;  // all of them

std::uint32_t flags_of(SuiteB mode) {
  switch (mode) {
    case SuiteB::only_128:
      return SSL_CERT_FLAG_SUITEB_128_LOS_ONLY;
    case SuiteB::only_192:
      return SSL_CERT_FLAG_SUITEB_192_LOS;
    case SuiteB::from_128:
      return SSL_CERT_FLAG_SUITEB_128_LOS;
    case SuiteB::off:
      break;
  }
  return 0;
}

SuiteB mode_of(std::uint32_t flags) {
  for (const auto mode : {SuiteB::from_128, SuiteB::only_192, SuiteB::only_128}) {
    if ((flags & kSuiteBFlags) == flags_of(mode)) return mode;
  }
  return SuiteB::off;
}

// Compat: rules that leave nothing are an error, and yet leave nothing; a level before a fault is set; and once a
// profile was chosen other rules no longer lead out of it.
Result<> set_list(Settings& settings, const char* rules) {
  auto& flags = settings.certificates.cert_flags;
  auto list = read_cipher_list(rules);
  if (list.suite_b != SuiteB::off) {
    flags = (flags & ~kSuiteBFlags) | flags_of(list.suite_b);
  } else if (const auto mode = mode_of(flags); mode != SuiteB::off) {
    list = {.suites = suites_of(mode)};
  }
  if (list.security_level) settings.security_level = *list.security_level;
  if (!list.readable) return fail_silently(Reason::invalid_command);
  keep_implemented(list.suites);
  settings.tls12_suites = std::move(list.suites);
  settings.cipher_stack = make_ref<SharedCipherStack>();
  if (settings.tls12_suites.empty()) return fail_silently(Reason::no_cipher_match);
  return success();
}

// A list that cannot be read leaves the owner as it is.
template <typename Owner>
int set_tls13_list(Owner* owner, const char* names, const char* function) {
  return guard(
      [&]() -> Result<> {
        const auto suites = TRY(parse_ciphersuites(names));
        owner->edit([&](Settings& settings) {
          settings.tls13_suites = suites;
          settings.cipher_stack = make_ref<SharedCipherStack>();
        });
        return success();
      },
      function);
}

}  // namespace

extern "C" {

int SSL_CTX_set_cipher_list(SSL_CTX* ctx, const char* rules) {
  if (rules == nullptr) return 0;
  return guard([&] { return ctx->edit([&](Settings& settings) { return set_list(settings, rules); }); });
}
int SSL_set_cipher_list(SSL* ssl, const char* rules) {
  if (rules == nullptr) return 0;
  return guard([&] { return ssl->edit([&](Settings& settings) { return set_list(settings, rules); }); });
}
int SSL_CTX_set_ciphersuites(SSL_CTX* ctx, const char* names) {
  return set_tls13_list(ctx, names, __func__);
}
int SSL_set_ciphersuites(SSL* ssl, const char* names) {
  return set_tls13_list(ssl, names, __func__);
}

}  // extern "C"
