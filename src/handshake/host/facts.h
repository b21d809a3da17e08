// SPDX-License-Identifier: Apache-2.0
// What a connection is known to be: filled in by the handshake, read by everybody afterwards.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/secret_bytes.h"
#include "base/short_bytes.h"
#include "crypto/certificate.h"
#include "crypto/named_group.h"
#include "crypto/signature.h"
#include "handshake/host/peer.h"
#include "reprise/status.h"
#include "session/object/session.h"
#include "session/object/why_not_resumed.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::handshake {

using v0::EarlyData;

// What the client's hello offered, kept by servers for those who ask later.
struct PeerOffer {
  std::vector<std::uint16_t> cipher_suites;
  std::vector<std::uint16_t> groups;
  std::vector<std::uint16_t> signature_schemes;
  std::string server_name;
  std::uint8_t max_fragment_length = 0;  // asked for: a code of RFC 6066, 4; 0: none
  bool wants_ocsp = false;
};

// The session that a full handshake is about to make (session_in_making.h).
struct UnfinishedSession {
  Ref<session::Session> session;  // null: nobody has asked for it
  std::uint32_t stage = 0;        // what it shows
};

struct Facts {
  std::uint16_t version = 0;                     // negotiated; 0 before ServerHello
  const wire::CipherSuite* suite = nullptr;      // negotiated
  const wire::CipherSuite* pending_suite = nullptr;
  crypto::NamedGroup group{};                    // of the key exchange; 0 when there was none
  ByteVector peer_key_share;                     // the peer's public key, for SSL_get_peer_tmp_key
  std::uint16_t peer_signature_scheme = 0;       // the peer signed with; 0: nothing
  std::uint16_t local_signature_scheme = 0;
  bool resumed = false;
  bool extended_master_secret = false;
  bool secure_renegotiation = false;             // the peer sent renegotiation_info, or a client the SCSV
  bool hello_retry = false;
  bool cookie_returned = false;                  // server: the client brought our cookie back (RFC 8446, 4.2.2)
  bool server_name_acknowledged = false;
  bool certificate_requested = false;            // by the server
  bool post_handshake_auth_offered = false;      // server: by the client
  std::uint8_t max_fragment_length = 0;          // agreed on: a code of RFC 6066, 4; 0: none
  EarlyData early_data = EarlyData::not_sent;
  session::WhyNotResumed why_not_resumed = session::WhyNotResumed::none_offered;  // until it is decided
  std::string alpn;                              // selected; empty: none
  std::array<std::uint8_t, 32> client_random{};
  std::array<std::uint8_t, 32> server_random{};
  ShortBytes<64> client_finished;                // verify_data
  ShortBytes<64> server_finished;
  // TLS 1.3: exporter_master_secret. TLS 1.2: the session's master secret is used.
  HashSecret exporter_secret;
  HashSecret early_exporter_secret;
  ByteVector session_id_context;                 // that sessions made here bear: the settings' when the hello came
  Ref<session::Session> session;                 // the current one: established, or offered before that
  bool makes_session = false;                    // looked for one: this handshake makes its own, unless one is resumed
  UnfinishedSession unfinished;
  ProvenPeer peer;
  // X509_V_, of the peer or of a chain that was refused: bad news is here with the verdict, good news with the proof.
  long verify_result = 0;
  session::ClientTrust client_trust;             // server: what the verdict on the peer hung on when it fell
  ByteVector ocsp_response;                      // client: as stapled
  ByteVector certificate_request_context;        // server: of a request after the handshake, until it is answered
  std::vector<ByteVector> peer_ca_names;         // client: of the CertificateRequest; server: of the ClientHello
  std::vector<std::uint8_t> peer_certificate_types;  // client: of a TLS 1.2 CertificateRequest
  std::vector<std::uint16_t> peer_signature_schemes;  // of a CertificateRequest (client) or the ClientHello (server)
  std::vector<std::uint16_t> peer_certificate_schemes;  // signature_algorithms_cert of the same; empty: as above
  std::unique_ptr<PeerOffer> offer;              // server only
  ByteVector own_key_share;                      // TLS 1.3: our public key, for SSL_get_tmp_key
  ByteVector peer_point_formats;                 // of the ClientHello (server) or a TLS 1.2 ServerHello (client)

  // What became of the session: `resumed` also where a secret from elsewhere stood in for it.
  session::WhyNotResumed outcome() const { return resumed ? session::WhyNotResumed::resumed : why_not_resumed; }
};

}  // namespace reprise::handshake
