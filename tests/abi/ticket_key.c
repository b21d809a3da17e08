// SPDX-License-Identifier: Apache-2.0
#include "ticket_key.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <string.h>

const unsigned char fixed_ticket_key[kTicketKeyLen] = "a key that all of the tests know";
const unsigned char fixed_ticket_iv[kTicketIvLen] = "IIIIIIIIIIIIIIII";

int set_fixed_ticket_key(unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int enc) {
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)fixed_ticket_key, kTicketKeyLen),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
      OSSL_PARAM_construct_end(),
  };
  if (enc) {
    memset(name, 'N', 16);
    memcpy(iv, fixed_ticket_iv, kTicketIvLen);
  }
  if (EVP_MAC_CTX_set_params(mac, params) != 1) return -1;
  return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, fixed_ticket_key, iv, enc) == 1 ? 1 : -1;
}
