// SPDX-License-Identifier: Apache-2.0
// Extensions of the application's own (SSL_CTX_add_custom_ext(3)).
#include <algorithm>
#include <memory>

#include "capi/library/guard.h"
#include "capi/objects/ssl_object.h"
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

// `make()` makes the extension. Compat: fails without a reason, as OpenSSL does.
template <typename Make>
int add(SSL_CTX* ctx, Make make) {
  bool added = false;
  guard([&]() -> Result<> {
    const CustomExtension extension = make();
    const bool frees_without_adding = extension.free != nullptr && extension.add == nullptr;
    if (frees_without_adding || extension.type > 0xffff || reserved(extension.type)) return success();
    added = ctx->edit([&](Settings& settings) {
      if (taken(settings, extension.type, extension.side)) return false;
      settings.custom_extensions.push_back(extension);
      return true;
    });
    return success();
  });
  return added;
}

// --- Callbacks of the old form, as those of the new one that stand in for them

const OldCustomCallbacks& old_form(void* arg) { return *static_cast<const OldCustomCallbacks*>(arg); }

int add_by_old(SSL* ssl, unsigned type, unsigned, const unsigned char** out, std::size_t* length, X509*, std::size_t,
               int* alert, void* arg) {
  return old_form(arg).add(ssl, type, out, length, alert, old_form(arg).add_arg);
}

void free_by_old(SSL* ssl, unsigned type, unsigned, const unsigned char* out, void* arg) {
  old_form(arg).free(ssl, type, out, old_form(arg).add_arg);
}

int parse_by_old(SSL* ssl, unsigned type, unsigned, const unsigned char* in, std::size_t length, X509*, std::size_t,
                 int* alert, void* arg) {
  return old_form(arg).parse(ssl, type, in, length, alert, old_form(arg).parse_arg);
}

int add_old(SSL_CTX* ctx, unsigned type, Sides side, const OldCustomCallbacks& callbacks) {
  return add(ctx, [&] {
    CustomExtension extension{.type = type, .context = kOldContext, .side = side};
    const auto old = std::make_shared<OldCustomCallbacks>(callbacks);
    if (old->add != nullptr) extension.add = add_by_old;
    if (old->free != nullptr) extension.free = free_by_old;
    if (old->parse != nullptr) extension.parse = parse_by_old;
    extension.add_arg = extension.parse_arg = old.get();
    extension.old = old;
    return extension;
  });
}

}  // namespace

extern "C" {

int SSL_CTX_add_custom_ext(SSL_CTX* ctx, unsigned type, unsigned context, SSL_custom_ext_add_cb_ex add_callback,
                           SSL_custom_ext_free_cb_ex free_callback, void* add_arg,
                           SSL_custom_ext_parse_cb_ex parse_callback, void* parse_arg) {
  return add(ctx, [&] {
    return CustomExtension{.type = type,
                           .context = context,
                           .side = Sides::both,
                           .add = add_callback,
                           .free = free_callback,
                           .add_arg = add_arg,
                           .parse = parse_callback,
                           .parse_arg = parse_arg,
                           .old = nullptr};
  });
}

int SSL_CTX_add_client_custom_ext(SSL_CTX* ctx, unsigned type, custom_ext_add_cb add_callback,
                                  custom_ext_free_cb free_callback, void* add_arg, custom_ext_parse_cb parse_callback,
                                  void* parse_arg) {
  return add_old(ctx, type, Sides::client, {add_callback, free_callback, add_arg, parse_callback, parse_arg});
}

int SSL_CTX_add_server_custom_ext(SSL_CTX* ctx, unsigned type, custom_ext_add_cb add_callback,
                                  custom_ext_free_cb free_callback, void* add_arg, custom_ext_parse_cb parse_callback,
                                  void* parse_arg) {
  return add_old(ctx, type, Sides::server, {add_callback, free_callback, add_arg, parse_callback, parse_arg});
}

int SSL_CTX_has_client_custom_ext(const SSL_CTX* ctx, unsigned type) {
  return taken(*ctx->settings(), type, Sides::client);
}

}  // extern "C"
