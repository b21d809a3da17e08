// SPDX-License-Identifier: Apache-2.0
// Texts: reasons of errors, names of alerts, versions.
#include "abi_test.h"
#include "pair.h"

#include <openssl/crypto.h>

static const struct {
  int reason;
  const char *text;
} reasons[] = {
    {SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY, "application data after close notify"},
    {SSL_R_BAD_ECPOINT, "bad ecpoint"},
    {SSL_R_BAD_EXTENSION, "bad extension"},
    {SSL_R_BAD_KEY_SHARE, "bad key share"},
    {SSL_R_BAD_LENGTH, "bad length"},
    {SSL_R_BAD_PACKET_LENGTH, "bad packet length"},
    {SSL_R_BAD_PSK, "bad psk"},
    {SSL_R_BAD_RECORD_TYPE, "bad record type"},
    {SSL_R_BAD_SIGNATURE, "bad signature"},
    {SSL_R_BAD_SSL_FILETYPE, "bad ssl filetype"},
    {SSL_R_BAD_WRITE_RETRY, "bad write retry"},
    {SSL_R_BINDER_DOES_NOT_VERIFY, "binder does not verify"},
    {SSL_R_CALLBACK_FAILED, "callback failed"},
    {SSL_R_CA_MD_TOO_WEAK, "ca md too weak"},
    {SSL_R_CCS_RECEIVED_EARLY, "ccs received early"},
    {SSL_R_CERTIFICATE_VERIFY_FAILED, "certificate verify failed"},
    {SSL_R_CERT_CB_ERROR, "cert cb error"},
    {SSL_R_CLIENTHELLO_TLSEXT, "clienthello tlsext"},
    {SSL_R_CONNECTION_TYPE_NOT_SET, "connection type not set"},
    {SSL_R_DATA_BETWEEN_CCS_AND_FINISHED, "data between ccs and finished"},
    {SSL_R_DATA_LENGTH_TOO_LONG, "data length too long"},
    {SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, "decryption failed or bad record mac"},
    {SSL_R_DH_KEY_TOO_SMALL, "dh key too small"},
    {SSL_R_DIGEST_CHECK_FAILED, "digest check failed"},
    {SSL_R_EE_KEY_TOO_SMALL, "ee key too small"},
    {SSL_R_EXCESSIVE_MESSAGE_SIZE, "excessive message size"},
    {SSL_R_GOT_A_FIN_BEFORE_A_CCS, "got a fin before a ccs"},
    {SSL_R_HTTPS_PROXY_REQUEST, "https proxy request"},
    {SSL_R_HTTP_REQUEST, "http request"},
    {SSL_R_INAPPROPRIATE_FALLBACK, "inappropriate fallback"},
    {SSL_R_INCONSISTENT_EXTMS, "inconsistent extms"},
    {SSL_R_INVALID_KEY_UPDATE_TYPE, "invalid key update type"},
    {SSL_R_INVALID_TICKET_KEYS_LENGTH, "invalid ticket keys length"},
    {SSL_R_LENGTH_MISMATCH, "length mismatch"},
    {SSL_R_NO_APPLICATION_PROTOCOL, "no application protocol"},
    {SSL_R_NO_CERTIFICATE_ASSIGNED, "no certificate assigned"},
    {SSL_R_NO_CERTIFICATE_SET, "no certificate set"},
    {SSL_R_NO_CIPHERS_AVAILABLE, "no ciphers available"},
    {SSL_R_NO_CIPHER_MATCH, "no cipher match"},
    {SSL_R_NO_PRIVATE_KEY_ASSIGNED, "no private key assigned"},
    {SSL_R_NO_PROTOCOLS_AVAILABLE, "no protocols available"},
    {SSL_R_NO_RENEGOTIATION, "no renegotiation"},
    {SSL_R_NO_SHARED_CIPHER, "no shared cipher"},
    {SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, "no shared signature algorithms"},
    {SSL_R_NO_SUITABLE_GROUPS, "no suitable groups"},
    {SSL_R_NO_SUITABLE_KEY_SHARE, "no suitable key share"},
    {SSL_R_NULL_SSL_CTX, "null ssl ctx"},
    {SSL_R_NULL_SSL_METHOD_PASSED, "null ssl method passed"},
    {SSL_R_PACKET_LENGTH_TOO_LONG, "packet length too long"},
    {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, "peer did not return a certificate"},
    {SSL_R_PROTOCOL_IS_SHUTDOWN, "protocol is shutdown"},
    {SSL_R_PSK_IDENTITY_NOT_FOUND, "psk identity not found"},
    {SSL_R_RECORD_LENGTH_MISMATCH, "record length mismatch"},
    {SSL_R_REQUIRED_CIPHER_MISSING, "required cipher missing"},
    {SSL_R_SESSION_ID_CONTEXT_UNINITIALIZED, "session id context uninitialized"},
    {SSL_R_SHUTDOWN_WHILE_IN_INIT, "shutdown while in init"},
    {SSL_R_SSL3_EXT_INVALID_SERVERNAME, "ssl3 ext invalid servername"},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "sslv3 alert bad certificate"},
    {SSL_R_SSLV3_ALERT_BAD_RECORD_MAC, "sslv3 alert bad record mac"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, "sslv3 alert certificate expired"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, "sslv3 alert certificate revoked"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "sslv3 alert certificate unknown"},
    {SSL_R_SSLV3_ALERT_DECOMPRESSION_FAILURE, "sslv3 alert decompression failure"},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, "sslv3 alert handshake failure"},
    {SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER, "sslv3 alert illegal parameter"},
    {SSL_R_SSLV3_ALERT_NO_CERTIFICATE, "sslv3 alert no certificate"},
    {SSL_R_SSLV3_ALERT_UNEXPECTED_MESSAGE, "sslv3 alert unexpected message"},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, "sslv3 alert unsupported certificate"},
    {SSL_R_SSL_HANDSHAKE_FAILURE, "ssl handshake failure"},
    {SSL_R_SSL_SESSION_ID_CALLBACK_FAILED, "ssl session id callback failed"},
    {SSL_R_SSL_SESSION_ID_CONFLICT, "ssl session id conflict"},
    {SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG, "ssl session id context too long"},
    {SSL_R_SSL_SESSION_ID_HAS_BAD_LENGTH, "ssl session id has bad length"},
    {SSL_R_SSL_SESSION_ID_TOO_LONG, "ssl session id too long"},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, "tlsv13 alert certificate required"},
    {SSL_R_TLSV13_ALERT_MISSING_EXTENSION, "tlsv13 alert missing extension"},
    {SSL_R_TLSV1_ALERT_ACCESS_DENIED, "tlsv1 alert access denied"},
    {SSL_R_TLSV1_ALERT_DECODE_ERROR, "tlsv1 alert decode error"},
    {SSL_R_TLSV1_ALERT_DECRYPTION_FAILED, "tlsv1 alert decryption failed"},
    {SSL_R_TLSV1_ALERT_DECRYPT_ERROR, "tlsv1 alert decrypt error"},
    {SSL_R_TLSV1_ALERT_EXPORT_RESTRICTION, "tlsv1 alert export restriction"},
    {SSL_R_TLSV1_ALERT_INAPPROPRIATE_FALLBACK, "tlsv1 alert inappropriate fallback"},
    {SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY, "tlsv1 alert insufficient security"},
    {SSL_R_TLSV1_ALERT_INTERNAL_ERROR, "tlsv1 alert internal error"},
    {SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL, "tlsv1 alert no application protocol"},
    {SSL_R_TLSV1_ALERT_NO_RENEGOTIATION, "tlsv1 alert no renegotiation"},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, "tlsv1 alert protocol version"},
    {SSL_R_TLSV1_ALERT_RECORD_OVERFLOW, "tlsv1 alert record overflow"},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, "tlsv1 alert unknown ca"},
    {SSL_R_TLSV1_ALERT_UNKNOWN_PSK_IDENTITY, "tlsv1 alert unknown psk identity"},
    {SSL_R_TLSV1_ALERT_USER_CANCELLED, "tlsv1 alert user cancelled"},
    {SSL_R_TLSV1_BAD_CERTIFICATE_HASH_VALUE, "tlsv1 bad certificate hash value"},
    {SSL_R_TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE, "tlsv1 bad certificate status response"},
    {SSL_R_TLSV1_CERTIFICATE_UNOBTAINABLE, "tlsv1 certificate unobtainable"},
    {SSL_R_TLSV1_UNRECOGNIZED_NAME, "tlsv1 unrecognized name"},
    {SSL_R_TLSV1_UNSUPPORTED_EXTENSION, "tlsv1 unsupported extension"},
    {SSL_R_TLS_ILLEGAL_EXPORTER_LABEL, "tls illegal exporter label"},
    {SSL_R_TOO_MANY_WARN_ALERTS, "too many warn alerts"},
    {SSL_R_TOO_MUCH_EARLY_DATA, "too much early data"},
    {SSL_R_UNEXPECTED_EOF_WHILE_READING, "unexpected eof while reading"},
    {SSL_R_UNEXPECTED_MESSAGE, "unexpected message"},
    {SSL_R_UNEXPECTED_RECORD, "unexpected record"},
    {SSL_R_UNINITIALIZED, "uninitialized"},
    {SSL_R_UNKNOWN_PROTOCOL, "unknown protocol"},
    {SSL_R_UNKNOWN_STATE, "unknown state"},
    {SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED, "unsafe legacy renegotiation disabled"},
    {SSL_R_UNSOLICITED_EXTENSION, "unsolicited extension"},
    {SSL_R_UNSUPPORTED_PROTOCOL, "unsupported protocol"},
    {SSL_R_VERSION_TOO_LOW, "version too low"},
    {SSL_R_WRONG_CIPHER_RETURNED, "wrong cipher returned"},
    {SSL_R_WRONG_SIGNATURE_TYPE, "wrong signature type"},
    {SSL_R_WRONG_SSL_VERSION, "wrong ssl version"},
    {SSL_R_WRONG_VERSION_NUMBER, "wrong version number"},
};

