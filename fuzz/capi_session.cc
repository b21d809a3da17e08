// SPDX-License-Identifier: Apache-2.0
// Sessions as the C API reads them: PEM, and DER in place of a session that the program has. What is accepted can be
// asked and printed, and reads the same again.
// Input:  what[1] | bytes
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace {

std::vector<unsigned char> der_of(SSL_SESSION* session) {
  std::vector<unsigned char> der(std::size_t(i2d_SSL_SESSION(session, nullptr)));
  unsigned char* at = der.data();
  if (!der.empty() && (i2d_SSL_SESSION(session, &at) != int(der.size()) || at != der.data() + der.size())) std::abort();
  return der;
}

void ask(SSL_SESSION* session) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  unsigned id_size = 0;
  void* data = nullptr;
  SSL_SESSION_get0_ticket(session, &bytes, &size);
  if ((size != 0) != (SSL_SESSION_has_ticket(session) != 0)) std::abort();
  SSL_SESSION_get0_alpn_selected(session, &bytes, &size);
  SSL_SESSION_get0_ticket_appdata(session, &data, &size);
  SSL_SESSION_get_id(session, &id_size);
  if (id_size > SSL_MAX_SSL_SESSION_ID_LENGTH) std::abort();
  if (X509* peer = SSL_SESSION_get0_peer(session)) X509_get_subject_name(peer);
  SSL_SESSION_get0_hostname(session);
  BIO* out = BIO_new(BIO_s_null());
  if (SSL_SESSION_print(out, session) != 1) std::abort();
  SSL_SESSION_print_keylog(out, session);
  BIO_free(out);
}

void check(SSL_SESSION* session) {
  ask(session);
  BIO* text = BIO_new(BIO_s_mem());
  if (PEM_write_bio_SSL_SESSION(text, session) != 1) std::abort();
  SSL_SESSION* again = PEM_read_bio_SSL_SESSION(text, nullptr, nullptr, nullptr);
  if (again == nullptr || der_of(again) != der_of(session)) std::abort();
  SSL_SESSION* copy = SSL_SESSION_dup(session);
  if (copy == nullptr || der_of(copy) != der_of(session)) std::abort();
  SSL_SESSION_free(copy);
  SSL_SESSION_free(again);
  BIO_free(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned char* at = data + 1;
  SSL_SESSION* session = nullptr;
  if (data[0] % 2 == 0) {
    BIO* text = BIO_new_mem_buf(at, int(size - 1));
    session = PEM_read_bio_SSL_SESSION(text, nullptr, nullptr, nullptr);
    BIO_free(text);
  } else {
    session = SSL_SESSION_new();
    SSL_SESSION* target = session;
    if (d2i_SSL_SESSION(&target, &at, long(size - 1)) == nullptr) {
      SSL_SESSION_free(session);
      session = nullptr;
    }
  }
  if (session != nullptr) check(session);
  SSL_SESSION_free(session);
  ERR_clear_error();
  return 0;
}
