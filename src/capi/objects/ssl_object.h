// SPDX-License-Identifier: Apache-2.0
// SSL: one connection as the C API knows it, around an engine::Connection.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/ref.h"
#include "capi/library/own.h"
#include "capi/library/types.h"
#include "capi/objects/ca_lists.h"
#include "capi/objects/connection_host.h"
#include "capi/objects/settings.h"
#include "capi/objects/shown_chain.h"
#include "capi/objects/ssl_ctx.h"
#include "capi/objects/turn.h"
#include "engine/connection.h"

namespace reprise::capi {

// What a call stopped for, as SSL_want and SSL_get_error report it.
enum class Want : std::uint8_t {
  nothing,
  reading,
  writing,
  x509_lookup,
  retry_verify,
  client_hello_cb,
  async,
  async_job
};

enum class Side : std::uint8_t { undecided, client, server };

// A write that the transport did not take whole: it must be repeated with the same data (SSL_write(3)).
struct PendingWrite {
  const void* data = nullptr;
  std::size_t length = 0;   // as the application gave it
  std::size_t taken = 0;    // sealed already
  bool active = false;
};

// The two halves of a connection: what comes and what goes.
enum class Way : std::uint8_t { in, out };

// Something of each.
template <typename T>
struct OfEachWay {
  T in{}, out{};
  T& operator[](Way way) { return way == Way::in ? in : out; }
  const T& operator[](Way way) const { return way == Way::in ? in : out; }
};

// How a call ended, for the thread that made it: others may have made some since.
struct Stop {
  Thread thread = kNobody;
  Want want = Want::nothing;
  int bio_error = 0;        // as ssl_st::bio_error when the call waits for a BIO
};

enum class EarlyDataPhase : std::uint8_t {
  none,
  connecting,
  writing,
  finished_writing,
  accepting,
  reading,
  finished_reading
};

}  // namespace reprise::capi

// Not thread-safe, as SSL is not, but for the count, and for calls that move bytes: those take the turn.
struct ssl_st : reprise::RefCounted {
  explicit ssl_st(SSL_CTX* ctx);
  ~ssl_st();

  // Runs `apply` on the settings, a Settings&: on a copy of its own first when somebody else holds them too. Returns
  // what `apply` returns. Throws bad_alloc.
  template <typename Apply>
  auto edit(Apply apply) {
    return apply(writable());
  }
  template <typename Part, typename T>
  T setting(T Part::*member) const {
    return (*settings).*member;
  }
  X509_VERIFY_PARAM* own_param();        // this connection's own, made from the settings' when first asked for
  const reprise::capi::VerifyParam& current_param() const;
  void reset_connection();               // SSL_clear, SSL_set_connect_state and the like

  const SSL_METHOD* method() const { return settings->method; }
  // Compat: a method that the program gave the connection alone (SSL_set_ssl_method) is its context's again from the
  // next handshake on. Throws bad_alloc.
  void take_method_of_context();

  reprise::Ref<ssl_ctx_st> ctx;          // may change with SSL_set_SSL_CTX
  reprise::Ref<ssl_ctx_st> session_ctx;  // the first one: owns cache and ticket keys
  reprise::Ref<reprise::capi::Settings> settings;
  bool settings_lost = false;            // one could not be stored: every further call fails (change.h)
  reprise::Ref<reprise::capi::VerifyParam> param;   // null: the settings' own is in force
  reprise::capi::CaLists ca_lists;               // null: the context's
  reprise::capi::Side side = reprise::capi::Side::undecided;
  std::unique_ptr<reprise::capi::ConnectionHost> host;
  std::unique_ptr<reprise::engine::Connection> engine;

  BIO* rbio = nullptr;                   // owned; may be the same object as wbio with a reference each
  BIO* wbio = nullptr;

  reprise::Ref<reprise::session::Session> offered;   // SSL_set_session; before the handshake
  bool session_replaced = false;                     // SSL_set_session on a connection that has one: `offered` counts
  reprise::Ref<reprise::session::Session> ex_data_source;  // client: whose application data the next session copies
  unsigned due_tickets = 0;                          // server: SSL_new_session_ticket; to be sent
  std::optional<reprise::ByteVector> ticket_extension;   // SSL_set_session_ticket_ext
  tls_session_ticket_ext_cb_fn ticket_extension_callback = nullptr;
  void* ticket_extension_arg = nullptr;
  tls_session_secret_cb_fn session_secret_callback = nullptr;
  void* session_secret_arg = nullptr;

  std::string server_name;               // client: to send
  bool has_server_name = false;
  reprise::ByteVector ocsp_response;     // server: to staple
  long first_verify_result = X509_V_OK;  // what the next connection says before it has one of its own
  // The peer as it has been verified and seen, and who would be it while that is verified.
  mutable reprise::Ref<reprise::capi::ShownChain> shown_peer;
  mutable reprise::Ref<reprise::capi::ShownChain> shown_candidate;
  mutable std::unique_ptr<reprise::capi::ShownNames> peer_ca_names;  // made for SSL_get0_peer_CA_list
  mutable reprise::capi::Own<STACK_OF(SSL_CIPHER)> peer_cipher_stack;  // made for SSL_get_client_ciphers

  reprise::capi::Want want = reprise::capi::Want::nothing;
  int shutdown = 0;                      // SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN
  bool quiet_shutdown = false;
  bool counted_start = false;            // see bookkeeping.h
  bool counted_end = false;
  bool transport_ended = false;          // the last call failed because the transport ended without close_notify
  bool tells_of_exit = false;            // an info callback is being told that a call of the handshake returns
  bool failed = false;                   // a fatal error was reported: every further call fails in silence
  mutable reprise::capi::Turn turn;
  // Whose BIO is at work on room for input, or on the output: the turn has been given back, but nobody else may move
  // these.
  reprise::capi::OfEachWay<reprise::capi::Thread> lent;
  reprise::capi::OfEachWay<int> bio_error;  // SSL_ERROR_* of the last BIO call that moved nothing; 0: it does not wait
  reprise::capi::OfEachWay<reprise::capi::Stop> stops;  // of the last call each way
  reprise::capi::PendingWrite pending_write;
  reprise::capi::EarlyDataPhase early_data = reprise::capi::EarlyDataPhase::none;
  // While an info callback is told of one that may have passed.
  std::optional<reprise::handshake::StateName> shown_state;
  int key_update_type = SSL_KEY_UPDATE_NONE;
  CRYPTO_EX_DATA ex_data{};
  mutable reprise::ByteVector raw_cipher_list;       // made for SSL_get0_raw_cipherlist
  reprise::capi::InfoCallback info_callback = nullptr;  // null: the context's, as it is then
  // SSL_set_tlsext_debug_callback: told of each extension that arrives.
  void (*extension_debug_callback)(SSL*, int, int, const unsigned char*, int, void*) = nullptr;
  void* extension_debug_arg = nullptr;

 private:
  reprise::capi::Settings& writable();
};

namespace reprise::capi {

// What is known of the connection; an empty one before there is any.
const handshake::Facts& facts_of(const SSL* ssl);

// The engine's, and while there is none what it is to begin with.
void set_verify_result(SSL* ssl, long result);

// What the peer's certificates are verified by; null when there is none, so that none is good.
Own<X509_STORE> verify_store_of(const SSL* ssl);

// Hands the settings of records, or of callbacks that watch, to a connection that exists already.
void apply_record_options(SSL* ssl);
void watch_if_wanted(SSL* ssl);

}  // namespace reprise::capi
