// SPDX-License-Identifier: Apache-2.0
#include "capi/objects/settings_hash.h"

#include <openssl/err.h>

#include <array>

#include "capi/library/own.h"

namespace reprise::capi {

void add_number(std::size_t number, crypto::PartsHash& hash) {
  hash.add(std::array{std::uint8_t(number >> 24), std::uint8_t(number >> 16), std::uint8_t(number >> 8),
                      std::uint8_t(number)});
}

void add_text(const char* text, crypto::PartsHash& hash) { hash.add(text != nullptr ? bytes_of(text) : Bytes()); }

void add_param(X509_VERIFY_PARAM* param, crypto::PartsHash& hash) {
  add_number(X509_VERIFY_PARAM_get_flags(param), hash);
  add_number(std::size_t(X509_VERIFY_PARAM_get_depth(param)), hash);
  add_number(X509_VERIFY_PARAM_get_hostflags(param), hash);
  for (int i = 0; const char* host = X509_VERIFY_PARAM_get0_host(param, i); ++i) add_text(host, hash);
  add_text(X509_VERIFY_PARAM_get0_email(param), hash);
  ERR_set_mark();  // no address is an error to libcrypto
  const Own<char> address(X509_VERIFY_PARAM_get1_ip_asc(param));
  ERR_pop_to_mark();
  add_text(address.get(), hash);
}

}  // namespace reprise::capi
