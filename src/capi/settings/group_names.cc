// SPDX-License-Identifier: Apache-2.0
// SSL_group_to_name: what SSL_get_shared_group and its like number, in words.
#include "capi/objects/ssl_object.h"

namespace {

using namespace reprise::crypto;

// Groups without a NID are numbered by their code with this bit (SSL_get1_groups(3)).
constexpr int kUnknownGroup = 0x1000000;

const GroupInfo* numbered(const Algorithms& algorithms, int id) {
  return (id & kUnknownGroup) != 0 ? algorithms.group(NamedGroup(id & 0xffff)) : algorithms.group_of_nid(id);
}

}  // namespace

extern "C" const char* SSL_group_to_name(SSL* ssl, int id) {
  const auto* group = ssl != nullptr ? numbered(*ssl->ctx->library->algorithms, id) : nullptr;
  return group != nullptr ? group->name : nullptr;
}
