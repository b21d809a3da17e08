// SPDX-License-Identifier: Apache-2.0
// The BIOs under an SSL, by the reference rules of SSL_set_bio(3).
#include "capi/library/guard.h"
#include "capi/objects/ssl_object.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

Result<BIO*> socket_or_error(int fd) {
  BIO* bio = BIO_new(BIO_s_socket());
  if (bio == nullptr) return fail_silently(Reason::out_of_memory);
  BIO_set_fd(bio, fd, BIO_NOCLOSE);
  return bio;
}

bool is_socket(const BIO* bio, int fd) {
  return bio != nullptr && BIO_method_type(bio) == BIO_TYPE_SOCKET &&
         int(BIO_get_fd(const_cast<BIO*>(bio), nullptr)) == fd;
}

// Puts `fd` under one side; when the other side is a socket BIO of the same descriptor already, both share that.
int set_one_side(SSL* ssl, int fd, BIO* other_side, void (*put)(SSL*, BIO*),
                 const char* function = __builtin_FUNCTION()) {
  const auto set = [&]() -> Result<> {
    const bool shared = is_socket(other_side, fd);
    if (shared) BIO_up_ref(other_side);
    put(ssl, shared ? other_side : TRY(socket_or_error(fd)));
    return success();
  };
  return guard(set, function);
}

int descriptor_of(BIO* chain) {
  int fd = -1;
  BIO* bio = BIO_find_type(chain, BIO_TYPE_DESCRIPTOR);
  if (bio != nullptr) BIO_get_fd(bio, &fd);
  return fd;
}

}  // namespace

extern "C" {

void SSL_set0_rbio(SSL* ssl, BIO* rbio) {
  BIO_free_all(ssl->rbio);
  ssl->rbio = rbio;
}

void SSL_set0_wbio(SSL* ssl, BIO* wbio) {
  BIO_free_all(ssl->wbio);
  ssl->wbio = wbio;
}

void SSL_set_bio(SSL* ssl, BIO* rbio, BIO* wbio) {
  // Nothing changes: nothing is taken.
  if (rbio == ssl->rbio && wbio == ssl->wbio) return;
  // One BIO for both: the caller hands over one reference, we hold two.
  if (rbio != nullptr && rbio == wbio) BIO_up_ref(rbio);
  // Only one of the two is new: no reference is taken for the other.
  if (rbio == ssl->rbio) {
    SSL_set0_wbio(ssl, wbio);
    return;
  }
  if (wbio == ssl->wbio && ssl->rbio != ssl->wbio) {
    SSL_set0_rbio(ssl, rbio);
    return;
  }
  SSL_set0_rbio(ssl, rbio);
  SSL_set0_wbio(ssl, wbio);
}

BIO* SSL_get_rbio(const SSL* ssl) { return ssl->rbio; }
BIO* SSL_get_wbio(const SSL* ssl) { return ssl->wbio; }

int SSL_set_fd(SSL* ssl, int fd) {
  return guard([&]() -> Result<> {
    BIO* bio = TRY(socket_or_error(fd));
    SSL_set_bio(ssl, bio, bio);
    return success();
  });
}

int SSL_set_rfd(SSL* ssl, int fd) { return set_one_side(ssl, fd, ssl->wbio, SSL_set0_rbio); }
int SSL_set_wfd(SSL* ssl, int fd) { return set_one_side(ssl, fd, ssl->rbio, SSL_set0_wbio); }

int SSL_get_rfd(const SSL* ssl) { return descriptor_of(ssl->rbio); }
int SSL_get_wfd(const SSL* ssl) { return descriptor_of(ssl->wbio); }
int SSL_get_fd(const SSL* ssl) { return SSL_get_rfd(ssl); }

}  // extern "C"
