#include "capi/sessions/ticket_scope.h"

#include <algorithm>
#include <cstring>

#include "crypto/hash.h"

namespace reprise::capi {
namespace {

void update(crypto::Hash& hash, Bytes part) {
  const std::array<std::uint8_t, 4> length{std::uint8_t(part.size() >> 24), std::uint8_t(part.size() >> 16),
                                           std::uint8_t(part.size() >> 8), std::uint8_t(part.size())};
  hash.update(length);
  hash.update(part);
}

}  // namespace

Result<session::TicketScope> ticket_scope(SSL* ssl) {
  session::TicketScope scope{};
  if ((ssl->settings->verify_mode & SSL_VERIFY_PEER) == 0) return scope;
  const auto& config = ssl->host->config();
  crypto::Hash hash;
  TRY(hash.init(*config.algorithms, crypto::HashAlgorithm::sha256));
  const std::uint8_t wish = std::uint8_t(config.client_certificate);
  update(hash, {&wish, 1});
  for (const auto& name : config.client_ca_names) update(hash, name);
  // From the hello: sessions are looked up before the server name callback is asked.
  if (const auto& offer = facts_of(ssl).offer) update(hash, bytes_of(offer->server_name));
  const auto digest = TRY(hash.finish());
  std::ranges::copy(digest.bytes(), scope.begin());
  return scope;
}

}  // namespace reprise::capi
