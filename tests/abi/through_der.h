// SPDX-License-Identifier: Apache-2.0
// Sessions that have been written down in between.
#ifndef ABI_THROUGH_DER_H
#define ABI_THROUGH_DER_H

#include <openssl/ssl.h>

// The session as a program gets it back that has written it down. Null for null, and where DER cannot hold it; takes
// the reference that it is given.
SSL_SESSION *through_der(SSL_SESSION *session);

#endif
