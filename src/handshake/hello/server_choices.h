// SPDX-License-Identifier: Apache-2.0
// What a server asks its Host about a ClientHello in either version.
#pragma once

#include "handshake/flow/context.h"
#include "wire/messages/client_hello.h"

namespace reprise::handshake {

// Asks Host::server_name with the hello's server_name (empty: none sent) and sets facts.server_name_acknowledged.
// Fails with decode_error or unrecognized_name.
Answer<> ask_server_name(Context& context, const wire::ClientHello& hello);

// Asks Host::choose_alpn, when the hello has ALPN, and sets
// facts.alpn. Fails with no_application_protocol as the Host says.
Answer<> ask_alpn(Context& context, const wire::ClientHello& hello);

// The id context that sessions made here bear, and that those found are held against: the settings' as the hello finds
// them, and as the look-up for a session leaves them, whose callbacks may change them.
// Compat: what a server name leads to comes too late, so that sessions can be found again before it is known.
void note_session_id_context(Host& host, Facts& facts);

// Agrees on the length of fragments that the client asks for, or keeps the session's, before ServerHello goes out; sets
// facts.max_fragment_length. Fails with illegal_parameter when a session is resumed and another length asked for.
Result<> agree_on_fragment_length(Context& context);
// The answer to a client that asked: nothing is written when there is none.
void write_max_fragment_length_answer(const Facts& facts, wire::Writer& out);

// Keeps what others may want to know of the hello later: facts.offer, facts.client_random, peer_signature_schemes,
// peer_ca_names. Fails with decode_error on malformed extensions.
Result<> note_client_hello(Facts& facts, const wire::ClientHello& hello);

}  // namespace reprise::handshake
