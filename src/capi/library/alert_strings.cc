// SPDX-License-Identifier: Apache-2.0
// SSL_alert_*_string*: alerts as programs print them in their info callbacks. `value` is level << 8 | description.
#include <openssl/ssl.h>

namespace {

struct AlertText {
  const char* brief;
  const char* full;
};

AlertText text_of_level(int value) {
  switch (value >> 8) {
    case SSL3_AL_WARNING: return {"W", "warning"};
    case SSL3_AL_FATAL: return {"F", "fatal"};
    default: return {"U", "unknown"};
  }
}

// Compat: the spellings are those of OpenSSL 3.0, which knows no text, or no brief one, for the alerts that came later.
AlertText text_of_description(int value) {
  switch (value & 0xff) {
    case SSL_AD_CLOSE_NOTIFY: return {"CN", "close notify"};
    case SSL_AD_UNEXPECTED_MESSAGE: return {"UM", "unexpected_message"};
    case SSL_AD_BAD_RECORD_MAC: return {"BM", "bad record mac"};
    case SSL_AD_DECRYPTION_FAILED: return {"DC", "decryption failed"};
    case SSL_AD_RECORD_OVERFLOW: return {"RO", "record overflow"};
    case SSL_AD_DECOMPRESSION_FAILURE: return {"DF", "decompression failure"};
    case SSL_AD_HANDSHAKE_FAILURE: return {"HF", "handshake failure"};
    case SSL_AD_NO_CERTIFICATE: return {"NC", "no certificate"};
    case SSL_AD_BAD_CERTIFICATE: return {"BC", "bad certificate"};
    case SSL_AD_UNSUPPORTED_CERTIFICATE: return {"UC", "unsupported certificate"};
    case SSL_AD_CERTIFICATE_REVOKED: return {"CR", "certificate revoked"};
    case SSL_AD_CERTIFICATE_EXPIRED: return {"CE", "certificate expired"};
    case SSL_AD_CERTIFICATE_UNKNOWN: return {"CU", "certificate unknown"};
    case SSL_AD_ILLEGAL_PARAMETER: return {"IP", "illegal parameter"};
    case SSL_AD_UNKNOWN_CA: return {"CA", "unknown CA"};
    case SSL_AD_ACCESS_DENIED: return {"AD", "access denied"};
    case SSL_AD_DECODE_ERROR: return {"DE", "decode error"};
    case SSL_AD_DECRYPT_ERROR: return {"CY", "decrypt error"};
    case SSL_AD_EXPORT_RESTRICTION: return {"ER", "export restriction"};
    case SSL_AD_PROTOCOL_VERSION: return {"PV", "protocol version"};
    case SSL_AD_INSUFFICIENT_SECURITY: return {"IS", "insufficient security"};
    case SSL_AD_INTERNAL_ERROR: return {"IE", "internal error"};
    case SSL_AD_USER_CANCELLED: return {"US", "user canceled"};
    case SSL_AD_NO_RENEGOTIATION: return {"NR", "no renegotiation"};
    case SSL_AD_UNSUPPORTED_EXTENSION: return {"UE", "unsupported extension"};
    case SSL_AD_CERTIFICATE_UNOBTAINABLE: return {"CO", "certificate unobtainable"};
    case SSL_AD_UNRECOGNIZED_NAME: return {"UN", "unrecognized name"};
    case SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE: return {"BR", "bad certificate status response"};
    case SSL_AD_BAD_CERTIFICATE_HASH_VALUE: return {"BH", "bad certificate hash value"};
    case SSL_AD_UNKNOWN_PSK_IDENTITY: return {"UP", "unknown PSK identity"};
    case SSL_AD_NO_APPLICATION_PROTOCOL: return {"UK", "no application protocol"};
    default: return {"UK", "unknown"};
  }
}

}  // namespace

extern "C" {

const char* SSL_alert_type_string(int value) { return text_of_level(value).brief; }
const char* SSL_alert_type_string_long(int value) { return text_of_level(value).full; }
const char* SSL_alert_desc_string(int value) { return text_of_description(value).brief; }
const char* SSL_alert_desc_string_long(int value) { return text_of_description(value).full; }

}  // extern "C"
