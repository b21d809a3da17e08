// SPDX-License-Identifier: Apache-2.0
// How the answers of what observer.py calls are told (observer_say.c), and where (observer.c).
#ifndef OBSERVER_H
#define OBSERVER_H

#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <string.h>

// What is told of bytes: all of them, how many there are, or whether there are any.
enum how { CONTENT, LENGTH, PRESENCE };

void say_number(const char* name, long long number);
void say_part(const char* name, long long number);  // a further part of the answer
void say_filled(const char* name, const char* buffer, size_t size);  // how much a zeroed buffer was filled: none, some
void say_ints(const char* name, const int* numbers, size_t count);
void say_bytes(const char* name, const void* bytes, size_t len, enum how how);
void say_time(const char* name, long time);  // whether it is now
void say_seconds(const char* name, long seconds);  // of what time is left of it: in tens
void say_pointer(const char* name, const void* pointer);  // whether it is null
// The last argument says whether it is ours to free.
void say_text(const char* name, const char* text, int owned);
void say_cipher(const char* name, const SSL_CIPHER* cipher, int owned);
void say_ciphers(const char* name, STACK_OF(SSL_CIPHER) * ciphers, int owned);
void say_session(const char* name, SSL_SESSION* session, int owned);  // whether it is null, offered, the last, known
void say_ctx(const char* name, SSL_CTX* ctx, int owned);
void say_certificate(const char* name, X509* certificate, int owned);
void say_chain(const char* name, STACK_OF(X509) * chain, int owned);
void say_names(const char* name, const STACK_OF(X509_NAME) * names, int owned);
void say_key(const char* name, EVP_PKEY* key, int owned);
void say_digest(const char* name, const EVP_MD* digest, int owned);
// What a control gave back, and through its pointer.
void say_int_after(const char* name, long result, int number);
void say_key_after(const char* name, long result, EVP_PKEY* key);  // frees it
void say_chain_after(const char* name, long result, STACK_OF(X509) * chain);
void say_pointer_after(const char* name, long result, const void* pointer);
void say_bytes_after(const char* name, long result, const unsigned char* bytes);

// Written by observer.py.
void read_ssl(SSL* x);
void read_ctx(SSL_CTX* x);
void read_session(SSL_SESSION* x);
void read_cipher(const SSL_CIPHER* x);

// An end of a connection, and what it answered last.
enum { NUM_ANSWERS = 160, NUM_KNOWN = 32 };
enum object { OF_SSL, OF_CTX, OF_SESSION, OF_ARGUMENT, NUM_OBJECTS };
struct observed {
  char name;  // c or s
  SSL_SESSION *offered, *last;
  SSL_SESSION* known[NUM_KNOWN];  // references, so that no address comes twice
  int num_known;
  char* answers[NUM_OBJECTS][NUM_ANSWERS];
};
void observed_begin(struct observed* end, char name, SSL_SESSION* offered);
void observed_end(struct observed* end);
// The contexts by name.
void name_ctx(int which, SSL_CTX* ctx, const char* name);

// A moment: its name, and every answer that is not what it was at the last one. Any object may be null.
void moment(struct observed* end, SSL* ssl, SSL_CTX* ctx, SSL_SESSION* argument, const char* format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
