// SPDX-License-Identifier: Apache-2.0
// What a session is made of: everything that is serialised, and the peer's certificates.
//
// Immutable once built, so any number of threads and handles read one body. Fixed fields and all byte strings lie in
// one allocation, laid out for size: a busy server holds a million of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/secret_bytes.h"
#include "crypto/certificate.h"

namespace reprise::session {

// Seconds since the Unix epoch.
using UnixSeconds = std::int64_t;

inline constexpr std::size_t kMaxSessionIdLen = 32;
inline constexpr std::size_t kMaxSessionIdContextLen = 32;
inline constexpr std::size_t kMaxSecretLen = 512;
inline constexpr std::uint32_t kFlagExtendedMasterSecret = 1;  // RFC 7627; the bit of field [13] of the DER form

// The fields of a session as numbers and views, to build one from or to edit one by.
//
// A view whose data() is null is an absent field; an empty one that is not null is present and empty. What a view shows
// need only live until the SessionData is made.
struct SessionFields {
  std::uint16_t version = 0;       // 0x0303, 0x0304, ...
  std::uint16_t cipher_suite = 0;  // 0: not set
  std::uint16_t kex_group = 0;     // 0: none
  std::uint8_t compression = 0;    // kept for the round trip; only 0 is ever negotiated
  std::uint8_t max_fragment_mode = 0;
  std::uint32_t flags = 0;         // kFlagExtendedMasterSecret
  std::uint32_t age_add = 0;       // ticket_age_add (RFC 8446, 4.6.1)
  std::uint32_t max_early_data = 0;
  std::int32_t verify_result = 0;  // X509_V_ code of the full handshake
  std::uint64_t lifetime_hint = 0;  // seconds, as announced with the ticket
  UnixSeconds origin_time = 0;     // when the full handshake behind this chain of resumptions took place; 0: not known

  Bytes secret{};              // TLS 1.2: master secret; TLS 1.3: the PSK. At most kMaxSecretLen
  Bytes session_id{};          // at most kMaxSessionIdLen
  Bytes session_id_context{};  // at most kMaxSessionIdContextLen
  std::string_view hostname{};
  std::string_view psk_identity{};
  std::string_view psk_identity_hint{};
  std::string_view srp_username{};
  Bytes alpn{};
  Bytes ticket{};
  Bytes ticket_appdata{};
  Bytes peer_rpk{};            // SubjectPublicKeyInfo of the peer's raw public key (RFC 7250)
  Bytes client_trust{};        // server: what the verdict on the client hung on (client_trust.h)

  const crypto::Certificate* peer = nullptr;             // lent
  const crypto::CertificateChain* peer_chain = nullptr;  // lent; not serialised
};

class SessionData final : public RefCounted {
 public:
  // Copies everything `fields` shows. Lengths past the limits above are cut off: callers check what comes from outside.
  static Ref<const SessionData> make(const SessionFields& fields);
  ~SessionData();

  // All fields as views that live as long as this object.
  SessionFields fields() const;

  std::uint16_t version() const { return version_; }
  std::uint16_t cipher_suite() const { return cipher_suite_; }
  std::uint16_t kex_group() const { return kex_group_; }
  std::uint8_t compression() const { return compression_; }
  std::uint8_t max_fragment_mode() const { return max_fragment_mode_; }
  std::uint32_t flags() const { return flags_; }
  bool extended_master_secret() const { return (flags_ & kFlagExtendedMasterSecret) != 0; }
  std::uint32_t age_add() const { return age_add_; }
  std::uint32_t max_early_data() const { return max_early_data_; }
  std::int32_t verify_result() const { return verify_result_; }
  std::uint64_t lifetime_hint() const { return lifetime_hint_; }
  UnixSeconds origin_time() const { return origin_time_; }

  Bytes secret() const { return {tail(), secret_len_}; }
  Bytes session_id() const { return {tail() + secret_len_, session_id_len_}; }
  Bytes session_id_context() const { return {tail() + secret_len_ + session_id_len_, session_id_context_len_}; }

