// SSL_group_to_name: what SSL_get_shared_group and its like number, in words.
#include "capi/connection/ssl_object.h"
#include "crypto/named_group.h"

namespace {

// Groups without a NID are numbered by their code with this bit (SSL_get1_groups(3)).
constexpr int kUnknownGroup = 0x1000000;

}  // namespace

extern "C" const char* SSL_group_to_name(SSL*, int id) {
  using namespace reprise::crypto;
  const auto* group = (id & kUnknownGroup) != 0 ? find_group(NamedGroup(id & 0xffff)) : find_group_by_nid(id);
  return group != nullptr ? group->name : nullptr;
}
