// SPDX-License-Identifier: Apache-2.0
// A program leaves its callbacks and BIOs in ways of its own: by a C++ exception, by ending its thread, by being
// cancelled. That passes through the library to whoever called it, and what is left can be used, if only to fail, and
// freed.
extern "C" {
#include "abi_test.h"
#include "pair.h"
}

#include <openssl/core_names.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <new>
#include <stdexcept>

namespace {

struct Own : std::exception {};

enum Way { kNumber, kOwnType, kNoMemory, kStandardType, kEndsThread, kIsCancelled, kNumWays };
const char* const kWayNames[] = {"number", "own type", "bad_alloc", "runtime_error", "pthread_exit", "pthread_cancel"};

// What the standard library's types say there is nothing about whose they are where all share one copy of it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSharedRunTime = true;
#else
constexpr bool kSharedRunTime = false;
#endif

enum Place {
  kInfo, kMessage, kHello, kServerName, kAlpnSelect, kCertificate, kVerify, kCertVerify, kStatusServer, kStatusClient,
  kKeyLog, kNewSession, kTicketKey, kTicketGenerate, kTicketDecrypt, kAddExtension, kParseExtension, kFreeExtension,
  kBioRead, kBioWrite, kBioControl, kSecurity, kPadding, kFreeData, kNumPlaces
};
const char* const kPlaceNames[] = {
  "info", "message", "client hello", "server name", "alpn", "certificate", "verify", "cert verify", "status server",
  "status client", "key log", "new session", "ticket key", "ticket generate", "ticket decrypt", "add extension",
  "parse extension", "free extension", "BIO read", "BIO write", "BIO control", "security", "padding", "free ex_data"};

struct Trial {
  Place place;
  Way way;
  int skip;      // so many calls of the callback go well
  int hits;
  int caught;
  struct pair pair;
};
Trial* trial;

// The callback at `place` is called; it leaves when that is what the trial is about.
void at(Place place) {
  if (trial == nullptr || trial->place != place || trial->hits != 0 || trial->skip-- > 0) return;
  trial->hits = 1;
  switch (trial->way) {
    case kNumber: throw 7;
    case kOwnType: throw Own();
    case kNoMemory: throw std::bad_alloc();
    case kStandardType: throw std::runtime_error("ours");
    case kEndsThread: pthread_exit(trial);
    default: pthread_cancel(pthread_self()); pthread_testcancel();
  }
}

void on_info(const SSL*, int, int) { at(kInfo); }
void on_message(int, int, int, const void*, size_t, SSL*, void*) { at(kMessage); }
int on_hello(SSL*, int*, void*) { at(kHello); return SSL_CLIENT_HELLO_SUCCESS; }
int on_name(SSL*, int*, void*) { at(kServerName); return SSL_TLSEXT_ERR_OK; }
int on_alpn(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned, void*) {
  at(kAlpnSelect);
  *out = in + 1, *size = in[0];
  return SSL_TLSEXT_ERR_OK;
}
int on_certificate(SSL*, void*) { at(kCertificate); return 1; }
int on_verify(int, X509_STORE_CTX*) { at(kVerify); return 1; }
int on_cert_verify(X509_STORE_CTX* ctx, void*) {
  at(kCertVerify);
  X509_STORE_CTX_set_error(ctx, X509_V_OK);
  return 1;
}
int on_status_server(SSL* ssl, void*) {
  at(kStatusServer);
  SSL_set_tlsext_status_ocsp_resp(ssl, OPENSSL_memdup("ocsp", 4), 4);
  return SSL_TLSEXT_ERR_OK;
}
int on_status_client(SSL*, void*) { at(kStatusClient); return 1; }
void on_key(const SSL*, const char*) { at(kKeyLog); }
int on_session(SSL*, SSL_SESSION*) { at(kNewSession); return 0; }
int on_ticket_key(SSL*, unsigned char name[16], unsigned char iv[16], EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                  int enc) {
  at(kTicketKey);
  unsigned char key[32] = {1};
  char digest[] = "SHA256";
  OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key, 32),
                         OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                         OSSL_PARAM_construct_end()};
  if (enc) memset(name, 'n', 16), RAND_bytes(iv, 16);
  EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key, iv, enc);
  EVP_MAC_CTX_set_params(mac, params);
  return 1;
}
int on_generate(SSL*, void*) { at(kTicketGenerate); return 1; }
SSL_TICKET_RETURN on_decrypt(SSL*, SSL_SESSION*, const unsigned char*, size_t, SSL_TICKET_STATUS status, void*) {
  at(kTicketDecrypt);
  return status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW ? SSL_TICKET_RETURN_USE_RENEW
                                                                            : SSL_TICKET_RETURN_IGNORE_RENEW;
}
int on_add(SSL*, unsigned, unsigned, const unsigned char** out, size_t* size, X509*, size_t, int*, void*) {
  at(kAddExtension);
  *out = reinterpret_cast<const unsigned char*>("x"), *size = 1;
  return 1;
}
int on_parse(SSL*, unsigned, unsigned, const unsigned char*, size_t, X509*, size_t, int*, void*) {
  at(kParseExtension);
  return 1;
}
void on_free(SSL*, unsigned, unsigned, const unsigned char*, void*) { at(kFreeExtension); }
int on_security(const SSL*, const SSL_CTX*, int, int, int, void*, void*) { at(kSecurity); return 1; }
size_t on_padding(SSL*, int, size_t, void*) { at(kPadding); return 0; }
void on_free_data(void*, void* data, CRYPTO_EX_DATA*, int, long, void*) { if (data != nullptr) at(kFreeData); }

