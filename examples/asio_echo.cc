// SPDX-License-Identifier: Apache-2.0
// A server and a client over Boost.Asio with coroutines. The server's key is held by another thread, which signs when
// it has time: the handshake waits for it and nothing else does.
//   usage: asio_echo PEM    a certificate for localhost and its key
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio.hpp>

#include "reprise/asio.h"
#include "reprise/reprise.h"

namespace {

namespace net = boost::asio;
using net::ip::tcp;
using net::use_awaitable;
using reprise::Answer;
using Stream = reprise::AsioStream<tcp::socket>;

// Signs in a thread of its own.
class Vault final : public reprise::Signer {
 public:
  // `ready` is called when a signature is there.
  Vault(const std::string& pem, std::function<void()> ready) : ready_(std::move(ready)) {
    BIO* in = BIO_new_mem_buf(pem.data(), int(pem.size()));
    key_ = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
    BIO_free(in);
  }
  ~Vault() override {
    worker_.join();
    EVP_PKEY_free(key_);
  }

  Answer<std::vector<std::uint8_t>> sign(reprise::Question question, std::uint16_t, reprise::Bytes content) override {
    const std::lock_guard lock(mutex_);
    const auto at = signatures_.find(question);
    if (at == signatures_.end()) {
      signatures_[question];
      net::post(worker_, [this, question, content = std::vector<std::uint8_t>(content.begin(), content.end())] {
        finish(question, content);
      });
      return reprise::not_yet<std::vector<std::uint8_t>>();
    }
    if (at->second.empty()) return reprise::not_yet<std::vector<std::uint8_t>>();
    return std::optional(std::move(signatures_.extract(at).mapped()));
  }

 private:
  void finish(reprise::Question question, const std::vector<std::uint8_t>& content) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::size_t size = std::size_t(EVP_PKEY_get_size(key_));
    std::vector<std::uint8_t> signature(size);
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_);  // the key is ECDSA's on P-256
    EVP_DigestSign(context, signature.data(), &size, content.data(), content.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    {
      const std::lock_guard lock(mutex_);
      signatures_[question] = std::move(signature);
    }
    ready_();
  }

  std::function<void()> ready_;
  EVP_PKEY* key_ = nullptr;
  std::mutex mutex_;
  std::map<reprise::Question, std::vector<std::uint8_t>> signatures_;
  net::thread_pool worker_{1};
};

net::awaitable<void> echo(Stream& stream) {
  co_await stream.async_handshake(use_awaitable);
  std::array<char, 1000> data;
  for (;;) {
    boost::system::error_code error;
    const auto size = co_await stream.async_read_some(net::buffer(data), net::redirect_error(use_awaitable, error));
    if (error == net::error::eof) break;  // closed, as opposed to cut short
    if (error) throw boost::system::system_error(error);
    co_await net::async_write(stream, net::buffer(data, size), use_awaitable);
  }
  co_await stream.async_shutdown(use_awaitable);
}

net::awaitable<void> visit(Stream& stream, std::string text) {
  co_await stream.async_handshake(use_awaitable);
  co_await net::async_write(stream, net::buffer(text), use_awaitable);
  std::string answer(text.size(), 0);
  co_await net::async_read(stream, net::buffer(answer), use_awaitable);
  std::printf("%s in %zu bytes\n", answer == text ? "echoed" : "garbled", answer.size());
  co_await stream.async_shutdown(use_awaitable);
}

void report(const char* who, std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    std::printf("%s: %s\n", who, error.code().message().c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1]);
  const std::string pem(std::istreambuf_iterator<char>(file), {});
  const auto library = reprise::Library::open();
  if (!library.ok()) return 1;

  net::io_context io;
  tcp::acceptor acceptor(io, {net::ip::address_v4::loopback(), 0});
  tcp::socket outside(io), inside(io);
  outside.connect(acceptor.local_endpoint());
  acceptor.accept(inside);

  Stream* waiting = nullptr;
  const auto vault = std::make_shared<Vault>(pem, [&] { net::post(io, [&] { waiting->answered(); }); });
  const auto client_config =
      reprise::ClientConfig::make(library.value(), {.server_name = "localhost", .trust_pem = pem});
  const auto server_config =
      reprise::ServerConfig::make(library.value(), {.certificates = {{.certificate_pem = pem, .signer = vault}}});
  if (!client_config.ok() || !server_config.ok()) return 1;

  Stream client(std::move(outside), reprise::Connection::client(client_config.value()));
  Stream server(std::move(inside), reprise::Connection::server(server_config.value()));
  waiting = &server;
  net::co_spawn(io, echo(server), [](std::exception_ptr thrown) { report("server", thrown); });
  net::co_spawn(io, visit(client, std::string(200'000, 'x')),
                [](std::exception_ptr thrown) { report("client", thrown); });
  io.run();
  return 0;
}
