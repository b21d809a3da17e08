// SPDX-License-Identifier: Apache-2.0
// The machine behind cipher strings: an ordered list of suites that rules switch on, move and strike out.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "wire/codes/cipher_suite.h"

namespace reprise::capi {

// What one word of a rule stands for: one suite, or a class of them such as "ECDHE" or "HIGH".
class SuiteMatcher {
 public:
  // The matcher of `word`; one that matches() nothing and is not known() when no suite and no class has that name.
  static SuiteMatcher named(std::string_view word);

  bool known() const { return suite_ != nullptr || in_class_ != nullptr; }
  bool matches(const wire::CipherSuite& suite) const { return suite_ != nullptr ? suite_ == &suite : in_class_(suite); }
  bool grades_strength() const { return grades_strength_; }
  bool operator==(const SuiteMatcher&) const = default;

 private:
  const wire::CipherSuite* suite_ = nullptr;
  bool (*in_class_)(const wire::CipherSuite&) = nullptr;
  bool grades_strength_ = false;  // HIGH, MEDIUM, LOW or FIPS
};

// Words joined by '+': the suites that all of them match.
using SuiteTerm = std::vector<SuiteMatcher>;

// Whether the words of `term` contradict one another, so that no suite can match.
bool contradictory(const SuiteTerm& term);

// All suites up to TLS 1.2 that OpenSSL offers with its default provider, in its order of preference, none chosen yet.
class CipherRules {
 public:
  CipherRules();

  void choose(const SuiteTerm& term);       // "X": those not chosen yet, at the end
  void move_to_end(const SuiteTerm& term);  // "+X": of those chosen
  void drop(const SuiteTerm& term);         // "-X": a later rule may choose them again, and then before all others
  void strike(const SuiteTerm& term);       // "!X": for good
  void sort_by_strength();                  // "@STRENGTH": the most key bits first; equals keep their order

  std::vector<std::uint16_t> chosen() const;

 private:
  struct Entry {
    const wire::CipherSuite* suite;
    bool chosen;
  };
  std::vector<Entry> entries_;
};

}  // namespace reprise::capi
