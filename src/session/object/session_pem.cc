// SPDX-License-Identifier: Apache-2.0
#include "session/object/session_pem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <limits>
#include <memory>

namespace reprise::session {
namespace {

constexpr char kPemName[] = "SSL SESSION PARAMETERS";

using MemoryBio = std::unique_ptr<BIO, decltype(&BIO_free)>;  // wipes its memory when it is freed

}  // namespace

Result<SecretBytes> session_der_in_pem(std::string_view text) {
  if (text.size() > std::size_t(std::numeric_limits<int>::max())) return fail_silently(Reason::too_long);
  const MemoryBio in(BIO_new_mem_buf(text.data(), int(text.size())), BIO_free);
  if (!in) return fail_silently(Reason::out_of_memory);
  unsigned char* data = nullptr;
  long length = 0;
  ERR_set_mark();
  const int found = PEM_bytes_read_bio(&data, &length, nullptr, kPemName, in.get(), nullptr, nullptr);
  ERR_pop_to_mark();
  if (found != 1) return fail_silently(Reason::pem_library);
  SecretBytes der(Bytes(data, std::size_t(length)));
  OPENSSL_clear_free(data, std::size_t(length));
  return der;
}

Result<SecretBytes> session_pem(Bytes der) {
  const MemoryBio out(BIO_new(BIO_s_mem()), BIO_free);
  if (!out || PEM_write_bio(out.get(), kPemName, "", der.data(), long(der.size())) <= 0) {
    return fail_silently(Reason::out_of_memory);
  }
  const char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return SecretBytes(bytes_of({text, std::size_t(length)}));
}

}  // namespace reprise::session
