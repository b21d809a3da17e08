// SPDX-License-Identifier: Apache-2.0
// What was negotiated, as programs ask for it.
#include <algorithm>
#include <cstring>

#include "capi/algorithms/signature_nids.h"
#include "capi/library/guard.h"
#include "capi/library/reasons.h"
#include "capi/objects/compile_config.h"
#include "capi/objects/current_session.h"
#include "capi/objects/ssl_object.h"
#include "crypto/hmac.h"
#include "handshake/keys/tls13_key_schedule.h"
#include "handshake/negotiation/suite.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// Beyond what any version can use, and no length that a mistake makes of a negative number.
constexpr std::size_t kLongestLabel = 0xffff;
constexpr std::size_t kLongestExport = 0xffffff;

int version_of(const SSL* ssl) {
  if (const auto negotiated = facts_of(ssl).version; negotiated != 0) return negotiated;
  // Compat: a client that has begun speaks the highest version that it offers, until it is answered.
  if (ssl->side == Side::client && SSL_in_before(ssl) == 0) {
    if (const auto range = version_range(*ssl->settings); range.ok()) return range.value().highest;
  }
  // Compat: before the hellos, the highest version that the method has.
  return ssl->method()->version == TLS_ANY_VERSION ? TLS1_3_VERSION : ssl->method()->version;
}

const char* version_name(int version) {
  switch (version) {
    case TLS1_3_VERSION:
      return "TLSv1.3";
    case TLS1_2_VERSION:
      return "TLSv1.2";
    case TLS1_1_VERSION:
      return "TLSv1.1";
    case TLS1_VERSION:
      return "TLSv1";
    case SSL3_VERSION:
      return "SSLv3";
    case DTLS1_BAD_VER:
      return "DTLSv0.9";
    case DTLS1_VERSION:
      return "DTLSv1";
    case DTLS1_2_VERSION:
      return "DTLSv1.2";
    default:
      return "unknown";
  }
}

// As the getters of randoms and Finished do: a null buffer or a length of 0 asks for the size.
std::size_t copy_or_size(Bytes value, unsigned char* out, std::size_t room) {
  if (room == 0) return value.size();
  const std::size_t size = std::min(room, value.size());
  if (out != nullptr) std::memcpy(out, value.data(), size);
  return size;
}

// Finished values: always the whole size, and as much of it as there is room for.
std::size_t copy_finished(Bytes value, void* out, std::size_t room) {
  if (out != nullptr && !value.empty()) std::memcpy(out, value.data(), std::min(room, value.size()));
  return value.size();
}

Bytes our_finished(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  return (ssl->side == Side::client ? facts.client_finished : facts.server_finished).bytes();
}

Bytes peer_finished(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  return (ssl->side == Side::client ? facts.server_finished : facts.client_finished).bytes();
}

// The suite that early data is under: the session's, until one is negotiated.
const wire::CipherSuite* early_suite(const handshake::Facts& facts) {
  if (facts.suite != nullptr) return facts.suite;
  return facts.session ? wire::find_cipher_suite(facts.session->data().cipher_suite()) : nullptr;
}

// Nothing to write to, or nothing to write, or no label where there should be one.
Result<> check_export(const unsigned char* out, std::size_t out_length, std::string_view label) {
  if ((out == nullptr && out_length != 0) || out_length > kLongestExport) return fail_silently(Reason::internal);
  if (label.data() == nullptr && !label.empty()) return fail_silently(Reason::internal);
  if (label.size() > kLongestLabel) return fail_silently(Reason::illegal_exporter_label);
  return success();
}

Result<> export_early(const SSL& ssl, std::string_view label, Bytes context, MutableBytes out) {
  const auto& facts = facts_of(&ssl);
  const auto* suite = early_suite(facts);
  if (suite == nullptr || facts.early_exporter_secret.empty()) return fail_silently(Reason::bad_handshake_state);
  crypto::Scratch scratch(*ssl.ctx->library->algorithms);
  return handshake::tls13::exporter(scratch, handshake::hash_of(*suite), facts.early_exporter_secret.bytes(), label,
                                    context, out);
}

}  // namespace

