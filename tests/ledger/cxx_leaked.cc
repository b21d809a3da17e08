// SPDX-License-Identifier: Apache-2.0
// A C++ program whose pool takes a reference to each session that it sees, and drops the older one without freeing it.
extern "C" {
#include "buggy.h"
}

namespace shop {

class Pool {
 public:
  void keep(SSL* ssl) { latest_ = SSL_get1_session(ssl); }
  ~Pool() { SSL_SESSION_free(latest_); }

 private:
  SSL_SESSION* latest_ = nullptr;
};

void visit(SSL_CTX* client, SSL_CTX* server, Pool& pool) {
  pair pair = pair_new(client, server);
  REQUIRE(pair_handshake(&pair) && pair_exchange(&pair));
  pool.keep(pair.client);
  pair_shutdown(&pair);
  pair_free(&pair);
}

}  // namespace shop

int main() {
  volatile int visits = 3;  // so that the loop stays one: a report tells calls apart by their place
  SSL_CTX* client = client_ctx(0);
  SSL_CTX* server = server_ctx(0);
  {
    shop::Pool pool;
    for (int i = 0; i < visits; i++) shop::visit(client, server, pool);
  }
  SSL_CTX_free(client);
  SSL_CTX_free(server);
  return 0;
}
