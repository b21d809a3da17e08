// SPDX-License-Identifier: Apache-2.0
// SSL_COMP_*: Reprise never compresses (RFC 8446, 4.1.2 forbids it; RFC 7525, 3.3 advises against it). These answer as
// an OpenSSL built without zlib does, for programs that look at or empty the list of methods.
#include <openssl/comp.h>
#include <openssl/ssl.h>

#include <atomic>

namespace {

STACK_OF(SSL_COMP)* new_empty_list() { return sk_SSL_COMP_new_null(); }

// The list that programs may take out and replace: one for the process, as the API has it.
std::atomic<STACK_OF(SSL_COMP)*>& method_list() {
  static std::atomic<STACK_OF(SSL_COMP)*> list(new_empty_list());
  return list;
}

}  // namespace

extern "C" {

STACK_OF(SSL_COMP)* SSL_COMP_get_compression_methods(void) { return method_list().load(); }

// Hands the list in use to the caller, and takes over `methods`.
STACK_OF(SSL_COMP)* SSL_COMP_set0_compression_methods(STACK_OF(SSL_COMP)* methods) {
  return method_list().exchange(methods);
}

// 1 means failure. No method can be added: libcrypto has none that it would say the type of.
int SSL_COMP_add_compression_method(int, COMP_METHOD*) { return 1; }

const char* SSL_COMP_get_name(const COMP_METHOD* method) { return method == nullptr ? nullptr : COMP_get_name(method); }

// No SSL_COMP is ever made here.
const char* SSL_COMP_get0_name(const SSL_COMP*) { return nullptr; }
int SSL_COMP_get_id(const SSL_COMP*) { return -1; }

}  // extern "C"
