// SPDX-License-Identifier: Apache-2.0
// Controls of modes, versions and records.
#include <algorithm>

#include "capi/settings/ctrl.h"

namespace reprise::capi {
namespace {

constexpr long kSmallestFragment = 512;
constexpr long kLargestFragment = 16384;
constexpr long kMostPipelines = 32;
constexpr long kReceivedExtendedMasterSecret = 0x200;  // among SSL_CTRL_GET_FLAGS

bool is_known_version(long version) { return version == 0 || (version >= SSL3_VERSION && version <= TLS1_3_VERSION); }

bool method_allows(const CtrlTarget& target, long version) {
  return target.setting(&Settings::method)->version == TLS_ANY_VERSION || version == 0;
}

enum class Bound { lowest, highest };

long set_version(const CtrlTarget& target, Bound bound, long version) {
  if (!is_known_version(version) || !method_allows(target, version)) return 0;
  target.set(bound == Bound::lowest ? &Settings::min_version : &Settings::max_version, int(version));
  return 1;
}

std::optional<long> version_control(const CtrlTarget& target, int command, long number) {
  switch (command) {
    case SSL_CTRL_SET_MIN_PROTO_VERSION:
      return set_version(target, Bound::lowest, number);
    case SSL_CTRL_SET_MAX_PROTO_VERSION:
      return set_version(target, Bound::highest, number);
    case SSL_CTRL_GET_MIN_PROTO_VERSION:
      return target.setting(&Settings::min_version);
    case SSL_CTRL_GET_MAX_PROTO_VERSION:
      return target.setting(&Settings::max_version);
    default:
      return std::nullopt;
  }
}

std::optional<long> mode_control(const CtrlTarget& target, int command, long number) {
  switch (command) {
    case SSL_CTRL_MODE:
      if (number != 0) target.edit([&](Settings& settings) { settings.mode |= std::uint32_t(number); });
      return long(target.setting(&Settings::mode));
    case SSL_CTRL_CLEAR_MODE:
      target.edit([&](Settings& settings) { settings.mode &= ~std::uint32_t(number); });
      return long(target.setting(&Settings::mode));
    case SSL_CTRL_SET_RETRY_VERIFY:  // in a verify callback: see host/verify.cc
      if (target.ssl == nullptr) return 0;
      target.ssl->want = Want::retry_verify;
      return 1;
    case SSL_CTRL_GET_READ_AHEAD:
      return target.setting(&Settings::read_ahead);
    case SSL_CTRL_SET_READ_AHEAD: {
      const long before = target.setting(&Settings::read_ahead);
      target.set(&Settings::read_ahead, number != 0);
      return before;
    }
    case SSL_CTRL_GET_MAX_CERT_LIST:
      return long(target.setting(&Settings::max_cert_list));
    case SSL_CTRL_SET_MAX_CERT_LIST: {
      if (number < 0) return 0;
      const long before = long(target.setting(&Settings::max_cert_list));
      target.set(&Settings::max_cert_list, std::size_t(number));
      return before;
    }
    default:
      return std::nullopt;
  }
}

long set_max_fragment(const CtrlTarget& target, long size) {
  if (size < kSmallestFragment || size > kLargestFragment) return 0;
  target.edit([&](Settings& settings) {
    settings.max_send_fragment = std::size_t(size);
    settings.split_send_fragment = std::min(settings.split_send_fragment, settings.max_send_fragment);
  });
  if (target.ssl != nullptr) apply_record_options(target.ssl);
  return 1;
}

std::optional<long> record_control(const CtrlTarget& target, int command, long number) {
  switch (command) {
    case SSL_CTRL_SET_MAX_SEND_FRAGMENT:
      return set_max_fragment(target, number);
    case SSL_CTRL_SET_SPLIT_SEND_FRAGMENT:
      if (number <= 0 || std::size_t(number) > target.setting(&Settings::max_send_fragment)) return 0;
      target.set(&Settings::split_send_fragment, std::size_t(number));
      return 1;
    case SSL_CTRL_SET_MAX_PIPELINES:
      if (number < 1 || number > kMostPipelines) return 0;
      target.set(&Settings::max_pipelines, std::size_t(number));
      return 1;
    default:
      return std::nullopt;
  }
}

std::optional<long> connection_control(const SSL* ssl, int command) {
  switch (command) {
    case SSL_CTRL_GET_RI_SUPPORT:
      return facts_of(ssl).secure_renegotiation;
    case SSL_CTRL_GET_EXTMS_SUPPORT: {
      const auto& facts = facts_of(ssl);
      if (SSL_in_init(ssl) != 0) return -1;  // Compat: not known before the end
      return facts.extended_master_secret;
    }
    case SSL_CTRL_GET_FLAGS: {
      const auto& facts = facts_of(ssl);
      return facts.version == TLS1_2_VERSION && facts.extended_master_secret ? kReceivedExtendedMasterSecret : 0;
    }
    case SSL_CTRL_GET_NUM_RENEGOTIATIONS:
    case SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS:
    case SSL_CTRL_GET_TOTAL_RENEGOTIATIONS:
      return 0;  // there are none
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<long> ctrl_settings(const CtrlTarget& target, int command, long number, void* pointer) {
  if (const auto answer = version_control(target, command, number)) return answer;
  if (const auto answer = mode_control(target, command, number)) return answer;
  if (const auto answer = record_control(target, command, number)) return answer;
  if (command == SSL_CTRL_SET_MSG_CALLBACK_ARG) {
    target.set(&Settings::msg_callback_arg, pointer);
    return 1;
  }
  return target.ssl != nullptr ? connection_control(target.ssl, command) : std::nullopt;
}

}  // namespace reprise::capi
