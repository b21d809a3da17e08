// SPDX-License-Identifier: Apache-2.0
// The steps in which a server makes up its mind about a ClientHello.
#pragma once

#include "handshake/tls13/server_states.h"

namespace reprise::handshake::tls13 {

// Each does one thing and says whether it is done or waits for the Host. The order of the Host's questions is
// OpenSSL's, which programs have come to rely on.
using HelloStep = Answer<> (*)(AnswerHello&, ServerContext&);

Answer<> ask_about_hello(AnswerHello& state, ServerContext& context);
Answer<> choose_the_suite(AnswerHello& state, ServerContext& context);
Answer<> look_up_psks(AnswerHello& state, ServerContext& context);      // server_psk.cc
Answer<> take_custom(AnswerHello& state, ServerContext& context);
Answer<> learn_server_name(AnswerHello& state, ServerContext& context);
Answer<> select_protocol(AnswerHello& state, ServerContext& context);
Answer<> choose_the_group(AnswerHello& state, ServerContext& context);
Answer<> decide_on_early_data(AnswerHello& state, ServerContext& context);
Answer<> choose_the_certificate(AnswerHello& state, ServerContext& context);
Answer<> fetch_ocsp_response(AnswerHello& state, ServerContext& context);

// The key that was found is not to be used after all (server_psk.cc).
void drop_psk(ServerContext& context);

// server_retry.cc and server_flight.cc: what follows from the choices.
Result<ServerState> send_hello_retry_request(AnswerHello& state, ServerContext& context);
// Whether the client has yet to bring a cookie before we look any closer (RFC 8446, 4.2.2).
bool awaits_cookie(const ServerContext& context);
// Takes the cookie of a second ClientHello, if it has one: the handshake then goes on as if the first one and our
// answer to it were known. illegal_parameter for a cookie that is not ours.
Result<> take_cookie(const AnswerHello& state, ServerContext& context);
// RFC 8446, D.4: after our first message to a client that imitates a resumption of TLS 1.2.
void send_change_cipher_spec(ServerContext& context);
Result<ServerState> send_flight(AnswerHello& state, ServerContext& context);
// `request_context` is empty within the handshake.
Result<> send_certificate_request(ServerContext& context, Bytes request_context);

}  // namespace reprise::handshake::tls13
