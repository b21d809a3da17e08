// SPDX-License-Identifier: Apache-2.0
// Writing JSON, for whoever reports to programs.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

namespace reprise {

// A JSON value that grows; commas come by themselves.
class Json {
 public:
  Json& key(std::string_view name) {
    string(name);
    text_ += ':';
    is_first_ = true;
    return *this;
  }
  Json& string(std::string_view value) {
    separate();
    text_ += '"';
    for (const char c : value) add_escaped(static_cast<unsigned char>(c));
    text_ += '"';
    return *this;
  }
  Json& number(std::uint64_t value) { return raw(std::to_string(value)); }
  Json& hex(std::uint64_t value) {
    char digits[20];
    std::snprintf(digits, sizeof digits, "0x%llx", static_cast<unsigned long long>(value));
    return string(digits);
  }
  Json& seconds(double value) {
    char digits[32];
    const auto result = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, 3);
    return raw({digits, result.ptr});
  }
  Json& boolean(bool value) { return raw(value ? "true" : "false"); }
  Json& open(char bracket) {
    separate();
    text_ += bracket;
    is_first_ = true;
    return *this;
  }
  Json& close(char bracket) {
    text_ += bracket;
    is_first_ = false;
    return *this;
  }
  std::string line() { return std::move(text_) + "\n"; }

 private:
  void separate() {
    if (!is_first_) text_ += ',';
    is_first_ = false;
  }
  Json& raw(std::string_view value) {
    separate();
    text_ += value;
    return *this;
  }
  // Paths may hold any bytes: what is not ASCII is written as if it were Latin-1.
  void add_escaped(unsigned char c) {
    if (c == '"' || c == '\\') text_ += '\\';
    if (c >= 0x20 && c < 0x7f) {
      text_ += char(c);
      return;
    }
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\u%04x", unsigned(c));
    text_ += escape;
  }

  std::string text_;
  bool is_first_ = true;
};

}  // namespace reprise
