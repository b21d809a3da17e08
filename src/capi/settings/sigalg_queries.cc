// SPDX-License-Identifier: Apache-2.0
// The signature algorithms of the peer, and those shared with it (SSL_get_sigalgs(3)).
#include <algorithm>
#include <climits>
#include <vector>

#include "capi/algorithms/signature_nids.h"
#include "capi/certificates/security.h"
#include "capi/objects/compile_config.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

struct Nids {
  int sign = NID_undef;
  int hash = NID_undef;
  int both = NID_undef;
};

Nids nids_of(std::uint16_t code) {
  const auto* scheme = crypto::find_scheme(crypto::SignatureScheme(code));
  if (scheme == nullptr) return {};
  return {.sign = signature_type_nid(*scheme), .hash = scheme->hash_nid, .both = scheme->signature_nid};
}

template <typename T>
void store(T* where, int value) {
  if (where != nullptr) *where = T(value);
}

struct Outputs {
  int* sign;
  int* hash;
  int* both;
  unsigned char* raw_sign;
  unsigned char* raw_hash;
};

void give(std::uint16_t code, const Outputs& out) {
  const auto nids = nids_of(code);
  store(out.sign, nids.sign);
  store(out.hash, nids.hash);
  store(out.both, nids.both);
  store(out.raw_sign, code & 0xff);
  store(out.raw_hash, code >> 8);
}

// Compat: a server that resumes chooses no signature, and has looked at none.
const std::vector<std::uint16_t>& peers_codes(const SSL* ssl) {
  static const std::vector<std::uint16_t> none;
  const auto& facts = facts_of(ssl);
  return ssl->side == Side::server && facts.resumed ? none : facts.peer_signature_schemes;
}

bool allowed(SSL* ssl, std::uint16_t code) {
  const auto* scheme = crypto::find_scheme(crypto::SignatureScheme(code));
  if (scheme == nullptr) return false;
  std::uint8_t raw[] = {std::uint8_t(code >> 8), std::uint8_t(code)};
  return security_allows(ssl->ctx.get(), ssl, {.operation = SSL_SECOP_SIGALG_SHARED, .bits = scheme->security_bits,
                                               .nid = scheme->hash_nid, .other = raw});
}

// In the order of whoever has the say; each once, whatever the peer repeats.
std::vector<std::uint16_t> shared_codes(SSL* ssl) {
  const crypto::SchemeList known(peers_codes(ssl));
  const std::vector<std::uint16_t> theirs(known.begin(), known.end());
  std::vector<std::uint16_t> ours;
  for (const auto scheme : schemes_in_force(*ssl->settings)) ours.push_back(std::uint16_t(scheme));
  const bool we_decide = (ssl->settings->options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;
  const auto& first = we_decide ? ours : theirs;
  const auto& second = we_decide ? theirs : ours;
  std::vector<std::uint16_t> shared;
  for (const auto code : first) {
    if (std::ranges::find(second, code) != second.end() && allowed(ssl, code)) shared.push_back(code);
  }
  return shared;
}

}  // namespace

extern "C" {

int SSL_get_sigalgs(SSL* ssl, int index, int* sign, int* hash, int* both, unsigned char* raw_sign,
                    unsigned char* raw_hash) {
  const auto& codes = peers_codes(ssl);
  if (codes.empty() || codes.size() > INT_MAX) return 0;
  if (index >= 0) {
    if (std::size_t(index) >= codes.size()) return 0;
    give(codes[std::size_t(index)], {sign, hash, both, raw_sign, raw_hash});
  }
  return int(codes.size());
}

int SSL_get_shared_sigalgs(SSL* ssl, int index, int* sign, int* hash, int* both, unsigned char* raw_sign,
                           unsigned char* raw_hash) {
  const auto codes = shared_codes(ssl);
  if (index < 0 || std::size_t(index) >= codes.size()) return 0;
  give(codes[std::size_t(index)], {sign, hash, both, raw_sign, raw_hash});
  return int(codes.size());
}

}  // extern "C"
