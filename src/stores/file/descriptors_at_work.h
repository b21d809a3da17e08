// SPDX-License-Identifier: Apache-2.0
// The descriptors that calls of this process have open, which a child that is forked meanwhile has no use for.
#pragma once

namespace reprise::stores {

// From here on, until done_with(), a child of fork(2) closes its copy of `fd`. Of very many at once some may be left.
void at_work_with(int fd);
void done_with(int fd);

}  // namespace reprise::stores
