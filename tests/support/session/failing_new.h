// SPDX-License-Identifier: Apache-2.0
// The test program's operator new, which can be told to fail.
#pragma once

namespace reprise::session {

// While one lives, about one allocation in `one_in` of this thread fails with std::bad_alloc.
class FailingNew {
 public:
  FailingNew(unsigned one_in, unsigned seed);
  ~FailingNew();
  FailingNew(const FailingNew&) = delete;
  FailingNew& operator=(const FailingNew&) = delete;
};

}  // namespace reprise::session
