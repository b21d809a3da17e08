// SPDX-License-Identifier: Apache-2.0
#include "api/hello.h"

#include "wire/extensions/alpn.h"
#include "wire/extensions/code_lists.h"
#include "wire/extensions/server_name.h"
#include "wire/extensions/supported_versions.h"

namespace reprise::api {
namespace {

using wire::ExtensionType;

// The numbers in the extension of `type`; none when it is absent.
Result<std::vector<std::uint16_t>> numbers(const wire::ClientHello& hello, ExtensionType type,
                                           Result<wire::U16List> (*read)(Bytes)) {
  const auto body = hello.extensions.find(type);
  if (!body) return std::vector<std::uint16_t>();
  const auto list = TRY(read(*body));
  return std::vector<std::uint16_t>(list.begin(), list.end());
}

}  // namespace

Result<v0::Hello> hello_of(const wire::ClientHello& hello) {
  v0::Hello shown;
  if (const auto body = hello.extensions.find(ExtensionType::server_name)) {
    shown.server_name = TRY(wire::read_server_name(*body));
  }
  if (const auto body = hello.extensions.find(ExtensionType::application_layer_protocol_negotiation)) {
    for (const Bytes name : TRY(wire::read_alpn_protocols(*body))) {
      shown.application_protocols.push_back(text_of(name));
    }
  }
  shown.versions = TRY(numbers(hello, ExtensionType::supported_versions, wire::read_supported_versions));
  if (shown.versions.empty()) shown.versions.push_back(std::uint16_t(hello.legacy_version));
  shown.cipher_suites.assign(hello.cipher_suites.begin(), hello.cipher_suites.end());
  shown.groups = TRY(numbers(hello, ExtensionType::supported_groups, wire::read_supported_groups));
  shown.signature_schemes = TRY(numbers(hello, ExtensionType::signature_algorithms, wire::read_signature_algorithms));
  return shown;
}

}  // namespace reprise::api
