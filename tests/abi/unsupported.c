// SPDX-License-Identifier: Apache-2.0
// What docs/symbols.md calls unsupported: each function fails as its manual page says failure looks, and says so on the
// error queue. On OpenSSL the same calls are given what fails there too, where there is such a thing.
#include "abi_test.h"
#include "pair.h"

#include <openssl/srp.h>
#include <openssl/srtp.h>
#include <openssl/ct.h>

static SSL_CTX *ctx;
static SSL *ssl;

static void begin(void) {
  ctx = SSL_CTX_new(TLS_method());
  ssl = SSL_new(ctx);
  ERR_clear_error();
}

static void end(void) {
  SSL_free(ssl);
  SSL_CTX_free(ctx);
}

// On Reprise the earliest error names the function.
static void expect_told(const char *name) {
  char expected[128];
  const char *text = "";
  int flags = 0;
  if (!abi_on_reprise()) {
    ERR_clear_error();
    return;
  }
  const unsigned long error = ERR_peek_error_data(&text, &flags);
  snprintf(expected, sizeof expected, "%s is not supported by Reprise", name);
  EXPECT_INT(ERR_R_UNSUPPORTED, ERR_GET_REASON(error));
  EXPECT_STR(expected, text);
  ERR_clear_error();
}

#define FAILS(expected, name, ...)         \
  do {                                     \
    EXPECT_INT(expected, name __VA_ARGS__); \
    expect_told(#name);                    \
  } while (0)

CASE(transparency, "certificate transparency: 0, and only a null callback is taken") {
  begin();
  FAILS(0, SSL_CTX_set_ctlog_list_file, (ctx, "/no/such/file"));
  if (abi_on_reprise()) {
    FAILS(0, SSL_CTX_enable_ct, (ctx, SSL_CT_VALIDATION_STRICT));
    FAILS(0, SSL_enable_ct, (ssl, SSL_CT_VALIDATION_STRICT));
    FAILS(0, SSL_CTX_set_default_ctlog_list_file, (ctx));
    SSL_CTX_set0_ctlog_store(ctx, NULL);
    expect_told("SSL_CTX_set0_ctlog_store");
  }
  EXPECT_INT(1, SSL_CTX_set_ct_validation_callback(ctx, NULL, NULL));
  EXPECT_INT(1, SSL_set_ct_validation_callback(ssl, NULL, NULL));
  EXPECT_INT(0, SSL_CTX_ct_is_enabled(ctx));
  EXPECT_INT(0, SSL_ct_is_enabled(ssl));
  EXPECT_INT(0, ERR_peek_error());
  end();
}

CASE(dane, "DANE: not a positive number, and no connection has it") {
  unsigned char data[32] = {0};
  begin();
  EXPECT_TRUE(SSL_dane_tlsa_add(ssl, 3, 1, 1, data, sizeof data) <= 0);
  expect_told("SSL_dane_tlsa_add");
  EXPECT_TRUE(SSL_dane_enable(ssl, "a.test") <= 0);
  expect_told("SSL_dane_enable");
  if (abi_on_reprise()) {
    FAILS(-1, SSL_CTX_dane_enable, (ctx));
    FAILS(-1, SSL_CTX_dane_mtype_set, (ctx, EVP_sha512(), 2, 2));
    EXPECT_NULL(SSL_get0_dane(ssl));
    expect_told("SSL_get0_dane");
  }
  EXPECT_INT(-1, SSL_get0_dane_authority(ssl, NULL, NULL));
  EXPECT_INT(-1, SSL_get0_dane_tlsa(ssl, NULL, NULL, NULL, NULL, NULL));
  FAILS(0, SSL_CTX_dane_set_flags, (ctx, 0));
  FAILS(0, SSL_CTX_dane_clear_flags, (ctx, 0));
  FAILS(0, SSL_dane_set_flags, (ssl, 0));
  FAILS(0, SSL_dane_clear_flags, (ssl, 0));
  end();
}

static int no_user(SSL *s, int *alert, void *arg) { return (void)s, (void)alert, (void)arg, SSL_ERROR_NONE; }
static int no_password(SSL *s, void *arg) { return (void)s, (void)arg, SSL_ERROR_NONE; }
static char *no_client_password(SSL *s, void *arg) { return (void)s, (void)arg, NULL; }

CASE(srp, "SRP: 0, -1 or a fatal alert, by the function") {
  static char name[] = "user";
  begin();
  FAILS(-1, SSL_set_srp_server_param, (ssl, NULL, NULL, NULL, NULL, name));
  FAILS(-1, SSL_set_srp_server_param_pw, (ssl, "user", "password", "no-such-group"));
  if (abi_on_reprise()) {
    int alert = 0;
    FAILS(0, SSL_CTX_set_srp_username, (ctx, name));
    FAILS(0, SSL_CTX_set_srp_password, (ctx, name));
    FAILS(0, SSL_CTX_set_srp_strength, (ctx, 1024));
    FAILS(0, SSL_CTX_set_srp_cb_arg, (ctx, NULL));
    FAILS(0, SSL_CTX_set_srp_username_callback, (ctx, no_user));
    FAILS(0, SSL_CTX_set_srp_verify_param_callback, (ctx, no_password));
    FAILS(0, SSL_CTX_set_srp_client_pwd_callback, (ctx, no_client_password));
    FAILS(0, SSL_CTX_SRP_CTX_init, (ctx));
    FAILS(0, SSL_CTX_SRP_CTX_free, (ctx));
    FAILS(0, SSL_SRP_CTX_init, (ssl));
    FAILS(0, SSL_SRP_CTX_free, (ssl));
    FAILS(0, SRP_Calc_A_param, (ssl));
    FAILS(SSL3_AL_FATAL, SSL_srp_server_param_with_username, (ssl, &alert));
  }
  EXPECT_NULL(SSL_get_srp_username(ssl));
  EXPECT_NULL(SSL_get_srp_N(ssl));
  end();
}

CASE(datagrams, "DTLS and SRTP: their methods are there, and lead nowhere") {
  begin();
  EXPECT_TRUE(DTLS_client_method() != NULL);
  FAILS(1, SSL_CTX_set_tlsext_use_srtp, (ctx, "NO_SUCH_PROFILE"));
  FAILS(1, SSL_set_tlsext_use_srtp, (ssl, "NO_SUCH_PROFILE"));
  EXPECT_NULL(SSL_get_srtp_profiles(ssl));
  EXPECT_NULL(SSL_get_selected_srtp_profile(ssl));
  if (abi_on_reprise()) {
    FAILS(0, DTLS_get_data_mtu, (ssl));
    FAILS(-1, DTLSv1_listen, (ssl, NULL));
  }
  end();
}

CASE(others, "an engine's certificates, a chain to be checked, a file to be sent: 0 or -1") {
  begin();
  FAILS(0, SSL_check_chain, (ssl, NULL, NULL, NULL));
  FAILS(-1, SSL_sendfile, (ssl, 0, 0, 1, 0));
  if (abi_on_reprise()) FAILS(0, SSL_CTX_set_client_cert_engine, (ctx, NULL));
  EXPECT_INT(0, ERR_peek_error());
  end();
}

static EVP_PKEY *new_dh_key(void) {
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
  if (EVP_PKEY_keygen_init(maker) == 1 && EVP_PKEY_CTX_set_group_name(maker, "ffdhe2048") == 1)
    EVP_PKEY_generate(maker, &key);
  EVP_PKEY_CTX_free(maker);
  return key;
}

CASE(kept, "what is kept for features that no connection uses is taken as if it were used") {
  begin();
  EXPECT_INT(1, SSL_CTX_set0_tmp_dh_pkey(ctx, new_dh_key()));
  EXPECT_INT(1, SSL_set0_tmp_dh_pkey(ssl, new_dh_key()));
  EXPECT_INT(1, SSL_CTX_set_async_callback(ctx, NULL));
  EXPECT_INT(1, SSL_set_async_callback(ssl, NULL));
  EXPECT_INT(0, SSL_CTX_config(ctx, "no-such-section"));
  EXPECT_REASON(SSL_R_INVALID_CONFIGURATION_NAME);
  EXPECT_INT(0, SSL_config(ssl, "no-such-section"));
  EXPECT_REASON(SSL_R_INVALID_CONFIGURATION_NAME);
  end();
}

CASE(no_such_thing, "what is asked of features that no connection uses has the answer of one that does not use them") {
  const unsigned char *protocol = (const unsigned char *)"";
  unsigned int len = 9;
  begin();
  SSL_get0_next_proto_negotiated(ssl, &protocol, &len);
  EXPECT_NULL(protocol);
  EXPECT_INT(0, len);
  EXPECT_INT(0, SSL_waiting_for_async(ssl));
  EXPECT_NULL(SSL_get_psk_identity(ssl));
  EXPECT_NULL(SSL_get_psk_identity_hint(ssl));
  EXPECT_INT(0, ERR_peek_error());
  end();
}
