// SPDX-License-Identifier: Apache-2.0
#include "session/object/session_data.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

namespace reprise::session {
namespace {

using Length = std::uint32_t;  // of one item in the tail

constexpr std::size_t text_end(bool is_text) { return is_text ? 1 : 0; }

Ref<const crypto::Certificate> share_of(const crypto::Certificate* p) {
  return Ref<const crypto::Certificate>::sharing(p);
}
Ref<const crypto::CertificateChain> share_of(const crypto::CertificateChain* p) {
  return Ref<const crypto::CertificateChain>::sharing(p);
}

Bytes bytes_or_absent(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Bytes cut(Bytes bytes, std::size_t max) { return bytes.first(std::min(bytes.size(), max)); }

std::uint8_t* put(std::uint8_t* at, Bytes bytes) {
  if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
  return at + bytes.size();
}

}  // namespace

// The tail: secret | session_id | session_id_context | one Length for each item present | the items, texts with a zero
// byte behind each.
struct SessionData::Items {
  explicit Items(const SessionFields& f)
      : all{bytes_or_absent(f.hostname),     bytes_or_absent(f.psk_identity), bytes_or_absent(f.psk_identity_hint),
            bytes_or_absent(f.srp_username), f.alpn, f.ticket, f.ticket_appdata, f.peer_rpk,
            f.client_trust} {}
  static constexpr bool is_text(std::size_t i) { return i <= std::size_t(Item::srp_username); }
  std::size_t tail_len() const {
    std::size_t len = 0;
    for (std::size_t i = 0; i < kNumItems; ++i) {
      if (all[i].data() != nullptr) len += sizeof(Length) + all[i].size() + text_end(is_text(i));
    }
    return len;
  }
  std::array<Bytes, kNumItems> all;
};

Ref<const SessionData> SessionData::make(const SessionFields& given) {
  SessionFields fields = given;
  fields.secret = cut(fields.secret, kMaxSecretLen);
  fields.session_id = cut(fields.session_id, kMaxSessionIdLen);
  fields.session_id_context = cut(fields.session_id_context, kMaxSessionIdContextLen);
  const Items items(fields);
  const std::size_t tail_len =
      fields.secret.size() + fields.session_id.size() + fields.session_id_context.size() + items.tail_len();
  CHECK(tail_len <= 0xffffffff);
  void* place = ::operator new(sizeof(SessionData) + tail_len);
  return Ref<const SessionData>::adopt(new (place) SessionData(fields, items, std::uint32_t(tail_len)));
}

SessionData::SessionData(const SessionFields& f, const Items& items, std::uint32_t tail_len)
    : tail_len_(tail_len),
      peer_(share_of(f.peer)),
      peer_chain_(share_of(f.peer_chain)),
      origin_time_(f.origin_time),
      lifetime_hint_(f.lifetime_hint),
      verify_result_(f.verify_result),
      flags_(f.flags),
      age_add_(f.age_add),
      max_early_data_(f.max_early_data),
      version_(f.version),
      cipher_suite_(f.cipher_suite),
      kex_group_(f.kex_group),
      secret_len_(std::uint16_t(f.secret.size())),
      present_(0),
      session_id_len_(std::uint8_t(f.session_id.size())),
      session_id_context_len_(std::uint8_t(f.session_id_context.size())),
      compression_(f.compression),
      max_fragment_mode_(f.max_fragment_mode) {
  std::uint8_t* at = put(put(put(tail(), f.secret), f.session_id), f.session_id_context);
  for (std::size_t i = 0; i < kNumItems; ++i) {
    if (items.all[i].data() == nullptr) continue;
    present_ = std::uint16_t(present_ | 1u << i);
    const Length len = Length(items.all[i].size());
    std::memcpy(at, &len, sizeof len);
    at += sizeof len;
  }
  for (std::size_t i = 0; i < kNumItems; ++i) {
    if (items.all[i].data() == nullptr) continue;
    at = put(at, items.all[i]);
    if (Items::is_text(i)) *at++ = 0;
  }
}

SessionData::~SessionData() { wipe({tail(), tail_len_}); }

void SessionData::operator delete(SessionData* data, std::destroying_delete_t) {
  data->~SessionData();
  ::operator delete(data);
}

Bytes SessionData::item(Item which) const {
  const std::size_t index = std::size_t(which);
  if ((present_ >> index & 1) == 0) return {};
  const std::uint8_t* length_at = tail() + secret_len_ + session_id_len_ + session_id_context_len_;
  const std::uint8_t* at = length_at + sizeof(Length) * std::size_t(__builtin_popcount(present_));
  for (std::size_t i = 0;; ++i) {
    if ((present_ >> i & 1) == 0) continue;
    Length len;
    std::memcpy(&len, length_at, sizeof len);
    if (i == index) return {at, len};
    at += len + text_end(Items::is_text(i));
    length_at += sizeof len;
  }
}

SessionFields SessionData::fields() const {
  SessionFields f;
  f.version = version_;
  f.cipher_suite = cipher_suite_;
  f.kex_group = kex_group_;
  f.compression = compression_;
  f.max_fragment_mode = max_fragment_mode_;
  f.flags = flags_;
  f.age_add = age_add_;
  f.max_early_data = max_early_data_;
  f.verify_result = verify_result_;
  f.lifetime_hint = lifetime_hint_;
  f.origin_time = origin_time_;
  f.secret = secret();
  f.session_id = session_id();
  f.session_id_context = session_id_context();
  f.hostname = hostname();
  f.psk_identity = psk_identity();
  f.psk_identity_hint = psk_identity_hint();
  f.srp_username = srp_username();
  f.alpn = alpn();
  f.ticket = ticket();
  f.ticket_appdata = ticket_appdata();
  f.peer_rpk = peer_rpk();
  f.client_trust = client_trust();
  f.peer = peer_.get();
  f.peer_chain = peer_chain_.get();
  return f;
}

void SessionData::wipe_secret() { wipe({tail(), secret_len_}); }

bool SessionData::assign_in_place(const SessionData& other) {
  if (tail_len_ != other.tail_len_ || secret_len_ != other.secret_len_ || session_id_len_ != other.session_id_len_ ||
      session_id_context_len_ != other.session_id_context_len_ || present_ != other.present_) {
    return false;
  }
  const std::size_t lengths_at = std::size_t(secret_len_) + session_id_len_ + session_id_context_len_;
  const std::size_t lengths_len = sizeof(Length) * std::size_t(__builtin_popcount(present_));
  if (std::memcmp(tail() + lengths_at, other.tail() + lengths_at, lengths_len) != 0) return false;
  peer_ = other.peer_.share();
  peer_chain_ = other.peer_chain_.share();
  origin_time_ = other.origin_time_;
  lifetime_hint_ = other.lifetime_hint_;
  verify_result_ = other.verify_result_;
  flags_ = other.flags_;
  age_add_ = other.age_add_;
  max_early_data_ = other.max_early_data_;
  version_ = other.version_;
  cipher_suite_ = other.cipher_suite_;
  kex_group_ = other.kex_group_;
  compression_ = other.compression_;
  max_fragment_mode_ = other.max_fragment_mode_;
  put(tail(), {other.tail(), tail_len_});
  return true;
}

namespace {

// The view of an optional owner; present ones never have a null data().
Bytes view_of(const std::optional<ByteVector>& bytes) {
  if (!bytes) return {};
  return bytes->empty() ? bytes_of("") : Bytes(*bytes);
}
std::string_view view_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view{};
}

std::optional<ByteVector> own(Bytes bytes) {
  if (bytes.data() == nullptr) return std::nullopt;
  return copy_of(bytes);
}
std::optional<std::string> own(std::string_view text) {
  if (text.data() == nullptr) return std::nullopt;
  return std::string(text);
}

}  // namespace

SessionDraft SessionDraft::from(const SessionData& data) {
  const SessionFields f = data.fields();
  SessionDraft b;
  b.numbers = f;
  b.secret = SecretBytes(f.secret);
  b.session_id = copy_of(f.session_id);
  b.session_id_context = copy_of(f.session_id_context);
  b.hostname = own(f.hostname);
  b.psk_identity = own(f.psk_identity);
  b.psk_identity_hint = own(f.psk_identity_hint);
  b.srp_username = own(f.srp_username);
  b.alpn = own(f.alpn);
  b.ticket = own(f.ticket);
  b.ticket_appdata = own(f.ticket_appdata);
  b.peer_rpk = own(f.peer_rpk);
  b.client_trust = own(f.client_trust);
  b.peer = share_of(f.peer);
  b.peer_chain = share_of(f.peer_chain);
  return b;
}

Ref<const SessionData> SessionDraft::build() const {
  SessionFields f = numbers;
  f.secret = secret.bytes();
  f.session_id = session_id;
  f.session_id_context = session_id_context;
  f.hostname = view_of(hostname);
  f.psk_identity = view_of(psk_identity);
  f.psk_identity_hint = view_of(psk_identity_hint);
  f.srp_username = view_of(srp_username);
  f.alpn = view_of(alpn);
  f.ticket = view_of(ticket);
  f.ticket_appdata = view_of(ticket_appdata);
  f.peer_rpk = view_of(peer_rpk);
  f.client_trust = view_of(client_trust);
  f.peer = peer.get();
  f.peer_chain = peer_chain.get();
  return SessionData::make(f);
}

}  // namespace reprise::session
