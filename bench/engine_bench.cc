// SPDX-License-Identifier: Apache-2.0
// What records cost: bytes of application data a second through one Connection
// and one core, and the heap of an idle one. The handshake is the test one (fixed
// keys), so nothing of it is measured. Memory is measured with glibc's mallinfo2.
#include <benchmark/benchmark.h>

#include <algorithm>

#include <malloc.h>

#include "support/engine/machine.h"

namespace reprise::engine {
namespace {

void move_bytes(Connection& from, Connection& to) {
  while (!from.output().empty()) {
    const MutableBytes space = to.input_space(from.output().size());
    const std::size_t size = std::min(space.size(), from.output().size());
    std::ranges::copy(from.output().first(size), space.begin());
    to.input_filled(size);
    from.output_sent(size);
  }
}

struct Pair {
  Pair() {
    for (int i = 0; i < 4; ++i) {
      CHECK(client.handshake().ok());
      move_bytes(client, server);
      CHECK(server.handshake().ok());
      move_bytes(server, client);
    }
    CHECK(client.handshake_complete() && server.handshake_complete());
  }
  TestHost client_host, server_host;
  Connection client{Role::client, client_host, test_client};
  Connection server{Role::server, server_host, test_server};
};

// The argument is the size of a write, in bytes. AES-128-GCM, TLS 1.3.
void Write(benchmark::State& state) {
  Pair pair;
  const ByteVector data(std::size_t(state.range(0)), 1);
  for (auto _ : state) {
    for (std::size_t done = 0; done < data.size();) {
      const auto transfer = pair.client.write(Bytes(data).subspan(done));
      CHECK(transfer.ok());
      done += transfer.value().size;
      benchmark::DoNotOptimize(pair.client.output().data());
      pair.client.output_sent(pair.client.output().size());
    }
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(Write)->Arg(1)->Arg(1024)->Arg(16384)->Arg(65536);

// Both sides, with the copy between them that a transport would make.
void WriteMoveRead(benchmark::State& state) {
  Pair pair;
  const ByteVector data(std::size_t(state.range(0)), 1);
  ByteVector out(16384);
  for (auto _ : state) {
    CHECK(pair.client.write(data).ok());
    move_bytes(pair.client, pair.server);
    for (std::size_t got = 0; got < data.size();) {
      const auto transfer = pair.server.read(out);
      CHECK(transfer.ok() && transfer.value().size != 0);
      got += transfer.value().size;
    }
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(WriteMoveRead)->Arg(1)->Arg(1024)->Arg(16384)->Arg(65536);

// The raw cipher under the same conditions: the limit of Write.
void SealAlone(benchmark::State& state) {
  const auto algorithms = record::test_algorithms();
  const auto keys = tls13_keys(client_data);
  auto aead =
      crypto::AeadContext::create(*algorithms, keys.aead, crypto::AeadContext::Direction::seal, keys.key.bytes());
  const ByteVector data(std::size_t(state.range(0)), 1);
  ByteVector out(data.size()), tag(16), header(5);
  for (auto _ : state) CHECK(aead.value().seal(keys.iv.bytes(), header, data, {}, out, tag).ok());
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(SealAlone)->Arg(1)->Arg(1024)->Arg(16384);

void IdleServerHeap(benchmark::State& state) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    TestHost host;
    const std::size_t before = mallinfo2().uordblks;
    Pair* pair = new Pair;
    ByteVector out(1);
    CHECK(pair->server.read(out).ok() && pair->client.read(out).ok());
    const std::size_t both = mallinfo2().uordblks - before;
    bytes = both / 2;
    delete pair;
  }
  state.counters["bytes_a_side_with_its_test_host"] = double(bytes);
}
BENCHMARK(IdleServerHeap)->Iterations(3);

}  // namespace
}  // namespace reprise::engine
