// SPDX-License-Identifier: Apache-2.0
// The settings that SSL_new copies from its SSL_CTX: one snapshot, shared until one of the two changes it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/ref.h"
#include "capi/library/own.h"
#include "capi/library/types.h"
#include "capi/objects/issuer_chain.h"
#include "capi/objects/made_once.h"
#include "capi/objects/slot_cache.h"
#include "handshake/host/config.h"

namespace reprise::capi {

// One certificate with its key and the chain to send after it: what SSL_CTX_use_certificate and its like fill in.
struct CertificateSlot {
  CertificateSlot clone() const;
  // To be called by whoever changes it: what was made of it before is another's.
  void changed() { cache = make_ref<SlotCache>(); }

  Own<X509> certificate;
  Own<EVP_PKEY> key;
  IssuerChain chain;
  ByteVector serverinfo;  // as SSL_CTX_use_serverinfo_ex takes it; empty: none
  Ref<SlotCache> cache;   // null while the slot is as it began
};

// The slots of OpenSSL, by type of key.
enum class SlotType : std::uint8_t { rsa, rsa_pss, dsa, ecdsa, gost01, gost12_256, gost12_512, ed25519, ed448 };
inline constexpr std::size_t kNumSlots = 9;

struct Certificates {
  Certificates clone() const;
  std::array<CertificateSlot, kNumSlots> slots;
  std::size_t current = 0;               // the slot that SSL_CTX_get0_certificate and chain controls speak of
  bool current_set = false;
  Own<X509_STORE> chain_store;           // to build our chains from; null: the context's
  Own<X509_STORE> verify_store;          // to verify the peer with; null: the context's
  std::vector<std::uint8_t> client_certificate_types;
  std::uint32_t cert_flags = 0;          // SSL_CERT_FLAG_
};

using CertCallback = int (*)(SSL*, void*);
using InfoCallback = void (*)(const SSL*, int, int);
using MsgCallback = void (*)(int, int, int, const void*, size_t, SSL*, void*);
using SecurityCallback = int (*)(const SSL*, const SSL_CTX*, int, int, int, void*, void*);
using RecordPaddingCallback = size_t (*)(SSL*, int, size_t, void*);
using NotResumableCallback = int (*)(SSL*, int);

// Callbacks in the form of SSL_CTX_add_client_custom_ext and its server twin.
struct OldCustomCallbacks {
  custom_ext_add_cb add = nullptr;
  custom_ext_free_cb free = nullptr;
  void* add_arg = nullptr;
  custom_ext_parse_cb parse = nullptr;
  void* parse_arg = nullptr;
};

// A custom extension (SSL_CTX_add_custom_ext(3)).
struct CustomExtension {
  unsigned type = 0;
  unsigned context = 0;                  // SSL_EXT_ bits
  enum class Side : std::uint8_t { both, client, server } side = Side::both;
  SSL_custom_ext_add_cb_ex add = nullptr;
  SSL_custom_ext_free_cb_ex free = nullptr;
  void* add_arg = nullptr;
  SSL_custom_ext_parse_cb_ex parse = nullptr;
  void* parse_arg = nullptr;
  // What both args point at when the callbacks above stand in for old ones; else null.
  std::shared_ptr<const OldCustomCallbacks> old;
};

// The stack that SSL_CTX_get_ciphers lends out.
struct ListedCiphers : RefCounted {
  Own<STACK_OF(SSL_CIPHER)> stack;
};
// One for all settings that have the same suites, so that what is lent lives until others are set.
struct SharedCipherStack : RefCounted {
  MadeOnce<ListedCiphers> made;
};

// --- What Settings is made of, by subject. Three parts are values, copied as they are.

struct ProtocolSettings {
  const SSL_METHOD* method = nullptr;    // never null after SSL_CTX_new
  std::uint64_t options = 0;             // SSL_OP_
  std::uint32_t mode = 0;                // SSL_MODE_
  int min_version = 0;                   // as set; 0: the lowest there is
  int max_version = 0;                   // as set; 0: the highest there is
  std::vector<std::uint16_t> tls12_suites;   // in order
  std::vector<std::uint16_t> tls13_suites;
  std::vector<std::uint16_t> groups;         // empty: the default ones
  std::vector<std::uint16_t> sigalgs;        // empty: the default ones
  std::vector<std::uint16_t> client_sigalgs;
  ByteVector alpn;                       // wire form
  ByteVector session_id_context;         // at most 32 bytes
  std::int64_t session_timeout = 7200;   // seconds; connections ask their context for the one of now
  std::uint8_t max_fragment_length_mode = 0;
  int verify_mode = SSL_VERIFY_NONE;
  bool post_handshake_auth = false;
  int status_type = -1;                  // TLSEXT_STATUSTYPE_ocsp: ask for, or -1
  int security_level = 2;
  bool dh_auto = false;
};

// Those that SSL_new copies, and what they are called with.
struct CallbackSettings {
  SSL_verify_cb verify_callback = nullptr;
  SecurityCallback security_callback = nullptr;  // null: the default one
  void* security_ex_data = nullptr;
  CertCallback cert_callback = nullptr;
  void* cert_callback_arg = nullptr;
  MsgCallback msg_callback = nullptr;
  void* msg_callback_arg = nullptr;
  pem_password_cb* password_callback = nullptr;
  void* password_callback_arg = nullptr;
  SSL_psk_client_cb_func psk_client_callback = nullptr;
  SSL_psk_server_cb_func psk_server_callback = nullptr;
  SSL_psk_use_session_cb_func psk_use_session_callback = nullptr;
  SSL_psk_find_session_cb_func psk_find_session_callback = nullptr;
  std::string psk_identity_hint;
  bool has_psk_identity_hint = false;
  GEN_SESSION_CB generate_session_id = nullptr;
  NotResumableCallback not_resumable_callback = nullptr;
  SSL_allow_early_data_cb_fn allow_early_data_callback = nullptr;
  void* allow_early_data_arg = nullptr;
  RecordPaddingCallback record_padding_callback = nullptr;
  void* record_padding_arg = nullptr;
  SSL_async_callback_fn async_callback = nullptr;
  void* async_callback_arg = nullptr;
  DH* (*tmp_dh_callback)(SSL*, int, int) = nullptr;
  std::vector<CustomExtension> custom_extensions;
};

struct DataSettings {
  std::size_t block_padding = 0;
  std::size_t max_send_fragment = 16384;
  std::size_t split_send_fragment = 16384;
  std::size_t max_pipelines = 1;
  std::size_t read_buffer_length = 0;    // 0: the default
  bool read_ahead = false;
  bool quiet_shutdown = false;
  std::uint32_t max_early_data = 0;
  std::uint32_t recv_max_early_data = 16384;
  std::size_t num_tickets = 2;
  std::size_t max_cert_list = 100 * 1024;
};

// What peers are verified by: not changed once it is part of settings, but for one that is lent. An SSL_CTX lends its
// own to programs, which keep the pointer and set hosts and flags through it: from then on it is one object for the
// context's life, and connections get a copy when they are made.
struct VerifyParam : RefCounted {
  // A copy that is not lent. Throws bad_alloc.
  Ref<VerifyParam> clone() const;

