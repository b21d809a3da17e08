// SPDX-License-Identifier: Apache-2.0
#include "capi/sessions/ticket_callbacks.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/secret_bytes.h"
#include "session/object/session_der.h"

namespace reprise::capi {
namespace {

using session::UnsealedTicket;
using session::WhyNotResumed;

constexpr std::size_t kNameLen = session::kTicketKeyNameLen;

enum class Use : int { open = 0, seal = 1 };  // the callback's last argument

struct ReleaseHmac {
  void operator()(HMAC_CTX* p) const { HMAC_CTX_free(p); }
};

// The contexts that a callback sets up: a cipher, and a MAC of the one form or the other.
class Keys {
 public:
  Result<> make(const SSL_CTX& ctx) {
    cipher_.reset(EVP_CIPHER_CTX_new());
    if (ctx.sessions.ticket_key_evp != nullptr) {
      EVP_MAC* mac = EVP_MAC_fetch(ctx.lib_ctx, OSSL_MAC_NAME_HMAC, ctx.propq.empty() ? nullptr : ctx.propq.c_str());
      mac_.reset(mac != nullptr ? EVP_MAC_CTX_new(mac) : nullptr);
      EVP_MAC_free(mac);
    } else {
      hmac_.reset(HMAC_CTX_new());
    }
    if (!cipher_ || (!mac_ && !hmac_)) return fail(Alert::internal_error, Reason::out_of_memory);
    return success();
  }

  int ask(SSL* ssl, unsigned char* name, unsigned char* iv, Use use) {
    const auto& sessions = ssl->session_ctx->sessions;
    return mac_ ? sessions.ticket_key_evp(ssl, name, iv, cipher_.get(), mac_.get(), int(use))
                : sessions.ticket_key_hmac(ssl, name, iv, cipher_.get(), hmac_.get(), int(use));
  }

  EVP_CIPHER_CTX* cipher() const { return cipher_.get(); }
  std::size_t iv_len() const { return std::size_t(std::max(EVP_CIPHER_CTX_get_iv_length(cipher_.get()), 0)); }
  std::size_t mac_len() const { return mac_ ? EVP_MAC_CTX_get_mac_size(mac_.get()) : HMAC_size(hmac_.get()); }

  // The MAC of `text`, or nothing when libcrypto fails.
  std::optional<ByteVector> mac(Bytes text) const {
    ByteVector out(EVP_MAX_MD_SIZE);
    std::size_t length = 0;
    if (mac_) {
      if (EVP_MAC_update(mac_.get(), text.data(), text.size()) != 1) return std::nullopt;
      if (EVP_MAC_final(mac_.get(), out.data(), &length, out.size()) != 1) return std::nullopt;
    } else {
      unsigned size = 0;
      if (HMAC_Update(hmac_.get(), text.data(), text.size()) != 1) return std::nullopt;
      if (HMAC_Final(hmac_.get(), out.data(), &size) != 1) return std::nullopt;
      length = size;
    }
    out.resize(length);
    return out;
  }

