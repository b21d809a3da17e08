// SPDX-License-Identifier: Apache-2.0
// Where a handshake stands, in OpenSSL's words (SSL_get_state). The numbers are ours: capi/ has a table of the API's.
#pragma once

#include <cstdint>

namespace reprise::handshake {

enum class StateName : std::uint8_t {
  before = 0,
  ok = 1,
  dtls_hello_verify = 2,
  client_read_server_hello = 3,
  client_read_certificate = 4,
  client_read_certificate_status = 5,
  client_read_server_key_exchange = 6,
  client_read_certificate_request = 7,
  client_read_server_done = 8,
  client_read_session_ticket = 9,
  client_read_change_cipher_spec = 10,
  client_read_finished = 11,
  client_write_client_hello = 12,
  client_write_certificate = 13,
  client_write_client_key_exchange = 14,
  client_write_certificate_verify = 15,
  client_write_change_cipher_spec = 16,
  client_write_next_proto = 17,
  client_write_finished = 18,
  server_write_hello_request = 19,
  server_read_client_hello = 20,
  server_write_server_hello = 22,
  server_write_certificate = 23,
  server_write_key_exchange = 24,
  server_write_certificate_request = 25,
  server_write_server_done = 26,
  server_read_certificate = 27,
  server_read_client_key_exchange = 28,
  server_read_certificate_verify = 29,
  server_read_next_proto = 30,
  server_read_change_cipher_spec = 31,
  server_read_finished = 32,
  server_write_session_ticket = 33,
  server_write_certificate_status = 34,
  server_write_change_cipher_spec = 35,
  server_write_finished = 36,
  server_write_encrypted_extensions = 37,
  client_read_encrypted_extensions = 38,
  client_read_certificate_verify = 39,
  server_write_certificate_verify = 40,
  client_read_hello_request = 41,
  server_write_key_update = 42,
  client_write_key_update = 43,
  server_read_key_update = 44,
  client_read_key_update = 45,
  early_data = 46,
  client_pending_early_data_end = 47,
  client_write_end_of_early_data = 48,
  server_read_end_of_early_data = 49,
};

// Whether it is the work of a state to write a message.
constexpr bool writes(StateName name) {
  using enum StateName;
  return (name >= client_write_client_hello && name <= server_write_hello_request) ||
         (name >= server_write_server_hello && name <= server_write_server_done) ||
         (name >= server_write_session_ticket && name <= server_write_encrypted_extensions) ||
         name == server_write_certificate_verify || name == server_write_key_update ||
         name == client_write_key_update || name == client_write_end_of_early_data;
}

}  // namespace reprise::handshake
