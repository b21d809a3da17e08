// SPDX-License-Identifier: Apache-2.0
// The numbers of TLS that the wire carries, by the names of the RFCs (RFC 8446, B; RFC 5246, A; IANA's registries).
// Every enumeration is open: a peer may send a number that has no name here, and a cast keeps it. NamedGroup and
// SignatureScheme stay plain std::uint16_t on this layer; crypto/ knows what they mean.
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/error.h"

namespace reprise::wire {

enum class ContentType : std::uint8_t {
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23,
  heartbeat = 24,
};

enum class HandshakeType : std::uint8_t {
  hello_request = 0,
  client_hello = 1,
  server_hello = 2,
  hello_verify_request = 3,
  new_session_ticket = 4,
  end_of_early_data = 5,
  hello_retry_request = 6,  // reserved: a HelloRetryRequest travels as server_hello
  encrypted_extensions = 8,
  certificate = 11,
  server_key_exchange = 12,
  certificate_request = 13,
  server_hello_done = 14,
  certificate_verify = 15,
  client_key_exchange = 16,
  finished = 20,
  certificate_status = 22,
  key_update = 24,
  next_proto = 67,
  message_hash = 254,  // the transcript's stand-in for the first ClientHello (RFC 8446, 4.4.1); never sent
};

enum class ExtensionType : std::uint16_t {
  server_name = 0,
  max_fragment_length = 1,
  status_request = 5,
  supported_groups = 10,
  ec_point_formats = 11,
  srp = 12,
  signature_algorithms = 13,
  use_srtp = 14,
  heartbeat = 15,
  application_layer_protocol_negotiation = 16,
  signed_certificate_timestamp = 18,
  client_certificate_type = 19,
  server_certificate_type = 20,
  padding = 21,
  encrypt_then_mac = 22,
  extended_master_secret = 23,
  session_ticket = 35,
  pre_shared_key = 41,
  early_data = 42,
  supported_versions = 43,
  cookie = 44,
  psk_key_exchange_modes = 45,
  certificate_authorities = 47,
  oid_filters = 48,
  post_handshake_auth = 49,
  signature_algorithms_cert = 50,
  key_share = 51,
  next_proto_neg = 13172,
  renegotiation_info = 0xff01,
};

enum class ProtocolVersion : std::uint16_t {
  ssl30 = 0x0300,
  tls10 = 0x0301,
  tls11 = 0x0302,
  tls12 = 0x0303,
  tls13 = 0x0304,
  dtls12 = 0xfefd,
  dtls10 = 0xfeff,
};

enum class PskKeyExchangeMode : std::uint8_t { psk_ke = 0, psk_dhe_ke = 1 };

enum class KeyUpdateRequest : std::uint8_t { update_not_requested = 0, update_requested = 1 };

// RFC 5246, 7.4.4; RFC 8422, 5.5.
enum class ClientCertificateType : std::uint8_t {
  rsa_sign = 1,
  dss_sign = 2,
  rsa_fixed_dh = 3,
  dss_fixed_dh = 4,
  ecdsa_sign = 64,
};

enum class CertificateStatusType : std::uint8_t { ocsp = 1 };

enum class EcPointFormat : std::uint8_t {
  uncompressed = 0,
  ansi_x962_compressed_prime = 1,
  ansi_x962_compressed_char2 = 2
};

inline constexpr std::uint8_t kNullCompression = 0;

// Cipher suite values that signal and are never negotiated (RFC 5746, 3.3; RFC 7507).
inline constexpr std::uint16_t kEmptyRenegotiationInfoScsv = 0x00ff;
inline constexpr std::uint16_t kFallbackScsv = 0x5600;

// The number behind a name.
template <typename Enum>
  requires std::is_enum_v<Enum>
constexpr std::underlying_type_t<Enum> code_of(Enum e) {
  return static_cast<std::underlying_type_t<Enum>>(e);
}

// True for the values of GREASE (RFC 8701, 2), which mean nothing and must be ignored.
constexpr bool is_grease(std::uint16_t code) { return (code & 0x0f0f) == 0x0a0a && code >> 8 == (code & 0xff); }

// The names of the RFCs, for printing: "client_hello", "key_share"; "unknown" where there is none. Static storage.
const char* name_of(ContentType type);
const char* name_of(HandshakeType type);
const char* name_of(ExtensionType type);

}  // namespace reprise::wire
