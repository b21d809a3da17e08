// SPDX-License-Identifier: Apache-2.0
// A private key in a PKCS#11 token, by the interface that every such module has.
#pragma once

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reprise/bytes.h"

// A private key for ECDSA over P-256 in a PKCS#11 token. A session of PKCS#11 does one thing at a time: one thread.
class TokenKey {
 public:
  static std::unique_ptr<TokenKey> open(const char* module, std::string pin) {
    void* const handle = dlopen(module, RTLD_NOW);
    const auto get_functions = handle == nullptr ? nullptr : CK_C_GetFunctionList(dlsym(handle, "C_GetFunctionList"));
    CK_FUNCTION_LIST* token = nullptr;
    if (get_functions == nullptr || get_functions(&token) != CKR_OK) return nullptr;
    if (token->C_Initialize(nullptr) != CKR_OK) return nullptr;
    std::unique_ptr<TokenKey> opened(new TokenKey(*token));
    std::array<CK_SLOT_ID, 16> slots;
    CK_ULONG num_slots = slots.size();
    if (token->C_GetSlotList(CK_TRUE, slots.data(), &num_slots) != CKR_OK || num_slots == 0) return nullptr;
    auto& session = opened->session_;
    if (token->C_OpenSession(slots[0], CKF_SERIAL_SESSION, nullptr, nullptr, &session) != CKR_OK) return nullptr;
    auto* const letters = reinterpret_cast<CK_UTF8CHAR*>(pin.data());
    if (token->C_Login(session, CKU_USER, letters, pin.size()) != CKR_OK) return nullptr;
    return opened->find_key() ? std::move(opened) : nullptr;
  }
  TokenKey(const TokenKey&) = delete;
  TokenKey& operator=(const TokenKey&) = delete;
  ~TokenKey() { token_.C_Finalize(nullptr); }

  // ECDSA over SHA-256, as it goes into a CertificateVerify; nothing when the token refuses.
  std::optional<std::vector<std::uint8_t>> sign(std::vector<std::uint8_t> content) {
    std::array<std::uint8_t, 32> hash;
    std::array<std::uint8_t, 64> pair;
    CK_ULONG hash_size = hash.size();
    CK_ULONG pair_size = pair.size();
    CK_MECHANISM sha256{CKM_SHA256, nullptr, 0};
    CK_MECHANISM ecdsa{CKM_ECDSA, nullptr, 0};
    if (token_.C_DigestInit(session_, &sha256) != CKR_OK ||
        token_.C_Digest(session_, content.data(), content.size(), hash.data(), &hash_size) != CKR_OK ||
        token_.C_SignInit(session_, &ecdsa, key_) != CKR_OK ||
        token_.C_Sign(session_, hash.data(), hash_size, pair.data(), &pair_size) != CKR_OK ||
        pair_size != pair.size()) {
      return std::nullopt;
    }
    std::vector<std::uint8_t> numbers;
    append_integer(numbers, reprise::Bytes(pair).first(32));
    append_integer(numbers, reprise::Bytes(pair).last(32));
    // PKCS#11 gives r and s alone, TLS wants DER.
    std::vector<std::uint8_t> signature{0x30, std::uint8_t(numbers.size())};
    signature.insert(signature.end(), numbers.begin(), numbers.end());
    return signature;
  }

 private:
  explicit TokenKey(CK_FUNCTION_LIST& token) : token_(token) {}

  bool find_key() {
    CK_OBJECT_CLASS what = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE wanted{CKA_CLASS, &what, sizeof what};
    CK_ULONG found = 0;
    return token_.C_FindObjectsInit(session_, &wanted, 1) == CKR_OK &&
           token_.C_FindObjects(session_, &key_, 1, &found) == CKR_OK &&
           token_.C_FindObjectsFinal(session_) == CKR_OK && found == 1;
  }
  // A positive INTEGER: no leading zeroes, but one where the first bit would make it negative.
  static void append_integer(std::vector<std::uint8_t>& der, reprise::Bytes number) {
    while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
    const bool padded = number[0] >= 0x80;
    der.insert(der.end(), {0x02, std::uint8_t(number.size() + (padded ? 1 : 0))});
    if (padded) der.push_back(0);
    der.insert(der.end(), number.begin(), number.end());
  }

  CK_FUNCTION_LIST& token_;
  CK_SESSION_HANDLE session_ = 0;
  CK_OBJECT_HANDLE key_ = 0;
};
