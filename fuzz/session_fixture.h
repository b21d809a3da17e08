// SPDX-License-Identifier: Apache-2.0
// What reading sessions needs: a library context's algorithms,
// the certificates seen so far, a time. For fuzz programs only.
#pragma once

#include <utility>

#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "session/object/session_data.h"

namespace reprise::fuzz {

inline constexpr session::UnixSeconds kNow = 1'700'000'000;

struct SessionFixture {
  Ref<const crypto::Algorithms> algorithms = std::move(crypto::Algorithms::fetch(nullptr, nullptr).value());
  crypto::CertificateInterner certificates{algorithms.share()};
};

}  // namespace reprise::fuzz
