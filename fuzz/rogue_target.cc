// SPDX-License-Identifier: Apache-2.0
#include "fuzz/rogue_target.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "fuzz/work.h"
#include "support/crypto/inputs.h"

namespace reprise::fuzz {

const handshake::Credential& own_credential() {
  static const auto& made = *new auto([] {
    const crypto::KeyPtr key = crypto::new_key("EC", "P-256");
    const auto x509 = crypto::new_certificate(key.get(), 666);
    // Dates of its own: a signature over the time of day is now longer, now shorter.
    ASN1_TIME_set_string(X509_getm_notBefore(x509.get()), "20200101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(x509.get()), "20400101000000Z");
    CHECK(X509_sign(x509.get(), key.get(), EVP_sha256()) > 0);
    std::vector<Ref<const crypto::Certificate>> chain;
    chain.push_back(crypto::Certificate::from_der(rogue::algorithms().share(), crypto::der_of(x509.get())));
    auto credential = make_ref<handshake::Credential>();
    credential->chain = make_ref<crypto::CertificateChain>(std::move(chain));
    credential->key = crypto::PrivateKey::sharing(rogue::algorithms().share(), key.get());
    return credential;
  }());
  return *made;
}

const rogue::Earlier& earlier(const Setup& setup) {
  static auto& made = *new std::map<std::string, rogue::Earlier>;
  auto& one = made[setup.name];
  if (one.host == nullptr) one = rogue::connect_honestly(setup, own_credential());
  return one;
}

handshake::Answer<handshake::FoundToResume> TargetHost::find_session(Bytes id) {
  auto found = SubjectHost::find_session(id);
  return found.value()->session ? std::move(found) : before_.find_session(id);
}

handshake::Answer<handshake::FoundToResume> TargetHost::open_ticket(Bytes ticket, std::uint16_t version) {
  auto found = SubjectHost::open_ticket(ticket, version);
  return found.value()->session ? std::move(found) : before_.open_ticket(ticket, version);
}

Target::Target(const Setup& setup, bool offers)
    : setup_(setup), host_(setup), connection_(setup.subject, host_) {
  const auto& session = earlier(setup).session;
  const bool has_offer = offers && setup.subject == handshake::Role::client && session;
  if (has_offer) connection_.offer(session->duplicate());
  if (has_offer && setup.early_data) {
    note(connection_.write_early_data(bytes_of("early")));
    note(connection_.end_early_data());
  }
  drive();
}

// The first error is the one that counts: the others say that the connection is dead.
template <typename T>
bool Target::note(const Result<T>& result) {
  if (!result.ok() && !error_ && connection_.failed()) error_ = result.error();
  return result.ok();
}

template <typename Call>
void Target::counted(Call call) {
  const std::uint64_t before = work_done();
  call();
  work_ += work_done() - before;
}

void Target::feed(Bytes bytes, std::size_t chunk) {
  counted([&] {
    while (!bytes.empty()) {
      if (failed()) return stay_dead();
      const std::size_t most = chunk == 0 ? bytes.size() : std::min(chunk, bytes.size());
      const MutableBytes space = connection_.input_space(most);
      const std::size_t size = std::min(space.size(), most);
      std::ranges::copy(bytes.first(size), space.begin());
      connection_.input_filled(size);
      num_fed_ += size;
      bytes = bytes.subspan(size);
      drive();
    }
  });
  if (failed()) stay_dead();
}

ByteVector Target::take_output() {
  ByteVector bytes = copy_of(connection_.output());
  connection_.output_sent(bytes.size());
  return bytes;
}

void Target::ask(Symbol symbol) {
  if (symbol == Symbol::ask_certificate) note(connection_.request_client_certificate());
  else note(connection_.update_keys(handshake::RequestUpdate::yes));
}

void Target::write(std::size_t size) { note(connection_.write(ByteVector(size, 'w'))); }

void Target::close() { connection_.close(); }

void Target::send_tickets() { note(connection_.send_tickets(2)); }

void Target::export_key() {
  std::uint8_t key[32];
  note(connection_.export_key("fuzz", {}, false, key));
}

void Target::read_early() {
  for (;;) {
    const auto read = connection_.read_early_data(buffer_);
    if (!note(read) || read.value().size == 0) return;
    num_early_ += read.value().size;
  }
}

void Target::drive() {
  if (failed()) return;
  if (setup_.early_data && setup_.subject == handshake::Role::server && !complete()) read_early();
  if (failed() || !note(connection_.handshake())) return;
  while (complete()) {
    const auto read = connection_.read(buffer_);
    if (!note(read) || read.value().status != engine::Status::done) return;
    num_data_ += read.value().size;
  }
}

// A connection that failed says nothing, takes nothing and gives nothing, whatever is called.
void Target::stay_dead() {
  if (was_dead_) return;
  was_dead_ = true;
  const std::size_t size = connection_.output().size();
  std::uint8_t out[100];
  const bool any = connection_.handshake().ok() || connection_.read(out).ok() || connection_.peek(out).ok() ||
                   connection_.write(bytes_of("more")).ok() || connection_.read_early_data(out).ok() ||
                   connection_.write_early_data(bytes_of("more")).ok() ||
                   connection_.update_keys(handshake::RequestUpdate::yes).ok() || connection_.send_tickets(1).ok() ||
                   connection_.request_client_certificate().ok() || connection_.input_ended().ok();
  connection_.close();
  if (any || connection_.output().size() != size || connection_.input_wanted() != 0) std::abort();
}

}  // namespace reprise::fuzz