static const struct {
  int code;
  const char *two, *text;
} alerts[] = {
    {0, "CN", "close notify"},
    {10, "UM", "unexpected_message"},
    {20, "BM", "bad record mac"},
    {21, "DC", "decryption failed"},
    {22, "RO", "record overflow"},
    {30, "DF", "decompression failure"},
    {40, "HF", "handshake failure"},
    {41, "NC", "no certificate"},
    {42, "BC", "bad certificate"},
    {43, "UC", "unsupported certificate"},
    {44, "CR", "certificate revoked"},
    {45, "CE", "certificate expired"},
    {46, "CU", "certificate unknown"},
    {47, "IP", "illegal parameter"},
    {48, "CA", "unknown CA"},
    {49, "AD", "access denied"},
    {50, "DE", "decode error"},
    {51, "CY", "decrypt error"},
    {60, "ER", "export restriction"},
    {70, "PV", "protocol version"},
    {71, "IS", "insufficient security"},
    {80, "IE", "internal error"},
    {90, "US", "user canceled"},
    {100, "NR", "no renegotiation"},
    {110, "UE", "unsupported extension"},
    {111, "CO", "certificate unobtainable"},
    {112, "UN", "unrecognized name"},
    {113, "BR", "bad certificate status response"},
    {114, "BH", "bad certificate hash value"},
    {115, "UP", "unknown PSK identity"},
    {120, "UK", "no application protocol"},
};

