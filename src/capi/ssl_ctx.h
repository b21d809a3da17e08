// SSL_CTX: settings to copy from, and what its connections share.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ref.h"
#include "capi/context_sessions.h"
#include "capi/own.h"
#include "capi/settings.h"
#include "capi/types.h"
#include "crypto/algorithms.h"
#include "crypto/certificate.h"

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
  int (*cookie_generate)(SSL*, unsigned char*, unsigned*) = nullptr;
  int (*cookie_verify)(SSL*, const unsigned char*, unsigned) = nullptr;
  int (*stateless_cookie_generate)(SSL*, unsigned char*, size_t*) = nullptr;
  int (*stateless_cookie_verify)(SSL*, const unsigned char*, size_t) = nullptr;
};

}  // namespace reprise::capi

struct ssl_ctx_st : reprise::RefCounted {
  ~ssl_ctx_st();

  // The settings, to be changed: a copy of their own first when a connection holds them too. Drops settings->compiled.
  reprise::capi::Settings& writable();
  // The compiled form of the settings, made when first asked for. Safe to call from several threads that make connections.
  reprise::Result<reprise::Ref<reprise::handshake::Config>> config();

  const SSL_METHOD* method = nullptr;
  OSSL_LIB_CTX* lib_ctx = nullptr;             // borrowed
  std::string propq;
  reprise::Ref<const reprise::crypto::Algorithms> algorithms;
  reprise::Ref<reprise::capi::Settings> settings;
  reprise::capi::LiveCallbacks live;
  reprise::capi::ContextSessions sessions;     // cache, ticket keys, statistics and their callbacks
  reprise::capi::Own<X509_STORE> cert_store;   // never null
  CRYPTO_EX_DATA ex_data{};
  std::mutex config_mutex;                     // guards settings->compiled while it is made
};

struct ssl_conf_ctx_st;

namespace reprise::capi {

// The certificates seen by this process, each parsed once: shared by all contexts.
crypto::CertificateInterner& interner();

// The system's clock; what the C ABI hands to the engine.
const Clock& system_clock();

}  // namespace reprise::capi
