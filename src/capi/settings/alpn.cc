// SPDX-License-Identifier: Apache-2.0
// Application protocols: ALPN (RFC 7301), and the settings of NPN, which it replaced.
#include <algorithm>

#include "capi/library/guard.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// Walks a list of names of one length byte each. Stops at the end, and at an empty or truncated name.
class ProtocolList {
 public:
  explicit ProtocolList(Bytes list) : rest_(list) {}

  // The next name, or an empty view.
  Bytes next() {
    if (rest_.empty()) return {};
    const std::size_t length = rest_[0];
    if (length == 0 || length >= rest_.size()) return {};
    const auto name = rest_.subspan(1, length);
    rest_ = rest_.subspan(1 + length);
    return name;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  Bytes rest_;
};

bool well_formed(Bytes list) {
  ProtocolList names(list);
  while (!names.next().empty()) continue;
  return names.at_end();
}

bool contains(Bytes list, Bytes wanted) {
  ProtocolList names(list);
  for (auto name = names.next(); !name.empty(); name = names.next()) {
    if (std::ranges::equal(name, wanted)) return true;
  }
  return false;
}

// The API's own convention: 0 is success.
template <typename Owner>
int set_protocols(Owner* owner, const unsigned char* list, unsigned length) {
  const Bytes given(list, list != nullptr ? length : 0);
  if (!well_formed(given)) return 1;
  const int set = guard([&]() -> Result<> {
    owner->edit([&](Settings& settings) { settings.alpn = copy_of(given); });
    return success();
  });
  return set == 1 ? 0 : 1;
}

}  // namespace

extern "C" {

int SSL_CTX_set_alpn_protos(SSL_CTX* ctx, const unsigned char* list, unsigned length) {
  return set_protocols(ctx, list, length);
}
int SSL_set_alpn_protos(SSL* ssl, const unsigned char* list, unsigned length) {
  return set_protocols(ssl, list, length);
}

void SSL_CTX_set_alpn_select_cb(SSL_CTX* ctx, SSL_CTX_alpn_select_cb_func callback, void* arg) {
  ctx->live.alpn_select = callback;
  ctx->live.alpn_select_arg = arg;
}

int SSL_select_next_proto(unsigned char** out, unsigned char* out_length, const unsigned char* server,
                          unsigned server_length, const unsigned char* client, unsigned client_length) {
  const Bytes clients(client, client_length);
  const auto fallback = ProtocolList(clients).next();
  *out = const_cast<unsigned char*>(fallback.empty() ? nullptr : fallback.data());
  *out_length = static_cast<unsigned char>(fallback.size());
  if (fallback.empty()) return OPENSSL_NPN_NO_OVERLAP;
  ProtocolList servers({server, server_length});
  for (auto name = servers.next(); !name.empty(); name = servers.next()) {
    if (!contains(clients, name)) continue;
    *out = const_cast<unsigned char*>(name.data());
    *out_length = static_cast<unsigned char>(name.size());
    return OPENSSL_NPN_NEGOTIATED;
  }
  return OPENSSL_NPN_NO_OVERLAP;
}

// NPN is taken note of and never negotiated: TLS 1.3 has none, and no browser has offered it for years.
void SSL_CTX_set_next_protos_advertised_cb(SSL_CTX* ctx, SSL_CTX_npn_advertised_cb_func callback, void* arg) {
  ctx->live.npn_advertise = callback;
  ctx->live.npn_advertise_arg = arg;
}

void SSL_CTX_set_next_proto_select_cb(SSL_CTX* ctx, SSL_CTX_npn_select_cb_func callback, void* arg) {
  ctx->live.npn_select = callback;
  ctx->live.npn_select_arg = arg;
}

void SSL_get0_next_proto_negotiated(const SSL*, const unsigned char** data, unsigned* length) {
  *data = nullptr;
  *length = 0;
}

}  // extern "C"
