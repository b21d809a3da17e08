// SPDX-License-Identifier: Apache-2.0
// Asks libcrypto each time, so that its failure is seen where it happens.
#pragma once

#include <openssl/rand.h>

#include "crypto/random.h"

namespace reprise::garbage {

class UnpooledRandom final : public crypto::Random {
 public:
  Result<> fill(MutableBytes out) override { return fill_private(out); }
  Result<> fill_private(MutableBytes out) override {
    if (RAND_bytes_ex(nullptr, out.data(), out.size(), 0) > 0) return success();
    return fail(Alert::internal_error, Reason::internal);
  }
};

}  // namespace reprise::garbage
