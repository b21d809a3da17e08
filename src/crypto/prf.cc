// SPDX-License-Identifier: Apache-2.0
#include "crypto/prf.h"

#include <algorithm>
#include <array>

namespace reprise::crypto {
namespace {

// The label and what follows it, one after the other. None of it is secret.
using Seed = std::array<Bytes, 3>;
using JoinedSeed = std::array<std::uint8_t, 96>;  // has room for those of the handshake

// Makes one part of three if there is room: each part costs a call for each block.
void join(Seed& seed, JoinedSeed& storage) {
  std::size_t size = 0;
  for (const Bytes part : seed) size += part.size();
  if (size > storage.size()) return;
  auto* end = storage.data();
  for (const Bytes part : seed) end = std::ranges::copy(part, end).out;
  seed = {Bytes(storage.data(), size), Bytes(), Bytes()};
}

// P_hash of RFC 5246, 5, combined into `out` by XOR: A(i) =
// HMAC(A(i-1)), and the output is HMAC(A(i) + seed) for each i.
Result<> p_hash_xor(const HmacKey& key, Hash& work, const Seed& seed, MutableBytes out) {
  const std::size_t size = key.size();
  HashSecret a;
  HashSecret block;
  const MutableBytes a_bytes = a.resize(size);
  const MutableBytes block_bytes = block.resize(size);
  TRY(key.mac(work, {seed[0], seed[1], seed[2]}, a_bytes));
  while (!out.empty()) {
    TRY(key.mac(work, {a_bytes, seed[0], seed[1], seed[2]}, block_bytes));
    const std::size_t n = std::min(size, out.size());
    for (std::size_t i = 0; i < n; ++i) out[i] ^= block_bytes[i];
    out = out.subspan(n);
    if (!out.empty()) TRY(key.mac(work, {a_bytes}, a_bytes));
  }
  return success();
}

}  // namespace

Result<PrfSecret> PrfSecret::create(const Algorithms& algorithms, HashAlgorithm hash, Bytes secret) {
  PrfSecret result;
  TRY(result.set(algorithms, hash, secret));
  return result;
}

Result<> PrfSecret::set(const Algorithms& algorithms, HashAlgorithm hash, Bytes secret) {
  if (hash != HashAlgorithm::md5_sha1) {
    second_ = HmacKey();
    return first_.set(algorithms, hash, secret);
  }
  // RFC 4346, 5: the two halves share the middle byte of a secret of odd length.
  const std::size_t half = (secret.size() + 1) / 2;
  TRY(first_.set(algorithms, HashAlgorithm::md5, secret.first(half)));
  return second_.set(algorithms, HashAlgorithm::sha1, secret.last(half));
}

Result<> PrfSecret::expand(Scratch& scratch, std::string_view label, Bytes seed_a, Bytes seed_b,
                           MutableBytes out) const {
  CHECK(valid());
  std::ranges::fill(out, 0);
  Seed seed{bytes_of(label), seed_a, seed_b};
  JoinedSeed joined;
  join(seed, joined);
  TRY(p_hash_xor(first_, scratch.hash(), seed, out));
  if (second_.hash() == HashAlgorithm::none) return success();
  return p_hash_xor(second_, scratch.hash(), seed, out);
}

Result<> prf(Scratch& scratch, HashAlgorithm hash, Bytes secret, std::string_view label, Bytes seed_a, Bytes seed_b,
             MutableBytes out) {
  auto keyed = TRY(PrfSecret::create(scratch.algorithms(), hash, secret));
  return keyed.expand(scratch, label, seed_a, seed_b, out);
}

}  // namespace reprise::crypto
