// SPDX-License-Identifier: Apache-2.0
// How a connection verifies its peer: what a verdict hangs on, and what came of it.
#pragma once

#include <string>

#include "capi/objects/ssl_object.h"
#include "crypto/parts_hash.h"

namespace reprise::capi {

// What libcrypto found. It lies with the chain that it is about (ShownChain), and is told of once that is the peer's.
class Verification {
 public:
  // Takes it out of `used`, which has been run.
  explicit Verification(X509_STORE_CTX* used);

  STACK_OF(X509)* chain() const { return chain_.get(); }  // as it was built; lent; null: none was
  const char* peer_name() const { return peer_name_.empty() ? nullptr : peer_name_.c_str(); }
  // Lets `param`, a program's view, show the name too.
  void show_name(X509_VERIFY_PARAM* param) { X509_VERIFY_PARAM_move_peername(param, named_.get()); }

 private:
  Own<STACK_OF(X509)> chain_;
  std::string peer_name_;          // the one of those wanted that matched; empty: none
  Own<X509_VERIFY_PARAM> named_;   // holds the name for show_name(), since libcrypto only moves it
};

// Of the peer; null while nobody has proved to be it, and where it was not verified on this connection. Lent.
Verification* verification_of(const SSL* ssl);
// Has the connection's own parameters, if there are any, show the name of the peer, or none.
void show_peer_name(SSL* ssl);

// A verification of libcrypto's, and the store that it looks into: another thread, or a callback, may put another one
// in place meanwhile.
struct StoreContext {
  Own<X509_STORE> store;
  Own<X509_STORE_CTX> context;  // goes before its store does

  X509_STORE_CTX* get() const { return context.get(); }
};

// A verification of `leaf` with `untrusted` beside it as `ssl` has them made now, without its callbacks: store, purpose
// and parameters. Both may be null: for who wants to know by what a chain would be verified.
Result<StoreContext> new_verification(const SSL* ssl, X509* leaf, STACK_OF(X509)* untrusted);
// All that the verdict of such a verification hangs on besides the trusted certificates, as far as it can be seen.
void add_terms(const SSL* ssl, X509_STORE_CTX* verification, crypto::PartsHash& hash);

// Whether code of the program's gets hold of the certificates while `ssl` verifies them.
bool looks_at_certificates(const SSL* ssl);

// The IP address that `param` wants of a leaf, as text; null: none.
Own<char> wanted_address(X509_VERIFY_PARAM* param);
// Whether `param` wants names of a leaf, and whether `leaf` has them.
bool wants_names(X509_VERIFY_PARAM* param);
bool has_wanted_names(X509* leaf, X509_VERIFY_PARAM* param);
// Whether what a good verdict says of the leaf alone still holds under `verification`, which is not changed: its time,
// purpose, strength and names, and that no revocation list at hand has it, where such lists count.
bool leaf_stands(X509* leaf, X509_STORE_CTX* verification);

}  // namespace reprise::capi
