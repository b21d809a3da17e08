#include "handshake/tls12/flow.h"

namespace reprise::handshake::tls12 {
namespace {

// Refuses to go on: TLS 1.2 is not part of this build.
class Refusal final : public Machine {
 public:
  Result<Wants> start(Output&) override { return refuse(); }
  Result<Wants> receive(Bytes, bool, Output&) override { return refuse(); }
  Result<Wants> receive_change_cipher_spec(Output&) override { return refuse(); }
  Result<Wants> resume(Output&) override { return refuse(); }
  bool accepts_application_data() const override { return false; }
  Result<> update_keys(RequestUpdate, Output&) override { return refuse(); }
  Result<> send_tickets(unsigned, Output&) override { return refuse(); }
  Result<> request_client_certificate(Output&) override { return refuse(); }
  Result<Wants> end_early_data(Output&) override { return refuse(); }
  Result<> export_key(std::string_view, Bytes, bool, MutableBytes) override { return refuse(); }
  void shrink() override {}

 private:
  static Error refuse() { return fail(Alert::protocol_version, Reason::unsupported_protocol); }
};

}  // namespace

std::unique_ptr<Machine> make_client_flow(ClientStart&&) { return std::make_unique<Refusal>(); }
std::unique_ptr<Machine> make_server_flow(ServerStart&&) { return std::make_unique<Refusal>(); }

}  // namespace reprise::handshake::tls12
