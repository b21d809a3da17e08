// Extensions of the application's own (SSL_CTX_add_custom_ext(3)).
#include <algorithm>

#include "capi/connection/ssl_object.h"
#include "capi/library/guard.h"
#include "capi/settings/extension_support.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

using Sides = CustomExtension::Side;

constexpr unsigned kOldContext = SSL_EXT_TLS1_2_AND_BELOW_ONLY | SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO |
                                 SSL_EXT_IGNORE_ON_RESUMPTION;

bool overlap(Sides a, Sides b) { return a == Sides::both || b == Sides::both || a == b; }

bool taken(const Settings& settings, unsigned type, Sides side) {
  return std::ranges::any_of(settings.custom_extensions,
                             [&](const auto& own) { return own.type == type && overlap(own.side, side); });
}

// Whether the library keeps `type` to itself. Certificate transparency is left to applications: it is not built in.
bool reserved(unsigned type) { return extension_supported(type) && type != TLSEXT_TYPE_signed_certificate_timestamp; }

// Compat: fails without a reason, as OpenSSL does.
int add(SSL_CTX* ctx, const CustomExtension& extension) {
  const bool frees_without_adding = (extension.free != nullptr && extension.add == nullptr) ||
                                    (extension.free_old != nullptr && extension.add_old == nullptr);
  if (frees_without_adding || extension.type > 0xffff || reserved(extension.type)) return 0;
  if (taken(*ctx->settings, extension.type, extension.side)) return 0;
  return guard([&]() -> Result<> {
    ctx->writable().custom_extensions.push_back(extension);
    return success();
  });
}

}  // namespace

extern "C" {

int SSL_CTX_add_custom_ext(SSL_CTX* ctx, unsigned type, unsigned context, SSL_custom_ext_add_cb_ex add_callback,
                           SSL_custom_ext_free_cb_ex free_callback, void* add_arg, SSL_custom_ext_parse_cb_ex parse_callback,
                           void* parse_arg) {
  CustomExtension extension{.type = type, .context = context, .side = Sides::both};
  extension.add = add_callback;
  extension.free = free_callback;
  extension.add_arg = add_arg;
  extension.parse = parse_callback;
  extension.parse_arg = parse_arg;
  return add(ctx, extension);
}

int SSL_CTX_add_client_custom_ext(SSL_CTX* ctx, unsigned type, custom_ext_add_cb add_callback,
                                  custom_ext_free_cb free_callback, void* add_arg, custom_ext_parse_cb parse_callback,
                                  void* parse_arg) {
  CustomExtension extension{.type = type, .context = kOldContext, .side = Sides::client};
  extension.add_old = add_callback;
  extension.free_old = free_callback;
  extension.add_arg = add_arg;
  extension.parse_old = parse_callback;
  extension.parse_arg = parse_arg;
  return add(ctx, extension);
}

int SSL_CTX_add_server_custom_ext(SSL_CTX* ctx, unsigned type, custom_ext_add_cb add_callback,
                                  custom_ext_free_cb free_callback, void* add_arg, custom_ext_parse_cb parse_callback,
                                  void* parse_arg) {
  CustomExtension extension{.type = type, .context = kOldContext, .side = Sides::server};
  extension.add_old = add_callback;
  extension.free_old = free_callback;
  extension.add_arg = add_arg;
  extension.parse_old = parse_callback;
  extension.parse_arg = parse_arg;
  return add(ctx, extension);
}

int SSL_CTX_has_client_custom_ext(const SSL_CTX* ctx, unsigned type) { return taken(*ctx->settings, type, Sides::client); }

}  // extern "C"
