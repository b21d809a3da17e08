// SPDX-License-Identifier: Apache-2.0
// What the calls that edges.py writes are made with (edges.c).
#ifndef EDGES_H
#define EDGES_H

#include <limits.h>
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <stdint.h>
#include <stdio.h>

enum { BUFFER_SIZE = 65536 };

// The ordinary arguments.
struct world {
  const char* name;
  SSL* ssl;
  SSL_CTX* ctx;
  SSL_SESSION* session;
  const SSL_CIPHER* cipher;
  SSL_CONF_CTX* conf;
  BIO* bio;
  X509* certificate;
  EVP_PKEY* key;
  X509_STORE* store;
  X509_VERIFY_PARAM* param;
  FILE* file;
  STACK_OF(X509) * chain;
  STACK_OF(X509_NAME) * names;
  char text[16];
  char* text_slot;
  unsigned char buffer[BUFFER_SIZE];
  unsigned char* cursor;
  void* slot[2];
  uint64_t number[2];
};

struct edge {
  const char* function;
  void (*call)(struct world* w, int which);
  const char* const* names;  // of the calls
  int num_calls;
  int every_state;  // whether the answer depends on what a connection or a session is like
};
extern const struct edge edges[];
extern const unsigned num_edges;

// What any callback is. It is not called.
int any_function(void);

void show_nothing(void);
void show_number(long long number);
void show_text(const char* text);
void show_pointer(const void* pointer);

#endif