CASE(reasons_before_use, "the reasons have no text before the library's first use or an explicit load") {
  EXPECT_NULL(ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_NO_SHARED_CIPHER)));
  OPENSSL_init_ssl(0, NULL);
  EXPECT_NULL(ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_NO_SHARED_CIPHER)));
  SSL_CTX_free(SSL_CTX_new(TLS_method()));
  EXPECT_STR("no shared cipher", ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_NO_SHARED_CIPHER)));
}

CASE(reason_texts, "the text of each common reason") {
  EXPECT_INT(1, OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL));
  for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
    EXPECT_STR(reasons[i].text, ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, reasons[i].reason)));
}

CASE(whole_error, "an error as a whole: library and reason in words, no function") {
  char text[128];
  SSL_load_error_strings();
  ERR_error_string_n(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_NO_SHARED_CIPHER), text, sizeof text);
  EXPECT_STR("error:0A0000C1:SSL routines::no shared cipher", text);
  EXPECT_STR("SSL routines", ERR_lib_error_string(ERR_PACK(ERR_LIB_SSL, 0, 1)));
}

CASE(error_has_place, "an error on the queue names a file and a line, and its library is SSL") {
  const char *file = NULL, *function = NULL, *data = NULL;
  int line = 0, flags = 0;
  EXPECT_NULL(SSL_new(NULL));
  const unsigned long error = ERR_get_error_all(&file, &line, &function, &data, &flags);
  EXPECT_INT(ERR_LIB_SSL, ERR_GET_LIB(error));
  EXPECT_TRUE(file != NULL && file[0] != 0 && line > 0);
  EXPECT_STR("", data);
}

CASE(alert_number_in_data, "a received alert leaves its number as the error's data") {
  const char *data = NULL;
  int flags = 0;
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_3_VERSION);
  struct pair pair = pair_new(client, server);
  EXPECT_PTR(pair.server, pair_first_failure(&pair));
  SSL_do_handshake(pair.client);
  const unsigned long error = ERR_get_error_all(NULL, NULL, NULL, &data, &flags);
  EXPECT_INT(SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, ERR_GET_REASON(error));
  EXPECT_STR("SSL alert number 70", data);
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

CASE(alert_texts, "each alert's two letters and its words; the level in the high byte does not matter") {
  for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++) {
    EXPECT_STR(alerts[i].two, SSL_alert_desc_string(alerts[i].code));
    EXPECT_STR(alerts[i].text, SSL_alert_desc_string_long(alerts[i].code));
    EXPECT_STR(alerts[i].text, SSL_alert_desc_string_long(0x200 | alerts[i].code));
  }
  EXPECT_STR("UK", SSL_alert_desc_string(255));
  EXPECT_STR("unknown", SSL_alert_desc_string_long(255));
}

CASE(alert_levels, "the level of an alert: W, F and U") {
  EXPECT_STR("W", SSL_alert_type_string(0x100));
  EXPECT_STR("warning", SSL_alert_type_string_long(0x100));
  EXPECT_STR("F", SSL_alert_type_string(0x228));
  EXPECT_STR("fatal", SSL_alert_type_string_long(0x228));
  EXPECT_STR("U", SSL_alert_type_string(0x300));
  EXPECT_STR("unknown", SSL_alert_type_string_long(0));
}

CASE(compression_names, "compression: no methods, no name for none") {
  SSL_CTX *client = client_ctx(TLS1_2_VERSION), *server = server_ctx(TLS1_2_VERSION);
  struct pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair));
  EXPECT_NULL(SSL_get_current_compression(pair.client));
  EXPECT_NULL(SSL_get_current_expansion(pair.client));
  EXPECT_NULL(SSL_COMP_get_name(NULL));
  pair_free(&pair);
  SSL_CTX_free(client);
  SSL_CTX_free(server);
}

