// SPDX-License-Identifier: Apache-2.0
// What a peer can do to a connection, as the letters of an alphabet. A letter is made well-formed, signed and protected
// as well as its sender can at that moment: what is wrong with it is the moment alone, unless its name says otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace reprise::rogue {

enum class Symbol : std::uint8_t {
  // Handshake messages, in the form of the version that is spoken.
  hello_request,
  client_hello,
  client_hello_resuming,       // offers a session that the peer really has, by ticket or id
  client_hello_early,          // the same, and early data follows
  server_hello,
  server_hello_resuming,       // takes up the session that was offered, or claims to
  hello_retry_request,
  new_session_ticket,
  end_of_early_data,
  encrypted_extensions,
  encrypted_extensions_early,  // accepts early data
  certificate,
  certificate_empty,
  certificate_request,
  certificate_verify,
  certificate_verify_forged,   // signed by a key that is not the certificate's
  certificate_status,
  server_key_exchange,
  server_hello_done,
  client_key_exchange,
  finished,
  finished_forged,             // verify_data of nothing
  key_update,
  key_update_requested,
  unknown_message,
  // Records of other types.
  change_cipher_spec,
  application_data,
  alert_close,                 // close_notify
  alert_warning,               // user_canceled
  alert_fatal,                 // handshake_failure
  unknown_record,
  // What the program at our end does.
  ask_certificate,             // request_client_certificate
  ask_key_update,              // update_keys, with the peer's asked for
};

std::span<const Symbol> all_symbols();
const char* name_of(Symbol symbol);
std::optional<Symbol> find_symbol(std::string_view name);

}  // namespace reprise::rogue
