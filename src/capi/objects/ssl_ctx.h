// SPDX-License-Identifier: Apache-2.0
// SSL_CTX: settings to copy from, and what its connections share.
#pragma once

#include <atomic>
#include <string>
#include <type_traits>
#include <utility>

#include "base/clock.h"
#include "base/ref.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "capi/library/library.h"
#include "capi/library/own.h"
#include "capi/library/types.h"
#include "capi/objects/ca_lists.h"
#include "capi/objects/context_sessions.h"
#include "capi/objects/known_anchors.h"
#include "capi/objects/published.h"
#include "capi/objects/shared_store.h"
#include "capi/objects/settings.h"

// What SSL_METHOD points at: static rows in method.cc.
struct ssl_method_st {
  int version;              // TLS_ANY_VERSION, TLS1_2_VERSION, DTLS_ANY_VERSION, ...
  enum class Side { both, client, server } side;
  bool dtls;
};

namespace reprise::capi {

// Callbacks that connections look up in their SSL_CTX each time (not copied by SSL_new).
struct LiveCallbacks {
  int (*server_name)(SSL*, int*, void*) = nullptr;
  void* server_name_arg = nullptr;
  int (*status)(SSL*, void*) = nullptr;
  void* status_arg = nullptr;
  SSL_CTX_alpn_select_cb_func alpn_select = nullptr;
  void* alpn_select_arg = nullptr;
  SSL_CTX_npn_advertised_cb_func npn_advertise = nullptr;
  void* npn_advertise_arg = nullptr;
  SSL_CTX_npn_select_cb_func npn_select = nullptr;
  void* npn_select_arg = nullptr;
  SSL_client_hello_cb_fn client_hello = nullptr;
  void* client_hello_arg = nullptr;
  int (*client_cert)(SSL*, X509**, EVP_PKEY**) = nullptr;
  int (*verify)(X509_STORE_CTX*, void*) = nullptr;  // SSL_CTX_set_cert_verify_callback
  void* verify_arg = nullptr;
  SSL_CTX_keylog_cb_func keylog = nullptr;
  InfoCallback info = nullptr;
  int (*cookie_generate)(SSL*, unsigned char*, unsigned*) = nullptr;
  int (*cookie_verify)(SSL*, const unsigned char*, unsigned) = nullptr;
  int (*stateless_cookie_generate)(SSL*, unsigned char*, size_t*) = nullptr;
  int (*stateless_cookie_verify)(SSL*, const unsigned char*, size_t) = nullptr;
};

}  // namespace reprise::capi

struct ssl_ctx_st : reprise::RefCounted {
  ~ssl_ctx_st();

  // --- The settings, which any thread may change while others make connections

  void begin(reprise::Ref<reprise::capi::Settings> first) { settings_.begin(std::move(first)); }
  // As they are now. New connections share them.
  reprise::Ref<reprise::capi::Settings> settings() const { return settings_.snapshot(); }
  // One member of what Settings is made of; of a type that is copied without calling anything.
  template <typename Part, typename T>
  T setting(T Part::*member) const {
    static_assert(std::is_trivially_copyable_v<T>);
    return settings_.look([&](const reprise::capi::Settings& settings) { return settings.*member; });
  }
  // Puts what `apply` makes of a copy, a Settings&, in their place, and returns what it returns. It may run more than
  // once, so it takes nothing over. Throws bad_alloc.
  template <typename Apply>
  auto edit(Apply apply) {
    return settings_.edit(apply);
  }
  const SSL_METHOD* method() const { return setting(&reprise::capi::Settings::method); }

  OSSL_LIB_CTX* lib_ctx = nullptr;             // borrowed
  std::string propq;
  reprise::Ref<reprise::capi::Library> library;
  std::atomic<bool> settings_lost{false};      // one could not be stored: no connections are made any more (change.h)
  reprise::capi::LiveCallbacks live;
  reprise::HashSecret cookie_key;              // of this context's stateless cookies; made by SSL_CTX_new
  reprise::capi::ContextSessions sessions;     // cache, ticket keys, statistics and their callbacks
  reprise::capi::SharedStore cert_store;       // null when the program has taken it away
  reprise::capi::KnownAnchors known_anchors;   // of connections whose context this is
  reprise::capi::CaLists ca_lists;             // read by connections that have none of their own
  reprise::capi::Published<reprise::capi::ExtraCertificates> extra_certs;  // for slots that have no chain
  CRYPTO_EX_DATA ex_data{};

 private:
  reprise::capi::Published<reprise::capi::Settings> settings_;
};

namespace reprise::capi {

// A context with the defaults, before the system's configuration speaks. Both strings may be null. Fails with
// null_ssl_method_passed, or for want of memory or of what libcrypto has to give.
Result<Ref<SSL_CTX>> new_context(OSSL_LIB_CTX* lib_ctx, const char* propq, const SSL_METHOD* method);

// The clock that time(2) reads: it lags behind others for up to a few milliseconds, and a program is not to see
// sessions of a second that has not begun for it.
TimePoint system_now();
// The number to show for "now" in sessions and cache; by the same clock.
std::int64_t unix_seconds_now();

}  // namespace reprise::capi
