// Every allocation fails in turn, in each of a list of tasks that use the library: nothing may crash, hang or leak, and a
// task whose result is not what it should be must have been told so by a call that failed.
//
//   failure_allocations [TASK...]     exits with 0 when all is well
//
// A task runs in a child process, so that a crash is reported with the allocation that led to it. After each failure the
// same task must succeed again. Leaks are what grows twice: libcrypto fills caches of its own the first time.
#include <dlfcn.h>
#include <execinfo.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "failing_malloc.h"
#include "pair.h"

// What a task found: done right, refused by some call, or wrong although no call had failed.
enum outcome { DONE, REFUSED, WRONG };

struct task {
  const char *name;
  enum outcome (*run)(void);
};

static SSL_CTX *client12, *server12, *client13, *server13;
static SSL_CTX *caching12, *caching13;  // servers that keep their sessions
static SSL_SESSION *session12, *session13, *cached12;

// --- Handshakes

static int waits(SSL *ssl, int result) {
  const int error = SSL_get_error(ssl, result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

static enum outcome exchange(SSL *from, SSL *to) {
  char text[6] = "";
  if (SSL_write(from, "hello", 5) != 5) return REFUSED;
  if (SSL_read(to, text, 5) != 5) return REFUSED;
  return strcmp(text, "hello") == 0 ? DONE : WRONG;
}

static enum outcome connect_both(SSL *client, SSL *server) {
  int c = 0, s = 0;
  for (int round = 0; round < 20 && (c != 1 || s != 1); round++) {
    if (c != 1) c = SSL_do_handshake(client);
    if (c != 1 && !waits(client, c)) return REFUSED;
    if (s != 1) s = SSL_do_handshake(server);
    if (s != 1 && !waits(server, s)) return REFUSED;
  }
  if (c != 1 || s != 1) return WRONG;  // both wait, and neither was told why
  const enum outcome there = exchange(client, server);
  if (there != DONE) return there;
  return exchange(server, client);
}

// A program may go on calling after a failure.
static void call_on(SSL *ssl) {
  char byte;
  if (ssl == NULL) return;
  for (int i = 0; i < 2; i++) {
    SSL_do_handshake(ssl);
    SSL_read(ssl, &byte, 1);
    SSL_write(ssl, "x", 1);
    SSL_shutdown(ssl);
  }
}

// `session` (null: none) is offered as a copy: a connection that fails makes it useless.
static enum outcome handshake(SSL_CTX *client_ctx, SSL_CTX *server_ctx, SSL_SESSION *session) {
  enum outcome outcome = REFUSED;
  BIO *a = NULL, *b = NULL;
  SSL *client = SSL_new(client_ctx), *server = SSL_new(server_ctx);
  SSL_SESSION *made = NULL, *offered = session == NULL ? NULL : SSL_SESSION_dup(session);
  if (session != NULL && offered == NULL) goto end;
  if (client == NULL || server == NULL || BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16) != 1) goto end;
  SSL_set_bio(client, a, a);
  SSL_set_bio(server, b, b);
  SSL_set_connect_state(client);
  SSL_set_accept_state(server);
  if (offered != NULL && SSL_set_session(client, offered) != 1) goto end;
  if (SSL_set_tlsext_host_name(client, "server.test") != 1) goto end;
  outcome = connect_both(client, server);
  if (outcome != DONE) goto end;
  if (session != NULL && !SSL_session_reused(client) && !allocations_failed()) outcome = WRONG;
  made = SSL_get1_session(client);
  SSL_shutdown(client);
  SSL_shutdown(server);
end:
  if (outcome != DONE) call_on(client), call_on(server);
  SSL_SESSION_free(offered);
  SSL_SESSION_free(made);
  SSL_free(client);
  SSL_free(server);
  return outcome;
}

static enum outcome full12(void) { return handshake(client12, server12, NULL); }
static enum outcome full13(void) { return handshake(client13, server13, NULL); }
static enum outcome resumed12(void) { return handshake(client12, server12, session12); }
static enum outcome resumed13(void) { return handshake(client13, server13, session13); }
// What the cache took is thrown out again: it would look like a leak.
static enum outcome full_cached12(void) {
  const enum outcome outcome = handshake(client12, caching12, NULL);
  SSL_CTX_flush_sessions(caching12, 0);
  return outcome;
}
static enum outcome full_cached13(void) {
  const enum outcome outcome = handshake(client13, caching13, NULL);
  SSL_CTX_flush_sessions(caching13, 0);
  return outcome;
}
static enum outcome resumed_cached12(void) {
  SSL_SESSION *kept = SSL_SESSION_dup(cached12);  // what is thrown out is of no use afterwards
  if (kept == NULL) return REFUSED;
  const int added = SSL_CTX_add_session(caching12, kept);
  const enum outcome outcome = added == 1 ? handshake(client12, caching12, cached12) : REFUSED;
  SSL_CTX_flush_sessions(caching12, 0);
  SSL_SESSION_free(kept);
  return outcome;
}

// --- Sessions

static enum outcome encoded_session(SSL_SESSION *session) {
  unsigned char *bytes = NULL;
  const int size = i2d_SSL_SESSION(session, &bytes);
  if (size <= 0) return REFUSED;
  const unsigned char *at = bytes;
  SSL_SESSION *again = d2i_SSL_SESSION(NULL, &at, size);
  const enum outcome outcome = again == NULL ? REFUSED : at == bytes + size ? DONE : WRONG;
  SSL_SESSION_free(again);
  OPENSSL_free(bytes);
  return outcome;
}

static enum outcome encode12(void) { return encoded_session(session12); }
static enum outcome encode13(void) { return encoded_session(session13); }

static enum outcome print_session(void) {
  BIO *out = BIO_new(BIO_s_mem());
  if (out == NULL) return REFUSED;
  int good = SSL_SESSION_print(out, session12) == 1 && SSL_SESSION_print_keylog(out, session12) == 1;
  good = good && PEM_write_bio_SSL_SESSION(out, session13) == 1;
  SSL_SESSION *again = good ? PEM_read_bio_SSL_SESSION(out, NULL, NULL, NULL) : NULL;
  const enum outcome outcome = again == NULL ? REFUSED : DONE;
  SSL_SESSION_free(again);
  BIO_free(out);
  return outcome;
}

static enum outcome made_and_filled(void) {
  static const unsigned char bytes[48] = "0123456789";
  SSL_SESSION *session = SSL_SESSION_new();
  SSL_SESSION *copy = NULL;
  if (session == NULL) return REFUSED;
  int good = SSL_SESSION_set_protocol_version(session, TLS1_2_VERSION) == 1;
  good = good && SSL_SESSION_set1_master_key(session, bytes, 48) == 1 && SSL_SESSION_set1_id(session, bytes, 32) == 1;
  good = good && SSL_SESSION_set1_id_context(session, bytes, 8) == 1 && SSL_SESSION_set1_hostname(session, "a.test") == 1;
  good = good && SSL_SESSION_set1_alpn_selected(session, bytes, 3) == 1;
  good = good && SSL_SESSION_set1_ticket_appdata(session, bytes, 20) == 1;
  good = good && SSL_SESSION_set_max_early_data(session, 7) == 1;
  good = good && (copy = SSL_SESSION_dup(session)) != NULL;
  enum outcome outcome = good ? DONE : REFUSED;
  if (good && strcmp(SSL_SESSION_get0_hostname(copy), "a.test") != 0) outcome = WRONG;
  SSL_SESSION_free(session);
  SSL_SESSION_free(copy);
  return outcome;
}

static enum outcome cached(void) {
  SSL_CTX_set_session_cache_mode(server12, SSL_SESS_CACHE_SERVER);
  const int added = SSL_CTX_add_session(server12, session12);
  const long found = SSL_CTX_sess_number(server12);
  const int removed = SSL_CTX_remove_session(server12, session12);
  SSL_CTX_flush_sessions(server12, 0);
  if (added != 1) return REFUSED;
  return found == 1 && removed == 1 ? DONE : WRONG;
}

// --- Contexts and connections

static enum outcome configured_context(void) {
  static const unsigned char alpn[] = "\2h2\10http/1.1";
  SSL_CTX *ctx = SSL_CTX_new(TLS_method());
  if (ctx == NULL) return REFUSED;
  int good = SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:!RC4") == 1;
  good = good && SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384") == 1;
  good = good && SSL_CTX_set1_groups_list(ctx, "X25519:P-256") == 1 && SSL_CTX_set1_sigalgs_list(ctx, "RSA-PSS+SHA256") == 1;
  good = good && SSL_CTX_set_alpn_protos(ctx, alpn, sizeof alpn - 1) == 0;
  good = good && SSL_CTX_use_certificate(ctx, identity_ec()->cert) == 1;
  good = good && SSL_CTX_use_PrivateKey(ctx, identity_ec()->key) == 1 && SSL_CTX_check_private_key(ctx) == 1;
  good = good && SSL_CTX_add_client_CA(ctx, identity_ca()->cert) == 1 && SSL_CTX_add1_chain_cert(ctx, identity_ca()->cert) == 1;
  good = good && SSL_CTX_set_session_id_context(ctx, alpn, 3) == 1;
  SSL_CTX_free(ctx);
  return good ? DONE : REFUSED;
}

static enum outcome configured_by_words(void) {
  SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
  SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
  int good = ctx != NULL && conf != NULL;
  if (good) {
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER);
    SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
    good = SSL_CONF_cmd(conf, "Groups", "P-256:X25519") == 2 && SSL_CONF_cmd(conf, "CipherString", "ECDHE+AESGCM") == 2 &&
           SSL_CONF_CTX_finish(conf) == 1;
  }
  SSL_CONF_CTX_free(conf);
  SSL_CTX_free(ctx);
  return good ? DONE : REFUSED;
}

