// SPDX-License-Identifier: Apache-2.0
#include "session/object/session_der.h"

#include <array>
#include <limits>
#include <utility>

#include "session/object/client_trust.h"
#include "session/object/der.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::session {
namespace {

constexpr std::int64_t kStructureVersion = 1;
constexpr std::int64_t kTimeoutWhenAbsent_s = 3;  // Compat: what OpenSSL gives a session that says nothing
constexpr std::int64_t kMin64 = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax64 = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMaxU32 = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint16_t kDtlsBadVersion = 0x0100;

// --- Flags and, in the bits above, the origin of the chain: see session_der.h.

constexpr unsigned kOriginShift = 8;
constexpr std::int64_t kOriginUnit_s = 512;
constexpr std::uint32_t kFlagsMask = (1 << kOriginShift) - 1;
constexpr std::int64_t kMaxFlags = std::numeric_limits<std::int32_t>::max();  // what OpenSSL gives back unchanged

// Rounded up: a chain may end late by less than a unit, but no ticket before the lifetime that was announced for it.
std::int64_t flags_with_origin(const SessionData& s) {
  if (s.flags() > kFlagsMask) return s.flags();  // somebody else's
  const std::int64_t whole_units = s.origin_time() / kOriginUnit_s;
  const std::int64_t units = whole_units + (whole_units * kOriginUnit_s < s.origin_time() ? 1 : 0);
  return std::clamp<std::int64_t>(units, 0, kMaxFlags >> kOriginShift) << kOriginShift | (s.flags() & kFlagsMask);
}

void read_flags(std::int64_t number, SessionFields& f) {
  f.flags = std::uint32_t(number);
  if (number > kMaxFlags) return;
  f.flags &= kFlagsMask;
  f.origin_time = (number >> kOriginShift) * kOriginUnit_s;
}

// --- Encoding. `Sink` is a DerWriter or a DerCounter.

template <typename Sink>
void put_nonzero(Sink& out, unsigned number, std::int64_t value) {
  if (value != 0) out.integer_field(number, value);
}

template <typename Sink>
void put_present(Sink& out, unsigned number, Bytes bytes) {
  if (bytes.data() != nullptr) out.octets_field(number, bytes);
}

template <typename Sink>
void put_text(Sink& out, unsigned number, std::string_view text) {
  put_present(out, number, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// What is written, read from the handle once: another thread may change it between counting and writing.
struct Snapshot {
  Snapshot(const Session& session, WithPeer with_peer)
      : data(session.data()),
        time(session.time()),
        timeout_s(session.timeout_s()),
        peer(with_peer == WithPeer::yes ? data.peer() : nullptr) {}
  const SessionData& data;
  UnixSeconds time;
  std::int64_t timeout_s;
  const crypto::Certificate* peer;
};

template <typename Sink>
void put_body(Sink& out, const Snapshot& snapshot) {
  const SessionData& s = snapshot.data;
  const std::array<std::uint8_t, 2> cipher{std::uint8_t(s.cipher_suite() >> 8), std::uint8_t(s.cipher_suite())};
  const std::array<std::uint8_t, 1> compression{s.compression()};
  out.integer(kStructureVersion);
  out.integer(s.version());
  out.octets(cipher);
  out.octets(s.session_id());
  out.octets(s.secret());
  if (const Bytes trust = s.client_trust(); !trust.empty()) {
    out.header(der_implicit(0), trust.size());
    out.raw(trust);
  }
  put_nonzero(out, 1, snapshot.time);
  put_nonzero(out, 2, snapshot.timeout_s);
  if (snapshot.peer != nullptr) {
    out.header(der_explicit(3), snapshot.peer->der().size());
    out.raw(snapshot.peer->der());
  }
  out.octets_field(4, s.session_id_context());
  put_nonzero(out, 5, s.verify_result());
  put_text(out, 6, s.hostname());
  put_text(out, 7, s.psk_identity_hint());
  put_text(out, 8, s.psk_identity());
  put_nonzero(out, 9, std::int64_t(std::min(s.lifetime_hint(), std::uint64_t(kMax64))));
  put_present(out, 10, s.ticket());
  if (s.compression() != 0) out.octets_field(11, compression);
  put_text(out, 12, s.srp_username());
  put_nonzero(out, 13, flags_with_origin(s));
  put_nonzero(out, 14, s.age_add());
  put_nonzero(out, 15, s.max_early_data());
  put_present(out, 16, s.alpn());
  put_nonzero(out, 17, s.max_fragment_mode());
  put_present(out, 18, s.ticket_appdata());
  out.integer_field(19, s.kex_group());
  put_present(out, 20, s.peer_rpk());
}

// --- Decoding

Result<> read_integer(DerReader& in, unsigned number, std::int64_t min, std::int64_t max, std::int64_t& value) {
  value = 0;
  auto field = TRY(in.field(number));
  if (!field) return success();
  value = TRY(field->integer(min, max));
  return field->finish();
}

Result<> read_octets(DerReader& in, unsigned number, std::size_t max_len, Bytes& bytes) {
  auto field = TRY(in.field(number));
  if (!field) return success();
  bytes = TRY(field->take(kDerOctetString));
  if (bytes.size() > max_len) return bad_der();
  return field->finish();
}

// Compat: what follows a zero byte is dropped, as programs see these as C strings.
Result<> read_text(DerReader& in, unsigned number, std::string_view& text) {
  Bytes bytes;
  TRY(read_octets(in, number, SIZE_MAX, bytes));
  if (bytes.data() == nullptr) return success();
  text = text_of(bytes);
  text = text.substr(0, text.find('\0'));
  return success();
}

struct Parsed {
  SessionFields fields;
  std::int64_t time = 0;
  std::int64_t timeout_s = 0;
  Bytes peer{};
};

Result<> read_head(DerReader& in, SessionFields& f) {
  if (TRY(in.integer(kMin64, kMax64)) != kStructureVersion) return bad_der();
  const std::int64_t version = TRY(in.integer(kMin64, kMax64));
  if (version >> 8 != 0x03 && version >> 8 != 0xfe && version != kDtlsBadVersion) {
    return fail(Alert::internal_error, Reason::unsupported_protocol);
  }
  f.version = std::uint16_t(version);
  const Bytes cipher = TRY(in.take(kDerOctetString));
  if (cipher.size() != 2) return bad_der();
  f.cipher_suite = std::uint16_t(cipher[0] << 8 | cipher[1]);
  if (wire::find_cipher_suite(f.cipher_suite) == nullptr)
    return fail(Alert::internal_error, Reason::unknown_cipher_returned);
  f.session_id = TRY(in.take(kDerOctetString));
  f.secret = TRY(in.take(kDerOctetString));
  if (f.session_id.size() > kMaxSessionIdLen || f.secret.size() > kMaxSecretLen) return bad_der();
  if (!in.at(der_implicit(0))) return success();
  const Bytes trust = TRY(in.take(der_implicit(0)));  // or key_arg of SSL 2.0
  if (is_client_trust_len(trust.size())) f.client_trust = trust;
  return success();
}

Result<> read_peer(DerReader& in, Bytes& peer) {
  auto field = TRY(in.field(3));
  if (!field) return success();
  peer = TRY(field->take_whole(kDerSequence));
  return field->finish();
}

Result<> read_compression(DerReader& in, std::uint8_t& compression) {
  Bytes bytes;
  TRY(read_octets(in, 11, 1, bytes));
  if (bytes.data() == nullptr) return success();
  if (bytes.empty()) return bad_der();
  compression = bytes[0];
  return success();
}

Result<> read_optional_fields(DerReader& in, Parsed& p) {
  SessionFields& f = p.fields;
  std::int64_t number;
  TRY(read_integer(in, 1, kMin64, kMax64, p.time));
  TRY(read_integer(in, 2, kMin64, kMax64, p.timeout_s));
  TRY(read_peer(in, p.peer));
  TRY(read_octets(in, 4, kMaxSessionIdContextLen, f.session_id_context));
  TRY(read_integer(in, 5, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max(), number));
  f.verify_result = std::int32_t(number);
  TRY(read_text(in, 6, f.hostname));
  TRY(read_text(in, 7, f.psk_identity_hint));
  TRY(read_text(in, 8, f.psk_identity));
  TRY(read_integer(in, 9, 0, kMax64, number));
  f.lifetime_hint = std::uint64_t(number);
  TRY(read_octets(in, 10, SIZE_MAX, f.ticket));
  TRY(read_compression(in, f.compression));
  TRY(read_text(in, 12, f.srp_username));
  TRY(read_integer(in, 13, 0, kMax64, number));
  read_flags(number, f);
  TRY(read_integer(in, 14, 0, kMaxU32, number));
  f.age_add = std::uint32_t(number);
  TRY(read_integer(in, 15, 0, kMaxU32, number));
  f.max_early_data = std::uint32_t(number);
  TRY(read_octets(in, 16, SIZE_MAX, f.alpn));
  TRY(read_integer(in, 17, 0, kMaxU32, number));
  f.max_fragment_mode = std::uint8_t(number);
  TRY(read_octets(in, 18, SIZE_MAX, f.ticket_appdata));
  TRY(read_integer(in, 19, 0, 0xffff, number));
  f.kex_group = std::uint16_t(number);
  TRY(read_octets(in, 20, SIZE_MAX, f.peer_rpk));
  return in.finish();
}

}  // namespace

std::size_t encoded_session_len(const Session& session, WithPeer with_peer) {
  const Snapshot snapshot(session, with_peer);
  if (snapshot.data.cipher_suite() == 0) return 0;
  DerCounter body;
  put_body(body, snapshot);
  return der_element_len(body.total());
}

Result<> encode_session(const Session& session, ByteVector& out, WithPeer with_peer) {
  const Snapshot snapshot(session, with_peer);
  if (snapshot.data.cipher_suite() == 0) return fail(Alert::internal_error, Reason::bad_cipher);
  DerCounter body;
  put_body(body, snapshot);
  // Reserved in full, so that no copy of the secret is left behind in a buffer that was outgrown.
  out.reserve(out.size() + der_element_len(body.total()));
  DerWriter writer(out);
  writer.header(kDerSequence, body.total());
  put_body(writer, snapshot);
  return success();
}

Result<DecodedSession> decode_session(Bytes der, crypto::CertificateInterner& certificates, UnixSeconds now) {
  DerReader input(der);
  DerReader in(TRY(input.take(kDerSequence)));
  Parsed p;
  TRY(read_head(in, p.fields));
  TRY(read_optional_fields(in, p));
  Ref<const crypto::Certificate> peer;
  if (!p.peer.empty()) peer = TRY(certificates.intern(p.peer));
  p.fields.peer = peer.get();
  const UnixSeconds time = p.time != 0 ? p.time : now;
  const std::int64_t timeout_s = p.timeout_s != 0 ? p.timeout_s : kTimeoutWhenAbsent_s;
  return DecodedSession{Session::create(SessionData::make(p.fields), time, timeout_s), der.size() - input.size()};
}

}  // namespace reprise::session
