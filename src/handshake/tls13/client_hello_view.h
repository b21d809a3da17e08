// SPDX-License-Identifier: Apache-2.0
// A ClientHello as TLS 1.3 reads it: its extensions parsed, its rules checked (RFC 8446, 4.1.2, 4.2 and 9.2).
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/extensions/key_share.h"
#include "wire/extensions/pre_shared_key.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake::tls13 {

// Views on the message.
struct ClientHelloView {
  wire::ClientHello hello{};
  wire::U16List groups{};
  wire::KeyShareList shares{};
  std::optional<wire::OfferedPsks> psks{};
  bool psk_modes_sent = false;
  bool psk_dhe_ke = false;
  bool psk_ke = false;
  bool early_data = false;
  bool post_handshake_auth = false;
};

// Reads the extensions of `hello`; what comes of it points into the same bytes. illegal_parameter for compression, for
// shares of groups that are not in supported_groups or out of their order; missing_extension as RFC 8446, 9.2 says.
Result<ClientHelloView> view_client_hello(const wire::ClientHello& hello);

enum class PskOnly : bool { refused, allowed };  // what the server thinks of resuming without (EC)DHE

// Whether the client may come back with a ticket that it is sent after this hello.
// RFC 8446, 4.2.9: servers SHOULD NOT send tickets that do not fit the modes that the client advertised.
bool takes_tickets(const ClientHelloView& view, PskOnly psk_only);

}  // namespace reprise::handshake::tls13
