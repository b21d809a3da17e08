// SPDX-License-Identifier: Apache-2.0
// The secrets of one handshake, and what is done with them: keys, Finished, the key log.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/flow/session_in_making.h"
#include "handshake/keys/tls12_key_schedule.h"
#include "wire/messages/finished.h"

namespace reprise::handshake::tls12 {

// The change_cipher_spec of the peer, which is no handshake message but has its place among them (RFC 5246, 7.1).
struct ChangeCipherSpec {};

// Dropped when the handshake is over; the master secret goes on in the session.
struct Secrets {
  MasterSecret master;
  crypto::PrfSecret prf;  // keyed with it
  ConnectionKeys keys;
};

// What the session in the making has of them.
inline SessionSecrets session_secrets_of(const Secrets& secrets) {
  const Bytes master = secrets.master.bytes();
  return {.master = master, .keyed = !master.empty()};
}

// The randoms that facts hold.
Randoms randoms_of(const Facts& facts);

// A full handshake: the master secret of `premaster`, extended if facts.extended_master_secret (RFC 7627), and the
// keys. ClientKeyExchange is the last message of the transcript. Logs the secret. facts.suite is set.
Result<> establish_secrets(Context& context, Secrets& secrets, Bytes premaster);
// An abbreviated handshake: the session's master secret, new keys.
Result<> resume_secrets(Context& context, Secrets& secrets, const session::SessionData& session);

// Appends ChangeCipherSpec and Finished: what follows is written under the new keys. Sets our verify_data in facts.
Result<> send_finished(Context& context, Secrets& secrets, Role own_role);
// Takes the peer's ChangeCipherSpec: what follows is read under the new keys.
Result<> take_change_cipher_spec(Context& context, Secrets& secrets, Role own_role);
// Checks the peer's Finished over the transcript without it, sets its verify_data in facts and adds it to the
// transcript. Fails with decrypt_error/digest_check_failed.
Result<> take_finished(Context& context, Secrets& secrets, Role own_role, const wire::Finished& parsed,
                       const Message& message);

}  // namespace reprise::handshake::tls12
