// SPDX-License-Identifier: Apache-2.0
// Controls of groups and signature algorithms.
#include <algorithm>
#include <span>
#include <string_view>

#include "capi/algorithms/group_list.h"
#include "capi/algorithms/sigalg_list.h"
#include "capi/library/reasons.h"
#include "capi/objects/compile_config.h"
#include "capi/settings/ctrl.h"

namespace reprise::capi {
namespace {

using Codes = std::vector<std::uint16_t>;

// Groups without a NID are reported by their code with this bit (SSL_get1_groups(3)).
constexpr int kUnknownGroup = 0x1000000;
constexpr long kMostNumbers = 1000;  // more than there are groups or signature algorithms

long store(const CtrlTarget& target, Codes Settings::* where, Result<Codes> parsed) {
  if (!parsed.ok()) {
    report(parsed.error(), "ssl_ctrl");
    return 0;
  }
  target.edit([&](Settings& settings) { settings.*where = parsed.value(); });
  return 1;
}

const crypto::Algorithms& algorithms_of(const SSL* ssl) { return *ssl->ctx->library->algorithms; }
const crypto::Algorithms& algorithms_of(const CtrlTarget& target) {
  return target.ssl != nullptr ? algorithms_of(target.ssl) : *target.ctx->library->algorithms;
}

int nid_or_code(const SSL* ssl, std::uint16_t group) {
  const int nid = nid_of_group(algorithms_of(ssl), group);
  return nid != 0 ? nid : group | kUnknownGroup;
}

// What the peer offered; nothing to tell before its hello.
long peer_groups(const SSL* ssl, int* out) {
  const auto& offer = facts_of(ssl).offer;
  if (!offer) return 0;
  if (out != nullptr) std::ranges::transform(offer->groups, out, [&](auto group) { return nid_or_code(ssl, group); });
  return long(offer->groups.size());
}

bool is_for_version(const SSL* ssl, std::uint16_t group) {
  const auto* info = algorithms_of(ssl).group(crypto::NamedGroup{group});
  return info != nullptr && (facts_of(ssl).version == TLS1_2_VERSION ? info->tls12 : info->tls13);
}

// What both have for the version, in the order of whoever has the say; each once, whatever the peer repeats.
Codes shared_groups(const SSL* ssl, const Codes& theirs) {
  Codes ours;
  for (const auto group : groups_in_force(*ssl->settings)) ours.push_back(std::uint16_t(group));
  const bool we_decide = (ssl->settings->options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;
  const Codes& first = we_decide ? ours : theirs;
  const Codes& other = we_decide ? theirs : ours;
  const auto in = [](const Codes& codes, std::uint16_t group) {
    return std::ranges::find(codes, group) != codes.end();
  };
  Codes shared;
  for (const std::uint16_t group : first) {
    if (in(other, group) && !in(shared, group) && is_for_version(ssl, group)) shared.push_back(group);
  }
  return shared;
}

// n counts from 0; -1 asks for their number, -2 for the one in use.
long shared_group(const SSL* ssl, long n) {
  const auto& facts = facts_of(ssl);
  if (ssl->side != Side::server || !facts.offer) return n == -1 ? 0 : NID_undef;
  const auto shared = shared_groups(ssl, facts.offer->groups);
  if (n == -1) return long(shared.size());
  const std::size_t index = n == -2 ? 0 : std::size_t(n);
  return index < shared.size() ? nid_or_code(ssl, shared[index]) : NID_undef;
}

// A null list is an empty one, which no list control takes. So are numbers without a pointer, or fewer than none.
std::string_view text(const void* pointer) {
  return pointer != nullptr ? std::string_view(static_cast<const char*>(pointer)) : std::string_view();
}
std::span<const int> numbers(const void* pointer, long count) {
  if (pointer == nullptr || count < 0 || count > kMostNumbers) return {};
  return {static_cast<const int*>(pointer), std::size_t(count)};
}

std::optional<long> list_control(const CtrlTarget& target, int command, long count, void* pointer) {
  switch (command) {
    case SSL_CTRL_SET_GROUPS:
      return store(target, &Settings::groups, groups_from_nids(algorithms_of(target), numbers(pointer, count)));
    case SSL_CTRL_SET_GROUPS_LIST:
      return store(target, &Settings::groups, parse_groups(algorithms_of(target), text(pointer)));
    case SSL_CTRL_SET_SIGALGS:
      return store(target, &Settings::sigalgs, sigalgs_from_nids(numbers(pointer, count)));
    case SSL_CTRL_SET_SIGALGS_LIST:
      return store(target, &Settings::sigalgs, parse_sigalgs(text(pointer)));
    case SSL_CTRL_SET_CLIENT_SIGALGS:
      return store(target, &Settings::client_sigalgs, sigalgs_from_nids(numbers(pointer, count)));
    case SSL_CTRL_SET_CLIENT_SIGALGS_LIST:
      return store(target, &Settings::client_sigalgs, parse_sigalgs(text(pointer)));
    default:
      return std::nullopt;
  }
}

// A public key of a group out of its wire form; the caller owns it.
EVP_PKEY* key_of_share(const SSL* ssl, crypto::NamedGroup group, Bytes share) {
  const auto& library = algorithms_of(ssl);
  const auto* info = library.group(group);
  if (info == nullptr || share.empty()) return nullptr;
  EVP_PKEY* key = EVP_PKEY_new();
  EVP_PKEY_CTX* making = EVP_PKEY_CTX_new_from_name(library.library_context(), info->key_type, library.properties());
  const bool montgomery = info->family == crypto::GroupFamily::ecdhe_montgomery;
  const bool ready = making != nullptr && EVP_PKEY_paramgen_init(making) > 0 &&
                     (montgomery || EVP_PKEY_CTX_set_group_name(making, info->params_name) > 0);
  EVP_PKEY* made = ready && EVP_PKEY_paramgen(making, &key) > 0 ? key : nullptr;
  EVP_PKEY_CTX_free(making);
  if (made == nullptr || EVP_PKEY_set1_encoded_public_key(made, share.data(), share.size()) != 1) {
    EVP_PKEY_free(key);
    return nullptr;
  }
  return made;
}

long give_key(const SSL* ssl, Bytes share, void* pointer) {
  if (pointer == nullptr) return 0;
  EVP_PKEY* key = key_of_share(ssl, facts_of(ssl).group, share);
  if (key == nullptr) return 0;
  *static_cast<EVP_PKEY**>(pointer) = key;
  return 1;
}

long give_peer_key(const SSL* ssl, void* pointer) {
  const auto& facts = facts_of(ssl);
  // Compat: a server of TLS 1.2 has done with its client's key.
  if (ssl->side == Side::server && facts.version == TLS1_2_VERSION) return 0;
  return give_key(ssl, facts.peer_key_share, pointer);
}

// Without a pointer, how many bytes a suite has; else a server's view of the list as the client sent it.
long raw_cipher_list(const SSL* ssl, void* pointer) {
  if (pointer == nullptr) return 2;
  const auto& offer = facts_of(ssl).offer;
  if (!offer) return 0;
  ssl->raw_cipher_list.clear();
  for (const auto suite : offer->cipher_suites) {
    ssl->raw_cipher_list.push_back(std::uint8_t(suite >> 8));
    ssl->raw_cipher_list.push_back(std::uint8_t(suite));
  }
  *static_cast<const unsigned char**>(pointer) = ssl->raw_cipher_list.data();
  return long(ssl->raw_cipher_list.size());
}

long point_formats(const SSL* ssl, void* pointer) {
  const auto& formats = facts_of(ssl).peer_point_formats;
  if (formats.empty() || pointer == nullptr) return 0;
  *static_cast<const unsigned char**>(pointer) = formats.data();
  return long(formats.size());
}

long give_hash(std::uint16_t scheme, void* pointer) {
  const auto* info = crypto::find_scheme(crypto::SignatureScheme(scheme));
  if (info == nullptr || pointer == nullptr) return 0;
  *static_cast<int*>(pointer) = info->hash_nid;
  return 1;
}

std::optional<long> connection_control(const SSL* ssl, int command, long number, void* pointer) {
  const auto& facts = facts_of(ssl);
  switch (command) {
    case SSL_CTRL_GET_GROUPS:
      return peer_groups(ssl, static_cast<int*>(pointer));
    case SSL_CTRL_GET_SHARED_GROUP:
      return shared_group(ssl, number);
    case SSL_CTRL_GET_NEGOTIATED_GROUP:
      return std::uint16_t(facts.group) == 0 ? NID_undef : nid_or_code(ssl, std::uint16_t(facts.group));
    case SSL_CTRL_GET_PEER_SIGNATURE_NID:
      return give_hash(facts.peer_signature_scheme, pointer);
    case SSL_CTRL_GET_SIGNATURE_NID:
      return give_hash(facts.local_signature_scheme, pointer);
    case SSL_CTRL_GET_PEER_TMP_KEY:
      return give_peer_key(ssl, pointer);
    case SSL_CTRL_GET_TMP_KEY:
      return give_key(ssl, facts.own_key_share, pointer);
    case SSL_CTRL_GET_RAW_CIPHERLIST:
      return raw_cipher_list(ssl, pointer);
    case SSL_CTRL_GET_EC_POINT_FORMATS:
      return point_formats(ssl, pointer);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<long> ctrl_algorithms(const CtrlTarget& target, int command, long number, void* pointer) {
  if (const auto answer = list_control(target, command, number, pointer)) return answer;
  if (target.ssl != nullptr) return connection_control(target.ssl, command, number, pointer);
  return std::nullopt;
}

}  // namespace reprise::capi
