// SPDX-License-Identifier: Apache-2.0
// The block of extensions that ends most messages (RFC 8446, 4.2; RFC 5246, 7.4.1.4), and what may stand where.
// Shape on the wire:  length[2] | ( extension_type[2] | extension_data<0..2^16-1> )*
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/lists.h"
#include "wire/codec/reader.h"
#include "wire/codec/writer.h"
#include "wire/codes/enums.h"

namespace reprise::wire {

struct Extension {
  ExtensionType type;
  Bytes body;  // extension_data without its length
};

struct ExtensionCodec {
  using Item = Extension;
  static Result<Extension> read(Reader& reader) {
    const std::uint16_t type = TRY(reader.u16());
    return Extension{ExtensionType{type}, TRY(reader.opaque16())};
  }
};

// A parsed block: a view on the message, in the message's order, no type twice. Allocates nothing whatever the number.
class ExtensionList {
 public:
  using Iterator = ListView<ExtensionCodec>::Iterator;

  // No block at all, as a ClientHello or ServerHello of TLS 1.2 may end (RFC 5246, 7.4.1.2).
  ExtensionList() = default;
  // `raw` is the block without its length. Fails with decode_error on bad syntax and with illegal_parameter on a type
  // that comes twice (RFC 8446, 4.2: MUST NOT).
  static Result<ExtensionList> parse(Bytes raw);
  // Takes the block and its length from `reader`.
  static Result<ExtensionList> read(Reader& reader) { return parse(TRY(reader.opaque16())); }

  // False when the message ended before the block; true for an empty block.
  bool present() const { return present_; }
  std::size_t size() const { return list_.size(); }
  bool empty() const { return list_.empty(); }
  // The extension_data of `type`, or nothing.
  std::optional<Bytes> find(ExtensionType type) const;
  bool contains(ExtensionType type) const { return find(type).has_value(); }
  // The type of the last extension. Only when not empty.
  ExtensionType last_type() const { return last_type_; }
  Iterator begin() const { return list_.begin(); }
  Iterator end() const { return list_.end(); }
  Bytes raw() const { return list_.raw(); }

 private:
  ListView<ExtensionCodec> list_;
  std::uint64_t low_types_ = 0;  // bit n: the type n is there, for n < 64
  ExtensionType last_type_{};
  bool present_ = false;
};

// Writes the block with its length; nothing at all when it is not present().
void write_extensions(Writer& out, const ExtensionList& extensions);

// Writes one extension; `body` is body() or body(Writer&) and writes the extension_data.
template <typename Body>
  requires(!std::convertible_to<Body, Bytes>)
void write_extension(Writer& out, ExtensionType type, Body&& body) {
  out.u16(code_of(type));
  out.vec16(std::forward<Body>(body));
}
// Writes an extension whose extension_data is `body` as it stands.
inline void write_extension(Writer& out, ExtensionType type, Bytes body) {
  out.u16(code_of(type));
  out.opaque16(body);
}
// Writes an extension that has no extension_data: its presence is the message.
inline void write_empty_extension(Writer& out, ExtensionType type) { write_extension(out, type, Bytes()); }
// Fails with decode_error unless the extension_data is empty: extended_master_secret, encrypt_then_mac,
// post_handshake_auth, early_data in a ClientHello and EncryptedExtensions, and the acknowledgements of a server.
Result<> read_empty_extension(Bytes body);

// The messages that carry extensions. server_hello is that of TLS 1.3.
enum class ExtensionContext : std::uint8_t {
  client_hello,
  server_hello,
  hello_retry_request,
  encrypted_extensions,
  certificate,
  certificate_request,
  new_session_ticket,
  server_hello_tls12,
};

// True when `type` may stand in `context` (RFC 8446, 4.2, and for the ServerHello of TLS 1.2 the RFC of each
// extension). A type without a name in enums.h may stand where unknown extensions are to be ignored: client_hello,
// certificate_request, new_session_ticket; elsewhere nobody asked for it.
bool allowed_in(ExtensionType type, ExtensionContext context);

// True when `type` has a row in the table that allowed_in() reads.
bool is_known(ExtensionType type);

}  // namespace reprise::wire
