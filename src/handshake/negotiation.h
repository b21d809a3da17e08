// SPDX-License-Identifier: Apache-2.0
// The choices that a handshake makes, each a function of what both sides have said. Nothing here writes or remembers.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ref.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "crypto/named_group.h"
#include "crypto/signature_scheme.h"
#include "handshake/config.h"
#include "handshake/facts.h"
#include "handshake/host.h"
#include "handshake/security.h"
#include "session/session.h"
#include "session/why_not_resumed.h"
#include "wire/cipher_suite.h"
#include "wire/client_hello.h"
#include "wire/ext_key_share.h"
#include "wire/server_hello.h"

namespace reprise::handshake {

inline constexpr std::uint16_t kTls12 = 0x0303;
inline constexpr std::uint16_t kTls13 = 0x0304;

// --- Versions

// Server: the best version of both (RFC 8446, 4.2.1). Fails with protocol_version/unsupported_protocol, or with
// decode_error when supported_versions is malformed.
Result<std::uint16_t> choose_version(const Config& config, const wire::ClientHello& hello);
// Server: RFC 7507, 3: a client that fell back although we speak something better, be it to what we do not speak:
// inappropriate_fallback. decode_error as choose_version().
Result<> check_fallback(const Config& config, const wire::ClientHello& hello);
// Client: the version that the ServerHello selects, if we offered it; protocol_version or illegal_parameter otherwise.
Result<std::uint16_t> accept_version(const Config& config, const wire::ServerHello& hello);

// RFC 8446, 4.1.3. Server: marks the last eight bytes of `random` when `chosen` is less than it speaks.
void write_downgrade_sentinel(const Config& config, std::uint16_t chosen, MutableBytes random);
// Client: illegal_parameter/downgrade_detected when the server could do better and said so.
Result<> check_downgrade_sentinel(const Config& config, std::uint16_t accepted, Bytes random);

// --- Cipher suites

// What a server has to go with a suite: a suite whose means are missing is passed over. TLS 1.3 ignores it.
struct SuiteMeans {
  bool rsa_signature = false;   // a key and a scheme that both sides know
  bool ecdsa_signature = false; // EC or EdDSA, likewise
  bool rsa_decryption = false;
  bool ecdhe = false;           // a group of that family that both sides know
  bool dhe = false;
};

// Server: the suite for `version` (SSL_OP_CIPHER_SERVER_PREFERENCE, SSL_OP_PRIORITIZE_CHACHA); null when none is
// shared. `only_hash` other than none asks for suites of that hash, for the sake of a PSK.
const wire::CipherSuite* choose_suite(Host& host, const wire::U16List& offered, std::uint16_t version,
                                      const SuiteMeans& means,
                                      crypto::HashAlgorithm only_hash = crypto::HashAlgorithm::none);
// Whether our own settings offer `suite` for `version`.
bool offers_suite(Host& host, const wire::CipherSuite& suite, std::uint16_t version);

// --- Groups

// Whether our own settings have `group` for `version`, libcrypto has it, and the security level lets it be used.
bool offers_group(Host& host, SecurityUse use, std::uint16_t group, std::uint16_t version);
// Those that a client whose hello allows these versions may use in one of them, in order of preference.
std::vector<crypto::NamedGroup> offered_groups(Host& host, std::uint16_t min_version, std::uint16_t max_version);

struct GroupChoice {
  crypto::NamedGroup group{};
  Bytes peer_share;  // lent; empty: the client must be asked for a share (HelloRetryRequest)
};
// TLS 1.3 server: the client's first share that we like; else our first group that the client knows. Nothing when no
// group is shared.
std::optional<GroupChoice> choose_key_share(Host& host, const wire::U16List& client_groups,
                                            const wire::KeyShareList& shares);
// TLS 1.2 server: the group for ECDHE. `client_groups` empty: the client sent no supported_groups, so that any of ours
// will do.
std::optional<crypto::NamedGroup> choose_group(Host& host, std::span<const std::uint16_t> client_groups);

// --- Signatures and credentials

// Which chains of ours count: those that the peer can verify, or all.
enum class Chains : std::uint8_t { verifiable, any };

struct SignatureChoice {
  Ref<const Credential> credential;
  crypto::SignatureScheme scheme{};
  bool verifiable_chain = true;  // as far as the peer said; not looked at when there is nothing to choose from
};

// What the peer verifies: signatures of handshakes, and those in certificates (signature_algorithms_cert).
struct PeerSchemes {
  std::span<const std::uint16_t> signatures;
  std::span<const std::uint16_t> certificates;
};
// As the peer said. RFC 8446, 4.2.3: without signature_algorithms_cert the one list is for both.
PeerSchemes peer_schemes(const Facts& facts);

// Our credential and the scheme to sign with, out of the peer's (RFC 8446, 4.2.3; RFC 5246, 7.4.1.4.1). One whose chain
// the peer can verify goes before one whose chain it cannot, which is better than none (RFC 8446, 4.4.2.2). `key_fits`
// narrows the keys (TLS 1.2: to those of the suite); null takes any. Nothing when none fits.
std::optional<SignatureChoice> choose_signature(Host& host, const PeerSchemes& peer, crypto::SchemeRules rules,
                                                bool (*key_fits)(crypto::KeyType) = nullptr);
// RFC 5246, 7.4.1.4.1: what a TLS 1.2 client that sent no signature_algorithms is taken to accept.
std::span<const std::uint16_t> legacy_default_schemes();
// Whether the peer may sign with `scheme`: we offered it, the level allows it, the rules of the version have it.
// illegal_parameter/wrong_signature_type otherwise.
Result<const crypto::SchemeInfo*> accept_scheme(Host& host, std::uint16_t scheme, crypto::SchemeRules rules,
                                                Role own_role);
// The schemes that we accept from the peer, in order: what our signature_algorithms says. For TLS 1.3 they still hold
// those that are good for certificates only.
std::vector<std::uint16_t> offered_schemes(Host& host, Role own_role);

// --- Sessions

// Server: whether `session` may be resumed as far as session and settings can tell: version, session id context,
// expiry, age of its full handshake, "not resumable". Fails, fatally, when a session could be taken for another
// application's: certificates are verified and there is no session id context.
Result<session::WhyNotResumed> check_session(const Config& config, const session::Session& session,
                                             std::uint16_t version, TimePoint now);
// Either side: whether the full handshake behind `session`, and a peer's certificate that we verify, still bear it.
session::WhyNotResumed check_age(const Config& config, const session::Session& session, session::UnixSeconds now);
// TLS 1.2 (RFC 7627, 5.3): the extended master secret of session and handshake. Fails with handshake_failure/
// inconsistent_extms when the session had it and the client offers it no more.
Result<session::WhyNotResumed> check_extended_master_secret(const session::SessionData& session, bool offered);
// Server: the name that a session made now remembers: one that the settings were chosen by. Where clients are verified
// that is every name, as the choice may have been made without our knowledge (in a ClientHello callback).
std::string_view name_to_remember(const Config& config, const Facts& facts);
// Server: what a session made now remembers of the trust in its client (client_trust of SessionFields): what was true
// when the client was judged. Of one that showed no certificate, what is true now; empty where nobody asks.
Result<session::ClientTrust> trust_to_remember(Host& host, const Facts& facts);
// Server: whether a session that was found before the server name was known serves the settings that are in force now,
// after the last question that may change them. Where clients are verified, or it has a client's certificate, that is
// under the trust that it was made under; where clients are verified, for its name alone, and only with a certificate
// where one is required.
Result<bool> serves(Host& host, const session::SessionData& session, const Facts& facts);
// Whether a session made for one host name serves another: both absent, or the same bytes.
bool same_server_name(const session::SessionData& session, std::string_view name);

}  // namespace reprise::handshake
