// SPDX-License-Identifier: Apache-2.0
// A server's sessions where a program keeps them: a database, another process, a table of its own.
#pragma once

#include "reprise/answer.h"
#include "reprise/bytes.h"
#include "reprise/export.h"
#include "reprise/ref.h"
#include "reprise/session.h"

namespace reprise::v0 {

// Shared by the connections of a configuration: called from whichever threads drive them, with no lock held. What is
// found is held against the connection's terms (scope, version, suite, name, age) as a session of our own cache is: a
// store that confuses its entries costs full handshakes.
class SessionStore {
 public:
  virtual ~SessionStore() = default;

  // A session that connections may resume from now on. Its id() is random, of 32 bytes, and never that of another.
  virtual void put(const SessionView& session) = 0;
  // TLS 1.2: the session of that id, which stays. Empty: there is none.
  virtual Answer<Ref<const Session>> find(Question question, Bytes id) = 0;
  // TLS 1.3: the session of that id, which is taken out: of any number of calls for one id, in whichever process, one
  // gets it (RFC 8446, 8.1). Early data hangs on that: a store that cannot promise it is for servers that take none.
  virtual Answer<Ref<const Session>> take(Question question, Bytes id) = 0;
  // Must not be resumed again: the connection that had it failed. It may be gone already.
  virtual void remove(const SessionView& session) = 0;

  // The connection that asked has gone before it had its answer.
  virtual void forget(Question) {}
};

}  // namespace reprise::v0
