// SPDX-License-Identifier: Apache-2.0
// The contexts and keys that key agreement keeps between connections.
#pragma once

#include <array>
#include <memory>

#include "crypto/handles.h"
#include "crypto/named_group.h"
#include "crypto/pool.h"

namespace reprise::crypto {

class Algorithms;

// libcrypto objects for one key agreement, each used by one thread at a time.
struct KeyGenerator {
  KeyContextPtr context;  // initialised for key generation in its group
};
struct PeerKey {
  KeyPtr key;  // has its group's parameters; the public value is replaced for each peer
};

// By group: a template with the parameters alone, and what is idle. Taken and given back from any thread.
class KeySharePools {
 public:
  // Makes the template of `group`; false when libcrypto lacks the group.
  bool make_template(const Algorithms& algorithms, const GroupInfo& group);
  bool has_template(const GroupInfo& group) { return of(group).parameters != nullptr; }
  // Room for `count` more groups, of the providers. Once, before any of them is used.
  void add_slots(std::size_t count) { more_ = std::make_unique<OfGroup[]>(count); }

  // Null when libcrypto fails.
  std::unique_ptr<KeyGenerator> take_generator(const Algorithms& algorithms, const GroupInfo& group);
  void give(const GroupInfo& group, std::unique_ptr<KeyGenerator> generator);
  std::unique_ptr<PeerKey> take_peer(const GroupInfo& group);
  void give(const GroupInfo& group, std::unique_ptr<PeerKey> peer);

 private:
  struct OfGroup {
    KeyPtr parameters;
    Pool<KeyGenerator, 4> generators;
    Pool<PeerKey, 4> peers;
  };
  OfGroup& of(const GroupInfo& group);
  std::array<OfGroup, 10> groups_;  // as all_groups()
  std::unique_ptr<OfGroup[]> more_;  // the slots after these
};

}  // namespace reprise::crypto
