// SPDX-License-Identifier: Apache-2.0
// What a client offers: random, session, keys, PSKs. The steps before a ClientHello can be written.
#pragma once

#include "handshake/flow/context.h"
#include "handshake/hello/offer.h"

namespace reprise::handshake {

// Fills in everything that needs no question: facts.client_random, versions, the session to resume if it still fits,
// the session id, the key share.
Result<> prepare_offer(Context& context, Ref<session::Session> session, Offer& offer);

// Collects the PSKs to offer in TLS 1.3, the session's first. Asks the Host for an external one; nothing yet, or done.
// `hash` is that of a HelloRetryRequest's suite, or none.
Answer<> collect_psks(Context& context, crypto::HashAlgorithm hash, Offer& offer);

// Decides whether the early_data extension goes out, for a program that wants to write early data. Fails with
// inconsistent_early_data_sni or _alpn when its settings are not those of the session (RFC 8446, 4.2.10).
Result<> offer_early_data(Context& context, Offer& offer);

// After the first ClientHello: keys for early data, and leave to write it.
Result<> start_early_data(Context& context, const Offer& offer);

// Why the session that was to be resumed is not, when a ServerHello of `version` does not take it.
session::WhyNotResumed why_not_taken(const Offer& offer, std::uint16_t version);

// Whether TLS 1.3 is to look like TLS 1.2 to middleboxes (RFC 8446, D.4).
bool imitates_tls12(Host& host, const Offer& offer);

}  // namespace reprise::handshake
