// SPDX-License-Identifier: Apache-2.0
// Sessions as DER and PEM.
#include <openssl/pem.h>

#include <algorithm>

#include "base/secret_bytes.h"
#include "capi/ledger/ledger.h"
#include "capi/library/guard.h"
#include "capi/library/later_api.h"
#include "capi/objects/cache_registry.h"
#include "capi/objects/ex_data.h"
#include "capi/objects/ssl_ctx.h"
#include "session/object/session_der.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

// As i2d functions do: allocates when *out is null, else writes there and moves it.
Result<> hand_out(Bytes der, unsigned char** out) {
  if (*out != nullptr) {
    *out = std::ranges::copy(der, *out).out;
    return success();
  }
  *out = static_cast<unsigned char*>(OPENSSL_malloc(der.size()));
  if (*out == nullptr) return fail_silently(Reason::out_of_memory);
  std::ranges::copy(der, *out);
  return success();
}

Result<Ref<session::Session>> read_session(const unsigned char** in, long length, OSSL_LIB_CTX* context,
                                           const char* propq) {
  if (length < 0) return fail_silently(Reason::too_short);
  const auto library = TRY(library_of(context, propq));
  auto decoded = TRY(session::decode_session({*in, std::size_t(length)}, library->interner, unix_seconds_now()));
  *in += decoded.consumed;
  return std::move(decoded.session);
}

// Fills `target`, which the program holds already, with what was read.
void take_over(session::Session& target, const session::Session& read) {
  target.edit([&](session::SessionFields& fields) { fields = read.data().fields(); });
  target.set_time(read.time());
  target.set_timeout_s(read.timeout_s());
  reschedule_in_caches(target);
}

SSL_SESSION* decode(SSL_SESSION** target, const unsigned char** in, long length, OSSL_LIB_CTX* context,
                    const char* propq, const char* function) {
  if (target != nullptr && ledger::refuses(*target, function)) return nullptr;
  SSL_SESSION* result = nullptr;
  guard(
      [&]() -> Result<> {
        auto session = TRY(read_session(in, length, context, propq));
        if (target != nullptr && *target != nullptr) {
          take_over(*from_c(*target), *session);
          result = *target;
          return success();
        }
        result = hand_over(std::move(session), function);
        if (target != nullptr) *target = result;
        return success();
      },
      function);
  return result;
}

d2i_of_void* reader() { return reinterpret_cast<d2i_of_void*>(d2i_SSL_SESSION); }
i2d_of_void* writer() { return reinterpret_cast<i2d_of_void*>(i2d_SSL_SESSION); }

}  // namespace

extern "C" {

int i2d_SSL_SESSION(const SSL_SESSION* session, unsigned char** out) {
  // Compat: nothing on the error queue.
  if (session == nullptr || ledger::refuses(session) || from_c(session)->data().cipher_suite() == 0) return 0;
  int length = 0;
  guard([&]() -> Result<> {
    if (out == nullptr) {
      length = int(session::encoded_session_len(*from_c(session)));
      return success();
    }
    ByteVector der;
    TRY(session::encode_session(*from_c(session), der));
    const auto handed_out = hand_out(der, out);
    wipe(der);
    TRY(handed_out);
    length = int(der.size());
    return success();
  });
  return length;
}

SSL_SESSION* d2i_SSL_SESSION_ex(SSL_SESSION** target, const unsigned char** in, long length, OSSL_LIB_CTX* context,
                                const char* propq) {
  return decode(target, in, length, context, propq, __func__);
}

SSL_SESSION* d2i_SSL_SESSION(SSL_SESSION** target, const unsigned char** in, long length) {
  return decode(target, in, length, nullptr, nullptr, __func__);
}

SSL_SESSION* PEM_read_bio_SSL_SESSION(BIO* in, SSL_SESSION** target, pem_password_cb* callback, void* arg) {
  return static_cast<SSL_SESSION*>(
      PEM_ASN1_read_bio(reader(), PEM_STRING_SSL_SESSION, in, reinterpret_cast<void**>(target), callback, arg));
}

SSL_SESSION* PEM_read_SSL_SESSION(FILE* in, SSL_SESSION** target, pem_password_cb* callback, void* arg) {
  return static_cast<SSL_SESSION*>(
      PEM_ASN1_read(reader(), PEM_STRING_SSL_SESSION, in, reinterpret_cast<void**>(target), callback, arg));
}

int PEM_write_bio_SSL_SESSION(BIO* out, const SSL_SESSION* session) {
  return PEM_ASN1_write_bio(writer(), PEM_STRING_SSL_SESSION, out, session, nullptr, nullptr, 0, nullptr, nullptr);
}

int PEM_write_SSL_SESSION(FILE* out, const SSL_SESSION* session) {
  return PEM_ASN1_write(writer(), PEM_STRING_SSL_SESSION, out, session, nullptr, nullptr, 0, nullptr, nullptr);
}

}  // extern "C"
