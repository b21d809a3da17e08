// SPDX-License-Identifier: Apache-2.0
// One cell of the matrix: who shows what, by which way, to whom, and what the judge's program has set.
#ifndef AUTHENTICATION_MATRIX_H
#define AUTHENTICATION_MATRIX_H

#include <openssl/ssl.h>

#include "credentials.h"

enum way {
  kFull,
  kById,          // TLS 1.2, by session id from the server's cache
  kTicket,
  kStateful,      // TLS 1.3 with SSL_OP_NO_TICKET
  kKeyCallback,   // tickets under a key of the program's callback
  kFixedKeys,     // tickets under SSL_CTX_set_tlsext_ticket_keys
  kThroughDer,    // the server's in an outside cache, the client's on disk: both as DER
  kFromLax,       // made at a name that asks nobody, offered at one that has the cell's settings
  kToStrict,      // made at a name that has the cell's settings, offered at one that lets nobody in without
  kRetry,         // TLS 1.3, after HelloRetryRequest
  kPostHandshake, // TLS 1.3, the server asks after the handshake
  kEarlyData,
  kNumWays
};
extern const char *const way_names[kNumWays];

enum { kNumModes = 6 };
extern const int modes[kNumModes];
extern const char *const mode_names[kNumModes];
enum { kModeNone = 0, kModeStrict = 2 };  // places in the table

enum answer {
  kNoCallback,
  kPreverify,   // the verify callback returns what it was told
  kAlways,      // ... 1
  kNever,       // ... 0
  kChecked,     // the certificate verify callback calls X509_verify_cert
  kCertAlways,  // ... says 1
  kCertNever,   // ... says 0
  kAgain,       // ... asks to be called again, returns 1 as its manual page has it, and then checks
  kAgainNever,  // the verify callback asks to be called again and returns 1, and then says 0
  kNumAnswers
};
extern const char *const answer_names[kNumAnswers];

struct policy {
  int mode;  // a place in modes[]
  enum answer answer;
};

struct cell {
  enum role role;
  int version;
  enum way way;
  enum credential credential;
  struct policy policy;
};

// Sets the policy as the defaults of what is made from the context.
void apply_policy(SSL_CTX *ctx, const struct policy *policy);
// To be called before each visit: callbacks that ask to be called again do so once a visit.
void forget_answers(void);

// The contexts of a cell's judge and peer; made when first asked for, they stay. `at_second` is the judge's, or the
// serving peer's, at its second name: it is null where there is one name.
struct contexts {
  SSL_CTX *judge, *peer, *at_second;
};
struct contexts contexts_of(const struct cell *cell);
void forget_contexts_sessions(const struct contexts *contexts);

int has_two_names(enum way way);

#endif
