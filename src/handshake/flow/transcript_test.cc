// SPDX-License-Identifier: Apache-2.0
#include "handshake/flow/transcript.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "support/handshake/credentials.h"

namespace reprise::handshake {
namespace {

using testing::test_algorithms;

ByteVector sha256(Bytes bytes) {
  return copy_of(crypto::digest(*test_algorithms(), crypto::HashAlgorithm::sha256, bytes).value().bytes());
}

TEST(Transcript, HashesWhatCameBeforeAndAfterTheHashWasChosen) {
  Transcript transcript;
  transcript.add(bytes_of("one"));
  ASSERT_TRUE(transcript.choose_hash(*test_algorithms(), crypto::HashAlgorithm::sha256, KeepMessages::no).ok());
  transcript.add(bytes_of("two"));
  crypto::Hash scratch;
  EXPECT_EQ(copy_of(transcript.digest(scratch).value().bytes()), sha256(bytes_of("onetwo")));
  EXPECT_TRUE(transcript.messages().empty());
}

TEST(Transcript, KeepsMessagesUntilTheyAreDropped) {
  Transcript transcript;
  transcript.add(bytes_of("one"));
  ASSERT_TRUE(transcript.choose_hash(*test_algorithms(), crypto::HashAlgorithm::sha256, KeepMessages::yes).ok());
  transcript.add(bytes_of("two"));
  EXPECT_EQ(text_of(transcript.messages()), "onetwo");
  transcript.drop_messages();
  transcript.add(bytes_of("three"));
  EXPECT_TRUE(transcript.messages().empty());
}

TEST(Transcript, HashesATailWithoutAddingIt) {
  Transcript transcript;
  crypto::Hash scratch;
  transcript.add(bytes_of("one"));
  const auto hash = crypto::HashAlgorithm::sha256;
  EXPECT_EQ(copy_of(transcript.digest_with(*test_algorithms(), hash, bytes_of("x"), scratch).value().bytes()),
            sha256(bytes_of("onex")));
  ASSERT_TRUE(transcript.choose_hash(*test_algorithms(), hash, KeepMessages::no).ok());
  EXPECT_EQ(copy_of(transcript.digest_with(*test_algorithms(), hash, bytes_of("y"), scratch).value().bytes()),
            sha256(bytes_of("oney")));
}

TEST(Transcript, PutsAMessageHashInPlaceOfTheFirstClientHello) {
  Transcript transcript;
  transcript.add(bytes_of("hello"));
  ASSERT_TRUE(transcript.choose_hash(*test_algorithms(), crypto::HashAlgorithm::sha256, KeepMessages::no).ok());
  ASSERT_TRUE(transcript.replace_by_message_hash(*test_algorithms()).ok());
  ByteVector expected = {254, 0, 0, 32};
  const auto hash = sha256(bytes_of("hello"));
  expected.insert(expected.end(), hash.begin(), hash.end());
  crypto::Hash scratch;
  EXPECT_EQ(copy_of(transcript.digest(scratch).value().bytes()), sha256(expected));
}

}  // namespace
}  // namespace reprise::handshake
