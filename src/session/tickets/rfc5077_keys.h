// SPDX-License-Identifier: Apache-2.0
// The ticket construction that RFC 5077, 4 recommends, for servers that share keys through the API of OpenSSL:
//
//   key_name[16] | iv[16] | AES-256-CBC(session) | HMAC-SHA256[32] over all before it
//
// The iv is made of randomness and of the session (crypto/synthetic_nonce.h), so that copies of a machine do not show
// where two sessions begin to differ.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret_bytes.h"
#include "crypto/algorithms.h"
#include "crypto/certificate_interner.h"
#include "crypto/hmac.h"
#include "crypto/pool.h"
#include "crypto/random.h"
#include "crypto/synthetic_nonce.h"
#include "session/object/session.h"
#include "session/tickets/ticket.h"

namespace reprise::session {

inline constexpr std::size_t kRfc5077KeysLen = 80;  // key_name[16] | hmac_key[32] | aes_key[32]

// One set of keys. Immutable once set; any thread may seal and open.
class Rfc5077Keys final : public RefCounted {
 public:
  // `keys` is kRfc5077KeysLen bytes, as SSL_CTX_set_tlsext_ticket_keys() takes them; anything else fails with
  // invalid_ticket_keys_length. `random` and `certificates` must outlive the result.
  static Result<Ref<const Rfc5077Keys>> create(Ref<const crypto::Algorithms> algorithms, crypto::Random& random,
                                               crypto::CertificateInterner& certificates, Bytes keys);
  ~Rfc5077Keys();

  Bytes name() const { return keys_.bytes().first(kTicketKeyNameLen); }
  Bytes keys() const { return keys_.bytes(); }  // all 80 bytes, for SSL_CTX_get_tlsext_ticket_keys()

  // As TicketSealer's, but for the scope, which the layout has no room for.
  Result<SealedTicket> seal(const Session& session, UnixSeconds now) const;
  UnsealedTicket open(Bytes ticket, UnixSeconds now) const;

 private:
  struct Work;
  Rfc5077Keys(Ref<const crypto::Algorithms> algorithms, crypto::Random& random,
              crypto::CertificateInterner& certificates, Bytes keys);
  std::unique_ptr<Work> work() const;

  Ref<const crypto::Algorithms> algorithms_;
  crypto::Random& random_;
  crypto::CertificateInterner& certificates_;
  SecretArray<kRfc5077KeysLen> keys_;
  crypto::HmacKey hmac_key_;
  crypto::SyntheticNonce ivs_;
  mutable crypto::Pool<Work, 4> pool_;
};

}  // namespace reprise::session
