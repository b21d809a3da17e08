// SPDX-License-Identifier: Apache-2.0
// What is in a cookie of a stateless HelloRetryRequest. No fuzzer finds the MAC: the target puts it there. What opens
// is what sealing makes of it again.
#include <algorithm>
#include <cstdlib>

#include "crypto/algorithms.h"
#include "crypto/hmac.h"
#include "handshake/tls13/cookie.h"

using namespace reprise;
using namespace reprise::handshake;

namespace {

constexpr std::int64_t kNow = 1'700'000'000;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto& algorithms =
      *new Ref<const crypto::Algorithms>(crypto::Algorithms::fetch(nullptr, nullptr).value().share());
  static const auto& key = *new ByteVector(32, 1);
  crypto::Scratch scratch(*algorithms);
  const Bytes content(data, size);
  (void)tls13::open_cookie(scratch, key, content, kNow).ok();
  const auto mac = crypto::hmac(scratch, crypto::HashAlgorithm::sha256, key, {content});
  if (!mac.ok()) std::abort();
  ByteVector sealed = copy_of(content);
  sealed.insert(sealed.end(), mac.value().bytes().begin(), mac.value().bytes().end());
  const auto opened = tls13::open_cookie(scratch, key, sealed, kNow);
  if (!opened.ok() || !opened.value()) return 0;
  const auto again = tls13::seal_cookie(scratch, key, *opened.value());
  // A hash longer than any that there is opens, and is refused by whoever compares it with the suite's.
  if (again.ok() && !std::ranges::equal(again.value(), sealed)) std::abort();
  return 0;
}
