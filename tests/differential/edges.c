// SPDX-License-Identifier: Apache-2.0
// Calls every exported function with arguments at the edge of what its types allow, each call in a child process, and
// prints a line for each: what came back, what was left on the error queue, what was written. The calls are written by
// edges.py. A child that dies prints `crash`, `abort` or `hang`.
//
//   edges [STATE/][FUNCTION]   only these
#include "edges.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pair.h"

static char line[1024];
static size_t used;

static void add(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (used < sizeof line - 2) used += (size_t)vsnprintf(line + used, sizeof line - 1 - used, format, arguments);
  va_end(arguments);
  if (used > sizeof line - 2) used = sizeof line - 2;
}

int any_function(void) { return 0; }
void show_nothing(void) { add("done"); }
void show_number(long long number) { add("%lld", number); }
void show_pointer(const void* pointer) { add("%s", pointer != NULL ? "pointer" : "null"); }
void show_text(const char* text) {
  if (text == NULL) {
    add("null");
    return;
  }
  add("\"");
  for (int i = 0; text[i] != '\0' && i < 60; i++) add(text[i] >= ' ' && text[i] <= '~' ? "%c" : "\\%02x", text[i]);
  add("\"");
}

static void show_error(void) {
  const unsigned long error = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(error);
  if (error != 0) add(", %s", reason != NULL ? reason : "error");
}

static int still(const unsigned char* buffer) {
  for (size_t i = 0; i < BUFFER_SIZE; i++) {
    if (buffer[i] != 0x5a) return 0;
  }
  return 1;
}

static void show_written(const struct world* w, const struct world* before) {
  if (!still(w->buffer)) add(", wrote the buffer");
  if (memcmp(w->number, before->number, sizeof w->number) != 0) {
    // A pointer's worth of bits is not shown: it may be one.
    if (w->number[0] >> 32 == 0x5a5a5a5a) add(", gave %d", (int)w->number[0]);
    else if (w->number[0] < UINT32_MAX) add(", gave %llu", (unsigned long long)w->number[0]);
    else add(", gave a number");
  }
  if (w->slot[0] != before->slot[0]) add(", gave %s", w->slot[0] != NULL ? "a pointer" : "null");
  if (w->cursor != before->cursor) add(", moved the cursor");
  if (w->text_slot != before->text_slot) add(", gave %s", w->text_slot != NULL ? "a text" : "null");
}

static void print(void) {
  line[used++] = '\n';
  if (write(STDOUT_FILENO, line, used) < 0) abort();
  used = 0;
}

static void run(struct world* w, const struct edge* edge, int which) {
  used = 0;
  add("%s/%s -> ", w->name, edge->names[which]);
  const size_t head = used;
  const pid_t child = fork();
  if (child == 0) {
    struct world* before = malloc(sizeof *before);
    memcpy(before, w, sizeof *before);
    alarm(10);
    ERR_clear_error();
    edge->call(w, which);
    show_error();
    show_written(w, before);
    print();
    _exit(0);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) abort();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  used = head;
  if (!WIFSIGNALED(status)) add("exit");
  else if (WTERMSIG(status) == SIGABRT) add("abort");
  else if (WTERMSIG(status) == SIGALRM) add("hang");
  else add("crash");
  print();
}

static void fill(struct world* w, const char* name, SSL_CTX* ctx, SSL* ssl) {
  memset(w, 0, sizeof *w);
  w->name = name;
  w->ctx = ctx;
  w->ssl = ssl;
  w->session = SSL_get1_session(ssl);
  if (w->session == NULL) w->session = SSL_SESSION_new();
  w->cipher = sk_SSL_CIPHER_value(SSL_CTX_get_ciphers(ctx), 0);
  w->conf = SSL_CONF_CTX_new();
  w->bio = BIO_new(BIO_s_mem());
  w->certificate = identity_ec()->cert;
  w->key = identity_ec()->key;
  w->store = X509_STORE_new();
  w->param = X509_VERIFY_PARAM_new();
  w->file = fopen("/dev/null", "r+");
  w->chain = sk_X509_new_null();
  w->names = sk_X509_NAME_new_null();
  strcpy(w->text, "test");
  memset(w->buffer, 0x5a, sizeof w->buffer);
  w->cursor = w->buffer;
  memset(w->number, 0x5a, sizeof w->number);
  w->slot[0] = w->slot[1] = NULL;
}

static struct world fresh(const char* name, const SSL_METHOD* method) {
  struct world w;
  SSL_CTX* ctx = SSL_CTX_new(method);
  fill(&w, name, ctx, SSL_new(ctx));
  return w;
}

enum side { CLIENT, SERVER };

static struct world connected(const char* name, int version, enum side side) {
  struct world w;
  struct ends ends = ends_new(version);
  struct pair pair = pair_new(ends.client, ends.server);
  if (!pair_handshake(&pair)) abort();
  pair_settle(&pair);
  if (side == CLIENT) fill(&w, name, ends.client, pair.client);
  else fill(&w, name, ends.server, pair.server);
  return w;
}

// A server whose client's hello has come, and that waits for what follows.
static struct world begun(const char* name) {
  struct world w;
  struct ends ends = ends_new(TLS1_3_VERSION);
  struct pair pair = pair_new(ends.client, ends.server);
  SSL_do_handshake(pair.client);
  SSL_do_handshake(pair.server);
  fill(&w, name, ends.server, pair.server);
  return w;
}

static struct world failed(const char* name) {
  struct world w;
  SSL_CTX* client = client_ctx(TLS1_3_VERSION);
  SSL_CTX* server = server_ctx(TLS1_2_VERSION);
  struct pair pair = pair_new(client, server);
  if (pair_handshake(&pair)) abort();
  ERR_clear_error();
  fill(&w, name, client, pair.client);
  return w;
}

static int wanted(const char* pattern, const struct world* w, const char* function) {
  if (pattern == NULL) return 1;
  const char* slash = strchr(pattern, '/');
  if (slash != NULL && strncmp(pattern, w->name, (size_t)(slash - pattern)) != 0) return 0;
  const char* name = slash != NULL ? slash + 1 : pattern;
  return *name == '\0' || strcmp(name, function) == 0;
}

int main(int argc, char** argv) {
  const char* pattern = argc > 1 ? argv[1] : NULL;
  struct world worlds[] = {
      fresh("undecided", TLS_method()),
      fresh("client", TLS_client_method()),
      fresh("server", TLS_server_method()),
      connected("client12", TLS1_2_VERSION, CLIENT),
      connected("server12", TLS1_2_VERSION, SERVER),
      connected("client13", TLS1_3_VERSION, CLIENT),
      connected("server13", TLS1_3_VERSION, SERVER),
      begun("begun"),
      failed("failed"),
  };
  const int quiet = open("/dev/null", O_WRONLY);
  if (quiet < 0 || dup2(quiet, STDERR_FILENO) < 0) return 2;
  for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
    for (unsigned k = 0; k < num_edges; k++) {
      if ((i > 0 && !edges[k].every_state) || !wanted(pattern, &worlds[i], edges[k].function)) continue;
      for (int which = 0; which < edges[k].num_calls; which++) run(&worlds[i], &edges[k], which);
    }
  }
  return 0;
}
