// SPDX-License-Identifier: Apache-2.0
// SSL_CONF_*: configuration in words, from command lines and files (SSL_CONF_cmd(3)).
#include <strings.h>

#include <new>

#include "capi/conf/commands.h"
#include "capi/conf/files.h"
#include "capi/library/guard.h"
#include "capi/library/raise.h"

using namespace reprise;
using namespace reprise::capi;

namespace {

constexpr int kFailed = 0;
constexpr int kUnknownCommand = -2;
constexpr int kMissingValue = -3;

// `name` without the prefix; nothing when it lacks it.
std::optional<std::string_view> without_prefix(const SSL_CONF_CTX& conf, std::string_view name) {
  if (conf.prefix) {
    const auto& prefix = *conf.prefix;
    if (name.size() <= prefix.size()) return std::nullopt;
    const bool same = conf.has(SSL_CONF_FLAG_CMDLINE) ? name.starts_with(prefix)
                                                      : strncasecmp(name.data(), prefix.c_str(), prefix.size()) == 0;
    if (!same) return std::nullopt;
    return name.substr(prefix.size());
  }
  if (!conf.has(SSL_CONF_FLAG_CMDLINE)) return name;
  if (name.size() < 2 || name.front() != '-') return std::nullopt;
  return name.substr(1);
}

const ConfCommand* find(const SSL_CONF_CTX& conf, std::string_view& name) {
  const auto bare = without_prefix(conf, name);
  if (!bare) return nullptr;
  name = *bare;
  return find_conf_command(conf, name);
}

int run(SSL_CONF_CTX& conf, const ConfCommand& command, const char* name, const char* value) {
  const bool is_switch = command.value_type == SSL_CONF_TYPE_NONE;
  const bool loud = conf.has(SSL_CONF_FLAG_SHOW_ERRORS);
  if (!is_switch && value == nullptr) {
    if (loud) raise(SSL_R_BAD_VALUE, "SSL_CONF_cmd", "cmd=%s, value=<EMPTY>", name);
    return kMissingValue;
  }
  if (command.run(conf, command, value)) return is_switch ? 1 : 2;
  if (loud) raise(SSL_R_BAD_VALUE, "SSL_CONF_cmd", "cmd=%s, value=%s", name, value != nullptr ? value : "");
  return kFailed;
}

int run_named(SSL_CONF_CTX& conf, const char* option, const char* value) {
  if (option == nullptr) {
    raise(SSL_R_INVALID_NULL_CMD_NAME, "SSL_CONF_cmd", "%s", "");
    return kFailed;
  }
  std::string_view name = option;
  const auto* command = find(conf, name);
  if (command != nullptr) return run(conf, *command, name.data(), value);
  if (conf.has(SSL_CONF_FLAG_SHOW_ERRORS)) raise(SSL_R_UNKNOWN_CMD_NAME, "SSL_CONF_cmd", "cmd=%s", name.data());
  return kUnknownCommand;
}

}  // namespace

extern "C" {

SSL_CONF_CTX* SSL_CONF_CTX_new() { return new (std::nothrow) ssl_conf_ctx_st; }
void SSL_CONF_CTX_free(SSL_CONF_CTX* conf) { delete conf; }

int SSL_CONF_CTX_finish(SSL_CONF_CTX* conf) {
  int finished = 0;
  guard([&]() -> Result<> {
    finished = finish_conf_files(*conf);
    return success();
  });
  return finished;
}

unsigned SSL_CONF_CTX_set_flags(SSL_CONF_CTX* conf, unsigned flags) { return conf->flags |= flags; }
unsigned SSL_CONF_CTX_clear_flags(SSL_CONF_CTX* conf, unsigned flags) { return conf->flags &= ~flags; }

int SSL_CONF_CTX_set1_prefix(SSL_CONF_CTX* conf, const char* prefix) {
  return guard([&]() -> Result<> {
    conf->prefix.reset();
    if (prefix != nullptr) conf->prefix = prefix;
    return success();
  });
}

void SSL_CONF_CTX_set_ssl(SSL_CONF_CTX* conf, SSL* ssl) {
  conf->ssl = ssl;
  conf->ctx = nullptr;
}

void SSL_CONF_CTX_set_ssl_ctx(SSL_CONF_CTX* conf, SSL_CTX* ctx) {
  conf->ctx = ctx;
  conf->ssl = nullptr;
}

int SSL_CONF_cmd(SSL_CONF_CTX* conf, const char* option, const char* value) {
  int result = kFailed;
  guard([&]() -> Result<> {
    result = run_named(*conf, option, value);
    return success();
  });
  return result;
}

int SSL_CONF_cmd_argv(SSL_CONF_CTX* conf, int* count, char*** arguments) {
  if (count != nullptr && *count <= 0) return 0;
  if (**arguments == nullptr) return 0;
  const char* value = count == nullptr || *count > 1 ? (*arguments)[1] : nullptr;
  conf->flags = (conf->flags & ~unsigned(SSL_CONF_FLAG_FILE)) | SSL_CONF_FLAG_CMDLINE;
  const int used = SSL_CONF_cmd(conf, **arguments, value);
  if (used > 0) {
    *arguments += used;
    if (count != nullptr) *count -= used;
    return used;
  }
  if (used == kUnknownCommand) return 0;
  return used == kFailed ? -1 : used;
}

int SSL_CONF_cmd_value_type(SSL_CONF_CTX* conf, const char* option) {
  if (option == nullptr) return SSL_CONF_TYPE_UNKNOWN;
  std::string_view name = option;
  const auto* command = find(*conf, name);
  return command != nullptr ? command->value_type : SSL_CONF_TYPE_UNKNOWN;
}

}  // extern "C"
