// SPDX-License-Identifier: Apache-2.0
// Where the numbers come from: clang's region counters (-fprofile-instr-generate, in 64 bits each), which lie in one
// section; functions that the linker was told to wrap; the sanitizer's hooks of the allocator.
#include "fuzz/work.h"

#include <cstddef>

#include <openssl/evp.h>
#include <sanitizer/allocator_interface.h>

extern "C" {
// The linker's names for the section's ends.
extern std::uint64_t __start___llvm_prf_cnts[] __attribute__((visibility("hidden")));
extern std::uint64_t __stop___llvm_prf_cnts[] __attribute__((visibility("hidden")));

void* __real___asan_memcpy(void*, const void*, std::size_t);
void* __real___asan_memmove(void*, const void*, std::size_t);
void* __real___asan_memset(void*, int, std::size_t);
int __real_EVP_DigestUpdate(EVP_MD_CTX*, const void*, std::size_t);
int __real_EVP_CipherUpdate(EVP_CIPHER_CTX*, unsigned char*, int*, const unsigned char*, int);
int __real_EVP_DigestSign(EVP_MD_CTX*, unsigned char*, std::size_t*, const unsigned char*, std::size_t);
int __real_EVP_DigestVerify(EVP_MD_CTX*, const unsigned char*, std::size_t, const unsigned char*, std::size_t);
int __real_EVP_PKEY_verify(EVP_PKEY_CTX*, const unsigned char*, std::size_t, const unsigned char*, std::size_t);
int __real_EVP_PKEY_derive(EVP_PKEY_CTX*, unsigned char*, std::size_t*);
int __real_EVP_PKEY_generate(EVP_PKEY_CTX*, EVP_PKEY**);
}

namespace {

constexpr std::uint64_t kBytesPerUnit = 16, kAllocation = 16, kKeyOperation = 50000;

std::uint64_t outside = 0;  // in units of bytes: what no region counts

void count_bytes(std::size_t size) { outside += size; }
void count(std::uint64_t units) { outside += units * kBytesPerUnit; }

void on_allocation(const volatile void*, std::size_t size) { count(kAllocation), count_bytes(size); }
void on_release(const volatile void*) {}

[[maybe_unused]] const int hooked = __sanitizer_install_malloc_and_free_hooks(on_allocation, on_release);

}  // namespace

extern "C" {

void* __wrap___asan_memcpy(void* to, const void* from, std::size_t size) {
  count_bytes(size);
  return __real___asan_memcpy(to, from, size);
}
void* __wrap___asan_memmove(void* to, const void* from, std::size_t size) {
  count_bytes(size);
  return __real___asan_memmove(to, from, size);
}
void* __wrap___asan_memset(void* to, int value, std::size_t size) {
  count_bytes(size);
  return __real___asan_memset(to, value, size);
}
int __wrap_EVP_DigestUpdate(EVP_MD_CTX* context, const void* data, std::size_t size) {
  count_bytes(size);
  return __real_EVP_DigestUpdate(context, data, size);
}
int __wrap_EVP_CipherUpdate(EVP_CIPHER_CTX* context, unsigned char* out, int* out_size, const unsigned char* in,
                            int size) {
  count_bytes(std::size_t(size));
  return __real_EVP_CipherUpdate(context, out, out_size, in, size);
}
int __wrap_EVP_DigestSign(EVP_MD_CTX* context, unsigned char* signature, std::size_t* signature_size,
                          const unsigned char* data, std::size_t size) {
  count(kKeyOperation), count_bytes(size);
  return __real_EVP_DigestSign(context, signature, signature_size, data, size);
}
int __wrap_EVP_DigestVerify(EVP_MD_CTX* context, const unsigned char* signature, std::size_t signature_size,
                            const unsigned char* data, std::size_t size) {
  count(kKeyOperation), count_bytes(size);
  return __real_EVP_DigestVerify(context, signature, signature_size, data, size);
}
int __wrap_EVP_PKEY_verify(EVP_PKEY_CTX* context, const unsigned char* signature, std::size_t signature_size,
                           const unsigned char* data, std::size_t size) {
  count(kKeyOperation), count_bytes(size);
  return __real_EVP_PKEY_verify(context, signature, signature_size, data, size);
}
int __wrap_EVP_PKEY_derive(EVP_PKEY_CTX* context, unsigned char* key, std::size_t* size) {
  count(kKeyOperation);
  return __real_EVP_PKEY_derive(context, key, size);
}
int __wrap_EVP_PKEY_generate(EVP_PKEY_CTX* context, EVP_PKEY** key) {
  count(kKeyOperation);
  return __real_EVP_PKEY_generate(context, key);
}

}  // extern "C"

namespace reprise::fuzz {

__attribute__((no_sanitize("address", "undefined", "coverage"))) std::uint64_t work_done() {
  std::uint64_t sum = outside / kBytesPerUnit;
  for (const std::uint64_t* counter = __start___llvm_prf_cnts; counter < __stop___llvm_prf_cnts; ++counter) {
    sum += *counter;
  }
  return sum;
}

}  // namespace reprise::fuzz
