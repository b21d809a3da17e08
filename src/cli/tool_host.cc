#include "cli/tool_host.h"

#include <fmt/core.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <memory>

#include "handshake/facts.h"

namespace reprise::cli {
namespace {

// Tickets of one server process are for that process alone.
constexpr session::TicketScope kScope{};
constexpr std::size_t kSessionIdLength = 32;

session::CacheKey random_key(crypto::Random& random) {
  session::CacheKey key{};
  if (!random.fill(key).ok()) key = {};
  return key;
}

using Verification = std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)>;
using Chain = std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)>;

Result<Chain> stack_of(const crypto::CertificateChain& certificates) {
  Chain chain(sk_X509_new_null(), [](STACK_OF(X509)* stack) { sk_X509_free(stack); });
  for (const auto& certificate : certificates) sk_X509_push(chain.get(), TRY(certificate->x509()));
  return chain;
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

void ToolHost::trust(X509_STORE* store, std::string name, bool insecure) {
  store_ = store;
  name_ = std::move(name);
  insecure_ = insecure;
}

handshake::Answer<handshake::Verdict> ToolHost::verify_peer(const handshake::Facts& facts) {
  const auto chain = TRY(stack_of(*facts.peer_chain));
  const Verification verification(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  if (!verification || X509_STORE_CTX_init(verification.get(), store_, sk_X509_value(chain.get(), 0), chain.get()) != 1) {
    return fail(Alert::internal_error, Reason::x509_library);
  }
  X509_STORE_CTX_set_default(verification.get(), "ssl_server");
  auto* param = X509_STORE_CTX_get0_param(verification.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(param, name_.c_str()) != 1) X509_VERIFY_PARAM_set1_host(param, name_.c_str(), 0);
  const bool good = X509_verify_cert(verification.get()) == 1;
  const long result = X509_STORE_CTX_get_error(verification.get());
  if (!good) fmt::print(stderr, "reprise: certificate: {}\n", X509_verify_cert_error_string(result));
  return std::optional(
      handshake::Verdict{.accepted = good || insecure_, .alert = Alert::bad_certificate, .result = result});
}

void ToolHost::publish(const Ref<session::Session>& session, const handshake::Facts&) {
  if (peer_) {
    workshop_.pool.put(*peer_, *session, unix_now());
  } else {
    workshop_.cache.add(session, unix_now());
  }
}

bool ToolHost::retire(const Ref<session::Session>& session) {
  session->mark_not_resumable();
  if (peer_) workshop_.pool.remove(*peer_, *session);
  return bool(workshop_.cache.remove_exact(*session));
}

handshake::Answer<handshake::FoundSession> ToolHost::find_session(Bytes id) {
  auto found = workshop_.cache.find(id, 0x0303, unix_now());
  const bool hit = found.outcome == session::FindOutcome::hit;
  return std::optional(handshake::FoundSession{.session = hit ? std::move(found.session) : nullptr,
                                               .why = hit ? session::WhyNotResumed::resumed : session::WhyNotResumed::unknown_id,
                                               .from_cache = hit});
}

handshake::Answer<handshake::FoundSession> ToolHost::open_ticket(Bytes ticket, std::uint16_t) {
  auto opened = workshop_.sealer.open(ticket, kScope, unix_now());
  return std::optional(
      handshake::FoundSession{.session = std::move(opened.session), .why = opened.why, .renew = opened.renew});
}

Result<ByteVector> ToolHost::new_session_id() {
  ByteVector id(kSessionIdLength);
  TRY(workshop_.random.fill(id));
  return id;
}

Result<handshake::IssuedTicket> ToolHost::issue_ticket(session::Session& session, std::uint16_t) {
  auto sealed = TRY(workshop_.sealer.seal(session, kScope, unix_now()));
  return handshake::IssuedTicket{.bytes = std::move(sealed.bytes), .lifetime = sealed.lifetime_s};
}

handshake::Answer<handshake::AlpnChoice> ToolHost::choose_alpn(Bytes client_protocols) {
  constexpr std::string_view kHttp11 = "\x08http/1.1";
  if (text_of(client_protocols).find(kHttp11) == std::string_view::npos) return std::optional(handshake::AlpnChoice{});
  return std::optional(handshake::AlpnChoice{.none = false, .protocol = kHttp11.substr(1)});
}

}  // namespace reprise::cli
