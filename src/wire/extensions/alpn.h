// SPDX-License-Identifier: Apache-2.0
// application_layer_protocol_negotiation (RFC 7301, 3.1).
// Shape:  length[2] | ( ProtocolName<1..2^8-1> )+
#pragma once


#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

// The client's list, in its order; raw() of it is the form that SSL_set_alpn_protos() takes.
Result<Opaque8List> read_alpn_protocols(Bytes body);
// `raw` is the list without its length: names with a length byte each.
void write_alpn_protocols(Writer& out, Bytes raw);

// The server's choice: a list of exactly one, illegal_parameter when it holds more.
Result<Bytes> read_alpn_selection(Bytes body);
void write_alpn_selection(Writer& out, Bytes protocol);

}  // namespace reprise::wire
