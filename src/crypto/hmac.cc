// SPDX-License-Identifier: Apache-2.0
#include "crypto/hmac.h"

#include <array>

namespace reprise::crypto {

Result<> HmacKey::pad_key(const Algorithms& algorithms, HashAlgorithm hash, Bytes key) {
  const std::size_t block = hash_block_size(hash);
  CHECK(key.size() <= block);
  std::array<std::uint8_t, kMaxHashBlockSize> storage;
  const MutableBytes pad(storage.data(), block);
  for (std::size_t i = 0; i < block; ++i) pad[i] = std::uint8_t((i < key.size() ? key[i] : 0) ^ 0x36);
  TRY(inner_.init(algorithms, hash));
  inner_.update(pad);
  for (auto& byte : pad) byte ^= 0x36 ^ 0x5c;
  auto ready = outer_.init(algorithms, hash);
  if (ready.ok()) outer_.update(pad);
  wipe(pad);
  return ready;
}

Result<> HmacKey::set(const Algorithms& algorithms, HashAlgorithm hash, Bytes key) {
  if (key.size() <= hash_block_size(hash)) return pad_key(algorithms, hash, key);
  SecretArray<kMaxHashSize> hashed;
  TRY(inner_.init(algorithms, hash));
  inner_.update(key);
  TRY(inner_.finish_into(hashed.resize(hash_size(hash))));
  return pad_key(algorithms, hash, hashed.bytes());
}

Result<> HmacKey::mac(Hash& work, std::initializer_list<Bytes> parts, MutableBytes out) const {
  TRY(work.copy_from(inner_));
  for (Bytes part : parts) work.update(part);
  TRY(work.finish_into(out));
  TRY(work.copy_from(outer_));
  work.update(out.first(size()));
  return work.finish_into(out);
}

Result<HashSecret> hmac(Scratch& scratch, HashAlgorithm hash, Bytes key, std::initializer_list<Bytes> parts) {
  TRY(scratch.key().set(scratch.algorithms(), hash, key));
  HashSecret result;
  TRY(scratch.key().mac(scratch.hash(), parts, result.resize(hash_size(hash))));
  return result;
}

}  // namespace reprise::crypto
