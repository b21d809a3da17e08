// SPDX-License-Identifier: Apache-2.0
// The session of a connection: which one it has, offers or shares.
#include "capi/ledger/ledger.h"
#include "capi/library/guard.h"
#include "capi/objects/current_session.h"
#include "capi/objects/ex_data.h"
#include "capi/sessions/lookup.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// The current session, with the application data that the program expects there.
session::Session* shown_session(SSL* ssl) {
  auto* session = current_session(ssl);
  if (session == nullptr) return nullptr;
  const bool is_latest = ssl->side == Side::client && ssl->engine && ssl->engine->handshake_complete();
  if (is_latest && !ssl->session_replaced) inherit_ex_data(ssl, *session);
  return session;
}

void set_session(SSL* ssl, session::Session* session) {
  retire_unclosed_session(ssl);
  ssl->take_method_of_context();
  ssl->offered = Ref<session::Session>::sharing(session);
  ssl->ex_data_source = nullptr;
  if (session != nullptr) set_verify_result(ssl, session->data().verify_result());
  if (!ssl->engine) return;
  if (ssl->engine->handshake_started()) {
    ssl->session_replaced = true;
  } else if (ssl->side == Side::client) {
    ssl->engine->offer(ssl->offered.share());
  }
}

}  // namespace

extern "C" {

SSL_SESSION* SSL_get_session(const SSL* ssl) {
  SSL_SESSION* session = nullptr;
  guard([&]() -> Result<> {
    session = lend(shown_session(const_cast<SSL*>(ssl)), "SSL_get_session");
    return success();
  });
  return session;
}

SSL_SESSION* SSL_get1_session(SSL* ssl) {
  SSL_SESSION* session = nullptr;
  guard([&]() -> Result<> {
    session = hand_over(Ref<session::Session>::sharing(shown_session(ssl)), "SSL_get1_session");
    return success();
  });
  return session;
}

int SSL_set_session(SSL* ssl, SSL_SESSION* session) {
  if (ledger::refuses(session)) return 0;
  return guard([&]() -> Result<> {
    set_session(ssl, from_c(session));
    return success();
  });
}

int SSL_copy_session_id(SSL* to, const SSL* from) {
  return guard([&]() -> Result<> {
    const auto session = Ref<session::Session>::sharing(current_session(from));
    set_session(to, session.get());
    if (to == from) return success();
    const auto given = from->settings.share();
    to->edit([&](Settings& settings) {
      take_certificate_settings(*given, settings);
      settings.session_id_context = given->session_id_context;
    });
    if (from->settings_lost) to->settings_lost = true;
    return success();
  });
}

int SSL_has_matching_session_id(const SSL* ssl, const unsigned char* id, unsigned length) {
  return length <= session::kMaxSessionIdLen && is_cached(ssl, {id, length});
}

}  // extern "C"
