// SPDX-License-Identifier: Apache-2.0
// The steps in which a server makes up its mind about a ClientHello.
#pragma once

#include "handshake/tls13/server_states.h"

namespace reprise::handshake::tls13 {

// Each does one thing and says whether it is done or waits for the Host. The order of the Host's questions is
// OpenSSL's, which programs have come to rely on.
using HelloStep = Answer<> (*)(NegotiateHello&, ServerContext&);

Answer<> ask_about_hello(NegotiateHello& state, ServerContext& context);
Answer<> choose_the_suite(NegotiateHello& state, ServerContext& context);
Answer<> take_custom(NegotiateHello& state, ServerContext& context);
Answer<> learn_server_name(NegotiateHello& state, ServerContext& context);
Answer<> select_protocol(NegotiateHello& state, ServerContext& context);
Answer<> choose_the_group(NegotiateHello& state, ServerContext& context);
Answer<> decide_on_early_data(NegotiateHello& state, ServerContext& context);
Answer<> choose_the_certificate(NegotiateHello& state, ServerContext& context);
Answer<> fetch_ocsp_response(NegotiateHello& state, ServerContext& context);

}  // namespace reprise::handshake::tls13
