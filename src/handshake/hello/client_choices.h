// SPDX-License-Identifier: Apache-2.0
// What a client takes from a server's answer in either version.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/hello/offer.h"
#include "wire/extensions/extensions.h"

namespace reprise::handshake {

// Takes the server's choice of a protocol, which must be one of ours (RFC 7301, 3.1), and sets facts.alpn. `body` is
// the extension's. Fails with decode_error or illegal_parameter.
Result<> accept_alpn(Context& context, Bytes body);

// Fails with illegal_parameter when the settings have got another session id context since `session` was offered: what
// was found out about the peer in one context does not count in another.
Result<> must_be_of_our_context(Context& context, const session::Session& session);

// The code to ask for in max_fragment_length: the settings', or that of the session on offer, which goes on with it
// (RFC 6066, 4); 0: nothing is asked.
std::uint8_t wanted_fragment_length(const Config& config, const Offer& offer);
// Takes the server's answer to it among `extensions`, once it is known whether a session is resumed, and sets
// facts.max_fragment_length. Fails with illegal_parameter when it is not the length that we asked for.
Result<> accept_fragment_length(Context& context, const Offer& offer, const wire::ExtensionList& extensions);

}  // namespace reprise::handshake
