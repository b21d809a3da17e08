#include "session/ticket_scope.h"

#include <algorithm>
#include <array>

namespace reprise::session {

Result<TicketScopeHash> TicketScopeHash::start(const crypto::Algorithms& algorithms) {
  TicketScopeHash scope;
  TRY(scope.hash_.init(algorithms, crypto::HashAlgorithm::sha256));
  return scope;
}

void TicketScopeHash::add(Bytes part) {
  const std::array<std::uint8_t, 4> length{std::uint8_t(part.size() >> 24), std::uint8_t(part.size() >> 16),
                                           std::uint8_t(part.size() >> 8), std::uint8_t(part.size())};
  hash_.update(length);
  hash_.update(part);
}

Result<TicketScope> TicketScopeHash::finish() && {
  const auto digest = TRY(hash_.finish());
  TicketScope scope{};
  std::ranges::copy(digest.bytes(), scope.begin());
  return scope;
}

}  // namespace reprise::session
