// SPDX-License-Identifier: Apache-2.0
// The choices of a server, in the order in which programs see their callbacks called.
#pragma once

#include "handshake/tls12/server_states.h"

namespace reprise::handshake::tls12 {

// Nothing while the Host has no answer: the step is then taken again.
using HelloStep = Answer<> (*)(NegotiateHello& state, ServerContext& context);

// True when settings and security level let the server issue tickets, as the program's callbacks have left them.
bool issues_tickets(Host& host);
Answer<> look_up_session(NegotiateHello& state, ServerContext& context);
Answer<> take_custom(NegotiateHello& state, ServerContext& context);
Answer<> learn_server_name(NegotiateHello& state, ServerContext& context);
// Full handshakes only, as are the next two.
Answer<> ask_for_certificate(NegotiateHello& state, ServerContext& context);
Answer<> choose_the_suite(NegotiateHello& state, ServerContext& context);
Answer<> fetch_ocsp_response(NegotiateHello& state, ServerContext& context);
Answer<> select_protocol(NegotiateHello& state, ServerContext& context);

// Once the name is known: whether the session that was found is resumed, and tells the Host.
Result<> decide_on_resumption(const NegotiateHello& state, ServerContext& context);

// Asks the Host for a master secret from elsewhere; the handshake is then abbreviated as if a session had been found.
Result<> take_known_secret(const NegotiateHello& state, ServerContext& context);

}  // namespace reprise::handshake::tls12
