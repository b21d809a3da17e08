// SPDX-License-Identifier: Apache-2.0
// A line of a key log file, without its end (draft-ietf-tls-keylogfile): label, client random, secret.
#pragma once

#include <string>
#include <string_view>

#include "base/secret_bytes.h"

namespace reprise::handshake {

// As Host::log_key() is asked for it. Wiped when dropped; no copy of the secret stays behind.
class KeyLogLine {
 public:
  KeyLogLine(std::string_view label, Bytes client_random, Bytes secret) {
    text_.reserve(label.size() + 2 + 2 * (client_random.size() + secret.size()));
    text_ += label;
    append(client_random);
    append(secret);
  }
  KeyLogLine(const KeyLogLine&) = delete;
  KeyLogLine& operator=(const KeyLogLine&) = delete;
  ~KeyLogLine() { wipe({reinterpret_cast<std::uint8_t*>(text_.data()), text_.size()}); }

  const std::string& text() const { return text_; }

 private:
  void append(Bytes bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    text_ += ' ';
    for (const auto byte : bytes) {
      text_ += kDigits[byte >> 4];
      text_ += kDigits[byte & 0xf];
    }
  }
  std::string text_;
};

}  // namespace reprise::handshake
