// SPDX-License-Identifier: Apache-2.0
// SSL_state_string(3): where a handshake stands, in the words that programs print.
#include <array>

#include "capi/objects/ssl_object.h"

using reprise::handshake::StateName;

// The engine's numbers are those of the API.
static_assert(int(StateName::ok) == TLS_ST_OK);
static_assert(int(StateName::client_write_client_hello) == TLS_ST_CW_CLNT_HELLO);
static_assert(int(StateName::server_write_server_hello) == TLS_ST_SW_SRVR_HELLO);
static_assert(int(StateName::server_write_encrypted_extensions) == TLS_ST_SW_ENCRYPTED_EXTENSIONS);
static_assert(int(StateName::early_data) == TLS_ST_EARLY_DATA);
static_assert(int(StateName::server_read_end_of_early_data) == TLS_ST_SR_END_OF_EARLY_DATA);

namespace {

struct Row {
  OSSL_HANDSHAKE_STATE state;
  const char* brief;
  const char* words;
};

constexpr Row kStates[] = {
    {TLS_ST_BEFORE, "PINIT", "before SSL initialization"},
    {TLS_ST_OK, "SSLOK", "SSL negotiation finished successfully"},
    {DTLS_ST_CR_HELLO_VERIFY_REQUEST, "DRCHV", "DTLS1 read hello verify request"},
    {TLS_ST_CR_SRVR_HELLO, "TRSH", "SSLv3/TLS read server hello"},
    {TLS_ST_CR_CERT, "TRSC", "SSLv3/TLS read server certificate"},
    {TLS_ST_CR_CERT_STATUS, "TRCS", "SSLv3/TLS read certificate status"},
    {TLS_ST_CR_KEY_EXCH, "TRSKE", "SSLv3/TLS read server key exchange"},
    {TLS_ST_CR_CERT_REQ, "TRCR", "SSLv3/TLS read server certificate request"},
    {TLS_ST_CR_SRVR_DONE, "TRSD", "SSLv3/TLS read server done"},
    {TLS_ST_CR_SESSION_TICKET, "TRST", "SSLv3/TLS read server session ticket"},
    {TLS_ST_CR_CHANGE, "TRCCS", "SSLv3/TLS read change cipher spec"},
    {TLS_ST_CR_FINISHED, "TRFIN", "SSLv3/TLS read finished"},
    {TLS_ST_CW_CLNT_HELLO, "TWCH", "SSLv3/TLS write client hello"},
    {TLS_ST_CW_CERT, "TWCC", "SSLv3/TLS write client certificate"},
    {TLS_ST_CW_KEY_EXCH, "TWCKE", "SSLv3/TLS write client key exchange"},
    {TLS_ST_CW_CERT_VRFY, "TWCV", "SSLv3/TLS write certificate verify"},
    {TLS_ST_CW_CHANGE, "TWCCS", "SSLv3/TLS write change cipher spec"},
    {TLS_ST_CW_NEXT_PROTO, "TWNP", "SSLv3/TLS write next proto"},
    {TLS_ST_CW_FINISHED, "TWFIN", "SSLv3/TLS write finished"},
    {TLS_ST_SW_HELLO_REQ, "TWHR", "SSLv3/TLS write hello request"},
    {TLS_ST_SR_CLNT_HELLO, "TRCH", "SSLv3/TLS read client hello"},
    {DTLS_ST_SW_HELLO_VERIFY_REQUEST, "DWCHV", "DTLS1 write hello verify request"},
    {TLS_ST_SW_SRVR_HELLO, "TWSH", "SSLv3/TLS write server hello"},
    {TLS_ST_SW_CERT, "TWSC", "SSLv3/TLS write certificate"},
    {TLS_ST_SW_KEY_EXCH, "TWSKE", "SSLv3/TLS write key exchange"},
    {TLS_ST_SW_CERT_REQ, "TWCR", "SSLv3/TLS write certificate request"},
    {TLS_ST_SW_SRVR_DONE, "TWSD", "SSLv3/TLS write server done"},
    {TLS_ST_SR_CERT, "TRCC", "SSLv3/TLS read client certificate"},
    {TLS_ST_SR_KEY_EXCH, "TRCKE", "SSLv3/TLS read client key exchange"},
    {TLS_ST_SR_CERT_VRFY, "TRCV", "SSLv3/TLS read certificate verify"},
    {TLS_ST_SR_NEXT_PROTO, "TRNP", "SSLv3/TLS read next proto"},
    {TLS_ST_SR_CHANGE, "TRCCS", "SSLv3/TLS read change cipher spec"},
    {TLS_ST_SR_FINISHED, "TRFIN", "SSLv3/TLS read finished"},
    {TLS_ST_SW_SESSION_TICKET, "TWST", "SSLv3/TLS write session ticket"},
    {TLS_ST_SW_CERT_STATUS, "TWCS", "SSLv3/TLS write certificate status"},
    {TLS_ST_SW_CHANGE, "TWCCS", "SSLv3/TLS write change cipher spec"},
    {TLS_ST_SW_FINISHED, "TWFIN", "SSLv3/TLS write finished"},
    {TLS_ST_SW_ENCRYPTED_EXTENSIONS, "TWEE", "TLSv1.3 write encrypted extensions"},
    {TLS_ST_CR_ENCRYPTED_EXTENSIONS, "TREE", "TLSv1.3 read encrypted extensions"},
    {TLS_ST_CR_CERT_VRFY, "TRSCV", "TLSv1.3 read server certificate verify"},
    {TLS_ST_SW_CERT_VRFY, "TWSCV", "TLSv1.3 write server certificate verify"},
    {TLS_ST_CR_HELLO_REQ, "TRHR", "SSLv3/TLS read hello request"},
    {TLS_ST_SW_KEY_UPDATE, "TWSKU", "TLSv1.3 write server key update"},
    {TLS_ST_CW_KEY_UPDATE, "TWCKU", "TLSv1.3 write client key update"},
    {TLS_ST_SR_KEY_UPDATE, "TRCKU", "TLSv1.3 read client key update"},
    {TLS_ST_CR_KEY_UPDATE, "TRSKU", "TLSv1.3 read server key update"},
    {TLS_ST_EARLY_DATA, "TED", "TLSv1.3 early data"},
    {TLS_ST_PENDING_EARLY_DATA_END, "TPEDE", "TLSv1.3 pending early data end"},
    {TLS_ST_CW_END_OF_EARLY_DATA, "TWEOED", "TLSv1.3 write end of early data"},
    {TLS_ST_SR_END_OF_EARLY_DATA, "TWEOED", "TLSv1.3 read end of early data"},
};

const Row* row_of(const SSL* ssl) {
  const auto state = SSL_get_state(ssl);
  for (const auto& row : kStates) {
    if (row.state == state) return &row;
  }
  return nullptr;
}

}  // namespace

extern "C" {

const char* SSL_state_string(const SSL* ssl) {
  if (ssl->failed) return "SSLERR";
  const auto* row = row_of(ssl);
  return row != nullptr ? row->brief : "UNKWN";
}

const char* SSL_state_string_long(const SSL* ssl) {
  if (ssl->failed) return "error";
  const auto* row = row_of(ssl);
  return row != nullptr ? row->words : "unknown state";
}

// Compat: a record is read whole or not at all here, so the record layer always stands before the next header.
const char* SSL_rstate_string(const SSL*) { return "RH"; }
const char* SSL_rstate_string_long(const SSL*) { return "read header"; }

}  // extern "C"
