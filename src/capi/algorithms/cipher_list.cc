// SPDX-License-Identifier: Apache-2.0
#include "capi/algorithms/cipher_list.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "capi/algorithms/cipher_rules.h"
#include "capi/algorithms/name_list.h"
#include "wire/codes/cipher_suite.h"

namespace reprise::capi {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSeparators = ": ,;";
constexpr std::string_view kOperations = "-+!@";
constexpr std::string_view kNameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.=";

// Reads rules one by one and applies each to a CipherRules.
class RuleReader {
 public:
  RuleReader(CipherRules& target, std::optional<int>& security_level)
      : rules_(target), security_level_(security_level) {}

  // False when a rule cannot be read. Words that name nothing are not faults: their rule is passed over.
  bool read(std::string_view text) {
    text_ = text;
    bool valid = true;
    while (!text_.empty()) {
      if (kSeparators.find(text_.front()) != kSeparators.npos) {
        text_.remove_prefix(1);
        continue;
      }
      const char operation = kOperations.find(text_.front()) != kOperations.npos ? take_character() : ' ';
      if (operation == '@') {
        const std::string_view command = take_name();
        if (command.empty()) return false;  // nothing after this is read
        valid = obey(command) && valid;
        skip_to_separator();
      } else if (!read_term()) {
        return false;
      } else if (known_) {
        apply(operation);
      } else {
        skip_to_separator();
      }
    }
    return valid;
  }

 private:
  char take_character() {
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }

  std::string_view take_name() {
    const std::string_view name = text_.substr(0, text_.find_first_not_of(kNameCharacters));
    text_.remove_prefix(name.size());
    return name;
  }

  void skip_to_separator() { text_.remove_prefix(std::min(text_.find_first_of(kSeparators), text_.size())); }

  // Reads words joined by '+' into term_, up to the first that names nothing or contradicts those before. False when a
  // word is missing.
  bool read_term() {
    term_.clear();
    for (;;) {
      const std::string_view word = take_name();
      if (word.empty()) return false;
      const bool more = text_.starts_with('+');
      if (more) text_.remove_prefix(1);
      const auto matcher = SuiteMatcher::named(word);
      known_ = matcher.known();
      if (!known_) return true;
      term_.push_back(matcher);
      known_ = !contradictory(term_);
      if (!known_ || !more) return true;
    }
  }

  void apply(char operation) {
    switch (operation) {
      case '-': return rules_.drop(term_);
      case '+': return rules_.move_to_end(term_);
      case '!': return rules_.strike(term_);
      default: return rules_.choose(term_);
    }
  }

  bool obey(std::string_view command) {
    if (command == "STRENGTH") {
      rules_.sort_by_strength();
      return true;
    }
    constexpr auto kLevel = "SECLEVEL="sv;
    if (!command.starts_with(kLevel) || command.size() != kLevel.size() + 1) return false;
    const char digit = command.back();
    if (digit < '0' || digit > '5') return false;
    security_level_ = digit - '0';
    return true;
  }

  CipherRules& rules_;
  std::optional<int>& security_level_;
  std::string_view text_;
  SuiteTerm term_;
  bool known_ = false;
};

constexpr std::uint16_t kEcdheEcdsaAes128Gcm = 0xc02b;
constexpr std::uint16_t kEcdheEcdsaAes256Gcm = 0xc02c;

struct SuiteBPolicy {
  std::string_view prefix;
  SuiteB mode;
};
// The longer names before those they begin with. What follows the name is not read.
constexpr SuiteBPolicy kSuiteBPolicies[] = {
    {"SUITEB128ONLY", SuiteB::only_128},
    {"SUITEB128C2", SuiteB::only_192},
    {"SUITEB128", SuiteB::from_128},
    {"SUITEB192", SuiteB::only_192},
};

}  // namespace

std::vector<std::uint16_t> suites_of(SuiteB mode) {
  switch (mode) {
    case SuiteB::only_128: return {kEcdheEcdsaAes128Gcm};
    case SuiteB::only_192: return {kEcdheEcdsaAes256Gcm};
    case SuiteB::from_128: return {kEcdheEcdsaAes128Gcm, kEcdheEcdsaAes256Gcm};
    case SuiteB::off: break;
  }
  return {};
}

CipherList read_cipher_list(std::string_view rules) {
  CipherList list;
  for (const SuiteBPolicy& policy : kSuiteBPolicies) {
    if (rules.starts_with(policy.prefix)) {
      list.suite_b = policy.mode;
      list.suites = suites_of(policy.mode);
      return list;
    }
  }
  CipherRules machine;
  RuleReader reader(machine, list.security_level);
  constexpr auto kDefault = "DEFAULT"sv;
  if (rules.starts_with(kDefault)) {  // there, and nowhere else in the rules
    CHECK(reader.read(kDefaultCipherList));
    rules.remove_prefix(kDefault.size());
  }
  list.readable = reader.read(rules);
  if (list.readable) list.suites = machine.chosen();
  return list;
}

Result<CipherList> parse_cipher_list_unfiltered(std::string_view rules) {
  auto list = read_cipher_list(rules);
  if (!list.readable) return fail_silently(Reason::invalid_command);
  return list;
}

void keep_implemented(std::vector<std::uint16_t>& suites) {
  std::erase_if(suites, [](std::uint16_t id) {
    const wire::CipherSuite* suite = wire::find_cipher_suite(id);
    return suite == nullptr || suite->implemented != wire::Implemented::yes;
  });
}

Result<CipherList> parse_cipher_list(std::string_view rules) {
  CipherList list = TRY(parse_cipher_list_unfiltered(rules));
  keep_implemented(list.suites);
  if (list.suites.empty()) return fail_silently(Reason::no_cipher_match);
  return list;
}

Result<std::vector<std::uint16_t>> parse_ciphersuites(std::string_view names) {
  std::vector<std::uint16_t> suites;
  if (names.empty()) return suites;
  bool any_known = false;
  for (const std::string_view name : split_names(names)) {
    const wire::CipherSuite* suite = wire::find_cipher_suite_by_name(name);
    if (suite == nullptr || suite->standard_name != name) continue;  // Compat: as OpenSSL, which passes over such names
    any_known = true;
    if (suite->is_tls13() && suite->implemented == wire::Implemented::yes) suites.push_back(suite->id);
  }
  if (!any_known) return fail_silently(Reason::no_cipher_match);
  return suites;
}

}  // namespace reprise::capi
