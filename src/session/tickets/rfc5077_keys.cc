// SPDX-License-Identifier: Apache-2.0
#include "session/tickets/rfc5077_keys.h"

#include <algorithm>
#include <utility>

#include "crypto/cbc.h"
#include "session/object/session_der.h"

namespace reprise::session {
namespace {

constexpr std::size_t kIvLen = crypto::kAesBlockSize;
constexpr std::size_t kHeadLen = kTicketKeyNameLen + kIvLen;
constexpr std::size_t kHmacKeyLen = 32;
constexpr std::size_t kAesKeyLen = 32;
constexpr std::size_t kMacLen = 32;

}  // namespace

// What one seal or open needs of libcrypto, kept for the next.
struct Rfc5077Keys::Work {
  crypto::CbcContext cbc;
  crypto::Hash hash;
};

Rfc5077Keys::Rfc5077Keys(Ref<const crypto::Algorithms> algorithms, crypto::Random& random,
                         crypto::CertificateInterner& certificates, Bytes keys)
    : algorithms_(std::move(algorithms)), random_(random), certificates_(certificates), keys_(keys) {}

Rfc5077Keys::~Rfc5077Keys() = default;

Result<Ref<const Rfc5077Keys>> Rfc5077Keys::create(Ref<const crypto::Algorithms> algorithms, crypto::Random& random,
                                                   crypto::CertificateInterner& certificates, Bytes keys) {
  if (keys.size() != kRfc5077KeysLen) return fail(Alert::internal_error, Reason::invalid_ticket_keys_length);
  auto made = Ref<Rfc5077Keys>::adopt(new Rfc5077Keys(std::move(algorithms), random, certificates, keys));
  TRY(made->hmac_key_.set(*made->algorithms_, crypto::HashAlgorithm::sha256,
                          keys.subspan(kTicketKeyNameLen, kHmacKeyLen)));
  // Under the key that MACs tickets, but of a text that is too short to be one.
  SecretArray<kMacLen> iv_key;
  crypto::Hash work;
  TRY(made->hmac_key_.mac(work, {bytes_of("ticket iv key")}, iv_key.resize(kMacLen)));
  TRY(made->ivs_.set(*made->algorithms_, iv_key.bytes()));
  return Ref<const Rfc5077Keys>(Ref<const Rfc5077Keys>::adopt(std::move(made).leak()));
}

std::unique_ptr<Rfc5077Keys::Work> Rfc5077Keys::work() const {
  auto kept = pool_.take();
  return kept != nullptr ? std::move(kept) : std::make_unique<Work>();
}

Result<SealedTicket> Rfc5077Keys::seal(const Session& session, UnixSeconds now) const {
  SealedTicket ticket{{}, Seconds(ticket_lifetime(session, kNever, now))};
  ByteVector& out = ticket.bytes;
  const std::size_t der_len = encoded_session_len(session);
  if (kHeadLen + der_len + crypto::kAesBlockSize + kMacLen > kMaxTicketLen) {
    return fail(Alert::internal_error, Reason::too_long);
  }
  ByteVector der;
  TRY(encode_session(session, der));
  out.reserve(kHeadLen + der.size() + crypto::kAesBlockSize + kMacLen);
  out.insert(out.end(), name().begin(), name().end());
  out.resize(kHeadLen);
  auto work = this->work();
  const auto sealed = [&]() -> Result<> {
    std::array<std::uint8_t, kIvLen> iv;  // a copy: `out` grows while it is read
    TRY(ivs_.make(random_, {der}, iv));
    std::ranges::copy(iv, out.begin() + kTicketKeyNameLen);
    TRY(work->cbc.encrypt(*algorithms_, keys().last(kAesKeyLen), iv, der, out));
    std::array<std::uint8_t, kMacLen> tag;
    TRY(hmac_key_.mac(work->hash, {out}, tag));
    out.insert(out.end(), tag.begin(), tag.end());
    return success();
  }();
  wipe(der);
  if (!sealed.ok()) return sealed.error();
  pool_.give(std::move(work));
  return ticket;
}

UnsealedTicket Rfc5077Keys::open(Bytes ticket, UnixSeconds now) const {
  const bool ours = ticket.size() >= kTicketKeyNameLen && std::ranges::equal(ticket.first(kTicketKeyNameLen), name());
  if (!ours) return {nullptr, WhyNotResumed::unknown_ticket_key};
  if (ticket.size() < kHeadLen + crypto::kAesBlockSize + kMacLen) return {nullptr, WhyNotResumed::ticket_altered};
  auto work = this->work();
  const Bytes text = ticket.first(ticket.size() - kMacLen);
  std::array<std::uint8_t, kMacLen> tag;
  if (!hmac_key_.mac(work->hash, {text}, tag).ok()) return {nullptr, WhyNotResumed::ticket_unopened};
  if (!equal_in_constant_time(tag, ticket.last(kMacLen))) return {nullptr, WhyNotResumed::ticket_altered};
  ByteVector plain;
  plain.reserve(text.size());  // the secret must not be left behind in a buffer that was outgrown
  const bool decrypted = work->cbc
                             .decrypt(*algorithms_, keys().last(kAesKeyLen), ticket.subspan(kTicketKeyNameLen, kIvLen),
                                      text.subspan(kHeadLen), plain)
                             .ok();
  const SecretBytes der{Bytes(plain)};
  wipe(plain);
  if (!decrypted) return {nullptr, WhyNotResumed::ticket_altered};
  pool_.give(std::move(work));
  auto decoded = decode_session(der.bytes(), certificates_, now);
  // Compat: OpenSSL does not take a session with something behind it either.
  if (!decoded.ok() || decoded.value().consumed != der.size()) return {nullptr, WhyNotResumed::ticket_altered};
  if (decoded.value().session->expired(now)) return {nullptr, WhyNotResumed::expired};
  return {std::move(decoded.value().session)};
}

}  // namespace reprise::session