// A filter over a BIO of a pair.
int filter_read(BIO* bio, char* out, int size) {
  at(kBioRead);
  BIO_clear_retry_flags(bio);
  const int result = BIO_read(BIO_next(bio), out, size);
  BIO_copy_next_retry(bio);
  return result;
}
int filter_write(BIO* bio, const char* data, int size) {
  at(kBioWrite);
  BIO_clear_retry_flags(bio);
  const int result = BIO_write(BIO_next(bio), data, size);
  BIO_copy_next_retry(bio);
  return result;
}
long filter_control(BIO* bio, int command, long number, void* pointer) {
  if (command == BIO_CTRL_FLUSH) at(kBioControl);
  return BIO_next(bio) != nullptr ? BIO_ctrl(BIO_next(bio), command, number, pointer) : 1;
}
int filter_create(BIO* bio) { BIO_set_init(bio, 1); return 1; }

BIO* filtered(BIO* below) {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_FILTER, "leaving");
    BIO_meth_set_read(made, filter_read);
    BIO_meth_set_write(made, filter_write);
    BIO_meth_set_ctrl(made, filter_control);
    BIO_meth_set_create(made, filter_create);
    return made;
  }();
  return BIO_push(BIO_new(method), below);
}

int data_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, on_free_data);
  return index;
}

void set_callbacks(SSL_CTX* server, SSL_CTX* client, Place place) {
  SSL_CTX_set_client_hello_cb(server, on_hello, nullptr);
  SSL_CTX_set_tlsext_servername_callback(server, on_name);
  SSL_CTX_set_alpn_select_cb(server, on_alpn, nullptr);
  SSL_CTX_set_cert_cb(server, on_certificate, nullptr);
  SSL_CTX_set_tlsext_status_cb(server, on_status_server);
  SSL_CTX_set_tlsext_status_cb(client, on_status_client);
  SSL_CTX_set_tlsext_status_type(client, TLSEXT_STATUSTYPE_ocsp);
  SSL_CTX_set_alpn_protos(client, reinterpret_cast<const unsigned char*>("\2h2"), 3);
  SSL_CTX_set_verify(client, SSL_VERIFY_PEER, on_verify);
  if (place == kCertVerify) SSL_CTX_set_cert_verify_callback(client, on_cert_verify, nullptr);
  SSL_CTX_set_session_ticket_cb(server, on_generate, on_decrypt, nullptr);
  if (place == kTicketKey) SSL_CTX_set_tlsext_ticket_key_evp_cb(server, on_ticket_key);
  if (place == kSecurity) SSL_CTX_set_security_callback(server, on_security);
  SSL_CTX_set_record_padding_callback(server, on_padding);
  for (SSL_CTX* ctx : {server, client}) {
    SSL_CTX_set_info_callback(ctx, on_info);
    SSL_CTX_set_msg_callback(ctx, on_message);
    SSL_CTX_set_keylog_callback(ctx, on_key);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH);
    SSL_CTX_sess_set_new_cb(ctx, on_session);
  }
  constexpr unsigned kIn = SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;
  SSL_CTX_add_custom_ext(server, 1000, kIn, on_add, on_free, nullptr, on_parse, nullptr);
  SSL_CTX_add_custom_ext(client, 1000, kIn, on_add, on_free, nullptr, on_parse, nullptr);
}

void talk() {
  if (pair_handshake(&trial->pair)) pair_exchange(&trial->pair);
  SSL_free(trial->pair.client);  // alone has the data of on_free_data
  trial->pair.client = nullptr;
}

