// SPDX-License-Identifier: Apache-2.0
// Exceptions of our own among those that pass through our frames. The callbacks and the BIOs of a program may throw
// what they like, std::bad_alloc among it: that is the program's business and goes on to it.
#pragma once

#include <exception>

#include "base/error.h"

namespace reprise {

// To be called in a handler of `exception`. The reason to give for one that code of ours has thrown; any other is
// thrown on. The two are told apart by the C++ run time that made the exception: a library that carries its own, as
// libssl.so.3 does, throws types that nobody else can throw. Where the run time is shared, as in builds with
// sanitizers, exceptions of the standard library's own types count as ours.
Reason reason_of_own(const std::exception& exception);

}  // namespace reprise