static enum outcome configured_connection(void) {
  static const unsigned char alpn[] = "\2h2";
  SSL *ssl = SSL_new(client13), *dup = NULL;
  if (ssl == NULL) return REFUSED;
  int good = SSL_set_cipher_list(ssl, "ECDHE+AESGCM") == 1 && SSL_set_ciphersuites(ssl, "TLS_AES_128_GCM_SHA256") == 1;
  good = good && SSL_set1_groups_list(ssl, "P-256") == 1 && SSL_set1_host(ssl, "server.test") == 1;
  good = good && SSL_set_alpn_protos(ssl, alpn, 3) == 0 && SSL_set_session(ssl, session13) == 1;
  good = good && SSL_use_certificate(ssl, identity_client()->cert) == 1 && SSL_use_PrivateKey(ssl, identity_client()->key) == 1;
  good = good && (dup = SSL_dup(ssl)) != NULL && SSL_clear(ssl) == 1;
  SSL_free(dup);
  SSL_free(ssl);
  return good ? DONE : REFUSED;
}

static const struct task tasks[] = {
    {"full12", full12},
    {"full13", full13},
    {"resumed12", resumed12},
    {"resumed13", resumed13},
    {"full_cached12", full_cached12},
    {"full_cached13", full_cached13},
    {"resumed_cached12", resumed_cached12},
    {"encode12", encode12},
    {"encode13", encode13},
    {"print_session", print_session},
    {"made_and_filled", made_and_filled},
    {"cached", cached},
    {"configured_context", configured_context},
    {"configured_by_words", configured_by_words},
    {"configured_connection", configured_connection},
};

