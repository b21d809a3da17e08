// SPDX-License-Identifier: Apache-2.0
#include "session/client/stored_session.h"

#include <utility>
#include <vector>

#include "session/object/session_der.h"
#include "wire/codec/reader.h"
#include "wire/codec/writer.h"

namespace reprise::session {
namespace {

using Certificates = std::vector<Ref<const crypto::Certificate>>;

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kLengthLen = 3;

// Bytes of the certificates after the leaf, each with its length.
std::size_t tail_len(const crypto::CertificateChain* chain) {
  std::size_t len = 0;
  for (std::size_t i = 1; chain != nullptr && i < chain->size(); ++i) len += kLengthLen + (*chain)[i].der().size();
  return len;
}

void write_tail(const crypto::CertificateChain* chain, wire::Writer& out) {
  for (std::size_t i = 1; chain != nullptr && i < chain->size(); ++i) out.opaque24((*chain)[i].der());
}

Result<Certificates> read_tail(wire::Reader in, crypto::CertificateInterner& certificates) {
  Certificates tail;
  while (!in.empty()) tail.push_back(TRY(certificates.intern(TRY(in.opaque24(1)))));
  return tail;
}

}  // namespace

Result<SecretBytes> encode_stored_session(const Session& session) {
  const auto* chain = session.data().peer_chain();
  ByteVector out;
  // As a whole: growing would leave copies of the secret behind.
  out.reserve(1 + kLengthLen + tail_len(chain) + encoded_session_len(session));
  wire::Writer writer(out);
  writer.u8(kFormat);
  writer.vec24([&] { write_tail(chain, writer); });
  TRY(writer.finish());
  TRY(encode_session(session, out));
  SecretBytes bytes{Bytes(out)};
  wipe(out);
  return bytes;
}

Result<Ref<Session>> decode_stored_session(Bytes bytes, crypto::CertificateInterner& certificates, UnixSeconds now) {
  wire::Reader in(bytes);
  if (TRY(in.u8()) != kFormat) return fail(Alert::decode_error, Reason::bad_data);
  auto tail = TRY(read_tail(TRY(in.vec24()), certificates));
  auto decoded = TRY(decode_session(in.rest(), certificates, now));
  if (decoded.consumed != in.rest().size()) return fail(Alert::decode_error, Reason::trailing_bytes);
  auto& session = decoded.session;
  const auto* leaf = session->data().peer();
  if (leaf == nullptr) {
    if (!tail.empty()) return fail(Alert::decode_error, Reason::bad_data);
    return std::move(session);
  }
  tail.insert(tail.begin(), Ref<const crypto::Certificate>::sharing(leaf));
  const auto chain = make_ref<crypto::CertificateChain>(std::move(tail));
  session->edit([&](SessionFields& fields) { fields.peer_chain = chain.get(); });
  return std::move(session);
}

}  // namespace reprise::session
