// SPDX-License-Identifier: Apache-2.0
// Server: cookies of a stateless HelloRetryRequest (RFC 8446, 4.2.2).
#pragma once

#include "base/bytes.h"
#include "base/result.h"

namespace reprise::handshake {

// Absent: none are wanted.
class Cookies {
 public:
  // Whether a TLS 1.3 client must bring a cookie before anything is kept of it (RFC 8446, 4.2.2): a hello without one
  // is answered by a HelloRetryRequest, and what must be remembered is in the cookie.
  virtual bool wants_cookie() const { return false; }
  // The key that authenticates cookies: the same for every connection that may see a cookie again.
  virtual Bytes cookie_key() const { return {}; }
  // The program's part of a cookie, 1 to 255 bytes, and its check when it comes back unaltered.
  virtual Result<ByteVector> make_cookie() { return ByteVector{}; }
  virtual bool accepts_cookie(Bytes) { return true; }

 protected:
  ~Cookies() = default;
};

}  // namespace reprise::handshake
