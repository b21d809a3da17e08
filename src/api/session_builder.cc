// SPDX-License-Identifier: Apache-2.0
// Sessions made and changed by copying.
#include <optional>

#include "api/outward.h"
#include "api/session_access.h"
#include "reprise/session.h"
#include "session/object/session.h"

namespace reprise::api {

// What a session will be, and the first thing that was wrong with it.
struct SessionDraft {
  session::SessionDraft fields;
  session::UnixSeconds time = 0;
  std::int64_t timeout_s = session::kNewSessionTimeout_s;
  bool not_resumable = false;
  std::optional<Reason> fault;

  void refuse(Reason reason) {
    if (!fault) fault = reason;
  }
  // True when `bytes` fit.
  bool fits(Bytes bytes, std::size_t limit) {
    if (bytes.size() > limit) refuse(Reason::too_long);
    return bytes.size() <= limit;
  }
};

namespace {

std::optional<ByteVector> unless_empty(Bytes bytes) {
  return bytes.empty() ? std::nullopt : std::optional(copy_of(bytes));
}
std::optional<std::string> unless_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

}  // namespace
}  // namespace reprise::api

namespace reprise::v0 {

SessionBuilder::SessionBuilder() : draft_(std::make_unique<api::SessionDraft>()) {}
SessionBuilder::SessionBuilder(const SessionView& original) : SessionBuilder() {
  const auto& session = RefAccess::inside(original);
  draft_->fields = session::SessionDraft::from(session.data());
  draft_->time = session.time();
  draft_->timeout_s = session.timeout_s();
  draft_->not_resumable = session.not_resumable();
}
SessionBuilder::SessionBuilder(SessionBuilder&&) noexcept = default;
SessionBuilder& SessionBuilder::operator=(SessionBuilder&&) noexcept = default;
SessionBuilder::~SessionBuilder() = default;

SessionBuilder& SessionBuilder::version(Version version) {
  draft_->fields.numbers.version = std::uint16_t(version);
  return *this;
}
SessionBuilder& SessionBuilder::cipher_suite(std::uint16_t number) {
  draft_->fields.numbers.cipher_suite = number;
  return *this;
}
SessionBuilder& SessionBuilder::extended_master_secret(ExtendedMasterSecret use) {
  auto& flags = draft_->fields.numbers.flags;
  flags &= ~session::kFlagExtendedMasterSecret;
  if (use == ExtendedMasterSecret::used) flags |= session::kFlagExtendedMasterSecret;
  return *this;
}
SessionBuilder& SessionBuilder::secret(Bytes secret) {
  if (draft_->fits(secret, session::kMaxSecretLen)) draft_->fields.secret = SecretBytes(secret);
  return *this;
}
SessionBuilder& SessionBuilder::id(Bytes id) {
  if (draft_->fits(id, session::kMaxSessionIdLen)) draft_->fields.session_id = copy_of(id);
  return *this;
}
SessionBuilder& SessionBuilder::id_context(Bytes context) {
  if (draft_->fits(context, session::kMaxSessionIdContextLen)) draft_->fields.session_id_context = copy_of(context);
  return *this;
}
SessionBuilder& SessionBuilder::ticket(Bytes ticket) {
  if (draft_->fits(ticket, 0xffff)) draft_->fields.ticket = api::unless_empty(ticket);  // RFC 8446, 4.6.1
  return *this;
}
SessionBuilder& SessionBuilder::ticket_lifetime(std::chrono::seconds lifetime) {
  if (lifetime.count() < 0 || lifetime.count() > 0xffffffff) draft_->refuse(Reason::bad_value);
  draft_->fields.numbers.lifetime_hint = std::uint64_t(lifetime.count());
  return *this;
}
SessionBuilder& SessionBuilder::ticket_age_add(std::uint32_t milliseconds) {
  draft_->fields.numbers.age_add = milliseconds;
  return *this;
}
SessionBuilder& SessionBuilder::application_data(Bytes data) {
  draft_->fields.ticket_appdata = api::unless_empty(data);
  return *this;
}
SessionBuilder& SessionBuilder::max_early_data_bytes(std::uint32_t limit) {
  draft_->fields.numbers.max_early_data = limit;
  return *this;
}
SessionBuilder& SessionBuilder::server_name(std::string_view name) {
  draft_->fields.hostname = api::unless_empty(name);
  return *this;
}
SessionBuilder& SessionBuilder::application_protocol(std::string_view protocol) {
  // RFC 7301, 3.1: opaque ProtocolName<1..2^8-1>.
  if (draft_->fits(bytes_of(protocol), 0xff)) draft_->fields.alpn = api::unless_empty(bytes_of(protocol));
  return *this;
}
SessionBuilder& SessionBuilder::made_at(Time time) {
  if (api::inward(time) < 0) draft_->refuse(Reason::bad_value);
  draft_->time = api::inward(time);
  return *this;
}
SessionBuilder& SessionBuilder::timeout(std::chrono::seconds timeout) {
  if (timeout.count() < 0) draft_->refuse(Reason::bad_value);
  draft_->timeout_s = timeout.count();
  return *this;
}
SessionBuilder& SessionBuilder::not_resumable() {
  draft_->not_resumable = true;
  return *this;
}

Result<Ref<const Session>> SessionBuilder::publish() const {
  if (draft_->fault) return fail_silently(*draft_->fault);
  auto session = session::Session::create(draft_->fields.build(), draft_->time, draft_->timeout_s);
  if (draft_->not_resumable) session->mark_not_resumable();
  return RefAccess::hand_out(std::move(session));
}

}  // namespace reprise::v0
