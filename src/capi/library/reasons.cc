// SPDX-License-Identifier: Apache-2.0
#include "capi/library/reasons.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace reprise::capi {

int ssl_reason(Reason reason) {
  switch (reason) {  // no default: a reason without its code does not compile
    case Reason::application_data_after_close_notify: return SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY;
    case Reason::app_data_in_handshake: return SSL_R_APP_DATA_IN_HANDSHAKE;
    case Reason::attempt_to_reuse_session_in_different_context:
      return SSL_R_ATTEMPT_TO_REUSE_SESSION_IN_DIFFERENT_CONTEXT;
    case Reason::bad_change_cipher_spec: return SSL_R_BAD_CHANGE_CIPHER_SPEC;
    case Reason::bad_cipher: return SSL_R_BAD_CIPHER;
    case Reason::bad_compression: return SSL_R_UNSUPPORTED_COMPRESSION_ALGORITHM;
    case Reason::bad_data: return SSL_R_BAD_DATA;
    case Reason::bad_digest_length: return SSL_R_BAD_DIGEST_LENGTH;
    case Reason::bad_early_data: return SSL_R_BAD_EARLY_DATA;
    case Reason::bad_extension: return SSL_R_BAD_EXTENSION;
    case Reason::bad_handshake_state: return SSL_R_BAD_HANDSHAKE_STATE;
    case Reason::bad_hello_request: return SSL_R_BAD_HELLO_REQUEST;
    case Reason::bad_key_share: return SSL_R_BAD_KEY_SHARE;
    case Reason::bad_key_update: return SSL_R_BAD_KEY_UPDATE;
    case Reason::bad_legacy_version: return SSL_R_BAD_LEGACY_VERSION;
    case Reason::bad_length: return SSL_R_BAD_LENGTH;
    case Reason::bad_psk: return SSL_R_BAD_PSK;
    case Reason::bad_psk_identity: return SSL_R_BAD_PSK_IDENTITY;
    case Reason::bad_record_type: return SSL_R_BAD_RECORD_TYPE;
    case Reason::bad_signature: return SSL_R_BAD_SIGNATURE;
    case Reason::bad_value: return SSL_R_BAD_VALUE;
    case Reason::binder_does_not_verify: return SSL_R_BINDER_DOES_NOT_VERIFY;
    case Reason::callback_failed: return SSL_R_CALLBACK_FAILED;
    case Reason::ccs_received_early: return SSL_R_CCS_RECEIVED_EARLY;
    case Reason::cert_callback_error: return SSL_R_CERT_CB_ERROR;
    case Reason::cert_length_mismatch: return SSL_R_CERT_LENGTH_MISMATCH;
    case Reason::certificate_verify_failed: return SSL_R_CERTIFICATE_VERIFY_FAILED;
    case Reason::clienthello_tlsext: return SSL_R_CLIENTHELLO_TLSEXT;
    case Reason::client_hello_cb_failed: return SSL_R_CALLBACK_FAILED;
    case Reason::cookie_callback_failed: return SSL_R_COOKIE_GEN_CALLBACK_FAILURE;
    case Reason::cookie_mismatch: return SSL_R_COOKIE_MISMATCH;
    case Reason::decryption_failed_or_bad_record_mac: return SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC;
    case Reason::digest_check_failed: return SSL_R_DIGEST_CHECK_FAILED;
    case Reason::downgrade_detected: return SSL_R_INAPPROPRIATE_FALLBACK;
    case Reason::duplicate_extension: return SSL_R_BAD_EXTENSION;
    case Reason::extension_not_received: return SSL_R_EXTENSION_NOT_RECEIVED;
    case Reason::fragment_too_long: return SSL_R_PACKET_LENGTH_TOO_LONG;
    case Reason::http_request: return SSL_R_HTTP_REQUEST;
    case Reason::https_proxy_request: return SSL_R_HTTPS_PROXY_REQUEST;
    case Reason::illegal_exporter_label: return SSL_R_TLS_ILLEGAL_EXPORTER_LABEL;
    case Reason::inappropriate_fallback: return SSL_R_INAPPROPRIATE_FALLBACK;
    case Reason::inconsistent_early_data_alpn: return SSL_R_INCONSISTENT_EARLY_DATA_ALPN;
    case Reason::inconsistent_early_data_sni: return SSL_R_INCONSISTENT_EARLY_DATA_SNI;
    case Reason::inconsistent_extms: return SSL_R_INCONSISTENT_EXTMS;
    case Reason::internal: return ERR_R_INTERNAL_ERROR;
    case Reason::invalid_alert: return SSL_R_INVALID_ALERT;
    case Reason::invalid_command: return SSL_R_INVALID_COMMAND;
    case Reason::invalid_context: return SSL_R_INVALID_CONTEXT;
    case Reason::invalid_max_fragment_length: return SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH;
    case Reason::invalid_servername: return SSL_R_SSL3_EXT_INVALID_SERVERNAME;
    case Reason::invalid_session_id: return SSL_R_INVALID_SESSION_ID;
    case Reason::invalid_ticket_keys_length: return SSL_R_INVALID_TICKET_KEYS_LENGTH;
    case Reason::key_derivation_failed: return ERR_R_INTERNAL_ERROR;
    case Reason::length_mismatch: return SSL_R_LENGTH_MISMATCH;
    case Reason::message_too_large: return SSL_R_EXCESSIVE_MESSAGE_SIZE;
    case Reason::missing_psk_kex_modes: return SSL_R_MISSING_PSK_KEX_MODES_EXTENSION;
    case Reason::missing_sigalgs_extension: return SSL_R_MISSING_SIGALGS_EXTENSION;
    case Reason::missing_supported_groups_extension: return SSL_R_MISSING_SUPPORTED_GROUPS_EXTENSION;
    case Reason::mixed_handshake_and_other_data: return SSL_R_MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA;
    case Reason::no_alpn_overlap: return SSL_R_NO_APPLICATION_PROTOCOL;
    case Reason::no_certificates_returned: return SSL_R_NO_CERTIFICATES_RETURNED;
    case Reason::no_certificate_set: return SSL_R_NO_CERTIFICATE_SET;
    case Reason::no_change_following_hrr: return SSL_R_NO_CHANGE_FOLLOWING_HRR;
    case Reason::no_cipher_match: return SSL_R_NO_CIPHER_MATCH;
    case Reason::no_ciphers_available: return SSL_R_NO_CIPHERS_AVAILABLE;
    case Reason::no_cookie_callback: return SSL_R_NO_COOKIE_CALLBACK_SET;
    case Reason::no_protocols_available: return SSL_R_NO_PROTOCOLS_AVAILABLE;
    case Reason::no_renegotiation: return SSL_R_NO_RENEGOTIATION;
    case Reason::no_shared_cipher: return SSL_R_NO_SHARED_CIPHER;
    case Reason::no_suitable_groups: return SSL_R_NO_SUITABLE_GROUPS;
    case Reason::no_suitable_key_share: return SSL_R_NO_SUITABLE_KEY_SHARE;
    case Reason::no_suitable_signature_algorithm: return SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM;
    case Reason::not_on_record_boundary: return SSL_R_NOT_ON_RECORD_BOUNDARY;
    case Reason::not_resumable_session: return SSL_R_SSL_SESSION_VERSION_MISMATCH;
    case Reason::bad_write_retry: return SSL_R_BAD_WRITE_RETRY;
    case Reason::connection_type_not_set: return SSL_R_CONNECTION_TYPE_NOT_SET;
    case Reason::shutdown_while_in_init: return SSL_R_SHUTDOWN_WHILE_IN_INIT;
    case Reason::uninitialized: return SSL_R_UNINITIALIZED;
    case Reason::bio_not_set: return SSL_R_BIO_NOT_SET;
    case Reason::null_ssl_ctx: return SSL_R_NULL_SSL_CTX;
    case Reason::null_ssl_method_passed: return SSL_R_NULL_SSL_METHOD_PASSED;
    case Reason::ecc_cert_not_for_signing: return SSL_R_ECC_CERT_NOT_FOR_SIGNING;
    case Reason::passed_null_parameter: return ERR_R_PASSED_NULL_PARAMETER;
    case Reason::queued_by_libcrypto: return ERR_R_X509_LIB;
    case Reason::private_key_mismatch: return SSL_R_PRIVATE_KEY_MISMATCH;
    case Reason::not_replacing_certificate: return SSL_R_NOT_REPLACING_CERTIFICATE;
    case Reason::no_certificate_assigned: return SSL_R_NO_CERTIFICATE_ASSIGNED;
    case Reason::no_private_key_assigned: return SSL_R_NO_PRIVATE_KEY_ASSIGNED;
    case Reason::ee_key_too_small: return SSL_R_EE_KEY_TOO_SMALL;
    case Reason::ca_key_too_small: return SSL_R_CA_KEY_TOO_SMALL;
    case Reason::ca_md_too_weak: return SSL_R_CA_MD_TOO_WEAK;
    case Reason::system_library: return ERR_R_SYS_LIB;
    case Reason::asn1_library: return ERR_R_ASN1_LIB;
    case Reason::pem_library: return ERR_R_PEM_LIB;
    case Reason::bad_ssl_filetype: return SSL_R_BAD_SSL_FILETYPE;
    case Reason::not_supported: return ERR_R_UNSUPPORTED;
    case Reason::old_session_cipher_not_returned: return SSL_R_OLD_SESSION_CIPHER_NOT_RETURNED;
    case Reason::out_of_memory: return ERR_R_MALLOC_FAILURE;
    case Reason::peer_did_not_return_certificate: return SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
    case Reason::peer_sent_alert: return SSL_R_UNKNOWN_ALERT_TYPE;
    case Reason::protocol_is_shutdown: return SSL_R_PROTOCOL_IS_SHUTDOWN;
    case Reason::record_too_small: return SSL_R_RECORD_TOO_SMALL;
    case Reason::renegotiation_mismatch: return SSL_R_RENEGOTIATION_MISMATCH;
    case Reason::required_algorithm_missing: return SSL_R_REQUIRED_CIPHER_MISSING;
    case Reason::data_length_too_long: return SSL_R_DATA_LENGTH_TOO_LONG;
    case Reason::session_id_callback_failed: return SSL_R_SSL_SESSION_ID_CALLBACK_FAILED;
    case Reason::session_id_conflict: return SSL_R_SSL_SESSION_ID_CONFLICT;
    case Reason::session_id_context_too_long: return SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG;
    case Reason::session_id_has_bad_length: return SSL_R_SSL_SESSION_ID_HAS_BAD_LENGTH;
    case Reason::ssl_session_id_too_long: return SSL_R_SSL_SESSION_ID_TOO_LONG;
    case Reason::session_id_context_uninitialized: return SSL_R_SESSION_ID_CONTEXT_UNINITIALIZED;
    case Reason::status_response_invalid: return SSL_R_INVALID_STATUS_RESPONSE;
    case Reason::ticket_callback_failed: return SSL_R_CALLBACK_FAILED;
    case Reason::too_long: return SSL_R_LENGTH_TOO_LONG;
    case Reason::too_many_empty_records: return SSL_R_RECORD_TOO_SMALL;
    case Reason::too_many_key_updates: return SSL_R_TOO_MANY_KEY_UPDATES;
    case Reason::too_many_warning_alerts: return SSL_R_TOO_MANY_WARN_ALERTS;
    case Reason::too_much_early_data: return SSL_R_TOO_MUCH_EARLY_DATA;
    case Reason::too_short: return SSL_R_LENGTH_TOO_SHORT;
    case Reason::trailing_bytes: return SSL_R_LENGTH_MISMATCH;
    case Reason::unexpected_ccs_message: return SSL_R_UNEXPECTED_CCS_MESSAGE;
    case Reason::unexpected_eof: return SSL_R_UNEXPECTED_EOF_WHILE_READING;
    case Reason::unexpected_message: return SSL_R_UNEXPECTED_MESSAGE;
    case Reason::unknown_certificate_type: return SSL_R_UNKNOWN_CERTIFICATE_TYPE;
    case Reason::unknown_cipher_returned: return SSL_R_UNKNOWN_CIPHER_RETURNED;
    case Reason::unknown_group: return SSL_R_WRONG_CURVE;
    case Reason::unsafe_legacy_renegotiation: return SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED;
    case Reason::unsolicited_extension: return SSL_R_UNSOLICITED_EXTENSION;
    case Reason::unsupported_elliptic_curve: return SSL_R_UNSUPPORTED_ELLIPTIC_CURVE;
    case Reason::unsupported_protocol: return SSL_R_UNSUPPORTED_PROTOCOL;
    case Reason::version_too_low: return SSL_R_VERSION_TOO_LOW;
    case Reason::wrong_certificate_type: return SSL_R_WRONG_CERTIFICATE_TYPE;
    case Reason::wrong_cipher_returned: return SSL_R_WRONG_CIPHER_RETURNED;
    case Reason::wrong_curve: return SSL_R_WRONG_CURVE;
    case Reason::wrong_signature_type: return SSL_R_WRONG_SIGNATURE_TYPE;
    case Reason::wrong_ssl_version: return SSL_R_WRONG_SSL_VERSION;
    case Reason::wrong_version_number: return SSL_R_WRONG_VERSION_NUMBER;
    case Reason::x509_library: return ERR_R_X509_LIB;
  }
  return ERR_R_INTERNAL_ERROR;
}

int ssl_reason_of_alert(std::uint8_t alert) { return SSL_AD_REASON_OFFSET + alert; }

void report(const Error& error, const char* function) {
  if (error.reason == Reason::queued_by_libcrypto && ERR_peek_last_error() != 0) return;
  ERR_new();
  ERR_set_debug(error.file, error.line, function);
  if (error.reason == Reason::peer_sent_alert) {
    const auto alert = static_cast<std::uint8_t>(error.alert.value_or(Alert::close_notify));
    ERR_set_error(ERR_LIB_SSL, ssl_reason_of_alert(alert), "SSL alert number %d", alert);
  } else {
    ERR_set_error(ERR_LIB_SSL, ssl_reason(error.reason), nullptr);
  }
}

}  // namespace reprise::capi
