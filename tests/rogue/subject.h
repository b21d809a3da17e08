// SPDX-License-Identifier: Apache-2.0
// Our end: an engine connection in memory, its host, and the program behind it, which reads whatever it is given.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "setup.h"
#include "support/engine/credentials.h"
#include "symbol.h"

namespace reprise::rogue {

// Trusts every chain, as if one authority had issued them all: what a peer is then taken for is decided by proof alone.
class SubjectHost : public engine::PairHost {
 public:
  explicit SubjectHost(const Setup& setup);

  handshake::Answer<handshake::FoundToResume> find_session(Bytes id) override;
  Result<ByteVector> new_session_id() override;
  handshake::Answer<ByteVector> ocsp_response(const handshake::Facts&) override {
    return std::optional(ByteVector());
  }

 private:
  const Setup& setup_;
};

class Subject {
 public:
  // `host` outlives it. `offered` is what a client resumes; null: nothing.
  Subject(const Setup& setup, SubjectHost& host, Ref<session::Session> offered);

  // What the program asks for: Symbol::ask_.... False when it was refused.
  bool ask(Symbol symbol);
  // Bytes of the peer's, and everything that follows from them.
  void feed(Bytes bytes);
  ByteVector take_output();

  const engine::Connection& connection() const { return connection_; }
  bool complete() const { return connection_.handshake_complete(); }
  bool failed() const { return connection_.failed(); }
  bool closed() const { return connection_.close_received(); }
  const std::optional<Error>& error() const { return error_; }
  // Application data that was handed over, of either kind.
  const std::string& data() const { return data_; }
  const std::string& early_data() const { return early_data_; }
  // Whom the program is told that it speaks to; null: nobody.
  const crypto::CertificateChain* shown() const { return connection_.facts().peer.chain(); }

 private:
  void drive();
  void read_early();
  template <typename T>
  bool note(const Result<T>& result) {
    if (!result.ok() && !error_) error_ = result.error();
    return result.ok();
  }

  const Setup& setup_;
  engine::Connection connection_;
  std::optional<Error> error_;
  std::string data_, early_data_;
};

}  // namespace reprise::rogue
