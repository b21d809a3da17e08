// SPDX-License-Identifier: Apache-2.0
// A peer that sends anything: raw bytes, or records sealed with the right keys around any content, at any moment.
// Input:  setup[1] | steps. A step is  what[1] | argument[1] | length[2] | bytes, as far as there are any.
#include <algorithm>
#include <cstdlib>

#include "record/sealer.h"
#include "support/engine/machine.h"

namespace {

using namespace reprise;
using namespace reprise::engine;

const Ref<const crypto::Algorithms>& algorithms() {
  static const auto fetched = record::test_algorithms();
  return fetched;
}

class Steps {
 public:
  explicit Steps(Bytes input) : rest_(input) {}
  bool done() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_[0];
    rest_ = rest_.subspan(1);
    return first;
  }
  Bytes bytes() {
    const std::size_t wanted = std::size_t(byte()) << 8 | byte();
    const Bytes head = rest_.first(std::min(wanted, rest_.size()));
    rest_ = rest_.subspan(head.size());
    return head;
  }

 private:
  Bytes rest_;
};

void put(Connection& connection, Bytes bytes) {
  const MutableBytes space = connection.input_space(bytes.size());
  const std::size_t size = std::min(space.size(), bytes.size());
  std::ranges::copy(bytes.first(size), space.begin());
  connection.input_filled(size);
}

void put_sealed(Connection& connection, record::Sealer& sealer, std::uint8_t type, Bytes content) {
  const record::Content dressed{.type = wire::ContentType{type},
                                .bytes = content.first(std::min(content.size(), wire::kMaxPlaintextLen))};
  ByteVector record(sealer.sealed_size(dressed));
  if (sealer.seal(dressed, record).ok()) put(connection, record);
}

void use_connection(Connection& connection, std::uint8_t how) {
  ByteVector out(how & 0x80 ? 20000 : 7);
  switch (how & 7) {
    case 0: (void)connection.handshake().ok(); break;
    case 1: (void)connection.read(out).ok(); break;
    case 2: (void)connection.peek(out).ok(); break;
    case 3: (void)connection.write(out).ok(); break;
    case 4: (void)connection.read_early_data(out).ok(); break;
    case 5: connection.close(); break;
    case 6: (void)connection.update_keys(handshake::RequestUpdate::no).ok(); break;
    case 7: (void)connection.input_ended().ok(); break;
  }
}

void take_step(Connection& connection, record::Sealer& sealer, std::uint16_t version, Steps& steps) {
  const std::uint8_t what = steps.byte();
  const std::uint8_t argument = steps.byte();
  switch (what % 4) {
    case 0: put(connection, steps.bytes()); break;
    case 1: put_sealed(connection, sealer, argument, steps.bytes()); break;
    case 2: {
      const TestKey key{std::uint8_t(1 + argument % 6)};
      (void)sealer.use_keys(*algorithms(), version == 0x0304 ? tls13_keys(key) : tls12_keys(key)).ok();
      break;
    }
    case 3: use_connection(connection, argument); break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Steps steps({data, size});
  const std::uint8_t setup = steps.byte();
  TestHost host;
  host.script.version = setup & 1 ? 0x0304 : 0x0303;
  host.script.early_data = setup & 2 ? 1000 : 0;
  host.script.accepts_early_data = (setup & 4) != 0;
  const Role role = setup & 8 ? Role::client : Role::server;
  Connection connection(role, host, role == Role::client ? test_client : test_server);
  record::Sealer sealer;
  while (!steps.done()) {
    const bool dead = connection.failed();
    take_step(connection, sealer, host.script.version, steps);
    (void)connection.handshake().ok();
    if (dead && !connection.output().empty()) std::abort();  // an alert was the last word
    connection.output_sent(connection.output().size());
    if (connection.pending() > wire::kMaxPlaintextLen) std::abort();
    if (connection.failed() && connection.handshake().ok()) std::abort();
  }
  return 0;
}