  Own<X509_VERIFY_PARAM> object;         // never null
  bool lent = false;                     // connections that hold the reference too leave it alone
  // As SSL_CTX_set_purpose and SSL_CTX_set_trust were given them, which nobody can read out of the object; 0: not.
  int purpose = 0;
  int trust = 0;
};

// Not changed while more than one owner holds it: an SSL_CTX puts a changed copy in the place of its own, an SSL
// changes what nobody else holds (ssl_ctx.h, ssl_object.h).
struct Settings : RefCounted, ProtocolSettings, CallbackSettings, DataSettings {
  // Throws bad_alloc when libcrypto has no memory for its part. What was made of these settings stays behind.
  Ref<Settings> clone() const;

  // --- Objects of libcrypto
  Ref<const crypto::Algorithms> algorithms;  // of the context; never null
  Certificates certificates;
  Ref<VerifyParam> param;                // never null; shared by copies of these settings
  Own<EVP_PKEY> tmp_dh;

  // --- What was made of the above when first asked for
  MadeOnce<const handshake::Config> compiled;  // by compiled_config()
  Ref<SharedCipherStack> cipher_stack = make_ref<SharedCipherStack>();  // another one for other suites
};

// Certificates, and what OpenSSL keeps with them: it goes where they go (SSL_set_SSL_CTX, SSL_copy_session_id).
void take_certificate_settings(const Settings& from, Settings& to);

}  // namespace reprise::capi
