// SPDX-License-Identifier: Apache-2.0
// For whom a session is good: the names and settings that it is bound to.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "handshake/host/config.h"
#include "handshake/host/facts.h"
#include "handshake/host/host.h"
#include "session/object/session.h"

namespace reprise::handshake {

// Server: the name that a session made now remembers: one that the settings were chosen by. Where clients are verified
// that is every name, as the choice may have been made without our knowledge (in a ClientHello callback).
std::string_view name_to_remember(const Config& config, const Facts& facts);
// Server: what a session made now remembers of the trust in its client (client_trust of SessionFields): what was true
// when the client was judged. Of one that showed no certificate, what is true now; empty where nobody asks.
Result<session::ClientTrust> trust_to_remember(Host& host, const Facts& facts);
// Server: whether a session that was found before the server name was known serves the settings that are in force now,
// after the last question that may change them. Where clients are verified, or it has a client's certificate, that is
// under the trust that it was made under; where clients are verified, for its name alone, and only with a certificate
// where one is required.
Result<bool> serves(Host& host, const session::SessionData& session, const Facts& facts);
// Server: the last look, when the client's Finished has come: whether the client has shown the certificate that the
// settings require by now, whenever it was decided whether to ask for one.
bool has_shown_enough(const Config& config, const Facts& facts);

}  // namespace reprise::handshake
