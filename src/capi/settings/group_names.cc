// SPDX-License-Identifier: Apache-2.0
// SSL_group_to_name: what SSL_get_shared_group and its like number, in words. SSL_get0_group_name: the one in use.
#include "capi/library/later_api.h"
#include "capi/objects/ssl_object.h"

namespace {

using namespace reprise::crypto;

// Groups without a NID are numbered by their code with this bit (SSL_get1_groups(3)).
constexpr int kUnknownGroup = 0x1000000;

const GroupInfo* numbered(const Algorithms& algorithms, int id) {
  return (id & kUnknownGroup) != 0 ? algorithms.group(NamedGroup(id & 0xffff)) : algorithms.group_of_nid(id);
}

}  // namespace

extern "C" {

const char* SSL_group_to_name(SSL* ssl, int id) {
  const auto* group = ssl != nullptr ? numbered(*ssl->ctx->library->algorithms, id) : nullptr;
  return group != nullptr ? group->name : nullptr;
}

const char* SSL_get0_group_name(SSL* ssl) {
  if (ssl == nullptr) return nullptr;
  const auto* group = ssl->ctx->library->algorithms->group(reprise::capi::facts_of(ssl).group);
  return group != nullptr ? group->name : nullptr;
}

}  // extern "C"
