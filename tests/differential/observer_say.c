// SPDX-License-Identifier: Apache-2.0
// Answers as text that is the same wherever the same is meant: of pointers whether they are null, of bytes that are
// random how many there are, of times whether they are now.
#include <openssl/err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "observer.h"

static struct observed* now_of;
static enum object now_about;
static int next_answer, was_clean;
static char name_now[80], text_now[8192];
static size_t text_len;

static const char* const kinds[NUM_OBJECTS] = {"ssl", "ctx", "session", "argument"};

// --- The answer that is being told

static void finish_answer(void) {
  if (name_now[0] == 0) return;
  char** before = &now_of->answers[now_about][next_answer++];
  if (next_answer >= NUM_ANSWERS) abort();
  if (*before == NULL || strcmp(*before, text_now) != 0) {
    printf(" %s.%s=%s\n", kinds[now_about], name_now, text_now);
    free(*before);
    *before = strdup(text_now);
  }
  name_now[0] = 0;
}

static void say(const char* name, const char* format, ...) __attribute__((format(printf, 2, 3)));
static void say(const char* name, const char* format, ...) {
  va_list arguments;
  if (strcmp(name, name_now) != 0) {
    finish_answer();
    snprintf(name_now, sizeof name_now, "%s", name);
    text_len = 0;
    text_now[0] = 0;
    const unsigned long error = was_clean ? ERR_peek_error() : 0;
    if (error != 0)
      text_len = (size_t)snprintf(text_now, sizeof text_now, "error %s: ", ERR_reason_error_string(error));
    if (error != 0) ERR_clear_error();
  } else if (text_len + 1 < sizeof text_now) {
    text_now[text_len++] = ' ';
  }
  va_start(arguments, format);
  const int n = vsnprintf(text_now + text_len, sizeof text_now - text_len, format, arguments);
  va_end(arguments);
  text_len += (size_t)n;
  if (text_len >= sizeof text_now) text_len = sizeof text_now - 1;
}

// --- Kinds of answers

void say_number(const char* name, long long number) { say(name, "%lld", number); }
void say_part(const char* name, long long number) { say(name, "%lld", number); }
void say_pointer(const char* name, const void* pointer) { say(name, "%s", pointer != NULL ? "set" : "null"); }
void say_text(const char* name, const char* text, int owned) {
  (void)owned;
  say(name, "%s", text != NULL ? text : "null");
}
void say_time(const char* name, long then) { say(name, "%s", labs((long)time(NULL) - then) < 60 ? "now" : "not now"); }

void say_seconds(const char* name, long seconds) { say(name, "%ld", (seconds + 5) / 10 * 10); }

void say_filled(const char* name, const char* buffer, size_t size) {
  size_t used = size;
  while (used > 0 && buffer[used - 1] == 0) used--;
  say(name, "%s", used > 0 ? "filled" : "empty");
}

void say_ints(const char* name, const int* numbers, size_t count) {
  for (size_t i = 0; numbers != NULL && i < count; i++) say(name, "%d", numbers[i]);
}

void say_bytes(const char* name, const void* bytes, size_t len, enum how how) {
  const unsigned char* p = bytes;
  if (p == NULL || len == 0)
    say(name, p == NULL && how == CONTENT ? "null" : "none");
  else if (how == PRESENCE)
    say(name, "some");
  else
    say(name, "%zu bytes", len);
  for (size_t i = 0; how == CONTENT && p != NULL && i < len && i < 64; i++) say(name, "%02x", p[i]);
}

static const char* common_name(const X509_NAME* name) {
  static char text[128];
  text[0] = 0;
  if (name == NULL || X509_NAME_get_text_by_NID((X509_NAME*)name, NID_commonName, text, sizeof text) < 0) return "?";
  return text;
}

void say_certificate(const char* name, X509* certificate, int owned) {
  say(name, "%s", certificate != NULL ? common_name(X509_get_subject_name(certificate)) : "null");
  if (owned) X509_free(certificate);
}

void say_chain(const char* name, STACK_OF(X509) * chain, int owned) {
  (void)owned;
  say(name, "%s", chain != NULL ? "chain:" : "null");
  for (int i = 0; i < sk_X509_num(chain); i++)
    say(name, "%s,", common_name(X509_get_subject_name(sk_X509_value(chain, i))));
}

void say_names(const char* name, const STACK_OF(X509_NAME) * names, int owned) {
  (void)owned;
  say(name, "%s", names != NULL ? "names:" : "null");
  for (int i = 0; i < sk_X509_NAME_num(names); i++) say(name, "%s,", common_name(sk_X509_NAME_value(names, i)));
}

void say_cipher(const char* name, const SSL_CIPHER* cipher, int owned) {
  (void)owned;
  say(name, "%s", cipher != NULL ? SSL_CIPHER_get_name(cipher) : "null");
}

