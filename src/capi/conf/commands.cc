// SPDX-License-Identifier: Apache-2.0
#include "capi/conf/commands.h"

#include <strings.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "capi/algorithms/group_list.h"
#include "capi/algorithms/sigalg_list.h"
#include "capi/conf/files.h"
#include "capi/conf/flags.h"
#include "capi/library/library.h"

namespace reprise::capi {
namespace {

bool run_switch(SSL_CONF_CTX& conf, const ConfCommand& command, const char*) {
  if (!conf.has_target()) return true;
  conf.target().edit([&](Settings& settings) {
    settings.options = (settings.options | command.set_options) & ~command.clear_options;
  });
  return true;
}

bool set_strict(SSL_CONF_CTX& conf, const ConfCommand&, const char*) {
  if (!conf.has_target()) return true;
  conf.target().edit([](Settings& settings) { settings.certificates.cert_flags |= SSL_CERT_FLAG_TLS_STRICT; });
  return true;
}

bool set_cipher_list(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  if (conf.ctx != nullptr) return SSL_CTX_set_cipher_list(conf.ctx, value) == 1;
  return conf.ssl == nullptr || SSL_set_cipher_list(conf.ssl, value) == 1;
}

bool set_ciphersuites(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  if (conf.ctx != nullptr) return SSL_CTX_set_ciphersuites(conf.ctx, value) == 1;
  return conf.ssl == nullptr || SSL_set_ciphersuites(conf.ssl, value) == 1;
}

// A control whose argument is a list in words; only with a target.
bool control_list(SSL_CONF_CTX& conf, int control, const char* value) {
  auto* text = const_cast<char*>(value);
  if (conf.ctx != nullptr) return SSL_CTX_ctrl(conf.ctx, control, 0, text) > 0;
  return SSL_ctrl(conf.ssl, control, 0, text) > 0;
}

bool control_sigalgs(SSL_CONF_CTX& conf, int control, const char* value) {
  return conf.has_target() ? control_list(conf, control, value) : parse_sigalgs(value).ok();
}
bool set_sigalgs(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  return control_sigalgs(conf, SSL_CTRL_SET_SIGALGS_LIST, value);
}
bool set_client_sigalgs(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  return control_sigalgs(conf, SSL_CTRL_SET_CLIENT_SIGALGS_LIST, value);
}
bool set_groups(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  if (conf.has_target()) return control_list(conf, SSL_CTRL_SET_GROUPS_LIST, value);
  const auto library = library_of(nullptr, nullptr);
  return library.ok() && parse_groups(*library.value()->algorithms, value).ok();
}

// One group, or the word for "choose by yourself", which is how it is anyway.
bool set_one_group(SSL_CONF_CTX& conf, const ConfCommand& command, const char* value) {
  if (conf.has(SSL_CONF_FLAG_FILE) && (strcasecmp(value, "+automatic") == 0 || strcasecmp(value, "automatic") == 0))
    return true;
  if (conf.has(SSL_CONF_FLAG_CMDLINE) && std::strcmp(value, "auto") == 0) return true;
  return std::strchr(value, ':') == nullptr && set_groups(conf, command, value);
}

struct VersionName {
  const char* name;
  int version;
};

constexpr VersionName kVersions[] = {
    {"None", 0},
    {"SSLv3", SSL3_VERSION},
    {"TLSv1", TLS1_VERSION},
    {"TLSv1.1", TLS1_1_VERSION},
    {"TLSv1.2", TLS1_2_VERSION},
    {"TLSv1.3", TLS1_3_VERSION},
    {"DTLSv1", DTLS1_VERSION},
    {"DTLSv1.2", DTLS1_2_VERSION},
};

bool set_version(SSL_CONF_CTX& conf, int control, const char* value) {
  for (const auto& known : kVersions) {
    if (std::strcmp(known.name, value) != 0) continue;
    if (!conf.has_target()) return false;
    // A bound for DTLS says nothing to TLS.
    if ((known.version >> 8) == DTLS1_VERSION_MAJOR) return true;
    return conf.ctx != nullptr ? SSL_CTX_ctrl(conf.ctx, control, known.version, nullptr) == 1
                               : SSL_ctrl(conf.ssl, control, known.version, nullptr) == 1;
  }
  return false;
}

bool set_min_version(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  return set_version(conf, SSL_CTRL_SET_MIN_PROTO_VERSION, value);
}
bool set_max_version(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  return set_version(conf, SSL_CTRL_SET_MAX_PROTO_VERSION, value);
}

// Compat: numbers are read as far as they go; what is none counts as 0. What is set nowhere has not been set.
bool set_record_padding(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  const int block = std::atoi(value);
  if (block < 0 || block > SSL3_RT_MAX_PLAIN_LENGTH) return false;
  if (conf.ctx != nullptr) return SSL_CTX_set_block_padding(conf.ctx, std::size_t(block)) == 1;
  return conf.ssl != nullptr && SSL_set_block_padding(conf.ssl, std::size_t(block)) == 1;
}

bool set_num_tickets(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  const int count = std::atoi(value);
  if (count < 0) return false;
  if (conf.ctx != nullptr) return SSL_CTX_set_num_tickets(conf.ctx, std::size_t(count)) == 1;
  return conf.ssl != nullptr && SSL_set_num_tickets(conf.ssl, std::size_t(count)) == 1;
}

// Ours alone: digits, and K, M or G for powers of 1024. A connection has no cache: to it this says nothing.
bool set_session_cache_bytes(SSL_CONF_CTX& conf, const ConfCommand&, const char* value) {
  const std::string_view text(value);
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  const std::string_view unit = text.substr(std::size_t(end - text.data()));
  const int shift = unit.empty() ? 0 : unit == "K" ? 10 : unit == "M" ? 20 : unit == "G" ? 30 : -1;
  if (error != std::errc{} || shift < 0 || size > std::numeric_limits<std::size_t>::max() >> shift) return false;
  if (conf.ctx != nullptr) conf.ctx->sessions.cache->set_max_bytes(size << shift);
  return true;
}

constexpr unsigned kAny = 0;
constexpr unsigned kClient = SSL_CONF_FLAG_CLIENT;
constexpr unsigned kServer = SSL_CONF_FLAG_SERVER;
constexpr unsigned kCertificate = SSL_CONF_FLAG_CERTIFICATE;
constexpr int kNone = SSL_CONF_TYPE_NONE;
constexpr int kText = SSL_CONF_TYPE_STRING;
constexpr int kFile = SSL_CONF_TYPE_FILE;
constexpr int kFolder = SSL_CONF_TYPE_DIR;
constexpr int kStore = SSL_CONF_TYPE_STORE;

constexpr ConfCommand kCommands[] = {
    {nullptr, "bugs", kAny, kNone, run_switch, SSL_OP_ALL},
    {nullptr, "no_comp", kAny, kNone, run_switch, SSL_OP_NO_COMPRESSION},
    {nullptr, "comp", kAny, kNone, run_switch, 0, SSL_OP_NO_COMPRESSION},
    {nullptr, "no_ticket", kAny, kNone, run_switch, SSL_OP_NO_TICKET},
    {nullptr, "ecdh_single", kServer, kNone, run_switch, SSL_OP_SINGLE_ECDH_USE},
    {nullptr, "serverpref", kServer, kNone, run_switch, SSL_OP_CIPHER_SERVER_PREFERENCE},
    {nullptr, "client_renegotiation", kServer, kNone, run_switch, SSL_OP_ALLOW_CLIENT_RENEGOTIATION},
    {nullptr, "legacy_renegotiation", kAny, kNone, run_switch, SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION},
    {nullptr, "no_renegotiation", kAny, kNone, run_switch, SSL_OP_NO_RENEGOTIATION},
    {nullptr, "no_resumption_on_reneg", kServer, kNone, run_switch, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION},
    {nullptr, "legacy_server_connect", kClient, kNone, run_switch, SSL_OP_LEGACY_SERVER_CONNECT},
    {nullptr, "no_legacy_server_connect", kClient, kNone, run_switch, 0, SSL_OP_LEGACY_SERVER_CONNECT},
    {nullptr, "prioritize_chacha", kServer, kNone, run_switch, SSL_OP_PRIORITIZE_CHACHA},
    {nullptr, "allow_no_dhe_kex", kAny, kNone, run_switch, SSL_OP_ALLOW_NO_DHE_KEX},
    {nullptr, "no_middlebox", kAny, kNone, run_switch, 0, SSL_OP_ENABLE_MIDDLEBOX_COMPAT},
    {nullptr, "anti_replay", kServer, kNone, run_switch, 0, SSL_OP_NO_ANTI_REPLAY},
    {nullptr, "no_anti_replay", kServer, kNone, run_switch, SSL_OP_NO_ANTI_REPLAY},
    {nullptr, "no_etm", kAny, kNone, run_switch, SSL_OP_NO_ENCRYPT_THEN_MAC},
    {nullptr, "no_ssl3", kAny, kNone, run_switch, SSL_OP_NO_SSLv3},
    {nullptr, "no_tls1", kAny, kNone, run_switch, SSL_OP_NO_TLSv1},
    {nullptr, "no_tls1_1", kAny, kNone, run_switch, SSL_OP_NO_TLSv1_1},
    {nullptr, "no_tls1_2", kAny, kNone, run_switch, SSL_OP_NO_TLSv1_2},
    {nullptr, "no_tls1_3", kAny, kNone, run_switch, SSL_OP_NO_TLSv1_3},
    {nullptr, "strict", kAny, kNone, set_strict},
    {"SignatureAlgorithms", "sigalgs", kAny, kText, set_sigalgs},
    {"ClientSignatureAlgorithms", "client_sigalgs", kAny, kText, set_client_sigalgs},
    {"Curves", "curves", kAny, kText, set_groups},
    {"Groups", "groups", kAny, kText, set_groups},
    {"ECDHParameters", "named_curve", kServer, kText, set_one_group},
    {"CipherString", "cipher", kAny, kText, set_cipher_list},
    {"Ciphersuites", "ciphersuites", kAny, kText, set_ciphersuites},
    {"Protocol", nullptr, kAny, kText, set_conf_protocols},
    {"MinProtocol", "min_protocol", kAny, kText, set_min_version},
    {"MaxProtocol", "max_protocol", kAny, kText, set_max_version},
    {"Options", nullptr, kAny, kText, set_conf_options},
    {"VerifyMode", nullptr, kAny, kText, set_conf_verify_mode},
    {"Certificate", "cert", kCertificate, kFile, load_conf_certificate},
    {"PrivateKey", "key", kCertificate, kFile, load_conf_key},
    {"ServerInfoFile", nullptr, kServer | kCertificate, kFile, load_conf_server_info},
    {"ChainCAPath", "chainCApath", kCertificate, kFolder, load_conf_chain_folder},
    {"ChainCAFile", "chainCAfile", kCertificate, kFile, load_conf_chain_file},
    {"ChainCAStore", "chainCAstore", kCertificate, kStore, load_conf_chain_store},
    {"VerifyCAPath", "verifyCApath", kCertificate, kFolder, load_conf_verify_folder},
    {"VerifyCAFile", "verifyCAfile", kCertificate, kFile, load_conf_verify_file},
    {"VerifyCAStore", "verifyCAstore", kCertificate, kStore, load_conf_verify_store},
    {"RequestCAFile", "requestCAFile", kCertificate, kFile, load_conf_ca_names_file},
    {"ClientCAFile", nullptr, kServer | kCertificate, kFile, load_conf_ca_names_file},
    {"RequestCAPath", nullptr, kCertificate, kFolder, load_conf_ca_names_folder},
    {"ClientCAPath", nullptr, kServer | kCertificate, kFolder, load_conf_ca_names_folder},
    {"RequestCAStore", "requestCAStore", kCertificate, kStore, load_conf_ca_names_store},
    {"ClientCAStore", nullptr, kServer | kCertificate, kStore, load_conf_ca_names_store},
    {"DHParameters", "dhparam", kServer | kCertificate, kFile, load_conf_dh_parameters},
    {"RecordPadding", "record_padding", kAny, kText, set_record_padding},
    {"NumTickets", "num_tickets", kServer, kText, set_num_tickets},
    {"SessionCacheBytes", "session_cache_bytes", kAny, kText, set_session_cache_bytes},
};

bool same_name(std::string_view wanted, const char* name, int (*compare)(const char*, const char*, std::size_t)) {
  return name != nullptr && wanted.size() == std::strlen(name) && compare(wanted.data(), name, wanted.size()) == 0;
}

}  // namespace

const ConfCommand* find_conf_command(const SSL_CONF_CTX& conf, std::string_view name) {
  for (const auto& command : kCommands) {
    if ((command.requires_flags & ~conf.flags) != 0) continue;
    if (conf.has(SSL_CONF_FLAG_CMDLINE) && same_name(name, command.cmdline_name, std::strncmp)) return &command;
    if (conf.has(SSL_CONF_FLAG_FILE) && same_name(name, command.file_name, strncasecmp)) return &command;
  }
  return nullptr;
}

}  // namespace reprise::capi
