// SPDX-License-Identifier: Apache-2.0
#include "crypto/trust_store.h"

#include <openssl/x509v3.h>

#include <memory>

#include "crypto/verify_alert.h"

namespace reprise::crypto {
namespace {

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }  // the certificates are lent
};
using StackPtr = std::unique_ptr<STACK_OF(X509), FreeStack>;
using VerificationPtr = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;

Result<StackPtr> stack_of(const CertificateChain& chain) {
  StackPtr stack(sk_X509_new_reserve(nullptr, int(chain.size())));
  if (!stack) return fail(Alert::internal_error, Reason::out_of_memory);
  for (const auto& certificate : chain) sk_X509_push(stack.get(), TRY(certificate->x509()));
  return stack;
}

Result<> set_expectation(X509_STORE_CTX* verification, const PeerExpectation& expected) {
  X509_STORE_CTX_set_default(verification, expected.purpose == PeerPurpose::server ? "ssl_server" : "ssl_client");
  auto* param = X509_STORE_CTX_get0_param(verification);
  X509_VERIFY_PARAM_set_auth_level(param, expected.security_level);
  X509_VERIFY_PARAM_set_time(param, expected.unix_seconds);
  if (expected.name.empty()) return success();
  const bool set = is_ip_address(expected.name)
                       ? X509_VERIFY_PARAM_set1_ip_asc(param, expected.name.c_str()) == 1
                       : X509_VERIFY_PARAM_set1_host(param, expected.name.data(), expected.name.size()) == 1;
  return set ? success() : Result<>(fail(Alert::internal_error, Reason::x509_library));
}

}  // namespace

Result<Ref<const TrustStore>> TrustStore::of_the_system() {
  const QuietErrors quiet;
  StorePtr store(X509_STORE_new());
  if (!store || X509_STORE_set_default_paths(store.get()) != 1) return fail_silently(Reason::x509_library);
  return Ref<const TrustStore>::adopt(new TrustStore(std::move(store)));
}

Result<Ref<const TrustStore>> TrustStore::of(const CertificateChain& anchors) {
  const QuietErrors quiet;
  StorePtr store(X509_STORE_new());
  if (!store) return fail_silently(Reason::out_of_memory);
  for (const auto& anchor : anchors) {
    if (X509_STORE_add_cert(store.get(), TRY(anchor->x509())) != 1) return fail_silently(Reason::x509_library);
  }
  return Ref<const TrustStore>::adopt(new TrustStore(std::move(store)));
}

Result<ChainVerdict> TrustStore::verify(const CertificateChain& chain, const PeerExpectation& expected) const {
  const QuietErrors quiet;
  const auto stack = TRY(stack_of(chain));
  const VerificationPtr verification(X509_STORE_CTX_new());
  if (!verification) return fail(Alert::internal_error, Reason::out_of_memory);
  X509* leaf = sk_X509_value(stack.get(), 0);
  if (X509_STORE_CTX_init(verification.get(), store_.get(), leaf, stack.get()) != 1) {
    return fail(Alert::internal_error, Reason::x509_library);
  }
  TRY(set_expectation(verification.get(), expected));
  const bool good = X509_verify_cert(verification.get()) == 1;
  const long result = X509_STORE_CTX_get_error(verification.get());
  return ChainVerdict{.good = good, .result = result, .alert = alert_of_verify_result(result)};
}

bool is_ip_address(std::string_view name) {
  if (name.find('\0') != name.npos) return false;
  const QuietErrors quiet;
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(std::string(name).c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

}  // namespace reprise::crypto
