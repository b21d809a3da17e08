// SPDX-License-Identifier: Apache-2.0
// An error is a value: why, what the peer hears of it, where it was found.
#pragma once

#include <optional>
#include <string>
#include <system_error>

#include "reprise/alert.h"
#include "reprise/export.h"
#include "reprise/reason.h"

namespace reprise::v0 {

struct Error {
  // Of a connection: what the peer is told, or has told us where the reason is peer_sent_alert (RFC 8446, 6; RFC 5246,
  // 7.2). Nothing: the peer is not to hear of it.
  std::optional<Alert> alert;
  Reason reason;
  const char* file;             // of Reprise's source, where it was found; static storage
  int line;
  const char* input = nullptr;  // the option that was wrong, as "ServerOptions::key_pem"; static storage; null: none
};

// For programs that speak std::error_code: the reason, in a category of its own, whose message is the reason's name.
REPRISE_API const std::error_category& error_category() noexcept;
REPRISE_API std::error_code make_error_code(Reason reason) noexcept;
REPRISE_API std::error_code make_error_code(const Error& error) noexcept;

// All of it in one line, for people: "private_key_mismatch: ServerOptions::key_pem".
REPRISE_API std::string describe(const Error& error);

}  // namespace reprise::v0

#ifndef DOXYGEN
template <>
struct std::is_error_code_enum<reprise::v0::Reason> : std::true_type {};
#endif
