// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/fixed_part.h"

#include <algorithm>
#include <vector>

#include "crypto/parts_hash.h"

namespace reprise::handshake::tls13 {
namespace {

using wire::ExtensionType;

// RFC 9849, 6.1.5: encrypted anew for the second hello.
constexpr ExtensionType kEncryptedClientHello{0xfe0d};

// RFC 8446, 4.1.2 lists them: key_share, early_data, cookie, pre_shared_key, padding.
bool may_differ(ExtensionType type) {
  switch (type) {
    case ExtensionType::key_share:
    case ExtensionType::early_data:
    case ExtensionType::cookie:
    case ExtensionType::pre_shared_key:
    case ExtensionType::padding: return true;
    default: return type == kEncryptedClientHello;
  }
}

}  // namespace

Result<FixedPart> fixed_part_of(const crypto::Algorithms& algorithms, const wire::ClientHello& hello) {
  std::vector<wire::Extension> fixed;
  for (const auto& extension : hello.extensions) {
    if (!may_differ(extension.type)) fixed.push_back(extension);
  }
  std::ranges::sort(fixed, {}, [](const wire::Extension& extension) { return code_of(extension.type); });
  auto hash = TRY(crypto::PartsHash::start(algorithms));
  const auto add_number = [&](std::uint16_t number) {
    hash.add(std::array{std::uint8_t(number >> 8), std::uint8_t(number)});
  };
  add_number(code_of(hello.legacy_version));
  hash.add(hello.random);
  hash.add(hello.legacy_session_id);
  hash.add(hello.cipher_suites.raw());
  hash.add(hello.legacy_compression_methods);
  for (const auto& [type, body] : fixed) {
    add_number(code_of(type));
    hash.add(body);
  }
  return std::move(hash).finish();
}

}  // namespace reprise::handshake::tls13
