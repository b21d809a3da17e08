// SPDX-License-Identifier: Apache-2.0
#include "session/object/session_pem.h"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include <memory>

#include "crypto/pem.h"

namespace reprise::session {
namespace {

constexpr char kPemName[] = "SSL SESSION PARAMETERS";

using MemoryBio = std::unique_ptr<BIO, decltype(&BIO_free)>;  // wipes its memory when it is freed

}  // namespace

Result<SecretBytes> session_der_in_pem(std::string_view text) { return crypto::block_from_pem(kPemName, text); }

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
