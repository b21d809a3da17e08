// SPDX-License-Identifier: Apache-2.0
// The groups that the providers of a library context offer besides those of named_group.h: which there are, what they
// are called and which versions of TLS may use them is what the providers say (their capability TLS-GROUP).
#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "crypto/handles.h"
#include "crypto/named_group.h"

namespace reprise::crypto {

class ProviderGroups {
 public:
  // Asks the providers that are loaded in `context` (null: the default one). Slots go on from those of all_groups().
  ProviderGroups(OSSL_LIB_CTX* context, const char* properties);
  ProviderGroups(const ProviderGroups&) = delete;
  ProviderGroups& operator=(const ProviderGroups&) = delete;

  std::span<const GroupInfo> rows() const { return rows_; }
  // Takes what a provider says of a group, its numbers checked.
  struct Told {
    const char* name = nullptr;
    const char* internal_name = nullptr;
    const char* algorithm = nullptr;
    unsigned id = 0;
    unsigned security_bits = 0;
    unsigned is_kem = 0;
    int min_version = 0;
    int max_version = 0;
  };
  void take(const Told& told);

 private:
  const char* keep(const char* text) { return texts_.emplace_back(text).c_str(); }
  bool measure(GroupInfo& row) const;

  OSSL_LIB_CTX* context_;
  const char* properties_;
  std::deque<std::string> texts_;  // that the rows point into
  std::vector<GroupInfo> rows_;
};

}  // namespace reprise::crypto
