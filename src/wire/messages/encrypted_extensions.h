// SPDX-License-Identifier: Apache-2.0
// EncryptedExtensions (RFC 8446, 4.3.1).
// Shape:  extensions<0..2^16-1>
#pragma once

#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"
#include "wire/extensions/extensions.h"

namespace reprise::wire {

struct EncryptedExtensions {
  ExtensionList extensions;
};

Result<EncryptedExtensions> read_encrypted_extensions(Bytes body);
// Writes the block around what `extensions` writes: calls of write_extension.
template <typename Extensions>
void write_encrypted_extensions(Writer& out, Extensions&& extensions) {
  out.vec16(std::forward<Extensions>(extensions));
}

}  // namespace reprise::wire
