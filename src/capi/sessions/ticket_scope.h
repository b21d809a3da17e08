// What binds a ticket of our own ring to where it was made.
#pragma once

#include "base/result.h"
#include "capi/connection/ssl_object.h"
#include "session/ticket.h"

namespace reprise::capi {

// A hash of what a server's verdict on a client hangs on: whether it asks for a certificate and insists on one, whose,
// and for which server name. A session that one virtual host authenticated is then not resumed at another (the session
// id context is looked at apart from that, as the API says). All zeroes for a server that does not verify clients: its
// tickets are good at any name, as programs expect.
Result<session::TicketScope> ticket_scope(SSL* ssl);

}  // namespace reprise::capi
