// SPDX-License-Identifier: Apache-2.0
// Servers that keep nothing of a client before it has come back (RFC 8446, 4.2.2).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "reprise/answer.h"
#include "reprise/bytes.h"
#include "reprise/export.h"
#include "reprise/result.h"

namespace reprise::v0 {

// A client of TLS 1.3 that brings no cookie is answered by a HelloRetryRequest with one, in which is all that must be
// known of its hello: Connection::awaits_cookie() is true then, and the connection may be destroyed once output() is
// sent. The hello that comes back goes to another one, of any server whose key is the same, or to the same one. Cookies
// are good for ten minutes; older ones are answered by new ones, which clients refuse (RFC 8446, 4.1.4).
// Clients of TLS 1.2 have no cookies and are served without: Versions keep them away where that matters.
// Both functions are called from whichever thread drives the connection, with no lock held, and answer at once.
struct CookieMaker {
  // The program's part of a cookie, 1 to 255 bytes, such as the hash of the address that the hello came from. It
  // travels in the clear. An Error ends the handshake. Empty: no cookies are wanted.
  std::function<Result<std::vector<std::uint8_t>>(ConnectionId connection)> make{};
  // True when `part`, which came back as make() gave it, is this client's. False: the client is refused with
  // illegal_parameter. Must not be empty where make() is not.
  std::function<bool(ConnectionId connection, Bytes part)> accepts{};
  // What proves cookies to be ours: 32 bytes or more, of high entropy, the same wherever a hello may come back to.
  // Empty: a random one of this configuration.
  std::vector<std::uint8_t> key{};
};

}  // namespace reprise::v0