void say_ciphers(const char* name, STACK_OF(SSL_CIPHER) * ciphers, int owned) {
  say(name, "%s", ciphers != NULL ? "ciphers:" : "null");
  for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++)
    say(name, "%04x", SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(ciphers, i)));
  if (owned) sk_SSL_CIPHER_free(ciphers);
}

void say_key(const char* name, EVP_PKEY* key, int owned) {
  char group[32] = "";
  (void)owned;
  if (key != NULL) EVP_PKEY_get_group_name(key, group, sizeof group, NULL);
  ERR_clear_error();
  say(name, "%s %s", key != NULL ? EVP_PKEY_get0_type_name(key) : "null", group);
}

void say_digest(const char* name, const EVP_MD* digest, int owned) {
  (void)owned;
  say(name, "%s", digest != NULL ? EVP_MD_get0_name(digest) : "null");
}

void say_session(const char* name, SSL_SESSION* session, int owned) {
  int known = 0;
  for (int i = 0; i < now_of->num_known; i++) known |= now_of->known[i] == session;
  if (session != NULL && !known && now_of->num_known < NUM_KNOWN && session != now_of->offered) {
    SSL_SESSION_up_ref(session);
    now_of->known[now_of->num_known++] = session;
  }
  say(name, "%s",
      session == NULL              ? "null"
      : session == now_of->offered ? "the offered one"
      : session == now_of->last    ? "the last"
      : known                      ? "an earlier one"
                                   : "new");
  if (session != NULL) now_of->last = session;
  if (owned) SSL_SESSION_free(session);
}

static struct {
  SSL_CTX* ctx;
  const char* name;
} contexts[8];
void name_ctx(int which, SSL_CTX* ctx, const char* name) {
  contexts[which].ctx = ctx;
  contexts[which].name = name;
}

void say_ctx(const char* name, SSL_CTX* ctx, int owned) {
  (void)owned;
  const char* who = ctx != NULL ? "another" : "null";
  for (int i = 0; i < 8; i++)
    if (ctx != NULL && contexts[i].ctx == ctx) who = contexts[i].name;
  say(name, "%s", who);
}

void say_int_after(const char* name, long result, int number) { say(name, "%ld %d", result, number); }
void say_key_after(const char* name, long result, EVP_PKEY* key) {
  say(name, "%ld", result);
  say_key(name, key, 1);
  EVP_PKEY_free(key);
}
void say_chain_after(const char* name, long result, STACK_OF(X509) * chain) {
  say(name, "%ld", result);
  say_chain(name, chain, 0);
}
void say_pointer_after(const char* name, long result, const void* pointer) {
  say(name, "%ld", result);
  say_pointer(name, pointer);
}
void say_bytes_after(const char* name, long result, const unsigned char* bytes) {
  say(name, "%ld", result);
  say_bytes(name, bytes, result > 0 ? (size_t)result : 0, CONTENT);
}

// --- Moments

static void about(enum object object) {
  now_about = object;
  next_answer = 0;
}

// The answers of an object that is not there, where the last moment had one.
static void gone(struct observed* end, enum object object) {
  int any = 0;
  for (int i = 0; i < NUM_ANSWERS; i++) {
    any |= end->answers[object][i] != NULL;
    free(end->answers[object][i]);
    end->answers[object][i] = NULL;
  }
  if (any) printf(" -%s\n", kinds[object]);
}

static void about_session(struct observed* end, enum object object, SSL_SESSION* session) {
  if (session == NULL) {
    gone(end, object);
    return;
  }
  about(object);
  read_session(session);
  finish_answer();
}

void moment(struct observed* end, SSL* ssl, SSL_CTX* ctx, SSL_SESSION* argument, const char* format, ...) {
  va_list arguments;
  printf("@%c ", end->name);
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  printf("\n");
  struct observed* outer = now_of;
  now_of = end;
  was_clean = ERR_peek_error() == 0;
  ERR_set_mark();
  if (ssl != NULL) {
    about(OF_SSL);
    read_ssl(ssl);
    finish_answer();
  }
  if (ctx != NULL) {
    about(OF_CTX);
    read_ctx(ctx);
    finish_answer();
  }
  about_session(end, OF_SESSION, ssl != NULL ? SSL_get_session(ssl) : NULL);
  about_session(end, OF_ARGUMENT, argument);
  ERR_pop_to_mark();
  now_of = outer;
}

void observed_begin(struct observed* end, char name, SSL_SESSION* offered) {
  memset(end, 0, sizeof *end);
  end->name = name;
  end->offered = offered;
}

void observed_end(struct observed* end) {
  for (int i = 0; i < end->num_known; i++) SSL_SESSION_free(end->known[i]);
  for (int object = 0; object < NUM_OBJECTS; object++)
    for (int i = 0; i < NUM_ANSWERS; i++) free(end->answers[object][i]);
}
