// SPDX-License-Identifier: Apache-2.0
// SSL_SESSION_set_* and _set1_*, except time and application data.
#include "capi/ledger/ledger.h"
#include "capi/library/guard.h"
#include "capi/objects/context_sessions.h"

using namespace reprise;
using namespace reprise::capi;
using session::SessionFields;

namespace {

// Compat: longer ones fail in silence. All of a session's fields together are counted in 32 bits.
constexpr std::size_t kLongestField = 1U << 28;

template <typename Change>
int edit(SSL_SESSION* session, Change change, const char* function = __builtin_FUNCTION()) {
  if (ledger::refuses(session, function)) return 0;
  return guard(
      [&]() -> Result<> {
        from_c(session)->edit(change);
        return success();
      },
      function);
}

// Bytes that a null pointer or a length of 0 takes away.
Bytes optional_bytes(const void* data, std::size_t length) {
  return data != nullptr && length != 0 ? Bytes(static_cast<const std::uint8_t*>(data), length) : Bytes();
}

int too_long(Reason reason, const char* function) {
  report(fail_silently(reason), function);
  return 0;
}

}  // namespace

extern "C" {

int SSL_SESSION_set1_id(SSL_SESSION* session, const unsigned char* id, unsigned length) {
  if (length > session::kMaxSessionIdLen) return too_long(Reason::ssl_session_id_too_long, __func__);
  return edit(session, [&](SessionFields& fields) { fields.session_id = optional_bytes(id, length); }, __func__);
}

int SSL_SESSION_set1_id_context(SSL_SESSION* session, const unsigned char* context, unsigned length) {
  if (length > session::kMaxSessionIdContextLen) return too_long(Reason::session_id_context_too_long, __func__);
  return edit(
      session, [&](SessionFields& fields) { fields.session_id_context = optional_bytes(context, length); }, __func__);
}

int SSL_SESSION_set_protocol_version(SSL_SESSION* session, int version) {
  return edit(session, [&](SessionFields& fields) { fields.version = std::uint16_t(version); }, __func__);
}

int SSL_SESSION_set_cipher(SSL_SESSION* session, const SSL_CIPHER* cipher) {
  return edit(
      session, [&](SessionFields& fields) { fields.cipher_suite = cipher != nullptr ? from_c(cipher)->id : 0; },
      __func__);
}

int SSL_SESSION_set1_hostname(SSL_SESSION* session, const char* name) {
  const auto text = name != nullptr ? std::string_view(name) : std::string_view();
  return edit(session, [&](SessionFields& fields) { fields.hostname = text; }, __func__);
}

int SSL_SESSION_set1_alpn_selected(SSL_SESSION* session, const unsigned char* alpn, size_t length) {
  if (length > kLongestField) return 0;
  return edit(session, [&](SessionFields& fields) { fields.alpn = optional_bytes(alpn, length); }, __func__);
}

int SSL_SESSION_set1_master_key(SSL_SESSION* session, const unsigned char* key, size_t length) {
  if (length > session::kMaxSecretLen) return 0;
  return edit(session, [&](SessionFields& fields) { fields.secret = optional_bytes(key, length); }, __func__);
}

int SSL_SESSION_set1_ticket_appdata(SSL_SESSION* session, const void* data, size_t length) {
  if (length > kLongestField) return 0;
  return edit(session, [&](SessionFields& fields) { fields.ticket_appdata = optional_bytes(data, length); }, __func__);
}

int SSL_SESSION_set_max_early_data(SSL_SESSION* session, uint32_t size) {
  return edit(session, [&](SessionFields& fields) { fields.max_early_data = size; }, __func__);
}

}  // extern "C"