// --- The driver

// What the children tell of.
struct report {
  long nth;       // the allocation that fails now
  int how;        // enum failing
  long refused;   // failures that a call told of
  long survived;  // failures that had no effect
  long leaks, wrong, broken;
};
static struct report *shared;

static void *shared_memory(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) abort();
  return memory;
}

static void on_crash(int number) {
  void *frames[40];
  printf("FAIL signal %d\n", number);
  fflush(stdout);
  backtrace_symbols_fd(frames, backtrace(frames, 40), STDOUT_FILENO);
  printf("after allocation %ld failed at\n", shared->nth);
  fflush(stdout);
  allocations_describe_failure();
  _exit(100);
}

static void complain(const char *what, long *count) {
  if ((*count)++ > 3) return;
  printf("FAIL %s: allocation %ld, which was asked for at\n", what, shared->nth);
  fflush(stdout);
  allocations_describe_failure();
}

// One failure. Returns whether there was an allocation to fail.
static int fail_once(const struct task *task, long nth, enum failing how) {
  shared->nth = nth;
  shared->how = how;
  for (int again = 0; again < 2; again++) {
    const long before = allocations_live();
    alarm(20);
    allocations_arm(nth, how);
    const enum outcome outcome = task->run();
    allocations_disarm();
    const int hit = allocations_failed();
    ERR_clear_error();
    if (!hit) return 0;
    allocations_forget();
    if (outcome == WRONG) complain("a wrong result that no call told of", &shared->wrong);
    if (again == 0) outcome == REFUSED ? shared->refused++ : shared->survived++;
    if (task->run() != DONE) complain("the task fails afterwards", &shared->broken);
    ERR_clear_error();
    if (allocations_live() <= before) return 1;
    if (again == 1) complain("a leak", &shared->leaks);
  }
  return 1;
}