void* thread_of_trial(void*) {
  try {
    talk();
  } catch (int) {
    trial->caught = kNumber + 1;
  } catch (const Own&) {
    trial->caught = kOwnType + 1;
  } catch (const std::bad_alloc&) {
    trial->caught = kNoMemory + 1;
  } catch (const std::runtime_error&) {
    trial->caught = kStandardType + 1;
  }
  return nullptr;
}

bool reached_through(void* result, const Trial& done) {
  if (done.way == kEndsThread) return result == &done;
  if (done.way == kIsCancelled) return result == PTHREAD_CANCELED;
  return done.caught == done.way + 1;
}

// Returns whether the callback was reached.
bool try_once(int version, Place place, Way way, int skip) {
  struct ends ends = ends_new(version);
  set_callbacks(ends.server, ends.client, place);
  SSL_SESSION* session = place == kTicketDecrypt ? session_from(ends.client, ends.server) : nullptr;
  Trial now{place, way, skip, 0, 0, pair_new(ends.client, ends.server)};
  SSL_set_tlsext_host_name(now.pair.client, "server.test");
  if (session != nullptr) SSL_set_session(now.pair.client, session);
  SSL_set_ex_data(now.pair.client, data_index(), &now);
  for (SSL* ssl : {now.pair.client, now.pair.server}) {
    BIO* below = SSL_get_rbio(ssl);
    BIO_up_ref(below);
    BIO* above = filtered(below);
    SSL_set_bio(ssl, above, above);
  }
  trial = &now;
  pthread_t thread;
  void* result = nullptr;
  pthread_create(&thread, nullptr, thread_of_trial, nullptr);
  pthread_join(thread, &result);
  trial = nullptr;
  if (now.hits != 0 && !EXPECT_TRUE(reached_through(result, now)))
    printf("  TLS %x, %s in %s, call %d\n", unsigned(version), kWayNames[way], kPlaceNames[place], skip);
  char byte;
  // What was left fails or goes on, and does not crash; OpenSSL's may.
  if (abi_on_reprise() && place != kFreeData && now.pair.client != nullptr) {
    for (SSL* ssl : {now.pair.client, now.pair.server, now.pair.client}) {
      SSL_do_handshake(ssl);
      SSL_read(ssl, &byte, 1);
      SSL_shutdown(ssl);
    }
  }
  if (place != kFreeData) SSL_free(now.pair.client);
  SSL_free(now.pair.server);
  SSL_SESSION_free(session);
  ends_free(&ends);
  ERR_clear_error();
  return now.hits != 0;
}

}  // namespace

CASE_EACH_VERSION(callbacks_are_left, "an exception or the end of a thread in a callback or BIO reaches its catcher") {
  for (int place = 0; place < kNumPlaces; ++place) {
    if (version == TLS1_2_VERSION && place == kPadding) continue;
    bool reached = false;
    for (int way = 0; way < kNumWays; ++way) {
      if (kSharedRunTime && (way == kNoMemory || way == kStandardType)) continue;
      for (int skip = 0; skip < 12 && try_once(version, Place(place), Way(way), skip); ++skip) reached = true;
    }
    if (!EXPECT_TRUE(reached)) printf("  %s was never called\n", kPlaceNames[place]);
  }
}

namespace {

int descriptors[2];

void drop(void* ssl) { SSL_free(static_cast<SSL*>(ssl)); }

void* waits_in_read(void* ctx) {
  SSL* ssl = SSL_new(static_cast<SSL_CTX*>(ctx));
  char byte;
  SSL_set_fd(ssl, descriptors[1]);
  pthread_cleanup_push(drop, ssl);
  SSL_accept(ssl);
  SSL_read(ssl, &byte, 1);
  pthread_cleanup_pop(1);
  return nullptr;
}

}  // namespace

CASE_EACH_VERSION(waiting_thread_is_cancelled, "a thread that waits in SSL_accept or SSL_read can be cancelled") {
  for (int connects = 0; connects < 2; ++connects) {
    struct ends ends = ends_new(version);
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, descriptors) == 0);
    pthread_t thread;
    void* result = nullptr;
    pthread_create(&thread, nullptr, waits_in_read, ends.server);
    SSL* ssl = SSL_new(ends.client);
    SSL_set_fd(ssl, descriptors[0]);
    if (connects) EXPECT_INT(1, SSL_connect(ssl));
    pthread_cancel(thread);
    EXPECT_INT(0, pthread_join(thread, &result));
    EXPECT_PTR(PTHREAD_CANCELED, result);
    SSL_free(ssl);
    close(descriptors[0]), close(descriptors[1]);
    ends_free(&ends);
  }
}
