// SPDX-License-Identifier: Apache-2.0
// The one who answers a connection's questions, as calls and callbacks see it.
#pragma once

#include <cstdint>
#include <string>

#include "base/ref.h"
#include "engine/observer.h"
#include "handshake/host/host.h"
#include "session/object/session.h"

namespace reprise::capi {

// Belongs to one SSL; of one thread at a time, as that. Who it is, and how it answers: host/callback_host.h.
class ConnectionHost : public handshake::Host, public engine::Observer {
 public:
  virtual ~ConnectionHost() = default;

  // A run at the handshake begins; `resumes` when it goes on from a state that has been told already.
  void begin_run(bool resumes) { resumes_run_ = resumes; }
  // Compat: where early data may come, the handshake rests, and info callbacks are told that it is done; when it goes
  // on, that it starts.
  bool rests() const { return rest_ != Rest::no; }
  bool has_come_to_rest() { return rest_ == Rest::reached && (rest_ = Rest::told, true); }
  virtual void go_on() = 0;

  // The connection is about to go.
  virtual void before_end() = 0;
  // Bytes have left for the peer: what was offered has been seen.
  void bytes_sent() { offer_unsent_ = false; }
  // Whether `session` is one that the program does not know of. It is not to see it before the handshake is complete,
  // with the peer verified: from then on it may do with it as with its own.
  bool is_hidden_offer(const session::Session* session) const {
    return session != nullptr && session == hidden_offer_.get();
  }

  // Server: whether clients must bring a cookie (SSL_stateless).
  void want_cookie(bool wanted) { wants_cookie_ = wanted; }
  bool wants_cookie() const override { return wants_cookie_; }

  // The chain that a verify callback is asked about; null outside of it.
  const crypto::CertificateChain* candidate() const { return candidate_; }
  // The hello that a client hello callback looks at (SSL_client_hello_get0_*); null outside the callback.
  const wire::ClientHello* current_hello() const { return current_hello_; }
  // Server: the name that the client asked for, as soon as it is known; null when it sent none.
  const char* requested_server_name() const { return has_server_name_ ? server_name_.c_str() : nullptr; }
  // Server: the session that a ticket is being made for, as long as callbacks may want to see it; else null.
  session::Session* session_being_issued() const { return session_being_issued_; }
  // Server, TLS 1.2: the session that a ticket led to. It goes by the id that the client has given it, which may be
  // another session's: caches do not know it, whatever they have under that id.
  bool is_unsealed(const session::Session& session) const { return &session == unsealed_; }
  // Server: the application asks for tickets itself, whatever the handshake's resumption was told.
  void allow_tickets() { withholds_tickets_ = false; }

 protected:
  const wire::ClientHello* current_hello_ = nullptr;
  const crypto::CertificateChain* candidate_ = nullptr;
  std::string server_name_;  // as the client sent it
  bool has_server_name_ = false;
  bool resumes_run_ = false;
  enum class Rest : std::uint8_t { no, reached, told };
  Rest rest_ = Rest::no;
  session::Session* session_being_issued_ = nullptr;
  const session::Session* unsealed_ = nullptr;
  // Client: a session that the program does not know of, taken from those kept and offered; and no byte has left yet.
  Ref<session::Session> hidden_offer_;
  bool offer_unsent_ = false;
  bool wants_cookie_ = false;
  bool withholds_tickets_ = false;    // a ticket callback wants no new ones in this handshake
};

}  // namespace reprise::capi
