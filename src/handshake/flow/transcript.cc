// SPDX-License-Identifier: Apache-2.0
#include "handshake/flow/transcript.h"

#include "base/check.h"
#include "wire/codes/enums.h"

namespace reprise::handshake {

void Transcript::add(Bytes message) {
  if (hash_.started()) hash_.update(message);
  if (keep_ == KeepMessages::yes) messages_.insert(messages_.end(), message.begin(), message.end());
}

Result<> Transcript::choose_hash(const crypto::Algorithms& algorithms, crypto::HashAlgorithm hash, KeepMessages keep) {
  CHECK(!hash_.started());
  TRY(hash_.init(algorithms, hash));
  hash_.update(messages_);
  if (keep == KeepMessages::no) drop_messages();
  return success();
}

void Transcript::drop_messages() {
  keep_ = KeepMessages::no;
  ByteVector().swap(messages_);
}

Result<crypto::Digest> Transcript::digest_with(const crypto::Algorithms& algorithms, crypto::HashAlgorithm hash,
                                               Bytes tail, crypto::Hash& scratch) const {
  if (hash_.started()) {
    CHECK(hash_.algorithm() == hash);
    TRY(scratch.copy_from(hash_));
  } else {
    TRY(scratch.init(algorithms, hash));
    scratch.update(messages_);
  }
  scratch.update(tail);
  return scratch.finish();
}

Result<> Transcript::replace_by_message_hash(const crypto::Algorithms& algorithms) {
  CHECK(hash_.started());
  const auto algorithm = hash_.algorithm();
  const auto first_hello = TRY(hash_.finish());
  return begin_with_message_hash(algorithms, algorithm, first_hello.bytes());
}

Result<> Transcript::begin_with_message_hash(const crypto::Algorithms& algorithms, crypto::HashAlgorithm hash,
                                             Bytes first_hello) {
  TRY(hash_.init(algorithms, hash));
  const std::uint8_t header[] = {code_of(wire::HandshakeType::message_hash), 0, 0, std::uint8_t(first_hello.size())};
  hash_.update(header);
  hash_.update(first_hello);
  drop_messages();
  return success();
}

Result<Transcript> Transcript::fork() const {
  Transcript copy;
  TRY(copy.hash_.copy_from(hash_));
  copy.keep_ = KeepMessages::no;
  return copy;
}

}  // namespace reprise::handshake
