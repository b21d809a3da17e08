// SPDX-License-Identifier: Apache-2.0
#include "handshake/tls13/cookie.h"

#include <algorithm>

#include "wire/codec/reader.h"
#include "wire/codec/writer.h"

namespace reprise::handshake::tls13 {
namespace {

constexpr std::uint8_t kFormat = 2;
constexpr std::size_t kMacLen = 32;

Result<HashSecret> mac_of(crypto::Scratch& scratch, Bytes key, Bytes content) {
  return crypto::hmac(scratch, crypto::HashAlgorithm::sha256, key, {content});
}

Error mismatch() { return fail(Alert::illegal_parameter, Reason::cookie_mismatch); }

Result<Cookie> read_content(Bytes content) {
  wire::Reader reader(content);
  if (TRY(reader.u8()) != kFormat) return mismatch();
  Cookie cookie;
  cookie.cipher_suite = TRY(reader.u16());
  cookie.group = TRY(reader.u16());
  cookie.unix_seconds = std::int64_t(std::uint64_t{TRY(reader.u32())} << 32);
  cookie.unix_seconds |= TRY(reader.u32());
  const Bytes fixed_part = TRY(reader.bytes(cookie.fixed_part.size()));
  std::ranges::copy(fixed_part, cookie.fixed_part.begin());
  cookie.hello_hash = TRY(reader.opaque8(1));
  cookie.program_part = TRY(reader.opaque8(1));
  TRY(reader.finish());
  return cookie;
}

}  // namespace

Result<ByteVector> seal_cookie(crypto::Scratch& scratch, Bytes key, const Cookie& cookie) {
  const bool fits = !cookie.hello_hash.empty() && cookie.hello_hash.size() <= crypto::kMaxHashSize &&
                    !cookie.program_part.empty() && cookie.program_part.size() <= 0xff;
  if (!fits) return fail(Alert::internal_error, Reason::internal);
  ByteVector sealed;
  wire::Writer out(sealed);
  out.u8(kFormat);
  out.u16(cookie.cipher_suite);
  out.u16(cookie.group);
  out.u32(std::uint32_t(std::uint64_t(cookie.unix_seconds) >> 32));
  out.u32(std::uint32_t(cookie.unix_seconds));
  out.bytes(cookie.fixed_part);
  out.opaque8(cookie.hello_hash);
  out.opaque8(cookie.program_part);
  TRY(out.finish());
  const auto mac = TRY(mac_of(scratch, key, sealed));
  out.bytes(mac.bytes());
  TRY(out.finish());
  return sealed;
}

Result<std::optional<Cookie>> open_cookie(crypto::Scratch& scratch, Bytes key, Bytes sealed,
                                          std::int64_t now_unix_seconds) {
  if (sealed.size() < kMacLen) return mismatch();
  const Bytes content = sealed.first(sealed.size() - kMacLen);
  const auto mac = TRY(mac_of(scratch, key, content));
  if (!equal_in_constant_time(mac.bytes(), sealed.last(kMacLen))) return mismatch();
  const auto cookie = read_content(content);
  if (!cookie.ok()) return mismatch();
  const std::int64_t made = cookie.value().unix_seconds;  // of any value: the difference might not fit
  if (made > now_unix_seconds || made < now_unix_seconds - kCookieLifetime_s) return std::optional<Cookie>();
  return std::optional(cookie.value());
}

}  // namespace reprise::handshake::tls13
