// SPDX-License-Identifier: Apache-2.0
#include "symbol.h"

#include <array>

namespace reprise::rogue {
namespace {

constexpr const char* kNames[] = {
    "hello_request",
    "client_hello",
    "client_hello_resuming",
    "client_hello_early",
    "server_hello",
    "server_hello_resuming",
    "hello_retry_request",
    "new_session_ticket",
    "end_of_early_data",
    "encrypted_extensions",
    "encrypted_extensions_early",
    "certificate",
    "certificate_empty",
    "certificate_request",
    "certificate_verify",
    "certificate_verify_forged",
    "certificate_status",
    "server_key_exchange",
    "server_hello_done",
    "client_key_exchange",
    "finished",
    "finished_forged",
    "key_update",
    "key_update_requested",
    "unknown_message",
    "change_cipher_spec",
    "application_data",
    "alert_close",
    "alert_warning",
    "alert_fatal",
    "unknown_record",
    "ask_certificate",
    "ask_key_update",
};
constexpr std::size_t kCount = std::size(kNames);
static_assert(kCount == std::size_t(Symbol::ask_key_update) + 1);

constexpr auto kAll = [] {
  std::array<Symbol, kCount> all{};
  for (std::size_t i = 0; i < kCount; ++i) all[i] = Symbol(i);
  return all;
}();

}  // namespace

std::span<const Symbol> all_symbols() { return kAll; }

const char* name_of(Symbol symbol) { return kNames[std::size_t(symbol)]; }

std::optional<Symbol> find_symbol(std::string_view name) {
  for (const Symbol symbol : kAll) {
    if (name == name_of(symbol)) return symbol;
  }
  return std::nullopt;
}

}  // namespace reprise::rogue
