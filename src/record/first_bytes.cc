// SPDX-License-Identifier: Apache-2.0
#include "record/first_bytes.h"

#include <string_view>

#include "base/bytes.h"

namespace reprise::record {

Result<> check_first_bytes(std::span<const std::uint8_t, wire::kRecordHeaderLen> bytes) {
  if (wire::code_of(wire::read_record_header(bytes).legacy_version) >> 8 == 3) return success();
  const std::string_view text = text_of(bytes);
  for (const std::string_view method : {"GET ", "POST ", "HEAD ", "PUT "}) {
    if (text.starts_with(method)) return fail_silently(Reason::http_request);
  }
  if (text == "CONNE") return fail_silently(Reason::https_proxy_request);
  return fail_silently(Reason::wrong_version_number);
}

}  // namespace reprise::record
