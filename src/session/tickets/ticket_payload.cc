// SPDX-License-Identifier: Apache-2.0
#include "session/tickets/ticket_payload.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/secret_bytes.h"
#include "crypto/hash.h"
#include "session/object/lineage.h"
#include "wire/codec/reader.h"

namespace reprise::session {
namespace {

constexpr std::uint8_t kFormat = 2;
constexpr std::size_t kScopeLen = 16;  // of the hash as sealed: as hard to meet by chance as the tag
constexpr std::size_t kFixedLen = 1 + kScopeLen + 1;

UnsealedTicket refused(WhyNotResumed why) { return {nullptr, why}; }

struct Head {
  Bytes scope;
  std::optional<CertificateHash> peer_hash;
};

Result<Head> read_head(wire::Reader& in) {
  if (TRY(in.u8()) != kFormat) return fail(Alert::internal_error, Reason::bad_data);
  Head head{TRY(in.bytes(kScopeLen)), std::nullopt};
  if (TRY(in.u8()) != 0) {
    const Bytes hash = TRY(in.bytes(sizeof(CertificateHash)));
    std::ranges::copy(hash, head.peer_hash.emplace().begin());
  }
  return head;
}

}  // namespace

void LeftOutCertificates::keep(const CertificateHash& hash, const crypto::Certificate& certificate) {
  // Declared before the lock: what is pushed out is destroyed after it is released.
  auto shared = Ref<const crypto::Certificate>::sharing(&certificate);
  const std::lock_guard lock(mutex_);
  for (const Kept& kept : kept_) {
    if (kept.certificate && kept.hash == hash) return;
  }
  Kept& place = kept_[next_];
  next_ = (next_ + 1) % kNumKept;
  place.hash = hash;
  std::swap(place.certificate, shared);
}

Ref<const crypto::Certificate> LeftOutCertificates::find(const CertificateHash& hash) const {
  const std::lock_guard lock(mutex_);
  for (const Kept& kept : kept_) {
    if (kept.certificate && kept.hash == hash) return kept.certificate.share();
  }
  return nullptr;
}

Result<CertificateHash> hash_of(const crypto::Algorithms& algorithms, const crypto::Certificate& certificate) {
  const auto digest = TRY(crypto::digest(algorithms, crypto::HashAlgorithm::sha256, certificate.der()));
  CertificateHash hash;
  std::ranges::copy(digest.bytes(), hash.begin());
  return hash;
}

std::size_t ticket_payload_len(const Session& session, const CertificateHash* peer_hash) {
  const std::size_t der_len = encoded_session_len(session, peer_hash != nullptr ? WithPeer::no : WithPeer::yes);
  if (der_len == 0) return 0;
  return kFixedLen + (peer_hash != nullptr ? sizeof *peer_hash : 0) + der_len;
}

Result<> append_ticket_payload(const Session& session, const ScopeHash& scope, const CertificateHash* peer_hash,
                               ByteVector& out) {
  out.push_back(kFormat);
  out.insert(out.end(), scope.begin(), scope.begin() + kScopeLen);
  out.push_back(peer_hash != nullptr ? 1 : 0);
  if (peer_hash != nullptr) out.insert(out.end(), peer_hash->begin(), peer_hash->end());
  return encode_session(session, out, peer_hash != nullptr ? WithPeer::no : WithPeer::yes);
}

UnsealedTicket read_ticket_payload(Bytes payload, const ScopeHash& scope, crypto::CertificateInterner& certificates,
                                 const LeftOutCertificates& left_out, UnixSeconds now) {
  wire::Reader in(payload);
  const auto head = read_head(in);
  if (!head.ok()) return refused(WhyNotResumed::ticket_altered);
  if (!equal_in_constant_time(head.value().scope, Bytes(scope).first(kScopeLen)))
    return refused(WhyNotResumed::wrong_scope);
  const Bytes der = in.rest();
  auto decoded = decode_session(der, certificates, now);
  if (!decoded.ok() || decoded.value().consumed != der.size()) return refused(WhyNotResumed::ticket_altered);
  auto session = std::move(decoded.value().session);
  if (session->expired(now)) return refused(WhyNotResumed::expired);
  Ref<const crypto::Certificate> peer;
  if (head.value().peer_hash) {
    peer = left_out.find(*head.value().peer_hash);
    if (!peer) return refused(WhyNotResumed::certificate_unknown);
  }
  if (peer) session->edit([&](SessionFields& fields) { fields.peer = peer.get(); });
  return {.session = std::move(session)};
}

std::uint32_t ticket_lifetime(const Session& session, UnixSeconds opens_until, UnixSeconds now) {
  UnixSeconds left;
  const UnixSeconds end = std::min({session.good_until(), opens_until, lineage_end(session, session.timeout_s())});
  if (__builtin_sub_overflow(end, now, &left)) left = end > now ? kNever : 0;
  return std::uint32_t(std::clamp<UnixSeconds>(left, 0, kMaxTicketLifetime_s));
}

}  // namespace reprise::session
