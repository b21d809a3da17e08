// SPDX-License-Identifier: Apache-2.0
// Our end before a rogue: an engine connection, its host, and a program that believes what it is told and checks that
// it may.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "encounter.h"

namespace reprise::fuzz {

using rogue::Setup;
using rogue::Symbol;

// The peer: trusted, its certificate the same bytes in every run.
const handshake::Credential& own_credential();
const rogue::Earlier& earlier(const Setup& setup);

// Begins as the host of the earlier connection stood when that was over, and leaves that as it is.
class TargetHost final : public rogue::SubjectHost {
 public:
  explicit TargetHost(const Setup& setup) : SubjectHost(setup), before_(*earlier(setup).host) {}

  handshake::Answer<handshake::FoundToResume> find_session(Bytes id) override;
  handshake::Answer<handshake::FoundToResume> open_ticket(Bytes ticket, std::uint16_t version) override;

 private:
  rogue::SubjectHost& before_;
};

class Target {
 public:
  Target(const Setup& setup, bool offers);

  // `chunk`: how many bytes come at a time; 0: all of them.
  void feed(Bytes bytes, std::size_t chunk);
  ByteVector take_output();
  // What the program does on its own.
  void ask(Symbol symbol);
  void write(std::size_t size);
  void close();
  void send_tickets();
  void export_key();

  bool complete() const { return connection_.handshake_complete(); }
  bool failed() const { return connection_.failed(); }
  const std::optional<Error>& error() const { return error_; }
  std::size_t num_data() const { return num_data_; }
  std::size_t num_early() const { return num_early_; }
  const engine::Connection& connection() const { return connection_; }
  // What our code did for what was fed so far, and how much that was.
  std::uint64_t work() const { return work_; }
  std::uint64_t num_fed() const { return num_fed_; }

 private:
  template <typename Call>
  void counted(Call call);
  template <typename T>
  bool note(const Result<T>& result);
  void drive();
  void read_early();
  void stay_dead();

  const Setup& setup_;
  TargetHost host_;
  engine::Connection connection_;
  ByteVector buffer_ = ByteVector(20000);  // the program's
  std::optional<Error> error_;
  bool was_dead_ = false;
  std::size_t num_data_ = 0, num_early_ = 0;
  std::uint64_t work_ = 0, num_fed_ = 0;
};

}  // namespace reprise::fuzz
