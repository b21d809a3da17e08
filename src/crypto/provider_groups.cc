// SPDX-License-Identifier: Apache-2.0
#include "crypto/provider_groups.h"

#include <algorithm>
#include <string_view>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/provider.h>

namespace reprise::crypto {
namespace {

constexpr std::size_t kMostRows = 200;  // so that a slot holds them
constexpr int kTls12 = 0x0303;
constexpr int kTls13 = 0x0304;

template <typename Value, typename Get>
void read(const OSSL_PARAM* params, const char* key, Get get, Value& out) {
  const OSSL_PARAM* param = OSSL_PARAM_locate_const(params, key);
  if (param != nullptr) get(param, &out);
}

int take_group(const OSSL_PARAM* params, void* groups) {
  ProviderGroups::Told told;
  read(params, OSSL_CAPABILITY_TLS_GROUP_NAME, OSSL_PARAM_get_utf8_string_ptr, told.name);
  read(params, OSSL_CAPABILITY_TLS_GROUP_NAME_INTERNAL, OSSL_PARAM_get_utf8_string_ptr, told.internal_name);
  read(params, OSSL_CAPABILITY_TLS_GROUP_ALG, OSSL_PARAM_get_utf8_string_ptr, told.algorithm);
  read(params, OSSL_CAPABILITY_TLS_GROUP_ID, OSSL_PARAM_get_uint, told.id);
  read(params, OSSL_CAPABILITY_TLS_GROUP_SECURITY_BITS, OSSL_PARAM_get_uint, told.security_bits);
  read(params, OSSL_CAPABILITY_TLS_GROUP_IS_KEM, OSSL_PARAM_get_uint, told.is_kem);
  read(params, OSSL_CAPABILITY_TLS_GROUP_MIN_TLS, OSSL_PARAM_get_int, told.min_version);
  read(params, OSSL_CAPABILITY_TLS_GROUP_MAX_TLS, OSSL_PARAM_get_int, told.max_version);
  static_cast<ProviderGroups*>(groups)->take(told);
  return 1;
}

// A provider without such groups is none that fails.
int ask(OSSL_PROVIDER* provider, void* groups) {
  OSSL_PROVIDER_get_capabilities(provider, "TLS-GROUP", take_group, groups);
  return 1;
}

// A bound of 0 is none; a negative one excludes TLS.
bool includes(const ProviderGroups::Told& told, int version) {
  if (told.min_version < 0 || told.max_version < 0) return false;
  return version >= told.min_version && (told.max_version == 0 || version <= told.max_version);
}

GroupFamily family_of(const ProviderGroups::Told& told) {
  const std::string_view algorithm = told.algorithm;
  if (told.is_kem != 0) return GroupFamily::kem;
  if (algorithm == "EC") return GroupFamily::ecdhe_weierstrass;
  return algorithm == "DH" ? GroupFamily::ffdhe : GroupFamily::other;
}

}  // namespace

ProviderGroups::ProviderGroups(OSSL_LIB_CTX* context, const char* properties)
    : context_(context), properties_(properties) {
  OSSL_PROVIDER_do_all(context, ask, this);
}

void ProviderGroups::take(const Told& told) {
  if (told.name == nullptr || told.internal_name == nullptr || told.algorithm == nullptr) return;
  if (told.id == 0 || told.id > 0xffff || find_group(NamedGroup(told.id)) != nullptr) return;
  const auto same = std::ranges::find(rows_, NamedGroup(told.id), &GroupInfo::id);
  if (same != rows_.end()) {
    // The same group under another name, or from another provider: the first one counts.
    if (same->alias == same->name && std::string_view(same->name) != told.name) same->alias = keep(told.name);
    return;
  }
  if (rows_.size() == kMostRows) return;
  GroupInfo row{.id = NamedGroup(told.id),
                .family = family_of(told),
                .name = keep(told.name),
                .alias = nullptr,
                .key_type = keep(told.algorithm),
                .params_name = keep(told.internal_name),
                .nid = OBJ_sn2nid(told.internal_name),
                .security_bits = std::uint16_t(std::min(told.security_bits, 0xffffu)),
                .public_key_size = 0,
                .secret_size = 0,
                .slot = std::uint8_t(all_groups().size() + rows_.size()),
                .tls12 = includes(told, kTls12),
                .tls13 = includes(told, kTls13)};
  row.alias = row.name;
  if (measure(row)) rows_.push_back(row);
}

// The sizes of what goes over the wire and of what comes of it; false: libcrypto has no such group here.
bool ProviderGroups::measure(GroupInfo& row) const {
  if (row.family != GroupFamily::ecdhe_weierstrass) return true;  // of a KEM its keys tell
  EC_GROUP* curve = EC_GROUP_new_by_curve_name_ex(context_, properties_, row.nid);
  if (curve == nullptr) return false;
  const auto field_size = std::uint16_t((EC_GROUP_get_degree(curve) + 7) / 8);
  EC_GROUP_free(curve);
  row.public_key_size = std::uint16_t(1 + 2 * field_size);
  row.secret_size = field_size;
  return true;
}

}  // namespace reprise::crypto
