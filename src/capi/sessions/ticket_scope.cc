#include "capi/sessions/ticket_scope.h"

#include "session/ticket_scope.h"

namespace reprise::capi {

Result<session::TicketScope> ticket_scope(SSL* ssl) {
  if ((ssl->settings->verify_mode & SSL_VERIFY_PEER) == 0) return session::TicketScope{};
  const auto& config = ssl->host->config();
  auto scope = TRY(session::TicketScopeHash::start(*config.algorithms));
  const std::uint8_t wish = std::uint8_t(config.client_certificate);
  scope.add({&wish, 1});
  for (const auto& name : ca_names_to_send(ssl)) scope.add(name);
  if (const auto& offer = facts_of(ssl).offer) scope.add(bytes_of(offer->server_name));
  return std::move(scope).finish();
}

}  // namespace reprise::capi
