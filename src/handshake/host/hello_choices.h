// SPDX-License-Identifier: Apache-2.0
// Server: what is chosen by what the client says of itself.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "handshake/host/answers.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake {

// What became of the client's server_name. `warned`: ignored, and TLS 1.2 tells the client so by a warning.
enum class ServerName : std::uint8_t { accepted, ignored, warned };

// A protocol chosen out of the client's list; `none` goes on without ALPN.
struct AlpnChoice {
  bool none = true;
  std::string_view protocol{};  // points into the client's list or into memory that outlives the call
};

// Absent: no name and no protocol is chosen.
class HelloChoices {
 public:
  // A ClientHello has arrived and is well formed; nothing has been negotiated. It lends its bytes for the call. Asked
  // about each: after a HelloRetryRequest there is a second one.
  virtual Answer<> client_hello(const wire::ClientHello&) { return answered(); }
  // Chooses by server_name (empty: none sent); may change config(). Fails with unrecognized_name to refuse.
  virtual Answer<ServerName> server_name(std::string_view) { return std::optional(ServerName::ignored); }

  // `client_protocols` as in the extension.
  virtual Answer<AlpnChoice> choose_alpn(Bytes /*client_protocols*/) { return std::optional(AlpnChoice{}); }

  // The last word on 0-RTT (SSL_CTX_set_allow_early_data_cb).
  virtual bool allows_early_data() { return true; }

 protected:
  ~HelloChoices() = default;
};

}  // namespace reprise::handshake
