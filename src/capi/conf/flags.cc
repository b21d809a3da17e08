// SPDX-License-Identifier: Apache-2.0
#include "capi/conf/flags.h"

#include <strings.h>

#include <span>

namespace reprise::capi {
namespace {

constexpr unsigned kClient = SSL_CONF_FLAG_CLIENT;
constexpr unsigned kServer = SSL_CONF_FLAG_SERVER;
constexpr unsigned kBoth = kClient | kServer;

enum class Sense : bool { as_named, inverted };  // inverted: naming the flag clears its bits

struct Flag {
  std::string_view name;
  std::uint64_t bits;
  Sense sense = Sense::as_named;
  unsigned roles = kBoth;  // where it is known
};

constexpr Flag kOptions[] = {
    {"SessionTicket", SSL_OP_NO_TICKET, Sense::inverted},
    {"EmptyFragments", SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, Sense::inverted},
    {"Bugs", SSL_OP_ALL},
    {"Compression", SSL_OP_NO_COMPRESSION, Sense::inverted},
    {"ServerPreference", SSL_OP_CIPHER_SERVER_PREFERENCE, Sense::as_named, kServer},
    {"NoResumptionOnRenegotiation", SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, Sense::as_named, kServer},
    {"DHSingle", SSL_OP_SINGLE_DH_USE, Sense::as_named, kServer},
    {"ECDHSingle", SSL_OP_SINGLE_ECDH_USE, Sense::as_named, kServer},
    {"UnsafeLegacyRenegotiation", SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION},
    {"UnsafeLegacyServerConnect", SSL_OP_LEGACY_SERVER_CONNECT},
    {"ClientRenegotiation", SSL_OP_ALLOW_CLIENT_RENEGOTIATION, Sense::as_named, kServer},
    {"EncryptThenMac", SSL_OP_NO_ENCRYPT_THEN_MAC, Sense::inverted},
    {"NoRenegotiation", SSL_OP_NO_RENEGOTIATION},
    {"AllowNoDHEKEX", SSL_OP_ALLOW_NO_DHE_KEX},
    {"PrioritizeChaCha", SSL_OP_PRIORITIZE_CHACHA, Sense::as_named, kServer},
    {"MiddleboxCompat", SSL_OP_ENABLE_MIDDLEBOX_COMPAT},
    {"AntiReplay", SSL_OP_NO_ANTI_REPLAY, Sense::inverted},
    {"ExtendedMasterSecret", SSL_OP_NO_EXTENDED_MASTER_SECRET, Sense::inverted},
    {"CANames", SSL_OP_DISABLE_TLSEXT_CA_NAMES, Sense::inverted},
    {"KTLS", SSL_OP_ENABLE_KTLS},
};

constexpr Flag kProtocols[] = {
    {"ALL", SSL_OP_NO_SSL_MASK, Sense::inverted},      {"SSLv2", 0, Sense::inverted},
    {"SSLv3", SSL_OP_NO_SSLv3, Sense::inverted},       {"TLSv1", SSL_OP_NO_TLSv1, Sense::inverted},
    {"TLSv1.1", SSL_OP_NO_TLSv1_1, Sense::inverted},   {"TLSv1.2", SSL_OP_NO_TLSv1_2, Sense::inverted},
    {"TLSv1.3", SSL_OP_NO_TLSv1_3, Sense::inverted},   {"DTLSv1", SSL_OP_NO_DTLSv1, Sense::inverted},
    {"DTLSv1.2", SSL_OP_NO_DTLSv1_2, Sense::inverted},
};

constexpr Flag kVerifyModes[] = {
    {"Peer", SSL_VERIFY_PEER, Sense::as_named, kClient},
    {"Request", SSL_VERIFY_PEER, Sense::as_named, kServer},
    {"Require", SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, Sense::as_named, kServer},
    {"Once", SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, Sense::as_named, kServer},
    {"RequestPostHandshake", SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, Sense::as_named, kServer},
    {"RequirePostHandshake", SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, Sense::as_named,
     kServer},
};

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view word) {
  constexpr std::string_view kSpaces = " \t\n\v\f\r";
  const auto first = word.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(kSpaces) - first + 1);
}

// Applies one word, with its sign, to `bits`. False when no flag of `table` has that name.
bool apply_word(std::string_view word, std::span<const Flag> table, unsigned roles, std::uint64_t& bits) {
  bool on = true;
  if (!word.empty() && (word.front() == '+' || word.front() == '-')) {
    on = word.front() == '+';
    word.remove_prefix(1);
  }
  for (const auto& flag : table) {
    if ((flag.roles & roles) == 0 || !same_word(flag.name, word)) continue;
    if (flag.sense == Sense::inverted) on = !on;
    bits = on ? bits | flag.bits : bits & ~flag.bits;
    return true;
  }
  return false;
}

bool apply_list(std::string_view list, std::span<const Flag> table, unsigned roles, std::uint64_t& bits) {
  for (;;) {
    const auto comma = list.find(',');
    if (!apply_word(trimmed(list.substr(0, comma)), table, roles, bits)) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

// Applies `list` to a setting of the target's, as far as its words are known. Without a target it is only read.
template <typename Part, typename Bits>
bool change_bits(const SSL_CONF_CTX& conf, Bits Part::*member, std::span<const Flag> table, std::string_view list) {
  const auto changed = [&](Bits& value) {
    auto bits = std::uint64_t(value);
    const bool known = apply_list(list, table, conf.flags, bits);
    value = Bits(bits);
    return known;
  };
  if (Bits unused{}; !conf.has_target()) return changed(unused);
  return conf.target().edit([&](Settings& settings) { return changed(settings.*member); });
}

}  // namespace

bool set_conf_options(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  return change_bits(conf, &Settings::options, kOptions, value);
}

bool set_conf_protocols(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  return change_bits(conf, &Settings::options, kProtocols, value);
}

bool set_conf_verify_mode(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  return change_bits(conf, &Settings::verify_mode, kVerifyModes, value);
}

}  // namespace reprise::capi
