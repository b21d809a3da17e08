// SPDX-License-Identifier: Apache-2.0
#include "subject.h"

#include <algorithm>

#include "identity.h"

namespace reprise::rogue {

using engine::Status;
using engine::TestKeyType;

SubjectHost::SubjectHost(const Setup& setup) : PairHost(setup.subject, algorithms()), setup_(setup) {
  auto& config = mutable_config();
  config.min_version = setup.host != nullptr ? kTls12 : setup.version;
  config.max_version = setup.host != nullptr ? kTls13 : setup.version;
  const bool client = setup.subject == Role::client;
  if (setup.authenticates && !client) config.client_certificate = handshake::PeerCertificate::required;
  if (client && (setup.authenticates || setup.post_handshake))
    config.credentials.push_back(engine::test_credential(algorithms(), TestKeyType::p256));
  config.switches.post_handshake_auth = setup.post_handshake;
  config.switches.verify_peer = true;
  config.session_id_context = copy_of(bytes_of("rogue"));
  config.switches.tickets = !setup.by_id;
  config.switches.request_ocsp = client && setup.version == kTls12;
  if (setup.early_data) config.max_early_data = 1000;
  if (setup.retries) config.groups = {crypto::NamedGroup::secp256r1};
}

handshake::Answer<handshake::FoundToResume> SubjectHost::find_session(Bytes id) {
  for (const auto& session : published) {
    if (std::ranges::equal(session->data().session_id(), id))
      return std::optional(handshake::FoundToResume{.session = session.share(), .from_cache = true});
  }
  return std::optional(handshake::FoundToResume{});
}

Result<ByteVector> SubjectHost::new_session_id() {
  if (!setup_.by_id) return ByteVector{};
  ByteVector id(32);
  TRY(random().fill(id));
  return id;
}

Subject::Subject(const Setup& setup, SubjectHost& host, Ref<session::Session> offered)
    : setup_(setup), connection_(setup.subject, host) {
  const bool early = setup.early_data && setup.subject == Role::client && offered;
  if (offered) connection_.offer(std::move(offered));
  if (early) {
    note(connection_.write_early_data(bytes_of("early")));
    note(connection_.end_early_data());
  }
  drive();
}

bool Subject::ask(Symbol symbol) {
  const auto asked = symbol == Symbol::ask_certificate
                         ? connection_.request_client_certificate()
                         : connection_.update_keys(handshake::RequestUpdate::yes);
  return asked.ok();
}

void Subject::feed(Bytes bytes) {
  while (!bytes.empty() && !failed()) {
    const MutableBytes space = connection_.input_space(bytes.size());
    const std::size_t size = std::min(space.size(), bytes.size());
    std::ranges::copy(bytes.first(size), space.begin());
    connection_.input_filled(size);
    bytes = bytes.subspan(size);
    drive();
  }
}

ByteVector Subject::take_output() {
  ByteVector bytes = copy_of(connection_.output());
  connection_.output_sent(bytes.size());
  return bytes;
}

void Subject::read_early() {
  ByteVector out(20000);
  for (;;) {
    const auto read = connection_.read_early_data(out);
    if (!note(read) || read.value().size == 0) return;
    early_data_ += text_of(Bytes(out).first(read.value().size));
  }
}

void Subject::drive() {
  ByteVector out(20000);
  if (failed()) return;
  if (setup_.early_data && setup_.subject == Role::server && !complete()) read_early();
  if (failed() || !note(connection_.handshake())) return;
  while (complete()) {
    const auto read = connection_.read(out);
    if (!note(read) || read.value().status != Status::done) return;
    data_ += text_of(Bytes(out).first(read.value().size));
  }
}

}  // namespace reprise::rogue
