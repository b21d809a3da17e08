// SPDX-License-Identifier: Apache-2.0
#include "through_der.h"

SSL_SESSION *through_der(SSL_SESSION *session) {
  unsigned char *der = NULL;
  const int len = session != NULL ? i2d_SSL_SESSION(session, &der) : 0;
  const unsigned char *at = der;
  SSL_SESSION *back = len > 0 ? d2i_SSL_SESSION(NULL, &at, len) : NULL;
  OPENSSL_free(der);
  SSL_SESSION_free(session);
  return back;
}
