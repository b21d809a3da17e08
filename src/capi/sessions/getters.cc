// SPDX-License-Identifier: Apache-2.0
// SSL_SESSION_get_* and _get0_*, except time and application data. What they lend stays good until it is set anew,
// or as long as the session.
#include <openssl/x509.h>

#include <algorithm>

#include "capi/ledger/ledger.h"
#include "capi/library/guard.h"
#include "capi/objects/ex_data.h"

using namespace reprise;
using namespace reprise::capi;
using session::Lent;

namespace {

constexpr std::uint8_t kFragmentLengthUnspecified = 255;

// A session that is gone (ledger.h) answers as one that has nothing.
const session::SessionData& data_of(const SSL_SESSION* session, const char* function = __builtin_FUNCTION()) {
  if (!ledger::gone(from_c(session), function)) [[likely]] return from_c(session)->data();
  static const auto* const nothing = session::SessionData::make({}).leak();
  return *nothing;
}

Bytes lent(const SSL_SESSION* session, Lent what, const char* function = __builtin_FUNCTION()) {
  return ledger::gone(from_c(session), function) ? Bytes() : from_c(session)->lend(what);
}

const unsigned char* lend(Bytes bytes, unsigned* length) {
  if (length != nullptr) *length = unsigned(bytes.size());
  return bytes.data();
}

void lend(Bytes bytes, const unsigned char** data, std::size_t* length) {
  if (data != nullptr) *data = bytes.data();
  *length = bytes.size();
}

EVP_PKEY* parse_rpk(Bytes spki) {
  const unsigned char* at = spki.data();
  ERR_set_mark();
  EVP_PKEY* key = d2i_PUBKEY(nullptr, &at, long(spki.size()));
  ERR_pop_to_mark();
  return key;
}

}  // namespace

extern "C" {

const unsigned char* SSL_SESSION_get_id(const SSL_SESSION* session, unsigned* length) {
  if (session == nullptr) return nullptr;
  return lend(lent(session, Lent::session_id), length);
}

const unsigned char* SSL_SESSION_get0_id_context(const SSL_SESSION* session, unsigned* length) {
  if (session == nullptr) return nullptr;
  return lend(lent(session, Lent::session_id_context), length);
}

int SSL_SESSION_get_protocol_version(const SSL_SESSION* session) { return data_of(session).version(); }

const SSL_CIPHER* SSL_SESSION_get0_cipher(const SSL_SESSION* session) {
  return to_c(wire::find_cipher_suite(data_of(session).cipher_suite()));
}

const char* SSL_SESSION_get0_hostname(const SSL_SESSION* session) {
  return text_of(lent(session, Lent::hostname)).data();
}

void SSL_SESSION_get0_alpn_selected(const SSL_SESSION* session, const unsigned char** alpn, size_t* length) {
  lend(lent(session, Lent::alpn), alpn, length);
}

void SSL_SESSION_get0_ticket(const SSL_SESSION* session, const unsigned char** ticket, size_t* length) {
  lend(lent(session, Lent::ticket), ticket, length);
}

int SSL_SESSION_has_ticket(const SSL_SESSION* session) { return !data_of(session).ticket().empty(); }

unsigned long SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION* session) {
  return data_of(session).lifetime_hint();
}

int SSL_SESSION_get0_ticket_appdata(SSL_SESSION* session, void** data, size_t* length) {
  const Bytes bytes = lent(session, Lent::ticket_appdata);
  *data = const_cast<std::uint8_t*>(bytes.data());
  *length = bytes.size();
  return 1;
}

uint32_t SSL_SESSION_get_max_early_data(const SSL_SESSION* session) { return data_of(session).max_early_data(); }

uint8_t SSL_SESSION_get_max_fragment_length(const SSL_SESSION* session) {
  const auto mode = data_of(session).max_fragment_mode();
  return mode == kFragmentLengthUnspecified ? 0 : mode;
}

unsigned SSL_SESSION_get_compress_id(const SSL_SESSION* session) { return data_of(session).compression(); }

X509* SSL_SESSION_get0_peer(SSL_SESSION* session) {
  if (data_of(session).peer() == nullptr) return nullptr;
  return pointer_from([&] { return shown_peer(*from_c(session)); });
}

EVP_PKEY* SSL_SESSION_get0_peer_rpk(SSL_SESSION* session) {
  const Bytes spki = data_of(session).peer_rpk();
  auto* extras = spki.empty() ? nullptr : extras_of(*from_c(session));
  if (extras == nullptr) return nullptr;
  EVP_PKEY* key = extras->peer_rpk.load(std::memory_order_acquire);
  if (key != nullptr) return key;
  EVP_PKEY* parsed = parse_rpk(spki);
  if (extras->peer_rpk.compare_exchange_strong(key, parsed, std::memory_order_acq_rel)) return parsed;
  EVP_PKEY_free(parsed);  // another thread was faster
  return key;
}

size_t SSL_SESSION_get_master_key(const SSL_SESSION* session, unsigned char* out, size_t size) {
  const Bytes secret = data_of(session).secret();
  if (size == 0) return secret.size();
  const Bytes part = secret.first(std::min(size, secret.size()));
  std::ranges::copy(part, out);
  return part.size();
}

int SSL_SESSION_is_resumable(const SSL_SESSION* session) {
  return !ledger::gone(from_c(session), __func__) && from_c(session)->is_resumable();
}

}  // extern "C"
