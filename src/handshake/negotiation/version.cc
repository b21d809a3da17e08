// SPDX-License-Identifier: Apache-2.0
#include "handshake/negotiation/version.h"

#include <algorithm>

#include "wire/extensions/supported_versions.h"

namespace reprise::handshake {
namespace {

constexpr std::uint16_t kSsl30 = 0x0300;

bool in_range(const Config& config, std::uint16_t version) {
  return config.min_version <= version && version <= config.max_version;
}

// RFC 8446, D.5: a hello of SSL 3.0 MUST be answered with protocol_version, whatever its extensions say.
Result<> refuse_ssl30(wire::ProtocolVersion legacy_version) {
  if (code_of(legacy_version) != kSsl30) return success();
  return fail(Alert::protocol_version, Reason::bad_legacy_version);
}

// RFC 9846, 4.2.2, 4.2.3: a hello of TLS 1.3 says 0x0303 here, and any other value MUST be answered with
// protocol_version.
Result<> check_legacy_version(wire::ProtocolVersion legacy_version) {
  if (code_of(legacy_version) == kTls12) return success();
  return fail(Alert::protocol_version, Reason::bad_legacy_version);
}

// Of the versions that have a name by their number: 0x0301 to 0x03ff; GREASE is none of them (RFC 8701).
Result<std::uint16_t> highest_offered(const wire::ClientHello& hello) {
  const auto extension = hello.extensions.find(wire::ExtensionType::supported_versions);
  if (!extension) return code_of(hello.legacy_version);
  std::uint16_t highest = 0;
  for (const std::uint16_t version : TRY(wire::read_supported_versions(*extension))) {
    if (version >> 8 == kSsl30 >> 8) highest = std::max(highest, version);
  }
  return highest;
}

}  // namespace

Result<std::uint16_t> choose_version(const Config& config, const wire::ClientHello& hello) {
  TRY(refuse_ssl30(hello.legacy_version));
  const auto extension = hello.extensions.find(wire::ExtensionType::supported_versions);
  if (extension) {
    const auto offered = TRY(wire::read_supported_versions(*extension));
    for (const std::uint16_t version : {kTls13, kTls12}) {
      if (!in_range(config, version) || !offered.contains(version)) continue;
      if (version == kTls13) TRY(check_legacy_version(hello.legacy_version));
      return version;
    }
    return fail(Alert::protocol_version, Reason::unsupported_protocol);
  }
  // RFC 8446, 4.2.1: without supported_versions MUST negotiate TLS 1.2 or prior, even if legacy_version is more.
  if (code_of(hello.legacy_version) < kTls12) return fail(Alert::protocol_version, Reason::version_too_low);
  if (!in_range(config, kTls12)) return fail(Alert::protocol_version, Reason::unsupported_protocol);
  return kTls12;
}

Result<> check_fallback(const Config& config, const wire::ClientHello& hello) {
  if (!hello.cipher_suites.contains(wire::kFallbackScsv)) return success();
  TRY(refuse_ssl30(hello.legacy_version));
  if (TRY(highest_offered(hello)) >= config.max_version) return success();
  return fail(Alert::inappropriate_fallback, Reason::inappropriate_fallback);
}

Result<std::uint16_t> accept_version(const Config& config, const wire::ServerHello& hello) {
  TRY(refuse_ssl30(hello.legacy_version));
  const auto extension = hello.extensions.find(wire::ExtensionType::supported_versions);
  if (!extension) {
    // RFC 8446, 4.1.4: a HelloRetryRequest MUST have supported_versions.
    if (hello.is_hello_retry_request()) return fail(Alert::missing_extension, Reason::extension_not_received);
    if (code_of(hello.legacy_version) != kTls12 || !in_range(config, kTls12)) {
      return fail(Alert::protocol_version, Reason::unsupported_protocol);
    }
    return kTls12;
  }
  // RFC 8446, 4.2.1: a version prior to TLS 1.3 or one that was not offered MUST be answered with illegal_parameter.
  const auto version = TRY(wire::read_selected_version(*extension));
  if (code_of(version) != kTls13 || !in_range(config, kTls13)) {
    return fail(Alert::illegal_parameter, Reason::wrong_ssl_version);
  }
  TRY(check_legacy_version(hello.legacy_version));
  return kTls13;
}

void write_downgrade_sentinel(const Config& config, std::uint16_t chosen, MutableBytes random) {
  if (chosen >= kTls13 || config.max_version < kTls13) return;
  const auto& sentinel = chosen == kTls12 ? wire::kDowngradeToTls12 : wire::kDowngradeToTls11;
  std::ranges::copy(sentinel, random.last(sentinel.size()).begin());
}

Result<> check_downgrade_sentinel(const Config& config, std::uint16_t accepted, Bytes random) {
  if (accepted >= kTls13) return success();
  if (wire::downgrade_sentinel(random) == wire::DowngradeSentinel::none) return success();
  // RFC 7507, 4: a client that fell back of its own accord could do better, and so can the server.
  if (config.max_version < kTls13) {
    if (!config.switches.fallback_scsv) return success();
    return fail(Alert::illegal_parameter, Reason::inappropriate_fallback);
  }
  return fail(Alert::illegal_parameter, Reason::downgrade_detected);
}

}  // namespace reprise::handshake
