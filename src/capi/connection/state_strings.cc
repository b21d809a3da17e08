// SPDX-License-Identifier: Apache-2.0
// SSL_get_state(3), SSL_state_string(3): where a handshake stands, in the number and the words that programs know.
#include <iterator>

#include "capi/objects/ssl_object.h"

using reprise::handshake::StateName;

namespace {

// One row a state of the engine, in the order of its numbers. Those of the API are the system's own: they moved between
// its versions, and are taken from its headers.
struct Row {
  StateName name;
  OSSL_HANDSHAKE_STATE state;
  const char* brief;
  const char* words;
};

using enum StateName;
constexpr Row kStates[] = {
    {before, TLS_ST_BEFORE, "PINIT", "before SSL initialization"},
    {ok, TLS_ST_OK, "SSLOK", "SSL negotiation finished successfully"},
    {dtls_hello_verify, DTLS_ST_CR_HELLO_VERIFY_REQUEST, "DRCHV", "DTLS1 read hello verify request"},
    {client_read_server_hello, TLS_ST_CR_SRVR_HELLO, "TRSH", "SSLv3/TLS read server hello"},
    {client_read_certificate, TLS_ST_CR_CERT, "TRSC", "SSLv3/TLS read server certificate"},
    {client_read_certificate_status, TLS_ST_CR_CERT_STATUS, "TRCS", "SSLv3/TLS read certificate status"},
    {client_read_server_key_exchange, TLS_ST_CR_KEY_EXCH, "TRSKE", "SSLv3/TLS read server key exchange"},
    {client_read_certificate_request, TLS_ST_CR_CERT_REQ, "TRCR", "SSLv3/TLS read server certificate request"},
    {client_read_server_done, TLS_ST_CR_SRVR_DONE, "TRSD", "SSLv3/TLS read server done"},
    {client_read_session_ticket, TLS_ST_CR_SESSION_TICKET, "TRST", "SSLv3/TLS read server session ticket"},
    {client_read_change_cipher_spec, TLS_ST_CR_CHANGE, "TRCCS", "SSLv3/TLS read change cipher spec"},
    {client_read_finished, TLS_ST_CR_FINISHED, "TRFIN", "SSLv3/TLS read finished"},
    {client_write_client_hello, TLS_ST_CW_CLNT_HELLO, "TWCH", "SSLv3/TLS write client hello"},
    {client_write_certificate, TLS_ST_CW_CERT, "TWCC", "SSLv3/TLS write client certificate"},
    {client_write_client_key_exchange, TLS_ST_CW_KEY_EXCH, "TWCKE", "SSLv3/TLS write client key exchange"},
    {client_write_certificate_verify, TLS_ST_CW_CERT_VRFY, "TWCV", "SSLv3/TLS write certificate verify"},
    {client_write_change_cipher_spec, TLS_ST_CW_CHANGE, "TWCCS", "SSLv3/TLS write change cipher spec"},
    {client_write_next_proto, TLS_ST_CW_NEXT_PROTO, "TWNP", "SSLv3/TLS write next proto"},
    {client_write_finished, TLS_ST_CW_FINISHED, "TWFIN", "SSLv3/TLS write finished"},
    {server_write_hello_request, TLS_ST_SW_HELLO_REQ, "TWHR", "SSLv3/TLS write hello request"},
    {server_read_client_hello, TLS_ST_SR_CLNT_HELLO, "TRCH", "SSLv3/TLS read client hello"},
    {StateName(21), DTLS_ST_SW_HELLO_VERIFY_REQUEST, "DWCHV", "DTLS1 write hello verify request"},
    {server_write_server_hello, TLS_ST_SW_SRVR_HELLO, "TWSH", "SSLv3/TLS write server hello"},
    {server_write_certificate, TLS_ST_SW_CERT, "TWSC", "SSLv3/TLS write certificate"},
    {server_write_key_exchange, TLS_ST_SW_KEY_EXCH, "TWSKE", "SSLv3/TLS write key exchange"},
    {server_write_certificate_request, TLS_ST_SW_CERT_REQ, "TWCR", "SSLv3/TLS write certificate request"},
    {server_write_server_done, TLS_ST_SW_SRVR_DONE, "TWSD", "SSLv3/TLS write server done"},
    {server_read_certificate, TLS_ST_SR_CERT, "TRCC", "SSLv3/TLS read client certificate"},
    {server_read_client_key_exchange, TLS_ST_SR_KEY_EXCH, "TRCKE", "SSLv3/TLS read client key exchange"},
    {server_read_certificate_verify, TLS_ST_SR_CERT_VRFY, "TRCV", "SSLv3/TLS read certificate verify"},
    {server_read_next_proto, TLS_ST_SR_NEXT_PROTO, "TRNP", "SSLv3/TLS read next proto"},
    {server_read_change_cipher_spec, TLS_ST_SR_CHANGE, "TRCCS", "SSLv3/TLS read change cipher spec"},
    {server_read_finished, TLS_ST_SR_FINISHED, "TRFIN", "SSLv3/TLS read finished"},
    {server_write_session_ticket, TLS_ST_SW_SESSION_TICKET, "TWST", "SSLv3/TLS write session ticket"},
    {server_write_certificate_status, TLS_ST_SW_CERT_STATUS, "TWCS", "SSLv3/TLS write certificate status"},
    {server_write_change_cipher_spec, TLS_ST_SW_CHANGE, "TWCCS", "SSLv3/TLS write change cipher spec"},
    {server_write_finished, TLS_ST_SW_FINISHED, "TWFIN", "SSLv3/TLS write finished"},
    {server_write_encrypted_extensions, TLS_ST_SW_ENCRYPTED_EXTENSIONS, "TWEE", "TLSv1.3 write encrypted extensions"},
    {client_read_encrypted_extensions, TLS_ST_CR_ENCRYPTED_EXTENSIONS, "TREE", "TLSv1.3 read encrypted extensions"},
    {client_read_certificate_verify, TLS_ST_CR_CERT_VRFY, "TRSCV", "TLSv1.3 read server certificate verify"},
    {server_write_certificate_verify, TLS_ST_SW_CERT_VRFY, "TWSCV", "TLSv1.3 write server certificate verify"},
    {client_read_hello_request, TLS_ST_CR_HELLO_REQ, "TRHR", "SSLv3/TLS read hello request"},
    {server_write_key_update, TLS_ST_SW_KEY_UPDATE, "TWSKU", "TLSv1.3 write server key update"},
    {client_write_key_update, TLS_ST_CW_KEY_UPDATE, "TWCKU", "TLSv1.3 write client key update"},
    {server_read_key_update, TLS_ST_SR_KEY_UPDATE, "TRCKU", "TLSv1.3 read client key update"},
    {client_read_key_update, TLS_ST_CR_KEY_UPDATE, "TRSKU", "TLSv1.3 read server key update"},
    {early_data, TLS_ST_EARLY_DATA, "TED", "TLSv1.3 early data"},
    {client_pending_early_data_end, TLS_ST_PENDING_EARLY_DATA_END, "TPEDE", "TLSv1.3 pending early data end"},
    {client_write_end_of_early_data, TLS_ST_CW_END_OF_EARLY_DATA, "TWEOED", "TLSv1.3 write end of early data"},
    {server_read_end_of_early_data, TLS_ST_SR_END_OF_EARLY_DATA, "TWEOED", "TLSv1.3 read end of early data"},
};

constexpr bool each_stands_at_its_number() {
  for (std::size_t i = 0; i < std::size(kStates); ++i) {
    if (std::size_t(kStates[i].name) != i) return false;
  }
  return std::size(kStates) == std::size_t(StateName::server_read_end_of_early_data) + 1;
}
static_assert(each_stands_at_its_number());

const Row& row_of(const SSL* ssl) {
  const auto name = ssl->shown_state ? *ssl->shown_state : ssl->engine ? ssl->engine->state() : StateName::before;
  return kStates[std::size_t(name)];
}

}  // namespace

extern "C" {

OSSL_HANDSHAKE_STATE SSL_get_state(const SSL* ssl) { return row_of(ssl).state; }

const char* SSL_state_string(const SSL* ssl) {
  if (ssl->failed) return "SSLERR";
  return row_of(ssl).brief;
}

const char* SSL_state_string_long(const SSL* ssl) {
  if (ssl->failed) return "error";
  return row_of(ssl).words;
}

// Compat: a record is read whole or not at all here, so the record layer always stands before the next header.
const char* SSL_rstate_string(const SSL*) { return "RH"; }
const char* SSL_rstate_string_long(const SSL*) { return "read header"; }

}  // extern "C"
