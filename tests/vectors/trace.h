// SPDX-License-Identifier: Apache-2.0
// A published trace of a handshake: who did what, in order, with
// which values. Read from rfc8448.txt, which tells its form.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "handshake/host/config.h"

namespace reprise::vectors {

using handshake::Role;

struct Step {
  Role who;
  std::string title;  // "derive secret \"tls13 c hs traffic\""
  std::vector<std::pair<std::string, ByteVector>> values;

  bool starts_with(std::string_view prefix) const { return title.starts_with(prefix); }
  bool has(std::string_view name) const;
  // The value of that name, which must be there.
  const ByteVector& operator[](std::string_view name) const;
};

struct Trace {
  std::vector<Step> steps;

  // The `nth` step of that title and side, which must be there.
  const Step& step(Role who, std::string_view title, std::size_t nth = 0) const;
  // The `nth` record that `who` sent, whatever its type: its "payload" and "complete record".
  const Step& record(Role who, std::size_t nth) const;
  const ByteVector& record_bytes(Role who, std::size_t nth) const { return record(who, nth)["complete record"]; }
  // What "expanded" says of the secret with that label: `secret("c hs traffic")`.
  const ByteVector& secret(std::string_view label) const;
};

// The trace of a section of the file, which must be there: "simple_1rtt", ...
Trace load_trace(std::string_view section);

}  // namespace reprise::vectors
