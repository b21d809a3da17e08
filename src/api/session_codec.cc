// SPDX-License-Identifier: Apache-2.0
// Sessions as DER and PEM.
#include "api/library.h"
#include "api/outward.h"
#include "api/session_access.h"
#include "base/secret_bytes.h"
#include "reprise/session.h"
#include "session/object/session_der.h"
#include "session/object/session_pem.h"

namespace reprise::v0 {
namespace {

Result<Ref<const Session>> decode(const Library& library, Bytes der, Time now) {
  const auto shared = LibraryAccess::share(library);
  auto decoded = TRY(session::decode_session(der, shared->interner, api::inward(now)));
  if (decoded.consumed != der.size()) return fail_silently(Reason::bad_data);
  return RefAccess::hand_out(std::move(decoded.session));
}

Result<Ref<const Session>> decode_pem(const Library& library, std::string_view pem, Time now) {
  const auto der = TRY(session::session_der_in_pem(pem));
  return decode(library, der.bytes(), now);
}

// The bytes change hands: nothing is copied, nothing left behind.
Result<Secret> encode(const SessionView& session) {
  ByteVector der;
  TRY(session::encode_session(RefAccess::inside(session), der));
  return Secret(std::move(der));
}

Result<Secret> encode_pem(const SessionView& session) {
  const auto der = TRY(encode(session));
  const auto pem = TRY(session::session_pem(der.bytes()));
  return Secret(copy_of(pem.bytes()));
}

}  // namespace

Result<Ref<const Session>> session_from_der(const Library& library, Bytes der, Time now) {
  return api::unheard(decode(library, der, now));
}
Result<Ref<const Session>> session_from_pem(const Library& library, std::string_view pem, Time now) {
  return api::unheard(decode_pem(library, pem, now));
}
Result<Secret> der_of(const SessionView& session) { return api::unheard(encode(session)); }
Result<Secret> pem_of(const SessionView& session) { return api::unheard(encode_pem(session)); }

}  // namespace reprise::v0
