// SPDX-License-Identifier: Apache-2.0
// Randomness is handed in; this is where it comes from.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/algorithms.h"

namespace reprise::crypto {

// Fills with unpredictable bytes. Implementations are safe to call from any thread, unless they say otherwise.
class Random {
 public:
  // For values that the peer or an onlooker may see: randoms, session ids, nonces, ticket_age_add.
  virtual Result<> fill(MutableBytes out) = 0;
  // For values that stay secret: keys, a premaster secret.
  virtual Result<> fill_private(MutableBytes out) = 0;

 protected:
  ~Random() = default;
};

// libcrypto's generators. A call to RAND_bytes costs nearly the same for 32 bytes as for 1024 (most of it is the getpid
// system call with which libcrypto notices a fork), so public bytes come from blocks that are filled ahead. Bytes are
// wiped as they are given out. The blocks lie on a page that the kernel clears in a child (MADV_WIPEONFORK): parent and
// child never give out the same bytes, whichever way the process was cloned, at no cost per call and without a global.
// Where the kernel has no such pages, each call goes to libcrypto.
// Private bytes always do. Fails with internal_error/internal when the generator does. Safe to call from any thread.
class SystemRandom final : public Random {
 public:
  explicit SystemRandom(Ref<const Algorithms> algorithms);
  ~SystemRandom();
  SystemRandom(const SystemRandom&) = delete;
  SystemRandom& operator=(const SystemRandom&) = delete;

  Result<> fill(MutableBytes out) override;
  Result<> fill_private(MutableBytes out) override;

 private:
  struct Page;
  bool fill_pooled(MutableBytes out);

  Ref<const Algorithms> algorithms_;
  Page* page_;  // null where pages cannot be wiped on fork
};

// A fixed sequence for tests and fuzzing: the counter 0, 1, 2 … as bytes, from `start` on. One thread at a time.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::uint8_t start = 0) : next_(start) {}
  Result<> fill(MutableBytes out) override {
    for (auto& byte : out) byte = next_++;
    return success();
  }
  Result<> fill_private(MutableBytes out) override { return fill(out); }

 private:
  std::uint8_t next_;
};

}  // namespace reprise::crypto
