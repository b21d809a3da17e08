// SPDX-License-Identifier: Apache-2.0
// One connection between a rogue and a subject, letter by letter.
#pragma once

#include <memory>
#include <string>

#include "rogue.h"
#include "subject.h"

namespace reprise::rogue {

// An honest connection, and all that either side keeps of it in order to resume. The subject's host goes on: it has the
// tickets.
struct Earlier {
  std::unique_ptr<SubjectHost> host;
  Kept kept;
  Ref<session::Session> session;
};
// `self`: whom the peer is.
Earlier connect_honestly(const Setup& setup, const handshake::Credential& self);

// The same, of a host that others share.
struct Past {
  SubjectHost* host = nullptr;
  Kept kept;
  Ref<session::Session> session;
};
// The connection under `setup` in which the peer was `who`, made once. All of one setup, or of one host name, have the
// same host.
const Past& past(const Setup& setup, const handshake::Credential& who = mallory());

class Encounter {
 public:
  // The peer resumes what it kept of the connection before.
  explicit Encounter(const Setup& setup);
  // A subject that is as after `before`, and offers its session; the peer knows `kept`.
  Encounter(const Setup& setup, const Past& before, const Kept& kept);

  // Sends `symbol`, and returns what comes of it, in one line: messages of the subject and what it tells its program
  // ("complete", "data", "peer mallory", "closed", "dead"), joined by spaces; "-" for nothing at all.
  std::string step(Symbol symbol);
  // The same for records that were made by hand; the rogue must know of them already.
  std::string feed(Bytes records);
  // What the subject did before anything was sent: a client's hello.
  const std::string& opening() const { return opening_; }

  Rogue& rogue() { return *rogue_; }
  Subject& subject() { return *subject_; }

 private:
  std::string outcome();

  std::unique_ptr<Rogue> rogue_;
  std::unique_ptr<Subject> subject_;
  std::string opening_;
  // What was told already.
  bool told_complete_ = false, told_closed_ = false, told_dead_ = false;
  std::size_t told_data_ = 0, told_early_ = 0;
  std::string told_peer_ = "nobody";
};

}  // namespace reprise::rogue
