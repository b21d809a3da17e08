// SPDX-License-Identifier: Apache-2.0
// What administrators and programs write for an SSL_CTX: cipher, group and signature lists, SSL_CONF commands, protocol
// lists, server info. Whatever is accepted leads to a ClientHello or to an error that says why there is none.
// Input:  what[1] | text
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

// The TLS 1.2 suites of a context by their names.
std::string suites_of(const SSL_CTX* ctx) {
  std::string names;
  const auto* suites = SSL_CTX_get_ciphers(ctx);
  for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i) {
    const auto* suite = sk_SSL_CIPHER_value(suites, i);
    if (SSL_CIPHER_get_protocol_id(suite) >> 8 == 0x13) continue;
    names += names.empty() ? "" : ":";
    names += SSL_CIPHER_get_name(suite);
  }
  return names;
}

// A list that was accepted is the list of the suites that it selects.
void set_ciphers(SSL_CTX* ctx, const std::string& text) {
  if (SSL_CTX_set_cipher_list(ctx, text.c_str()) != 1) return;
  const auto names = suites_of(ctx);
  if (names.empty() || SSL_CTX_set_cipher_list(ctx, names.c_str()) != 1 || suites_of(ctx) != names) std::abort();
}

// Input:  name | '=' | value, any number of times, separated by line ends. Values that name files are left out.
void run_commands(SSL_CTX* ctx, unsigned flags, std::string_view text) {
  SSL_CONF_CTX* conf = SSL_CONF_CTX_new();
  SSL_CONF_CTX_set_flags(conf, flags);
  SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::string name(line.substr(0, line.find('=')));
    const std::string value(line.substr(std::min(line.size(), name.size() + 1)));
    const int type = SSL_CONF_cmd_value_type(conf, name.c_str());
    if (type == SSL_CONF_TYPE_FILE || type == SSL_CONF_TYPE_DIR) continue;
    const int result = SSL_CONF_cmd(conf, name.c_str(), value.c_str());
    if (result > 2 || result < -3 || (type == SSL_CONF_TYPE_UNKNOWN) != (result == -2)) std::abort();
  }
  SSL_CONF_CTX_finish(conf);
  SSL_CONF_CTX_free(conf);
}

// What is selected is one of the client's protocols.
void select_protocol(const unsigned char* bytes, unsigned size) {
  if (size == 0) return;
  const unsigned servers = std::min<unsigned>(bytes[0], size - 1);
  unsigned char* chosen = nullptr;
  unsigned char chosen_size = 0;
  const unsigned char* clients = bytes + 1 + servers;
  const unsigned clients_size = size - 1 - servers;
  SSL_select_next_proto(&chosen, &chosen_size, bytes + 1, servers, clients, clients_size);
  const auto inside = [&](const unsigned char* list, unsigned length) {
    return chosen >= list && chosen + chosen_size <= list + length;
  };
  if (chosen_size != 0 && !inside(bytes + 1, servers) && !inside(clients, clients_size)) std::abort();
}

void set(SSL_CTX* ctx, unsigned what, const std::string& text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  switch (what % 12) {
    case 0: set_ciphers(ctx, text); break;
    case 1: SSL_CTX_set_ciphersuites(ctx, text.c_str()); break;
    case 2: SSL_CTX_set1_groups_list(ctx, text.c_str()); break;
    case 3: SSL_CTX_set1_sigalgs_list(ctx, text.c_str()); break;
    case 4: SSL_CTX_set1_client_sigalgs_list(ctx, text.c_str()); break;
    case 5: SSL_CTX_set_alpn_protos(ctx, bytes, unsigned(text.size())); break;
    case 6: SSL_CTX_use_serverinfo_ex(ctx, SSL_SERVERINFOV1, bytes, text.size()); break;
    case 7: SSL_CTX_use_serverinfo_ex(ctx, SSL_SERVERINFOV2, bytes, text.size()); break;
    case 8: run_commands(ctx, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER, text); break;
    case 9: run_commands(ctx, SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_CLIENT, text); break;
    case 10: run_commands(ctx, SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_SHOW_ERRORS, text); break;
    case 11: select_protocol(bytes, unsigned(text.size())); break;
  }
}

void start_client(SSL_CTX* ctx) {
  SSL* ssl = SSL_new(ctx);
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), out);
  SSL_set_connect_state(ssl);
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl);
  const bool waits = SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ;
  if (waits ? BIO_pending(out) == 0 : ERR_peek_error() == 0) std::abort();
  SSL_free(ssl);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  SSL_CTX* ctx = SSL_CTX_new(TLS_method());
  set(ctx, data[0], std::string(data + 1, data + size));
  start_client(ctx);
  SSL_CTX_free(ctx);
  ERR_clear_error();
  return 0;
}