 private:
  Own<EVP_CIPHER_CTX> cipher_;
  Own<EVP_MAC_CTX> mac_;
  std::unique_ptr<HMAC_CTX, ReleaseHmac> hmac_;
};

Error callback_failed() { return fail(Alert::internal_error, Reason::ticket_callback_failed); }

// Appends what the cipher makes of `plain`.
bool encrypt(EVP_CIPHER_CTX* cipher, Bytes plain, ByteVector& out) {
  const std::size_t start = out.size();
  out.resize(start + plain.size() + EVP_MAX_BLOCK_LENGTH);
  int length = 0;
  int rest = 0;
  if (EVP_EncryptUpdate(cipher, out.data() + start, &length, plain.data(), int(plain.size())) != 1) return false;
  if (EVP_EncryptFinal_ex(cipher, out.data() + start + length, &rest) != 1) return false;
  out.resize(start + std::size_t(length + rest));
  return true;
}

std::optional<SecretBytes> decrypt(EVP_CIPHER_CTX* cipher, Bytes sealed) {
  SecretBytes buffer(sealed.size() + EVP_MAX_BLOCK_LENGTH);
  auto* out = buffer.mutable_bytes().data();
  int length = 0;
  int rest = 0;
  if (EVP_DecryptUpdate(cipher, out, &length, sealed.data(), int(sealed.size())) != 1) return std::nullopt;
  if (EVP_DecryptFinal_ex(cipher, out + length, &rest) != 1) return std::nullopt;
  return SecretBytes(buffer.bytes().first(std::size_t(length + rest)));
}

// The DER form of `session`; empty when a ticket has no room for it.
Result<SecretBytes> plain_of(const session::Session& session) {
  const std::size_t length = session::encoded_session_len(session);
  constexpr std::size_t kAround = kNameLen + EVP_MAX_IV_LENGTH + EVP_MAX_BLOCK_LENGTH + EVP_MAX_MD_SIZE;
  if (length > session::kMaxTicketLen - kAround) return SecretBytes();
  ByteVector der;
  TRY(session::encode_session(session, der));
  SecretBytes plain{Bytes(der)};
  wipe(der);
  return plain;
}

UnsealedTicket read_session(SSL* ssl, Bytes der) {
  const auto now = unix_seconds_now();
  auto decoded = session::decode_session(der, ssl->ctx->library->interner, now);
  // Compat: a session with something behind it is none.
  if (!decoded.ok() || decoded.value().consumed != der.size()) return {nullptr, WhyNotResumed::ticket_altered};
  if (decoded.value().session->expired(now)) return {nullptr, WhyNotResumed::expired};
  return {std::move(decoded.value().session)};
}

// Checks and decrypts with what the callback set up.
UnsealedTicket unseal(SSL* ssl, const Keys& keys, Bytes ticket) {
  constexpr auto kAltered = WhyNotResumed::ticket_altered;
  const std::size_t head = kNameLen + keys.iv_len();
  const std::size_t mac_len = keys.mac_len();
  if (mac_len == 0 || ticket.size() <= head + mac_len) return {nullptr, kAltered};
  const auto expected = keys.mac(ticket.first(ticket.size() - mac_len));
  if (!expected || !equal_in_constant_time(*expected, ticket.last(mac_len))) return {nullptr, kAltered};
  const auto plain = decrypt(keys.cipher(), ticket.subspan(head, ticket.size() - head - mac_len));
  return plain ? read_session(ssl, plain->bytes()) : UnsealedTicket{nullptr, kAltered};
}

}  // namespace

bool has_ticket_key_callback(const SSL_CTX& ctx) {
  return ctx.sessions.ticket_key_evp != nullptr || ctx.sessions.ticket_key_hmac != nullptr;
}

Result<ByteVector> seal_with_callback(SSL* ssl, const session::Session& session) {
  const auto plain = TRY(plain_of(session));
  Keys keys;
  TRY(keys.make(*ssl->session_ctx));
  std::array<unsigned char, kNameLen> name{};
  std::array<unsigned char, EVP_MAX_IV_LENGTH> iv{};
  const int answer = keys.ask(ssl, name.data(), iv.data(), Use::seal);
  if (answer < 0) return callback_failed();
  if (answer == 0 || plain.empty()) return ByteVector{};
  ByteVector ticket(name.begin(), name.end());
  ticket.insert(ticket.end(), iv.begin(), iv.begin() + std::ptrdiff_t(std::min(keys.iv_len(), iv.size())));
  if (!encrypt(keys.cipher(), plain.bytes(), ticket)) return fail(Alert::internal_error, Reason::internal);
  const auto mac = keys.mac(ticket);
  if (!mac) return fail(Alert::internal_error, Reason::internal);
  ticket.insert(ticket.end(), mac->begin(), mac->end());
  return ticket;
}

Result<UnsealedTicket> open_with_callback(SSL* ssl, Bytes ticket) {
  // The callback may read a name and an IV of the longest kind.
  if (ticket.size() < kNameLen + EVP_MAX_IV_LENGTH) return UnsealedTicket{nullptr, WhyNotResumed::ticket_altered};
  Keys keys;
  TRY(keys.make(*ssl->session_ctx));
  std::array<unsigned char, kNameLen> name;
  std::array<unsigned char, EVP_MAX_IV_LENGTH> iv;
  std::ranges::copy(ticket.first(name.size()), name.begin());
  std::ranges::copy(ticket.subspan(name.size(), iv.size()), iv.begin());
  ERR_set_mark();
  const int answer = keys.ask(ssl, name.data(), iv.data(), Use::open);
  if (answer < 0) {
    ERR_clear_last_mark();
    return callback_failed();
  }
  auto opened = answer == 0 ? UnsealedTicket{nullptr, WhyNotResumed::unknown_ticket_key} : unseal(ssl, keys, ticket);
  ERR_pop_to_mark();
  opened.renew = answer == 2;
  return opened;
}

}  // namespace reprise::capi
