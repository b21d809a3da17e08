// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_share_pools.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "crypto/algorithms.h"

namespace reprise::crypto {
namespace {

KeyContextPtr new_context(const Algorithms& algorithms, const GroupInfo& group) {
  return KeyContextPtr(
      EVP_PKEY_CTX_new_from_name(algorithms.library_context(), group.key_type, algorithms.properties()));
}

// A key of EC, DH or a KEM that has its group and nothing else.
KeyPtr parameters_of(const Algorithms& algorithms, const GroupInfo& group) {
  const auto context = new_context(algorithms, group);
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_paramgen_init(context.get()) <= 0 ||
      EVP_PKEY_CTX_set_group_name(context.get(), group.params_name) <= 0 ||
      EVP_PKEY_paramgen(context.get(), &key) <= 0) {
    EVP_PKEY_free(key);
    return nullptr;
  }
  return KeyPtr(key);
}

// x25519 and x448 have no parameters; a key of the type with some public value serves as well.
KeyPtr montgomery_template(const Algorithms& algorithms, const GroupInfo& group) {
  std::array<std::uint8_t, 56> base_point{};
  base_point[0] = group.id == NamedGroup::x25519 ? 9 : 5;  // RFC 7748, 4
  return KeyPtr(EVP_PKEY_new_raw_public_key_ex(algorithms.library_context(), group.key_type, algorithms.properties(),
                                               base_point.data(), group.public_key_size));
}

}  // namespace

KeySharePools::OfGroup& KeySharePools::of(const GroupInfo& group) {
  if (group.slot < groups_.size()) [[likely]] return groups_[group.slot];
  return more_[group.slot - groups_.size()];
}

bool KeySharePools::make_template(const Algorithms& algorithms, const GroupInfo& group) {
  auto& parameters = of(group).parameters;
  parameters = group.family == GroupFamily::ecdhe_montgomery ? montgomery_template(algorithms, group)
                                                             : parameters_of(algorithms, group);
  return parameters != nullptr;
}

std::unique_ptr<KeyGenerator> KeySharePools::take_generator(const Algorithms& algorithms, const GroupInfo& group) {
  if (auto kept = of(group).generators.take()) return kept;
  auto context = new_context(algorithms, group);
  if (context == nullptr || EVP_PKEY_keygen_init(context.get()) <= 0) return nullptr;
  const bool has_parameters = group.family != GroupFamily::ecdhe_montgomery;
  if (has_parameters && EVP_PKEY_CTX_set_group_name(context.get(), group.params_name) <= 0) return nullptr;
  return std::make_unique<KeyGenerator>(KeyGenerator{std::move(context)});
}

void KeySharePools::give(const GroupInfo& group, std::unique_ptr<KeyGenerator> generator) {
  of(group).generators.give(std::move(generator));
}

std::unique_ptr<PeerKey> KeySharePools::take_peer(const GroupInfo& group) {
  if (auto kept = of(group).peers.take()) return kept;
  KeyPtr key(EVP_PKEY_new());
  if (key == nullptr || EVP_PKEY_copy_parameters(key.get(), of(group).parameters.get()) <= 0) return nullptr;
  return std::make_unique<PeerKey>(PeerKey{std::move(key)});
}

void KeySharePools::give(const GroupInfo& group, std::unique_ptr<PeerKey> peer) {
  of(group).peers.give(std::move(peer));
}

}  // namespace reprise::crypto
