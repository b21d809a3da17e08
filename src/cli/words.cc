// SPDX-License-Identifier: Apache-2.0
#include "cli/words.h"

#include <fmt/core.h>
#include <openssl/bio.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>

namespace reprise::cli {

std::string version_words(std::uint16_t version) {
  if (version < 0x0301 || version > 0x0304) return fmt::format("version {:#06x}", version);
  return fmt::format("TLS 1.{}", version - 0x0301);
}

namespace {

std::string group_words(crypto::NamedGroup group) {
  const auto* info = crypto::find_group(group);
  return info != nullptr ? fmt::format(", {}", info->name) : "";
}

std::string signature_words(const handshake::Facts& facts, handshake::Role role) {
  const auto code = role == handshake::Role::client ? facts.peer_signature_scheme : facts.local_signature_scheme;
  const auto* info = crypto::find_scheme(crypto::SignatureScheme(code));
  return info != nullptr && !facts.resumed ? fmt::format(", {}", info->name) : "";
}

std::string resumption_words(const handshake::Facts& facts) {
  if (facts.resumed) return "resumed";
  if (facts.why_not_resumed == session::WhyNotResumed::resumed) return "full handshake";
  return fmt::format("full handshake ({})", session::describe(facts.why_not_resumed));
}

std::string early_data_words(handshake::EarlyData early_data) {
  switch (early_data) {
    case handshake::EarlyData::not_sent:
      return "";
    case handshake::EarlyData::rejected:
      return ", early data rejected";
    case handshake::EarlyData::accepted:
      return ", early data accepted";
  }
  return "";
}

}  // namespace

std::string negotiated_words(const handshake::Facts& facts, handshake::Role role) {
  return fmt::format("{}, {}{}{}{}: {}{}", version_words(facts.version),
                     facts.suite != nullptr ? facts.suite->name : "no cipher suite", group_words(facts.group),
                     signature_words(facts, role), facts.alpn.empty() ? "" : ", " + printable(facts.alpn),
                     resumption_words(facts),
                     early_data_words(facts.early_data));
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (c >= ' ' && c <= '~') {
      shown += c;
    } else {
      shown += fmt::format("\\x{:02x}", std::uint8_t(c));
    }
  }
  return shown;
}

std::string time_words(std::int64_t unix_seconds) {
  const std::time_t time = unix_seconds;
  std::tm parts{};
  char text[32];
  if (::gmtime_r(&time, &parts) == nullptr) return "?";
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

std::string duration_words(std::int64_t seconds) {
  if (seconds >= 2 * 86400) return fmt::format("{} days", seconds / 86400);
  if (seconds >= 3600) return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
  if (seconds >= 60) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} s", seconds);
}

std::string brief_hex(Bytes bytes) {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (const auto byte : bytes.first(std::min(kShown, bytes.size()))) text += fmt::format("{:02x}", byte);
  return bytes.size() > kShown ? fmt::format("{}... ({} bytes)", text, bytes.size()) : text;
}

std::string subject_words(const crypto::Certificate& certificate) {
  const auto x509 = certificate.x509();
  if (!x509.ok()) return "";
  BIO* bio = BIO_new(BIO_s_mem());
  X509_NAME_print_ex(bio, X509_get_subject_name(x509.value()), 0, XN_FLAG_ONELINE);
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  std::string text(data, std::size_t(std::max(length, 0L)));
  BIO_free(bio);
  return printable(text);
}

}  // namespace reprise::cli
