#include "capi/current_session.h"

namespace reprise::capi {

session::Session* current_session(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  return facts.session ? facts.session.get() : ssl->offered.get();
}

bool retire_unclosed_session(SSL* ssl) {
  const bool open = ssl->engine && ssl->engine->handshake_complete();
  if (!open || (ssl->shutdown & SSL_SENT_SHUTDOWN) != 0) return false;
  auto* session = current_session(ssl);
  if (session == nullptr) return false;
  remove_session(ssl->session_ctx.get(), *session);
  return true;
}

void retire_current_session(SSL* ssl) {
  if (auto* session = current_session(ssl); session != nullptr) remove_session(ssl->session_ctx.get(), *session);
}

}  // namespace reprise::capi
