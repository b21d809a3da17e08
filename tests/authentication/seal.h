// SPDX-License-Identifier: Apache-2.0
// Records of AES-128-GCM, and the key schedules as far as the forger needs them.
#ifndef AUTHENTICATION_SEAL_H
#define AUTHENTICATION_SEAL_H

#include <stddef.h>

enum { kHashLen = 32, kTls12SecretLen = 48, kTls12FinishedLen = 12 };

struct bytes {
  unsigned char at[1 << 15];
  size_t len;
};
void add(struct bytes *out, const void *bytes, size_t len);

// One direction's keys, with the number of the next record.
struct write_keys {
  int version;
  unsigned char key[16], iv[12];  // TLS 1.2 uses the first 4 bytes of the iv
  unsigned char sequence;
};
struct write_keys tls13_keys(const unsigned char secret[kHashLen]);
// The client's. The randoms are 32 bytes each.
struct write_keys tls12_client_keys(const unsigned char *master, const unsigned char *client,
                                    const unsigned char *server);

void add_plain(struct bytes *out, int type, const void *body, size_t len);
void add_sealed(struct bytes *out, struct write_keys *keys, int type, const void *body, size_t len);

void tls13_finished(const unsigned char secret[kHashLen], const struct bytes *transcript, unsigned char mac[kHashLen]);
void tls12_client_finished(const unsigned char *master, const struct bytes *transcript, unsigned char *verify_data);
void sha256(const void *data, size_t len, unsigned char digest[kHashLen]);

#endif
