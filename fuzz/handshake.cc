// SPDX-License-Identifier: Apache-2.0
// Whole handshakes between two real ends, of which one sends what the input makes of its messages. They are changed
// before they are protected, so that what is inside of every record is reached, in both roles and versions.
// Input:  setup[2] | changes. A change is  index[1] | what[1] | offset[2] | length[1] | bytes: what becomes of the
// sender's index'th message. Whoever completes a handshake with changed messages has missed something.
#include <cstdlib>

#include "fuzz/fixed_random.h"
#include "fuzz/handshake_host.h"
#include "tamper.h"

namespace {

using namespace reprise;
using namespace reprise::fuzz;
using engine::Connection;

// A client and a server of that setup, on hosts of which the server's knows the sessions of earlier ends.
class Ends {
 public:
  Ends(unsigned setup, Ref<session::Session> session, FuzzHost& server_host);

  void run();
  bool complete() const { return client_.handshake_complete() && server_.handshake_complete(); }
  bool resumed() const { return client_.facts().resumed && server_.facts().resumed; }
  bool failed() const { return client_.failed() || server_.failed(); }
  bool sender_complete() const { return (setup_ & kServerSends ? server_ : client_).handshake_complete(); }
  // What the client got last; null: none.
  Ref<session::Session> session() const {
    return client_host_.published.empty() ? Ref<session::Session>() : client_host_.published.back().share();
  }

 private:
  void configure();
  void pump();
  void drive(Connection& end);
  void deliver(Connection& from, Connection& to);

