// SPDX-License-Identifier: Apache-2.0
// What options of clients and servers have in common: each is checked and turned into what the engine takes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/settings.h"
#include "base/result.h"

namespace reprise::api {

// The result, or its error with the name of the option that was wrong.
template <typename T>
Result<T> of_input(const char* input, Result<T> result) {
  if (result.ok()) return result;
  Error error = result.error();
  error.input = input;
  return error;
}
inline Error wrong(const char* input, Reason reason = Reason::bad_value, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) {
  return {std::nullopt, reason, file, line, input};
}

std::shared_ptr<Settings> new_settings(Ref<crypto::Library> library, const v0::Clock& clock);
// Those that `allow` lets be used, where it is not empty.
Result<> set_versions(handshake::Config& config, v0::Versions versions, const v0::AllowUse& allow);
Result<> set_algorithms(handshake::Config& config, const v0::AlgorithmLists& lists);
Result<> set_record_padding(Settings& settings, std::size_t padding);
Result<> check_extensions(const std::vector<v0::OwnExtension>& extensions);
Result<> check_protocols(const std::vector<std::string>& protocols);
// One in the old way, whose members have names of their own, and more of them.
Result<> add_credential(handshake::Config& config, const std::string& certificate_pem, const std::string& key_pem);
Result<> add_credentials(handshake::Config& config, const std::vector<v0::CertificateAndKey>& all);

}  // namespace reprise::api
