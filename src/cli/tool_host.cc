// SPDX-License-Identifier: Apache-2.0
#include "cli/tool_host.h"

#include <fmt/core.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>

#include "handshake/host/facts.h"

namespace reprise::cli {
namespace {

session::CacheKey random_key(crypto::Random& random) {
  session::CacheKey key{};
  if (!random.fill(key).ok()) key = {};
  return key;
}

}  // namespace

Workshop::Workshop(Ref<const crypto::Algorithms> fetched)
    : algorithms(std::move(fetched)),
      certificates(algorithms.share()),
      random(algorithms.share()),
      cache({}, random_key(random)),
      sealer(algorithms.share(), random, certificates) {}

std::unique_ptr<Workshop> open_workshop() {
  auto algorithms = crypto::Algorithms::fetch(nullptr, nullptr);
  if (algorithms.ok()) return std::make_unique<Workshop>(std::move(algorithms.value()));
  fmt::print(stderr, "reprise: libcrypto lacks the algorithms that TLS needs\n");
  return nullptr;
}

TimePoint ToolHost::now() const { return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now()); }

void ToolHost::trust(Ref<const crypto::TrustStore> store, std::string name, bool insecure) {
  store_ = std::move(store);
  name_ = std::move(name);
  insecure_ = insecure;
}

handshake::Answer<handshake::Verdict> ToolHost::verify_peer(const crypto::CertificateChain& candidate,
                                                           const handshake::Facts&) {
  const auto verdict = TRY(store_->verify(candidate, {.name = name_, .unix_seconds = unix_now()}));
  if (!verdict.good) fmt::print(stderr, "reprise: certificate: {}\n", X509_verify_cert_error_string(verdict.result));
  return std::optional(handshake::Verdict{
      .accepted = verdict.good || insecure_, .alert = verdict.alert, .result = verdict.result});
}

void ToolHost::publish(const Ref<session::Session>& session, const handshake::Facts&) {
  if (peer_) {
    workshop_.pool.put(*peer_, *session, unix_now());
  } else {
    sessions().publish(session, unix_now());
  }
}

bool ToolHost::retire(const Ref<session::Session>& session) {
  if (peer_) workshop_.pool.remove(*peer_, *session);
  return sessions().retire(session);
}

handshake::Answer<handshake::FoundToResume> ToolHost::find_session(Bytes id) {
  return std::optional(sessions().find_session(id, unix_now()));
}

handshake::Answer<handshake::FoundToResume> ToolHost::open_ticket(Bytes ticket, std::uint16_t version) {
  return std::optional(sessions().open_ticket(ticket, version, unix_now()));
}

Result<ByteVector> ToolHost::new_session_id() { return sessions().new_session_id(random()); }

Result<handshake::IssuedTicket> ToolHost::issue_ticket(session::Session& session, std::uint16_t version) {
  return sessions().issue_ticket(session, version, unix_now());
}

handshake::Answer<handshake::AlpnChoice> ToolHost::choose_alpn(Bytes client_protocols) {
  constexpr std::string_view kHttp11 = "\x08http/1.1";
  if (text_of(client_protocols).find(kHttp11) == std::string_view::npos) return std::optional(handshake::AlpnChoice{});
  return std::optional(handshake::AlpnChoice{.none = false, .protocol = kHttp11.substr(1)});
}

}  // namespace reprise::cli
