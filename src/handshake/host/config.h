// SPDX-License-Identifier: Apache-2.0
// What a handshake may do: the settings that SSL_CTX and SSL share as one snapshot.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ref.h"
#include "crypto/algorithms.h"
#include "crypto/certificate.h"
#include "crypto/named_group.h"
#include "crypto/signature.h"
#include "reprise/signer.h"
#include "wire/codes/cipher_suite.h"
#include "wire/extensions/code_lists.h"

namespace reprise::handshake {

enum class Role : std::uint8_t { client, server };

// One key with its certificate chain (leaf first; may be the leaf alone). Immutable once in a Config.
struct Credential : RefCounted {
  Ref<const crypto::CertificateChain> chain;
  Ref<const crypto::PrivateKey> key;   // with a signer: the public half, for what can be signed with it
  // The chain is the leaf alone because no other was given: the Host may know issuers to send (Host::chain_to_send).
  bool lone_leaf = false;
  std::shared_ptr<v0::Signer> signer;  // signs in the place of `key`, as the Host asks it; null: `key` itself does
};

// A server's wish; a client always requires one.
enum class PeerCertificate : std::uint8_t { ignored, requested, required };

// Two-way choices that have no type of their own. The comment names the SSL_OP_ or SSL_MODE_ flag behind each.
struct Switches {
  bool tickets = true;                      // !SSL_OP_NO_TICKET
  bool server_preference = false;           // SSL_OP_CIPHER_SERVER_PREFERENCE
  bool prioritize_chacha = false;           // SSL_OP_PRIORITIZE_CHACHA
  bool middlebox_compat = true;             // SSL_OP_ENABLE_MIDDLEBOX_COMPAT
  bool anti_replay = true;                  // !SSL_OP_NO_ANTI_REPLAY
  bool extended_master_secret = true;       // !SSL_OP_NO_EXTENDED_MASTER_SECRET
  bool allow_psk_ke = false;                // SSL_OP_ALLOW_NO_DHE_KEX
  bool allow_unsafe_legacy_server = false;  // SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION
  bool ignore_unexpected_eof = false;       // SSL_OP_IGNORE_UNEXPECTED_EOF
  bool fallback_scsv = false;               // SSL_MODE_SEND_FALLBACK_SCSV
  bool post_handshake_auth = false;         // SSL_set_post_handshake_auth
  bool request_ocsp = false;                // SSL_set_tlsext_status_type (client)
  bool request_certificate_once = false;    // SSL_VERIFY_CLIENT_ONCE
  bool verify_peer = false;                 // SSL_VERIFY_PEER
  bool certificate_when_asked = false;      // SSL_VERIFY_POST_HANDSHAKE: in TLS 1.3 not in the first handshake
  bool own_sessions_only = false;           // client: offers none but those verified under its session_id_context
  bool sessions_of_any_context = false;     // client: offers also what was made under another session_id_context
};

// Written by the C ABI and the C++ API, read by handshakes. A snapshot that more than one owner holds is never changed:
// owners clone() first (copy on write), so a handshake may read it from any thread.
struct Config : RefCounted {
  Ref<Config> clone() const;

  Ref<const crypto::Algorithms> algorithms;
  std::uint16_t min_version = 0x0303;  // after security level and SSL_OP_NO_TLSv1_x; 0x0303 or 0x0304
  std::uint16_t max_version = 0x0304;
  // In order of preference, TLS 1.3 ones first; implemented ones only.
  std::vector<const wire::CipherSuite*> suites;
  std::vector<crypto::NamedGroup> groups;                // in order of preference
  std::vector<crypto::SignatureScheme> signature_schemes;         // what we accept from the peer and sign with
  std::vector<crypto::SignatureScheme> client_signature_schemes;  // what clients sign with, at either end; empty: those
  std::vector<Ref<const Credential>> credentials;        // at most one for each type of key
  // To announce (RFC 8422, 5.1.2); of static storage. Points are sent and taken uncompressed, whatever it says.
  Bytes point_formats = wire::kUncompressedPoints;
  Switches switches;
  int security_level = 2;

  // Server
  PeerCertificate client_certificate = PeerCertificate::ignored;
  unsigned num_tickets = 2;                              // after a full TLS 1.3 handshake
  std::uint32_t max_early_data = 0;                      // announced in tickets
  std::uint32_t recv_max_early_data = 16384;             // bytes taken before giving up
  // At most 32 bytes; sessions made here bear it. A client's: what its servers are verified for (own_sessions_only).
  ByteVector session_id_context;

  // Client
  std::string server_name;                               // SNI; empty: none sent
  ByteVector alpn_protocols;                             // as in the extension: vectors of one length byte each
  std::uint8_t max_fragment_length = 0;                  // to ask for: a code of RFC 6066, 4; 0: nothing is asked

  Seconds session_timeout{7200};                         // of sessions made from now on
  std::uint32_t max_certificate_list = 100 * 1024;       // bytes taken from a peer's Certificate
};

}  // namespace reprise::handshake
