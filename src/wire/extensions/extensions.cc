// SPDX-License-Identifier: Apache-2.0
#include "wire/extensions/extensions.h"

#include "wire/codec/seen_codes.h"

namespace reprise::wire {
namespace {

constexpr std::uint64_t low_bit(ExtensionType type) {
  return code_of(type) < 64 ? std::uint64_t{1} << code_of(type) : 0;
}

}  // namespace

Result<ExtensionList> ExtensionList::parse(Bytes raw) {
  ExtensionList result;
  result.list_ = TRY(ListView<ExtensionCodec>::parse(raw));
  result.present_ = true;
  SeenCodes high_types;
  for (const Extension& extension : result.list_) {
    const std::uint64_t bit = low_bit(extension.type);
    const bool is_new = bit != 0 ? (result.low_types_ & bit) == 0 : high_types.insert(code_of(extension.type));
    if (!is_new) return fail(Alert::illegal_parameter, Reason::duplicate_extension);
    result.low_types_ |= bit;
    result.last_type_ = extension.type;
  }
  return result;
}

std::optional<Bytes> ExtensionList::find(ExtensionType type) const {
  const std::uint64_t bit = low_bit(type);
  if (bit != 0 && (low_types_ & bit) == 0) return std::nullopt;
  for (const Extension& extension : list_) {
    if (extension.type == type) return extension.body;
  }
  return std::nullopt;
}

void write_extensions(Writer& out, const ExtensionList& extensions) {
  if (extensions.present()) out.opaque16(extensions.raw());
}

Result<> read_empty_extension(Bytes body) {
  if (!body.empty()) return fail(Alert::decode_error, Reason::bad_extension);
  return success();
}

}  // namespace reprise::wire
