// SPDX-License-Identifier: Apache-2.0
// Extensions that the program writes and reads itself (SSL_CTX_add_custom_ext(3)).
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"
#include "reprise/extension.h"
#include "wire/codec/writer.h"
#include "wire/extensions/extensions.h"

namespace reprise::handshake {

using v0::ExtensionPlace;

// Messages that ask the other side: what stands there, an answer may repeat.
inline bool is_offer(ExtensionPlace place) {
  return place == ExtensionPlace::client_hello || place == ExtensionPlace::certificate_request;
}
// Messages that may only answer what the peer has offered (RFC 8446, 4.2).
inline bool is_answer(ExtensionPlace place) { return !is_offer(place) && place != ExtensionPlace::new_session_ticket; }

// Absent: there are none.
class CustomExtensions {
 public:
  // Custom extensions (SSL_CTX_add_custom_ext): write ours, take the peer's. `chain_index` counts Certificate entries.
  virtual bool has_custom_extensions() const { return false; }
  virtual Result<> write_custom_extensions(ExtensionPlace, std::size_t /*chain_index*/, wire::Writer&) {
    return success();
  }
  // True when one of ours has that type.
  virtual bool knows_custom_extension(ExtensionPlace, std::uint16_t /*type*/) { return false; }
  // Takes those of ours that are among `extensions`, once all else that the message says is known.
  virtual Result<> read_custom_extensions(ExtensionPlace, const wire::ExtensionList& /*extensions*/,
                                          std::size_t /*chain_index*/) {
    return success();
  }
  // Server: a session that the callbacks were shown as resumed is not taken up after all. Takes those of the
  // ClientHello that were passed over for its sake.
  virtual Result<> read_passed_over_extensions(const wire::ExtensionList&) { return success(); }

 protected:
  ~CustomExtensions() = default;
};

}  // namespace reprise::handshake
