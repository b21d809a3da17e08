// SPDX-License-Identifier: Apache-2.0
// What happened, in words.
#pragma once

#include <string>
#include <string_view>

#include "handshake/host/config.h"
#include "handshake/host/facts.h"
#include "session/object/session.h"

namespace reprise::cli {

// "TLS 1.3", "TLS 1.2", or the number.
std::string version_words(std::uint16_t version);
// One line: version, suite, group, signature, protocol, and whether and why it was resumed or not.
std::string negotiated_words(const handshake::Facts& facts, handshake::Role role);
// "2026-03-04 05:06:07 UTC"
std::string time_words(std::int64_t unix_seconds);
// "2 h 5 min", "14 s"
std::string duration_words(std::int64_t seconds);
// The first bytes as hexadecimal, with the length when that is not all: enough to tell two apart.
std::string brief_hex(Bytes bytes);
// `text` with \xNN for all but printable ASCII: what a peer wrote must not reach a terminal's controls.
std::string printable(std::string_view text);
// The subject's name on one line, printable; empty when it cannot be read.
std::string subject_words(const crypto::Certificate& certificate);

}  // namespace reprise::cli
