// SPDX-License-Identifier: Apache-2.0
#include "wire/messages/encrypted_extensions.h"

#include "wire/codec/reader.h"

namespace reprise::wire {

Result<EncryptedExtensions> read_encrypted_extensions(Bytes body) {
  Reader reader(body);
  EncryptedExtensions message;
  message.extensions = TRY(ExtensionList::read(reader));
  TRY(reader.finish());
  return message;
}

}  // namespace reprise::wire
