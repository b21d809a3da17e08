// SPDX-License-Identifier: Apache-2.0
// What tickets are bound to, how the keys that seal them come and go, and what is told of them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "reprise/export.h"
#include "reprise/library.h"
#include "reprise/result.h"
#include "reprise/time.h"

namespace reprise::v0 {

// What a ticket is bound to: it opens in the scope that it was sealed in and in no other. Whatever a server's trust
// in its client hangs on belongs in it: the virtual host, the client CAs, whether certificates are asked for.
struct TicketScope {
  std::array<std::uint8_t, 32> hash{};  // all zeroes: the scope of those who name none

  // The scope of these parts, in this order. Fails with required_algorithm_missing when libcrypto has no SHA-256.
  REPRISE_API static Result<TicketScope> of(const Library& library, std::initializer_list<std::string_view> parts);
  friend bool operator==(const TicketScope&, const TicketScope&) = default;
};

struct TicketOptions {
  std::chrono::seconds rotation = std::chrono::hours(12);      // how long a key seals before the next one takes over
  std::chrono::seconds overlap = std::chrono::hours(24 * 7);   // how long it opens after that
  std::size_t max_bytes = 8192;  // of a ticket; above, the peer's certificate is left out and named by its hash
};

struct SealedTicket {
  std::vector<std::uint8_t> bytes;
  std::chrono::seconds lifetime;  // to announce: what session, chain of resumptions and key have left; at most a week
};

enum class TicketKeyRole : std::uint8_t { next, current, old };  // current seals; old ones still open

struct TicketKeyInfo {
  std::array<std::uint8_t, 16> name;  // the first bytes of its tickets
  TicketKeyRole role;
  Time opens_until;  // Time::max() for one that does not seal yet
};

}  // namespace reprise::v0
