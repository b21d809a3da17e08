// SPDX-License-Identifier: Apache-2.0
// SSL_CIPHER_*: what programs can ask of a cipher suite.
#include <openssl/evp.h>
#include <openssl/objects.h>

#include <cstdio>
#include <iterator>
#include <string_view>

#include "capi/algorithms/ssl_cipher.h"
#include "capi/library/types.h"

namespace reprise::capi {
namespace {

using wire::Auth;
using wire::CipherSuite;
using wire::Enc;
using wire::Kx;
using wire::Mac;
using wire::PrfHash;
using wire::ProtocolVersion;

constexpr std::string_view kNone = "(NONE)";
constexpr std::string_view kRenegotiationInfo = "TLS_EMPTY_RENEGOTIATION_INFO_SCSV";
constexpr std::string_view kFallback = "TLS_FALLBACK_SCSV";

// Signalling values (RFC 5746, 3.3; RFC 7507): no suites, but a client may list them and programs may look them up.
constexpr CipherSuite kSignalling[] = {
    {.id = 0x00ff, .name = kRenegotiationInfo, .standard_name = kRenegotiationInfo, .kx = Kx::any, .auth = Auth::any},
    {.id = 0x5600, .name = kFallback, .standard_name = kFallback, .kx = Kx::any, .auth = Auth::any},
};

bool is_signalling(const CipherSuite& suite) {
  return std::begin(kSignalling) <= &suite && &suite < std::end(kSignalling);
}

// A row for an enumerator: how it shows in SSL_CIPHER_description and the NID programs get.
struct Label {
  const char* text;
  int nid;
};

Label label_of(Kx kx) {
  switch (kx) {
    case Kx::any: return {"any", NID_kx_any};
    case Kx::rsa: return {"RSA", NID_kx_rsa};
    case Kx::dhe: return {"DH", NID_kx_dhe};
    case Kx::ecdhe: return {"ECDH", NID_kx_ecdhe};
    case Kx::psk: return {"PSK", NID_kx_psk};
    case Kx::rsa_psk: return {"RSAPSK", NID_kx_rsa_psk};
    case Kx::dhe_psk: return {"DHEPSK", NID_kx_dhe_psk};
    case Kx::ecdhe_psk: return {"ECDHEPSK", NID_kx_ecdhe_psk};
    case Kx::srp: return {"SRP", NID_kx_srp};
    case Kx::gost: return {"GOST", NID_kx_gost};
    case Kx::gost18: return {"GOST18", NID_kx_gost18};
  }
  return {"unknown", NID_undef};
}

Label label_of(Auth auth) {
  switch (auth) {
    case Auth::any: return {"any", NID_auth_any};
    case Auth::rsa: return {"RSA", NID_auth_rsa};
    case Auth::dss: return {"DSS", NID_auth_dss};
    case Auth::null: return {"None", NID_auth_null};
    case Auth::ecdsa: return {"ECDSA", NID_auth_ecdsa};
    case Auth::psk: return {"PSK", NID_auth_psk};
    case Auth::srp: return {"SRP", NID_auth_srp};
    case Auth::gost01: return {"GOST01", NID_auth_gost01};
    case Auth::gost12: return {"GOST12", NID_auth_gost12};
  }
  return {"unknown", NID_undef};
}

Label label_of(Enc enc) {
  switch (enc) {
    case Enc::null: return {"None", NID_undef};
    case Enc::aes_128_cbc: return {"AES(128)", NID_aes_128_cbc};
    case Enc::aes_256_cbc: return {"AES(256)", NID_aes_256_cbc};
    case Enc::aes_128_gcm: return {"AESGCM(128)", NID_aes_128_gcm};
    case Enc::aes_256_gcm: return {"AESGCM(256)", NID_aes_256_gcm};
    case Enc::aes_128_ccm: return {"AESCCM(128)", NID_aes_128_ccm};
    case Enc::aes_256_ccm: return {"AESCCM(256)", NID_aes_256_ccm};
    case Enc::aes_128_ccm_8: return {"AESCCM8(128)", NID_aes_128_ccm};
    case Enc::aes_256_ccm_8: return {"AESCCM8(256)", NID_aes_256_ccm};
    case Enc::chacha20_poly1305: return {"CHACHA20/POLY1305(256)", NID_chacha20_poly1305};
    case Enc::camellia_128_cbc: return {"Camellia(128)", NID_camellia_128_cbc};
    case Enc::camellia_256_cbc: return {"Camellia(256)", NID_camellia_256_cbc};
    case Enc::aria_128_gcm: return {"ARIAGCM(128)", NID_aria_128_gcm};
    case Enc::aria_256_gcm: return {"ARIAGCM(256)", NID_aria_256_gcm};
    case Enc::seed_cbc: return {"SEED(128)", NID_seed_cbc};
    case Enc::idea_cbc: return {"IDEA(128)", NID_idea_cbc};
    case Enc::gost89_cnt: return {"GOST89(256)", NID_gost89_cnt};
    case Enc::gost89_cnt_12: return {"GOST89(256)", NID_gost89_cnt_12};
    case Enc::kuznyechik_ctr: return {"KUZNYECHIK", NID_kuznyechik_ctr_acpkm};
    case Enc::magma_ctr: return {"MAGMA", NID_magma_ctr_acpkm};
  }
  return {"unknown", NID_undef};
}

Label label_of(Mac mac) {
  switch (mac) {
    case Mac::aead: return {"AEAD", NID_undef};
    case Mac::md5: return {"MD5", NID_md5};
    case Mac::sha1: return {"SHA1", NID_sha1};
    case Mac::sha256: return {"SHA256", NID_sha256};
    case Mac::sha384: return {"SHA384", NID_sha384};
    case Mac::gost94: return {"GOST94", NID_id_GostR3411_94};
    case Mac::gost89: return {"GOST89", NID_id_Gost28147_89_MAC};
    case Mac::gost89_12: return {"GOST89", NID_gost_mac_12};
    case Mac::gost12_256: return {"GOST2012", NID_id_GostR3411_2012_256};
    case Mac::kuznyechik_omac: return {"unknown", NID_kuznyechik_mac};
    case Mac::magma_omac: return {"unknown", NID_magma_mac};
  }
  return {"unknown", NID_undef};
}

// The first version that has `suite`, as descriptions write it.
const char* version_label(const CipherSuite& suite) {
  if (is_signalling(suite)) return "unknown";
  switch (suite.min_version) {
    case ProtocolVersion::ssl30: return "SSLv3";
    case ProtocolVersion::tls10: return "TLSv1";
    case ProtocolVersion::tls12: return "TLSv1.2";
    case ProtocolVersion::tls13: return "TLSv1.3";
    default: return "unknown";
  }
}

const EVP_MD* handshake_digest(PrfHash hash) {
  switch (hash) {
    case PrfHash::legacy: return EVP_md5_sha1();
    case PrfHash::sha256: return EVP_sha256();
    case PrfHash::sha384: return EVP_sha384();
    case PrfHash::gost94:
    case PrfHash::gost12_256: break;
  }
  return nullptr;
}

// Compat: the caller's buffer must hold this much, whatever the text takes.
constexpr int kDescriptionSize = 128;

}  // namespace

const SSL_CIPHER* find_cipher(std::uint16_t id) {
  for (const CipherSuite& value : kSignalling) {
    if (value.id == id) return to_c(&value);
  }
  return to_c(wire::find_cipher_suite(id));
}

CipherStack make_cipher_stack(std::span<const std::uint16_t> ids) {
  CipherStack stack(sk_SSL_CIPHER_new_reserve(nullptr, static_cast<int>(ids.size())));
  if (!stack) return stack;
  for (const std::uint16_t id : ids) {
    if (const SSL_CIPHER* cipher = find_cipher(id); cipher != nullptr) sk_SSL_CIPHER_push(stack.get(), cipher);
  }
  return stack;
}

}  // namespace reprise::capi

