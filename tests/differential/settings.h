// SPDX-License-Identifier: Apache-2.0
// The settings whose effect is observed (settings_setters.c), and what their driver (settings.c) hands them.
#ifndef SETTINGS_H
#define SETTINGS_H

#include <openssl/ssl.h>

struct setter {
  const char* name;
  void (*on_ctx)(SSL_CTX*);  // null: there is none for a context, or for a connection
  void (*on_ssl)(SSL*);
};
extern const struct setter setters[];
extern const int num_setters;

// How often callbacks that a setter has put in place were called in this visit.
extern int times_called;

#endif
