// SPDX-License-Identifier: Apache-2.0
// One TLS connection: bytes in, bytes out. No sockets, no clock, no threads of its own.
//
//   peer's bytes -> input_space()/input_filled() -> [records opened in place] -> handshake machine | read()
//   write() | handshake machine -> [records sealed] -> output()/output_sent() -> peer
//
// The caller moves the bytes. A call that cannot go on says why (Status) and is called again when that has changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/observer.h"
#include "handshake/flow/machine.h"
#include "handshake/host/config.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"
#include "reprise/status.h"

namespace reprise::engine {

using handshake::Role;

using v0::Status;
using v0::Transfer;

// How records are cut and padded; changeable at any time.
struct RecordOptions {
  std::size_t max_fragment = 16384;          // bytes of plaintext a record, 512..16384 (SSL_CTX_set_max_send_fragment)
  std::size_t padding_block = 0;             // TLS 1.3: pad to a multiple of this (SSL_CTX_set_block_padding)
  // Overrides padding_block.
  std::size_t (*padding_callback)(void* context, int content_type, std::size_t length) = nullptr;
  void* padding_context = nullptr;
};

// Makes a connection's machine: make_client or make_server; tests have their own. `offered` is null for servers.
using MakeMachine = std::unique_ptr<handshake::Machine> (*)(handshake::Host& host, handshake::Facts& facts,
                                                            Ref<session::Session> offered);

// Not thread-safe: one caller at a time. `host` and `observer` outlive the connection. They may call it while it asks
// or tells them something: what would take a step then fails with bad_handshake_state and changes nothing. An
// exception of theirs passes through and leaves the connection dead.
// After an Error the connection is dead: the alert, if the error names one, waits in output(), and every later call on
// it fails with protocol_is_shutdown.
class Connection {
 public:
  Connection(Role role, handshake::Host& host);
  Connection(Role role, handshake::Host& host, MakeMachine make_machine);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // --- The handshake
  // Client: the session to resume; null for none. Before the handshake starts.
  void offer(Ref<session::Session> session);
  // Goes as far as the input allows. done: complete, with all messages of ours in output(). early_data: on a client
  // until end_early_data(), on a server until read_early_data() has given all of it.
  Result<Status> handshake();
  bool handshake_started() const;
  bool handshake_complete() const;  // application data may flow in both directions
  // Complete, and in the middle of messages that belong together: no application data comes before they are over
  // (post-handshake authentication: RFC 8446, 4.6.2).
  bool amid_messages() const;
  handshake::StateName state() const;
  // The session that the handshake is about to make (handshake/flow/session_in_making.h); null: none. Lent.
  session::Session* session_in_making();

  // --- Bytes from the peer
  // How many bytes are needed before anything can happen: the rest of a record header or of a record. Callers that must
  // not read beyond a record ask for no more than that.
  std::size_t input_wanted() const;
  // Room for at least input_wanted() bytes and at most `at_most` when that is more; valid until the next call.
  MutableBytes input_space(std::size_t at_most);
  void input_filled(std::size_t size);
  // Bytes that were filled in and not used up yet, an opened record's among them.
  std::size_t input_waiting() const;
  // The transport ended. Without close_notify before it this is
  // a truncation: unexpected_eof, unless the Config ignores it.
  Result<Status> input_ended();

  // --- Bytes for the peer
  Bytes output() const;
  // The same, for a caller who lets other calls come while he sends: the bytes stay where they are until output_sent().
  Bytes lend_output();
  // So many of them are gone, and none is lent any more.
  void output_sent(std::size_t size);

  // --- Application data. Both drive the handshake first when it is not complete.
  // Copies at most one record's data. Handles tickets and key updates on the way: `size` 0 with wants_input after one
  // when nothing else lies ready (`messages_handled` grows, so that a caller without auto-retry can tell). A message
  // that would be answered waits while output() holds 192 KiB or more: wants_input with input_wanted() 0; send first.
  Result<Transfer> read(MutableBytes out);
  Result<Transfer> peek(MutableBytes out);
  // Seals a bounded number of records (some 64 KiB, or as many as there are before a KeyUpdate) and takes `size` bytes
  // of `data`: done with size 0 only when data is empty or while output() holds that bound or more. Fails with
  // protocol_is_shutdown after close(), which leaves the connection alive.
  Result<Transfer> write(Bytes data);
  std::size_t pending() const;      // decrypted bytes that read() gives without more input
  bool has_pending() const;         // or any bytes at all, processed or not
  std::uint64_t messages_handled() const;  // handshake messages and alerts processed so far

  // --- 0-RTT
  // Client: starts the handshake as far as the ClientHello, takes at most what the session allows. Server: writes
  // before the client's Finished has come (RFC 8446, 2.3: to a peer that is not authenticated yet). Where neither is
  // possible fails with bad_handshake_state, over the limit with too_much_early_data; the connection lives on.
  Result<Transfer> write_early_data(Bytes data);
  // No more of it; handshake() may then complete. Server: none is read any more, and a record of it that still comes
  // ends the connection as data in a handshake does.
  Result<Status> end_early_data();
  Result<Transfer> read_early_data(MutableBytes out);  // server: done with size 0: there is no (more) early data

  // --- Closing
  void close();                       // queues close_notify, once
  bool close_sent() const;
  bool close_received() const;
  bool failed() const;                // an Error was returned, or a call left by an exception
  bool busy() const;                  // a call is at work: the caller is the Host or the observer
  // The alert that ended the connection, as the peer sent it (an Error with peer_sent_alert carries it too).
  std::optional<std::uint8_t> peer_alert() const;

  // --- Afterwards (TLS 1.3 where the RFC says so)
  Result<> update_keys(handshake::RequestUpdate request);  // KeyUpdate goes into output()
  bool owes_key_update() const;       // the peer has asked for one: it goes out with the next write()
  Result<> send_tickets(unsigned count);
  Result<> request_client_certificate();
  Result<> export_key(std::string_view label, Bytes context, bool has_context, MutableBytes out);

  // --- What is known
  const handshake::Facts& facts() const;
  handshake::Facts& facts();
  Role role() const;
  void set_observer(Observer* observer);  // null: none
  void set_record_options(const RecordOptions& options);
  // Gives memory back that an idle connection does not need: for callers whose transport has nothing more for now. The
  // engine itself calls it when the handshake is complete.
  void release_idle_buffers();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::engine