using reprise::capi::find_cipher;
using reprise::capi::from_c;
using reprise::capi::kNone;
using reprise::capi::label_of;

extern "C" {

const SSL_CIPHER* SSL_CIPHER_find(SSL*, const unsigned char* code) {
  return find_cipher(static_cast<std::uint16_t>(code[0] << 8 | code[1]));
}

const char* SSL_CIPHER_get_name(const SSL_CIPHER* cipher) {
  return cipher == nullptr ? kNone.data() : from_c(cipher)->name.data();
}

// Null for a suite that IANA does not list.
const char* SSL_CIPHER_standard_name(const SSL_CIPHER* cipher) {
  if (cipher == nullptr) return kNone.data();
  const std::string_view name = from_c(cipher)->standard_name;
  return name.empty() ? nullptr : name.data();
}

const char* OPENSSL_cipher_name(const char* standard_name) {
  if (standard_name == nullptr) return kNone.data();
  for (const auto& value : reprise::capi::kSignalling) {
    if (value.standard_name == standard_name) return value.name.data();
  }
  const auto* suite = reprise::wire::find_cipher_suite_by_name(standard_name);
  return suite != nullptr && suite->standard_name == standard_name ? suite->name.data() : kNone.data();
}

uint32_t SSL_CIPHER_get_id(const SSL_CIPHER* cipher) { return 0x03000000u | from_c(cipher)->id; }

uint16_t SSL_CIPHER_get_protocol_id(const SSL_CIPHER* cipher) { return from_c(cipher)->id; }

int SSL_CIPHER_get_bits(const SSL_CIPHER* cipher, int* alg_bits) {
  if (cipher == nullptr) return 0;
  if (alg_bits != nullptr) *alg_bits = from_c(cipher)->alg_bits;
  return from_c(cipher)->strength_bits;
}

const char* SSL_CIPHER_get_version(const SSL_CIPHER* cipher) {
  if (cipher == nullptr) return kNone.data();
  const auto& suite = *from_c(cipher);
  if (suite.min_version == reprise::wire::ProtocolVersion::tls10) return "TLSv1.0";
  return reprise::capi::version_label(suite);
}

char* SSL_CIPHER_description(const SSL_CIPHER* cipher, char* buffer, int size) {
  if (buffer == nullptr) {
    size = reprise::capi::kDescriptionSize;
    buffer = static_cast<char*>(OPENSSL_malloc(static_cast<std::size_t>(size)));
    if (buffer == nullptr) return nullptr;
  } else if (size < reprise::capi::kDescriptionSize) {
    return nullptr;
  }
  const auto& suite = *from_c(cipher);
  const bool signalling = reprise::capi::is_signalling(suite);
  std::snprintf(buffer, static_cast<std::size_t>(size), "%-30s %-7s Kx=%-8s Au=%-5s Enc=%-22s Mac=%-4s\n",
                suite.name.data(), reprise::capi::version_label(suite), label_of(suite.kx).text,
                label_of(suite.auth).text, signalling ? "unknown" : label_of(suite.enc).text,
                signalling ? "unknown" : label_of(suite.mac).text);
  return buffer;
}

int SSL_CIPHER_get_kx_nid(const SSL_CIPHER* cipher) {
  return cipher == nullptr ? NID_undef : label_of(from_c(cipher)->kx).nid;
}

int SSL_CIPHER_get_auth_nid(const SSL_CIPHER* cipher) {
  return cipher == nullptr ? NID_undef : label_of(from_c(cipher)->auth).nid;
}

int SSL_CIPHER_get_cipher_nid(const SSL_CIPHER* cipher) {
  return cipher == nullptr ? NID_undef : label_of(from_c(cipher)->enc).nid;
}

int SSL_CIPHER_get_digest_nid(const SSL_CIPHER* cipher) {
  return cipher == nullptr ? NID_undef : label_of(from_c(cipher)->mac).nid;
}

const EVP_MD* SSL_CIPHER_get_handshake_digest(const SSL_CIPHER* cipher) {
  return cipher == nullptr ? nullptr : reprise::capi::handshake_digest(from_c(cipher)->prf);
}

int SSL_CIPHER_is_aead(const SSL_CIPHER* cipher) {
  return from_c(cipher)->is_aead() && !reprise::capi::is_signalling(*from_c(cipher)) ? 1 : 0;
}

}  // extern "C"
