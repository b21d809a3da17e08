// SPDX-License-Identifier: Apache-2.0
// Keys agreed on beforehand in TLS 1.3: SSL_CTX_set_psk_use_session_callback(3),
// _find_session_, and the older callbacks.
#include <algorithm>
#include <array>
#include <string>

#include "base/secret_bytes.h"
#include "capi/host/callback_host.h"
#include "capi/ledger/ledger.h"
#include "capi/objects/ex_data.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {
namespace {

using handshake::Answer;
using handshake::ExternalPsk;
using handshake::FoundToResume;

constexpr std::size_t kMaxIdentityLen = 256;  // PSK_MAX_IDENTITY_LEN, PSK_MAX_PSK_LEN
constexpr std::size_t kMaxKeyLen = 512;
constexpr std::uint16_t kOldCallbacksSuite = 0x1301;  // TLS_AES_128_GCM_SHA256 (RFC 8446, 4.2.11: SHA-256 by default)

Ref<session::Session> session_of_key(Bytes key) {
  session::SessionFields fields;
  fields.version = TLS1_3_VERSION;
  fields.cipher_suite = kOldCallbacksSuite;
  fields.secret = key;
  fields.verify_result = X509_V_ERR_UNSPECIFIED;  // as of SSL_SESSION_new: nobody was looked at
  return session::Session::create(session::SessionData::make(fields), unix_seconds_now(),
                                  session::kNewSessionTimeout_s);
}

const EVP_MD* digest_of(crypto::HashAlgorithm hash) {
  switch (hash) {
    case crypto::HashAlgorithm::sha256:
      return EVP_sha256();
    case crypto::HashAlgorithm::sha384:
      return EVP_sha384();
    default:
      return nullptr;
  }
}

// RFC 8446, 4.2.11: identities are not empty.
bool is_identity(const unsigned char* identity, std::size_t length) {
  return identity != nullptr && length != 0 && length <= 0xffff;
}

// A copy of what a callback gives us, reference included: many connections may be given one object, and what is set on
// the session of one is nothing to the others. Null for none, and for a session that is gone.
Result<Ref<session::Session>> accepted(SSL_SESSION* session, const char* by, const void* callback) {
  if (session == nullptr || ledger::gone(from_c(session), by, callback)) return Ref<session::Session>();
  const bool gives = ledger::gives_back(from_c(session), by, callback);
  const auto given =
      gives ? Ref<session::Session>::adopt(from_c(session)) : Ref<session::Session>::sharing(from_c(session));
  return copy_session(*given);
}

Result<std::optional<ExternalPsk>> ask_use_session(SSL* ssl, crypto::HashAlgorithm hash) {
  const auto callback = ssl->settings->psk_use_session_callback;
  if (callback == nullptr) return std::optional<ExternalPsk>();
  const unsigned char* identity = nullptr;
  std::size_t length = 0;
  SSL_SESSION* given = nullptr;
  const int result = callback(ssl, digest_of(hash), &identity, &length, &given);
  auto session = TRY(accepted(given, "psk_use_session_cb", ledger::address_of(callback)));
  if (result == 0) return fail(Alert::internal_error, Reason::bad_psk);
  if (!session) return std::optional<ExternalPsk>();
  // Whether there is a key in it is seen where it is offered.
  if (session->data().version() != TLS1_3_VERSION || !is_identity(identity, length)) {
    return fail(Alert::internal_error, Reason::bad_psk);
  }
  return std::optional(ExternalPsk{.identity = copy_of({identity, length}), .session = std::move(session)});
}

Result<std::optional<ExternalPsk>> ask_old_client_callback(SSL* ssl) {
  const auto callback = ssl->settings->psk_client_callback;
  if (callback == nullptr) return std::optional<ExternalPsk>();
  std::array<char, kMaxIdentityLen + 1> identity{};
  SecretArray<kMaxKeyLen> key;
  const auto room = key.resize(kMaxKeyLen);
  const unsigned length =
      callback(ssl, nullptr, identity.data(), unsigned(kMaxIdentityLen), room.data(), unsigned(kMaxKeyLen));
  if (length > kMaxKeyLen) return fail(Alert::handshake_failure, Reason::internal);
  if (length == 0) return std::optional<ExternalPsk>();
  identity.back() = 0;
  const std::string_view name(identity.data());
  if (name.empty() || name.size() > kMaxIdentityLen) return fail(Alert::internal_error, Reason::internal);
  return std::optional(
      ExternalPsk{.identity = copy_of(bytes_of(name)), .session = session_of_key(key.bytes().first(length))});
}

Result<Ref<session::Session>> ask_find_session(SSL* ssl, Bytes identity) {
  const auto callback = ssl->settings->psk_find_session_callback;
  if (callback == nullptr) return Ref<session::Session>();
  SSL_SESSION* given = nullptr;
  const int result = callback(ssl, identity.data(), identity.size(), &given);
  auto session = TRY(accepted(given, "psk_find_session_cb", ledger::address_of(callback)));
  if (result == 0) return fail(Alert::internal_error, Reason::bad_extension);
  return session;
}

Result<Ref<session::Session>> ask_old_server_callback(SSL* ssl, Bytes identity) {
  const auto callback = ssl->settings->psk_server_callback;
  if (callback == nullptr || identity.size() > kMaxIdentityLen) return Ref<session::Session>();
  const std::string name(text_of(identity));
  SecretArray<kMaxKeyLen> key;
  const auto room = key.resize(kMaxKeyLen);
  const unsigned length = callback(ssl, name.c_str(), room.data(), unsigned(kMaxKeyLen));
  if (length > kMaxKeyLen) return fail(Alert::internal_error, Reason::internal);
  return length != 0 ? session_of_key(key.bytes().first(length)) : Ref<session::Session>();
}

}  // namespace

Answer<std::optional<ExternalPsk>> CallbackHost::external_psk(crypto::HashAlgorithm hash) {
  auto psk = TRY(ask_use_session(ssl_, hash));
  if (!psk) psk = TRY(ask_old_client_callback(ssl_));
  return std::optional(std::move(psk));
}

Answer<FoundToResume> CallbackHost::find_external_psk(Bytes identity) {
  single_use_ = nullptr;
  spent_ = false;
  withholds_tickets_ = false;
  auto session = TRY(ask_find_session(ssl_, identity));
  if (!session) session = TRY(ask_old_server_callback(ssl_, identity));
  return std::optional(FoundToResume{.session = std::move(session), .external_psk = true});
}

}  // namespace reprise::capi