  // Texts end with a zero byte behind their last one, so data() is a C string; absent ones have a null data().
  std::string_view hostname() const { return text_of(item(Item::hostname)); }
  std::string_view psk_identity() const { return text_of(item(Item::psk_identity)); }
  std::string_view psk_identity_hint() const { return text_of(item(Item::psk_identity_hint)); }
  std::string_view srp_username() const { return text_of(item(Item::srp_username)); }
  Bytes alpn() const { return item(Item::alpn); }
  Bytes ticket() const { return item(Item::ticket); }
  Bytes ticket_appdata() const { return item(Item::ticket_appdata); }
  Bytes peer_rpk() const { return item(Item::peer_rpk); }
  Bytes client_trust() const { return item(Item::client_trust); }

  const crypto::Certificate* peer() const { return peer_.get(); }                // lent; null: none
  const crypto::CertificateChain* peer_chain() const { return peer_chain_.get(); }  // lent; null: none

  // Bytes of heap that this body takes up itself, certificates not counted.
  std::size_t heap_bytes() const { return sizeof(*this) + tail_len_; }

  // For Session alone: takes over the contents of `other` without moving a byte of the layout. False, and nothing is
  // changed, when `other` is laid out differently. The caller is the only one who can see this body.
  bool assign_in_place(const SessionData& other);
  // For Session alone: wipes the secret of a body that only lends now. The caller is the only one who can see it.
  void wipe_secret();

  static void operator delete(SessionData* data, std::destroying_delete_t);

 private:
  // The optional strings, in the order in which they lie in the tail.
  enum class Item : std::uint8_t {
    hostname, psk_identity, psk_identity_hint, srp_username, alpn, ticket, ticket_appdata, peer_rpk, client_trust, count
  };
  static constexpr std::size_t kNumItems = std::size_t(Item::count);
  struct Items;

  SessionData(const SessionFields& fields, const Items& items, std::uint32_t tail_len);
  const std::uint8_t* tail() const { return reinterpret_cast<const std::uint8_t*>(this + 1); }
  std::uint8_t* tail() { return reinterpret_cast<std::uint8_t*>(this + 1); }
  Bytes item(Item which) const;

  std::uint32_t tail_len_;
  Ref<const crypto::Certificate> peer_;
  Ref<const crypto::CertificateChain> peer_chain_;
  UnixSeconds origin_time_;
  std::uint64_t lifetime_hint_;
  std::int32_t verify_result_;
  std::uint32_t flags_;
  std::uint32_t age_add_;
  std::uint32_t max_early_data_;
  std::uint16_t version_;
  std::uint16_t cipher_suite_;
  std::uint16_t kex_group_;
  std::uint16_t secret_len_;
  std::uint16_t present_;  // bit n: Item n is there
  std::uint8_t session_id_len_;
  std::uint8_t session_id_context_len_;
  std::uint8_t compression_;
  std::uint8_t max_fragment_mode_;
};

// Collects a session's fields while a handshake goes on: as SessionFields, but owning what it holds.
struct SessionDraft {
  SessionDraft() = default;
  // Everything `data` holds, to be changed.
  static SessionDraft from(const SessionData& data);
  Ref<const SessionData> build() const;

  // Numbers only: the views and pointers in it are ignored, the owners below count.
  SessionFields numbers{};
  SecretBytes secret{};
  ByteVector session_id{};
  ByteVector session_id_context{};
  std::optional<std::string> hostname{};
  std::optional<std::string> psk_identity{};
  std::optional<std::string> psk_identity_hint{};
  std::optional<std::string> srp_username{};
  std::optional<ByteVector> alpn{};
  std::optional<ByteVector> ticket{};
  std::optional<ByteVector> ticket_appdata{};
  std::optional<ByteVector> peer_rpk{};
  std::optional<ByteVector> client_trust{};
  Ref<const crypto::Certificate> peer{};
  Ref<const crypto::CertificateChain> peer_chain{};
};

}  // namespace reprise::session
