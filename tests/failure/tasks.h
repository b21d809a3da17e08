// SPDX-License-Identifier: Apache-2.0
// What is done while allocations fail. A task does the same thing each time and leaves nothing behind.
#ifndef FAILURE_TASKS_H
#define FAILURE_TASKS_H

#include <openssl/ssl.h>

// What a task found: done right, refused by some call, or wrong although no call had failed.
enum outcome { DONE, REFUSED, WRONG };

struct task {
  const char *name;
  enum outcome (*run)(void);
};

// Each list ends with a task without a name.
extern const struct task handshake_tasks[], session_tasks[], peer_tasks[], setter_tasks[];

// Makes contexts and sessions for the tasks, before anything fails.
void prepare_handshake_tasks(void);
void prepare_session_tasks(void);
void prepare_peer_tasks(void);
void prepare_setter_tasks(void);

// A whole connection with an exchange each way. `session` (null: none) is offered as a copy: a connection that fails
// makes it useless. `meanwhile` (may be null) is called once the exchange is done.
enum outcome handshake(SSL_CTX *client_ctx, SSL_CTX *server_ctx, SSL_SESSION *session,
                       enum outcome (*meanwhile)(SSL *client, SSL *server));
enum outcome exchange(SSL *from, SSL *to);

#endif
