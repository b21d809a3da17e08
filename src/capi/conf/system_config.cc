// SPDX-License-Identifier: Apache-2.0
#include "capi/conf/system_config.h"

#include <openssl/conf.h>
#include <openssl/err.h>

#include <cstring>
#include <string>
#include <vector>

#include "capi/library/guard.h"
#include "capi/library/raise.h"
#include "capi/objects/ssl_object.h"

namespace reprise::capi {
namespace {

struct Setting {
  std::string command;
  std::string value;
};

struct NamedSection {
  std::string name;
  std::vector<Setting> settings;
};

using Sections = std::vector<NamedSection>;

// "1.Options" and "Options" are the same command: what stands before the first dot only tells lines apart.
std::string command_of(const char* name) {
  const char* dot = std::strchr(name, '.');
  return dot != nullptr ? dot + 1 : name;
}

// False when the section is missing.
bool read_section(const CONF* file, const char* section, std::vector<Setting>& out) {
  const auto* values = NCONF_get_section(file, section);
  if (values == nullptr) return false;
  for (int i = 0; i < sk_CONF_VALUE_num(values); ++i) {
    const auto* line = sk_CONF_VALUE_value(values, i);
    out.push_back({command_of(line->name), line->value != nullptr ? line->value : ""});
  }
  return true;
}

// The sections that `ssl_conf` of the file's initialisation section lists. Compat: one that is missing voids them all.
Sections read_sections(const CONF* file) {
  const char* initialisation = NCONF_get_string(file, nullptr, "openssl_conf");
  if (initialisation == nullptr) return {};
  const char* list = NCONF_get_string(file, initialisation, "ssl_conf");
  const auto* names = list != nullptr ? NCONF_get_section(file, list) : nullptr;
  Sections sections;
  for (int i = 0; i < sk_CONF_VALUE_num(names); ++i) {
    const auto* line = sk_CONF_VALUE_value(names, i);
    sections.push_back({.name = command_of(line->name), .settings = {}});
    if (line->value == nullptr || !read_section(file, line->value, sections.back().settings)) return {};
  }
  return sections;
}

Sections load_default_file() {
  Sections sections;
  char* path = CONF_get1_default_config_file();
  CONF* file = path != nullptr ? NCONF_new(nullptr) : nullptr;
  if (file != nullptr && NCONF_load(file, path, nullptr) > 0) sections = read_sections(file);
  NCONF_free(file);
  OPENSSL_free(path);
  return sections;
}

// Read once: as OpenSSL, which loads the file when the process first needs the library. Never destroyed, since programs
// may make contexts from their exit handlers.
const Sections& sections() {
  static const auto* const loaded = [] {
    ERR_set_mark();
    auto* made = new Sections(load_default_file());
    ERR_pop_to_mark();
    return made;
  }();
  return *loaded;
}

unsigned role_flags(const SSL_METHOD* method) {
  switch (method->side) {
    case ssl_method_st::Side::client:
      return SSL_CONF_FLAG_CLIENT;
    case ssl_method_st::Side::server:
      return SSL_CONF_FLAG_SERVER;
    case ssl_method_st::Side::both:
      break;
  }
  return SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER;
}

const NamedSection* find_section(std::string_view name) {
  for (const auto& section : sections()) {
    if (section.name == name) return &section;
  }
  return nullptr;
}

// Carries out every command, also after one that failed. False when one did.
bool apply(const NamedSection& section, SSL_CONF_CTX* conf) {
  bool good = true;
  for (const auto& setting : section.settings) {
    if (SSL_CONF_cmd(conf, setting.command.c_str(), setting.value.c_str()) <= 0) good = false;
  }
  return SSL_CONF_CTX_finish(conf) == 1 && good;
}

// For SSL_CTX_config and SSL_config; one of the two is null.
bool apply_named(const char* name, SSL_CTX* ctx, SSL* ssl, const char* function) {
  const auto* section = name != nullptr ? find_section(name) : nullptr;
  if (section == nullptr) {
    raise(SSL_R_INVALID_CONFIGURATION_NAME, function, "name=%s", name != nullptr ? name : "");
    return false;
  }
  SSL_CONF_CTX* conf = SSL_CONF_CTX_new();
  if (conf == nullptr) return false;
  SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CERTIFICATE | SSL_CONF_FLAG_REQUIRE_PRIVATE |
                                   role_flags(ctx != nullptr ? ctx->method() : ssl->method()));
  if (ctx != nullptr) SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
  if (ssl != nullptr) SSL_CONF_CTX_set_ssl(conf, ssl);
  const bool good = apply(*section, conf);
  SSL_CONF_CTX_free(conf);
  return good;
}

int apply_guarded(const char* name, SSL_CTX* ctx, SSL* ssl, const char* function) {
  bool good = false;
  guard([&]() -> Result<> {
    good = apply_named(name, ctx, ssl, function);
    return success();
  });
  return good;
}

}  // namespace

void apply_system_config(SSL_CTX* ctx) {
  const auto* section = find_section("system_default");
  SSL_CONF_CTX* conf = section != nullptr ? SSL_CONF_CTX_new() : nullptr;
  if (conf == nullptr) return;
  SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | role_flags(ctx->method()));
  SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
  ERR_set_mark();
  apply(*section, conf);
  ERR_pop_to_mark();
  SSL_CONF_CTX_free(conf);
}

}  // namespace reprise::capi

using namespace reprise::capi;

extern "C" {

int SSL_CTX_config(SSL_CTX* ctx, const char* name) { return apply_guarded(name, ctx, nullptr, "SSL_CTX_config"); }
int SSL_config(SSL* ssl, const char* name) { return apply_guarded(name, nullptr, ssl, "SSL_config"); }

}  // extern "C"