static void fail_from(const struct task *task, long nth, enum failing how) {
  signal(SIGSEGV, on_crash);
  signal(SIGABRT, on_crash);
  signal(SIGALRM, on_crash);
  while (fail_once(task, nth, how)) nth++;
  shared->nth = 0;
}

static int run_task(const struct task *task, enum failing how) {
  int crashes = 0;
  for (int i = 0; i < 3; i++) {
    if (task->run() != DONE) {
      printf("FAIL %s does not even work when nothing fails\n", task->name);
      ERR_print_errors_fp(stdout);
      return 0;
    }
  }
  memset(shared, 0, sizeof *shared);
  for (long nth = 1; nth != 0;) {
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
      fail_from(task, nth, how);
      fflush(NULL);
      _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return 0;
    if (status == 0) break;
    if (++crashes > 20) break;
    nth = shared->nth + 1;
  }
  const int good = crashes == 0 && shared->wrong == 0 && shared->broken == 0 && shared->leaks == 0;
  printf("%s %s, %s: %ld failures told of, %ld without effect; %d crashes, %ld wrong, %ld broken, %ld leaks\n",
         good ? "ok" : "FAIL", task->name, how == FAIL_ONCE ? "one fails" : "all fail from there on", shared->refused,
         shared->survived, crashes, shared->wrong, shared->broken, shared->leaks);
  return good;
}

// With ABI_EXPECT_REPRISE=1 the system's libssl must not be the one under test.
static int right_library(void) {
  Dl_info info = {0};
  if (dladdr(dlsym(RTLD_DEFAULT, "SSL_new"), &info) == 0) return 0;
  printf("libssl: %s\n", info.dli_fname);
  const char *expect = getenv("ABI_EXPECT_REPRISE");
  const int of_system = strncmp(info.dli_fname, "/usr/lib/", 9) == 0 || strncmp(info.dli_fname, "/lib/", 5) == 0;
  return expect == NULL || strcmp(expect, "1") != 0 || !of_system;
}

int main(int argc, char **argv) {
  int good = 1;
  void *frame[1];
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (!right_library()) {
    printf("FAIL Reprise was expected\n");
    return 1;
  }
  backtrace(frame, 1);  // loads what it needs
  shared = shared_memory(sizeof *shared);
  client12 = client_ctx(TLS1_2_VERSION), server12 = server_ctx(TLS1_2_VERSION);
  client13 = client_ctx(TLS1_3_VERSION), server13 = server_ctx(TLS1_3_VERSION);
  caching12 = server_ctx(TLS1_2_VERSION), caching13 = server_ctx(TLS1_3_VERSION);
  SSL_CTX_set_options(caching12, SSL_OP_NO_TICKET);
  SSL_CTX_set_options(caching13, SSL_OP_NO_TICKET);
  cached12 = session_from(client12, caching12);
  session12 = session_from(client12, server12);
  session13 = session_from(client13, server13);
  for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
    int wanted = argc < 2;
    for (int arg = 1; arg < argc; arg++) wanted |= strcmp(argv[arg], tasks[i].name) == 0;
    if (!wanted) continue;
    good &= run_task(&tasks[i], FAIL_ONCE);
    good &= run_task(&tasks[i], FAIL_FOREVER);
  }
  return good ? 0 : 1;
}
