// SPDX-License-Identifier: Apache-2.0
// Sessions as handshakes make them: what a connection is remembered by.
#pragma once

#include "handshake/flow/context.h"
#include "session/object/session.h"

namespace reprise::handshake::tls13 {

// What facts say of the connection, as fields of a session: version, suite, group, ALPN, the peer's certificates, and
// when the full handshake behind it was. Views live as long as facts do.
session::SessionFields connection_fields(const Context& context);

// A session of these fields that begins now, with the lifetime of the settings.
Ref<session::Session> new_session(const Context& context, const session::SessionFields& fields);

}  // namespace reprise::handshake::tls13