extern "C" {

int SSL_version(const SSL* ssl) { return version_of(ssl); }
const char* SSL_get_version(const SSL* ssl) { return version_name(version_of(ssl)); }

int SSL_client_version(const SSL* ssl) {
  // Compat: what the hello's legacy_version says: TLS 1.2 for every hello that can reach us.
  if (!ssl->engine || !ssl->engine->handshake_started()) {
    return ssl->method()->version == TLS_ANY_VERSION ? TLS_ANY_VERSION : ssl->method()->version;
  }
  return TLS1_2_VERSION;
}

const SSL_CIPHER* SSL_get_current_cipher(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  if (facts.suite != nullptr && ssl->engine->handshake_complete()) return to_c(facts.suite);
  // Compat: before the end it is the session's, which has none until there are keys for it.
  const wire::CipherSuite* suite = nullptr;
  guard([&]() -> Result<> {
    const auto* session = current_session(ssl);
    if (session != nullptr) suite = wire::find_cipher_suite(session->data().cipher_suite());
    return success();
  });
  return to_c(suite);
}

const SSL_CIPHER* SSL_get_pending_cipher(const SSL* ssl) {
  const auto& facts = facts_of(ssl);
  return to_c(facts.pending_suite != nullptr ? facts.pending_suite : facts.suite);
}

std::size_t SSL_get_client_random(const SSL* ssl, unsigned char* out, std::size_t room) {
  return copy_or_size(facts_of(ssl).client_random, out, room);
}
std::size_t SSL_get_server_random(const SSL* ssl, unsigned char* out, std::size_t room) {
  return copy_or_size(facts_of(ssl).server_random, out, room);
}
std::size_t SSL_get_finished(const SSL* ssl, void* out, std::size_t room) {
  return copy_finished(our_finished(ssl), out, room);
}
std::size_t SSL_get_peer_finished(const SSL* ssl, void* out, std::size_t room) {
  return copy_finished(peer_finished(ssl), out, room);
}

int SSL_session_reused(const SSL* ssl) { return facts_of(ssl).resumed; }

void SSL_get0_alpn_selected(const SSL* ssl, const unsigned char** data, unsigned* length) {
  const auto& alpn = facts_of(ssl).alpn;
  *length = unsigned(alpn.size());
  *data = alpn.empty() ? nullptr : reinterpret_cast<const unsigned char*>(alpn.data());
}

int SSL_get_peer_signature_type_nid(const SSL* ssl, int* nid) {
  const auto* scheme = crypto::find_scheme(crypto::SignatureScheme(facts_of(ssl).peer_signature_scheme));
  if (scheme == nullptr) return 0;
  *nid = signature_type_nid(*scheme);
  return 1;
}

int SSL_get_signature_type_nid(const SSL* ssl, int* nid) {
  const auto* scheme = crypto::find_scheme(crypto::SignatureScheme(facts_of(ssl).local_signature_scheme));
  if (scheme == nullptr) return 0;
  *nid = signature_type_nid(*scheme);
  return 1;
}

// No compression is ever negotiated.
const COMP_METHOD* SSL_get_current_compression(const SSL*) { return nullptr; }
const COMP_METHOD* SSL_get_current_expansion(const SSL*) { return nullptr; }

int SSL_is_dtls(const SSL*) { return 0; }

long SSL_get_default_timeout(const SSL*) { return 7200; }

int SSL_export_keying_material(SSL* ssl, unsigned char* out, std::size_t out_length, const char* label,
                               std::size_t label_length, const unsigned char* context, std::size_t context_length,
                               int use_context) {
  if (!ssl->engine || facts_of(ssl).version == 0) return -1;
  return guard([&]() -> Result<> {
    TRY(check_export(out, out_length, {label, label_length}));
    return ssl->engine->export_key({label, label_length}, {context, use_context != 0 ? context_length : 0},
                                   use_context != 0, {out, out_length});
  });
}

int SSL_export_keying_material_early(SSL* ssl, unsigned char* out, std::size_t out_length, const char* label,
                                     std::size_t label_length, const unsigned char* context,
                                     std::size_t context_length) {
  // Compat: without early data the answer is 0, and no error is queued.
  if (facts_of(ssl).early_exporter_secret.empty()) return 0;
  return guard([&]() -> Result<> {
    TRY(check_export(out, out_length, {label, label_length}));
    return export_early(*ssl, {label, label_length}, {context, context_length}, {out, out_length});
  });
}

}  // extern "C"