  unsigned setup_;
  bool early_;
  FuzzHost client_host_;
  FuzzHost& server_host_;
  Connection client_, server_;
};

Ends::Ends(unsigned setup, Ref<session::Session> session, FuzzHost& server_host)
    : setup_(setup),
      early_((setup & kEarlyData) != 0 && session),
      client_host_(setup),
      server_host_(server_host),
      client_((configure(), Role::client), client_host_, garbage::make_tampered_client),
      server_(Role::server, server_host_, garbage::make_tampered_server) {
  if (session) client_.offer(std::move(session));
}

void Ends::configure() {
  auto& client = client_host_.mutable_config();
  auto& server = server_host_.mutable_config();
  client.server_name = "localhost";
  client.alpn_protocols = {2, 'h', '2'};
  client.switches.request_ocsp = true;
  client.switches.post_handshake_auth = (setup_ & kAfter) != 0;
  client.max_fragment_length = setup_ & kFragments ? 1 : 0;
  client.credentials.clear();
  if (setup_ & (kClientCertificate | kAfter)) client.credentials.push_back(credential(0));
  server.max_early_data = 1000;
  server.credentials.clear();
  server.credentials.push_back(credential(server_key(setup_)));
  client.max_version = server.max_version = setup_ & kTls12 ? 0x0303 : 0x0304;
  client.switches.tickets = server.switches.tickets = (setup_ & kTls12) == 0 || (setup_ & kById) == 0;
  client.switches.allow_psk_ke = server.switches.allow_psk_ke = (setup_ & kPskKe) != 0;
  server.client_certificate =
      setup_ & kClientCertificate ? handshake::PeerCertificate::required : handshake::PeerCertificate::ignored;
  server.groups = {crypto::NamedGroup::secp256r1};
  if ((setup_ & kRetry) == 0) server.groups.insert(server.groups.begin(), crypto::NamedGroup::x25519);
}

void Ends::run() {
  if (early_ && client_.write_early_data(bytes_of("early")).ok()) (void)client_.end_early_data().ok();
  pump();
  if ((setup_ & kAfter) == 0 || !complete() || failed()) return;
  (void)client_.update_keys(handshake::RequestUpdate::yes).ok();
  pump();
  (void)server_.request_client_certificate().ok();
  (void)server_.send_tickets(1).ok();
  pump();
}

void Ends::pump() {
  for (int turn = 0; turn < 6; ++turn) {
    drive(client_);
    deliver(client_, server_);
    drive(server_);
    deliver(server_, client_);
  }
  drive(client_);
}

void Ends::drive(Connection& end) {
  ByteVector out(20000);
  const bool was_dead = end.failed();
  const std::size_t left = end.output().size();
  if (early_ && &end == &server_ && !end.handshake_complete()) (void)end.read_early_data(out).ok();
  auto status = end.handshake();
  for (int again = 0; again < 30 && status.ok() && status.value() == engine::Status::wants_answer; ++again) {
    status = end.handshake();
  }
  if (status.ok() && (end.failed() || status.value() == engine::Status::wants_answer)) std::abort();
  while (end.handshake_complete() && end.has_pending()) {
    const auto transfer = end.read(out);
    if (!transfer.ok() || transfer.value().status != engine::Status::done) break;
  }
  if (was_dead && end.output().size() > left) std::abort();  // an alert was the last word
}

void Ends::deliver(Connection& from, Connection& to) {
  const ByteVector bytes = copy_of(from.output());
  from.output_sent(bytes.size());
  const std::size_t step = setup_ & kByteByByte ? 1 : bytes.size();
  for (std::size_t at = 0; at < bytes.size() && !to.failed(); at += step) {
    const MutableBytes space = to.input_space(step);
    std::ranges::copy(Bytes(bytes).subspan(at, step), space.begin());
    to.input_filled(step);
    if (setup_ & kByteByByte) (void)to.handshake().ok();
  }
}

struct Change {
  std::uint8_t index, what;
  std::size_t offset;
  ByteVector bytes;
};

std::vector<Change> changes_in(Bytes input) {
  std::vector<Change> changes;
  while (input.size() >= 5 && changes.size() < 8) {
    Change change{input[0], input[1], std::size_t(input[2]) << 8 | input[3], {}};
    const Bytes rest = input.subspan(5);
    change.bytes = copy_of(rest.first(std::min<std::size_t>(input[4], rest.size())));
    input = rest.subspan(change.bytes.size());
    changes.push_back(std::move(change));
  }
  return changes;
}

// Writes the length of a whole message into its header again.
void mend_length(ByteVector& message) {
  if (message.size() < 4) return;
  const std::size_t size = message.size() - 4;
  message[1] = std::uint8_t(size >> 16), message[2] = std::uint8_t(size >> 8), message[3] = std::uint8_t(size);
}

void apply(const Change& change, std::vector<ByteVector>& messages) {
  ByteVector& message = messages.back();
  const auto at = message.begin() + std::ptrdiff_t(std::min(change.offset, message.size()));
  const auto rest = message.end() - at;
  switch (change.what % 8) {
    case 0: std::copy_n(change.bytes.begin(), std::min(std::ptrdiff_t(change.bytes.size()), rest), at); break;
    case 1: message.insert(at, change.bytes.begin(), change.bytes.end()), mend_length(message); break;
    case 2: message.erase(at, at + std::min<std::ptrdiff_t>(change.what >> 3, rest)), mend_length(message); break;
    case 3: message.insert(at, change.bytes.begin(), change.bytes.end()); break;
    case 4: messages.push_back(message); break;
    case 5: messages.insert(messages.begin(), change.bytes); break;
    case 6: message = change.bytes; break;
    case 7: message.clear(); break;
  }
}

// Counts in both transcripts: not a HelloRequest, and not what follows the handshake.
bool is_hashed(const ByteVector& message, unsigned setup) {
  const auto type = message.empty() ? wire::HandshakeType::hello_request : wire::HandshakeType{message[0]};
  if (type == wire::HandshakeType::hello_request) return false;
  return (setup & kTls12) != 0 || type != wire::HandshakeType::new_session_ticket;
}

// What counts of messages of TLS 1.2: a HelloRequest may come at any time (RFC 5246, 7.4.1.1).
ByteVector without_hello_requests(Bytes sent) {
  constexpr std::uint8_t kHelloRequest[4] = {};
  ByteVector rest;
  while (sent.size() >= 4) {
    const std::size_t size = 4 + (std::size_t(sent[1]) << 16 | std::size_t(sent[2]) << 8 | sent[3]);
    const Bytes one = sent.first(std::min(size, sent.size()));
    if (!std::ranges::equal(one, kHelloRequest)) rest.insert(rest.end(), one.begin(), one.end());
    sent = sent.subspan(one.size());
  }
  rest.insert(rest.end(), sent.begin(), sent.end());
  return rest;
}

// Whether the receiver must notice. In TLS 1.2 more may follow a Finished under the same keys.
bool differs(const ByteVector& message, ByteVector sent, unsigned setup) {
  if (setup & kTls12) sent = without_hello_requests(sent);
  const bool is_finished = !message.empty() && wire::HandshakeType{message[0]} == wire::HandshakeType::finished;
  if ((setup & kTls12) == 0 || !is_finished || sent.size() < message.size()) return sent != message;
  return !std::equal(message.begin(), message.end(), sent.begin());
}

// A session that `server_host` resumes, from an honest handshake; null where none is to be resumed.
Ref<session::Session> session_for(unsigned setup, FuzzHost& server_host) {
  if ((setup & kResumed) == 0) return {};
  Ends first(setup & ~unsigned(kEarlyData | kAfter), {}, server_host);
  first.run();
  if (!first.complete()) std::abort();
  return first.session();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const unsigned setup = data[0] | data[1] << 8;
  (void)credential(0);  // not from the fixed randomness
  fuzz::install_fixed_random();
  garbage::tamper_with(nullptr, nullptr);
  const auto changes = changes_in({data + 2, size - 2});
  FuzzHost server_host(setup);
  Ends ends(setup, session_for(setup, server_host), server_host);
  bool changed = false;
  const garbage::Tampering tampering{
      .sender = setup & kServerSends ? Role::server : Role::client,
      .change =
          [&](std::size_t index, const ByteVector& message) {
            std::vector<ByteVector> messages{message};
            for (const auto& change : changes) {
              if (change.index == index) apply(change, messages);
            }
            ByteVector sent;
            for (const auto& one : messages) sent.insert(sent.end(), one.begin(), one.end());
            changed |= differs(message, sent, setup) && !ends.sender_complete() && is_hashed(messages[0], setup);
            return messages;
          },
      .count_ccs = {}};
  garbage::tamper_with(&tampering, nullptr);
  ends.run();
  garbage::tamper_with(nullptr, nullptr);
  // A session of an external PSK has no certificate, and a server that must have one resumes no such session.
  const bool lacks_certificate = (setup & kExternalPsk) != 0 && (setup & kClientCertificate) != 0;
  const bool resumes = (setup & kResumed) != 0 && !lacks_certificate;
  const bool honest_end = ends.complete() && !ends.failed() && (ends.resumed() || !resumes);
  if (changes.empty() && !honest_end) std::abort();
  if (changed && ends.complete() && !ends.failed()) std::abort();
  return 0;
}
