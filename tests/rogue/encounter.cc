// SPDX-License-Identifier: Apache-2.0
#include "encounter.h"

#include <map>

#include "base/check.h"

namespace reprise::rogue {
namespace {

void run_honestly(const Setup& setup, Rogue& rogue, Subject& subject) {
  using S = Symbol;
  const auto send = [&](std::initializer_list<Symbol> symbols) {
    for (const Symbol symbol : symbols) {
      subject.feed(rogue.make(symbol));
      (void)rogue.take(subject.take_output());
    }
  };
  (void)rogue.take(subject.take_output());
  const bool tls13 = setup.version == kTls13;
  if (setup.subject == Role::server) {
    send({S::client_hello});
    if (setup.retries) send({S::client_hello});
    if (setup.authenticates) send({S::certificate});
    if (!tls13) send({S::client_key_exchange});
    if (setup.authenticates) send({S::certificate_verify});
    if (!tls13) send({S::change_cipher_spec});
    send({S::finished});
  } else if (tls13) {
    send({S::server_hello, S::encrypted_extensions, S::certificate, S::certificate_verify, S::finished});
    send({S::new_session_ticket});
  } else {
    send({S::server_hello, S::certificate, S::server_key_exchange, S::server_hello_done});
    if (!setup.by_id) send({S::new_session_ticket});
    send({S::change_cipher_spec, S::finished});
  }
  CHECK(subject.complete() && !subject.failed());
}

Past connect(const Setup& setup, SubjectHost& host, const handshake::Credential& self) {
  const auto rogue = make_rogue(setup, {});
  rogue->be(self);
  Subject subject(setup, host, {});
  run_honestly(setup, *rogue, subject);
  Past made{.host = &host, .kept = rogue->kept()};
  if (!host.published.empty()) made.session = host.published.back().share();
  return made;
}

}  // namespace

Earlier connect_honestly(const Setup& setup, const handshake::Credential& self) {
  auto host = std::make_unique<SubjectHost>(setup);
  auto made = connect(setup, *host, self);
  return {.host = std::move(host), .kept = std::move(made.kept), .session = std::move(made.session)};
}

const Past& past(const Setup& setup, const handshake::Credential& who) {
  static std::map<std::string, std::unique_ptr<SubjectHost>> hosts;
  static std::map<std::pair<std::string, const handshake::Credential*>, Past> made;
  auto& one = made[{setup.name, &who}];
  if (one.host == nullptr) {
    auto& host = hosts[setup.host != nullptr ? setup.host : setup.name];
    if (host == nullptr) host = std::make_unique<SubjectHost>(setup);
    one = connect(setup, *host, who);
  }
  return one;
}

Encounter::Encounter(const Setup& setup) : Encounter(setup, past(setup), past(setup).kept) {}

Encounter::Encounter(const Setup& setup, const Past& before, const Kept& kept) : rogue_(make_rogue(setup, kept)) {
  Ref<session::Session> offered;
  if (setup.offers) offered = before.session->duplicate();
  subject_ = std::make_unique<Subject>(setup, *before.host, std::move(offered));
  opening_ = outcome();
}

std::string Encounter::step(Symbol symbol) {
  if (symbol == Symbol::ask_certificate || symbol == Symbol::ask_key_update) {
    if (!subject_->ask(symbol)) return "refused";
    return outcome();
  }
  return feed(rogue_->make(symbol));
}

std::string Encounter::feed(Bytes records) {
  subject_->feed(records);
  return outcome();
}

std::string Encounter::outcome() {
  std::string line;
  const auto add = [&](const std::string& word) { line += (line.empty() ? "" : " ") + word; };
  for (const auto& name : rogue_->take(subject_->take_output())) add(name);
  if (subject_->early_data().size() > told_early_) add("early_data");
  told_early_ = subject_->early_data().size();
  if (subject_->complete() && !told_complete_) add("complete"), told_complete_ = true;
  const auto* shown = subject_->shown();
  const char* peer = shown != nullptr ? name_of(*shown) : "nobody";
  if (told_peer_ != peer) add(std::string("peer:") + peer), told_peer_ = peer;
  if (subject_->data().size() > told_data_) add("data");
  told_data_ = subject_->data().size();
  if (subject_->closed() && !told_closed_) add("closed"), told_closed_ = true;
  if (subject_->failed() && !told_dead_) add("dead"), told_dead_ = true;
  return line.empty() ? "-" : line;
}

}  // namespace reprise::rogue
