// SPDX-License-Identifier: Apache-2.0
// What can be asked of a session.
#include "reprise/session.h"

#include "api/outward.h"
#include "api/session_access.h"
#include "base/check.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::v0 {
namespace {

const session::Session& in(const Session* session) { return *RefAccess::inside(session); }

}  // namespace

void retain_object(const Session* session) noexcept { in(session).retain(); }

void release_object(const Session* session) noexcept {
  auto* inside = RefAccess::inside(session);
  if (inside->release()) delete inside;
}

SessionView::Borrowed(const Ref<const Session>& owner) : session_(owner.object_) { CHECK(session_ != nullptr); }

Ref<const Session> SessionView::share() const {
  Ref<const Session> owner;
  retain_object(session_);
  owner.object_ = session_;
  return owner;
}

Version SessionView::version() const { return Version(in(session_)->version()); }
std::uint16_t SessionView::cipher_suite() const { return in(session_)->cipher_suite(); }
std::string_view SessionView::cipher_suite_name() const {
  const auto* suite = wire::find_cipher_suite(cipher_suite());
  return suite != nullptr ? suite->standard_name : std::string_view();
}
std::uint16_t SessionView::key_exchange_group() const { return in(session_)->kex_group(); }
bool SessionView::extended_master_secret() const { return in(session_)->extended_master_secret(); }

Bytes SessionView::id() const { return in(session_)->session_id(); }
Bytes SessionView::id_context() const { return in(session_)->session_id_context(); }
Bytes SessionView::ticket() const { return in(session_)->ticket(); }
std::chrono::seconds SessionView::ticket_lifetime() const {
  return std::chrono::seconds(std::int64_t(in(session_)->lifetime_hint()));
}
std::uint32_t SessionView::ticket_age_add() const { return in(session_)->age_add(); }
Bytes SessionView::application_data() const { return in(session_)->ticket_appdata(); }
std::uint32_t SessionView::max_early_data_bytes() const { return in(session_)->max_early_data(); }

std::string_view SessionView::server_name() const { return in(session_)->hostname(); }
std::string_view SessionView::application_protocol() const { return text_of(in(session_)->alpn()); }
Bytes SessionView::peer_certificate() const {
  const auto* peer = in(session_)->peer();
  return peer != nullptr ? peer->der() : Bytes();
}
long SessionView::verify_result() const { return in(session_)->verify_result(); }

Time SessionView::made_at() const { return api::outward(in(session_).time()); }
std::chrono::seconds SessionView::timeout() const { return std::chrono::seconds(in(session_).timeout_s()); }
bool SessionView::expired(Time now) const { return in(session_).expired(api::inward(now)); }
std::optional<Time> SessionView::full_handshake_at() const {
  const auto time = in(session_)->origin_time();
  return time != 0 ? std::optional(api::outward(time)) : std::nullopt;
}
bool SessionView::resumable() const { return in(session_).is_resumable(); }

Secret SessionView::secret() const { return Secret(copy_of(in(session_)->secret())); }
std::size_t SessionView::heap_bytes() const { return in(session_).heap_bytes(); }

}  // namespace reprise::v0
