// SPDX-License-Identifier: Apache-2.0
// Writes ClientHello (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2): one function for each extension, in one table.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/hello/offer.h"

namespace reprise::handshake {

// Appends the ClientHello that the settings and `offer` describe to the flight and to the transcript, with binders, and
// notes the extensions in `offer`. facts.client_random is sent as it stands. The offer's ranges, session, psks and key
// share are filled in before. Fails with no_ciphers_available or no_suitable_groups when there is nothing to offer.
Result<> write_client_hello(Context& context, Offer& offer);

// The first group of ours that may be used, for the only key share that we send; unknown code 0 when there is none.
crypto::NamedGroup first_group(Host& host);

}  // namespace reprise::handshake
