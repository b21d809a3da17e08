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

Earlier& earlier(const Setup& setup) {
  static std::map<std::string, Earlier> made;
  auto& one = made[setup.name];
  if (one.host == nullptr) one = connect_honestly(setup, mallory());
  return one;
}

}  // namespace

Earlier connect_honestly(const Setup& setup, const handshake::Credential& self) {
  Earlier made{.host = std::make_unique<SubjectHost>(setup)};
  const auto rogue = make_rogue(setup, {});
  rogue->be(self);
  Subject subject(setup, *made.host, {});
  run_honestly(setup, *rogue, subject);
  made.kept = rogue->kept();
  if (!made.host->published.empty()) made.session = made.host->published.back().share();
  return made;
}

Encounter::Encounter(const Setup& setup) {
  auto& before = earlier(setup);
  rogue_ = make_rogue(setup, before.kept);
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
