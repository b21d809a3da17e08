// SPDX-License-Identifier: Apache-2.0
// The echo server with a private key that it never sees: the key is in a PKCS#11 token, which signs in a thread of its
// own while the loop serves everybody else. SoftHSM is a token to try with; a real one is another MODULE.
//   usage: softhsm_server MODULE PIN PEM CONNECTIONS    PEM's certificate; the first private key of the first token
// The first line that it prints is its port, the last how often the token signed.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "echo_visitor.h"
#include "reprise/reprise.h"
#include "token_key.h"

namespace {

using reprise::Question;
using ByteVector = std::vector<std::uint8_t>;

constexpr std::uint16_t kEcdsaP256Sha256 = 0x0403;  // RFC 8446, 4.2.3

// Answers later: what is asked goes to the thread that has the token, and `bell`, an eventfd, rings when it is done.
class TokenSigner : public reprise::Signer {
 public:
  TokenSigner(std::unique_ptr<TokenKey> key, int bell)
      : key_(std::move(key)), bell_(bell), thread_([this](const std::stop_token& stop) { work(stop); }) {}

  reprise::Answer<ByteVector> sign(Question question, std::uint16_t scheme, reprise::Bytes content) override {
    if (scheme != kEcdsaP256Sha256) return reprise::refusal(reprise::Alert::handshake_failure);
    const std::lock_guard lock(mutex_);
    const auto [job, is_new] = jobs_.try_emplace(question);
    if (is_new) {
      job->second.content.assign(content.begin(), content.end());  // lent for this call only
      come_.notify_one();
    }
    if (!job->second.done) return reprise::not_yet<ByteVector>();
    const auto finished = jobs_.extract(job);
    if (!finished.mapped().signature) return reprise::refusal(reprise::Alert::internal_error);
    return finished.mapped().signature;
  }
  void forget(Question question) override {
    const std::lock_guard lock(mutex_);
    jobs_.erase(question);
  }
  unsigned num_signed() {
    const std::lock_guard lock(mutex_);
    return num_signed_;
  }

 private:
  struct Job {
    ByteVector content{};
    std::optional<ByteVector> signature{};  // nothing, when done: the token refused
    bool begun = false;
    bool done = false;
  };

  void work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto waiting = [this] {
      return std::find_if(jobs_.begin(), jobs_.end(), [](const auto& job) { return !job.second.begun; });
    };
    while (come_.wait(lock, stop, [&] { return waiting() != jobs_.end(); })) {
      const auto job = waiting();
      const auto question = job->first;
      job->second.begun = true;
      auto content = std::move(job->second.content);
      lock.unlock();
      auto signature = key_->sign(std::move(content));
      lock.lock();
      ++num_signed_;
      // Meanwhile whoever asked may have gone.
      if (const auto asked = jobs_.find(question); asked != jobs_.end()) {
        asked->second.signature = std::move(signature);
        asked->second.done = true;
      }
      eventfd_write(bell_, 1);
    }
  }

  const std::unique_ptr<TokenKey> key_;
  const int bell_;
  std::mutex mutex_;
  std::condition_variable_any come_;
  std::map<Question, Job> jobs_;
  unsigned num_signed_ = 0;
  std::jthread thread_;  // the last: ends before what it uses
};

void serve(int listener, int bell, const reprise::ServerConfig& config, long connections) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN);
  watch(epoll, EPOLL_CTL_ADD, bell, EPOLLIN);
  std::unordered_map<int, std::unique_ptr<Visitor>> visitors;
  const auto go_on = [&](int socket) {
    auto& visitor = *visitors.at(socket);
    if (visitor.go_on()) {
      watch(epoll, EPOLL_CTL_MOD, socket, visitor.wants_to_send() ? EPOLLIN | EPOLLOUT : EPOLLIN);
      return;
    }
    visitors.erase(socket);
    --connections;
  };
  while (connections > 0 || !visitors.empty()) {
    epoll_event event;
    if (epoll_wait(epoll, &event, 1, -1) != 1) continue;
    if (event.data.fd == listener) {
      const int visitor = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (visitor < 0) continue;
      visitors[visitor] = std::make_unique<Visitor>(visitor, config);
      watch(epoll, EPOLL_CTL_ADD, visitor, EPOLLIN);
    } else if (event.data.fd == bell) {
      // Whoever waits asks again; a server of many would keep a list of those who do.
      eventfd_t rung;
      eventfd_read(bell, &rung);
      std::vector<int> sockets;
      sockets.reserve(visitors.size());
      for (const auto& [socket, visitor] : visitors) sockets.push_back(socket);
      for (const int socket : sockets) go_on(socket);
    } else {
      go_on(event.data.fd);
    }
  }
  close(epoll);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  std::ifstream file(argv[3]);
  const std::string pem(std::istreambuf_iterator<char>(file), {});
  auto key = TokenKey::open(argv[1], argv[2]);
  if (key == nullptr) {
    std::fprintf(stderr, "no private key in %s opens with this PIN\n", argv[1]);
    return 1;
  }
  const int bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  const auto signer = std::make_shared<TokenSigner>(std::move(key), bell);
  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;
  const auto sealer = reprise::TicketSealer::open(library.value(), reprise::time_now());
  if (!sealer.ok()) return 1;
  const auto config = reprise::ServerConfig::make(
      library.value(), {.certificates = {{.certificate_pem = pem, .signer = signer}},
                        .algorithms = {.signature_schemes = {kEcdsaP256Sha256}},
                        .tickets = sealer.value(),
                        .tickets_with_data = true});
  if (!config.ok()) {
    std::fprintf(stderr, "%s\n", describe(config.error()).c_str());
    return 1;
  }
  const int listener = listen_anywhere();
  if (listener < 0) return 1;
  serve(listener, bell, config.value(), std::atol(argv[4]));
  std::printf("signed by the token: %u\n", signer->num_signed());
  close(listener);
  return 0;
}
