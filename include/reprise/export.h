// SPDX-License-Identifier: Apache-2.0
// What every header of the API starts from: where its names live and how they are seen.
#pragma once

#define REPRISE_API __attribute__((visibility("default")))

namespace reprise {

// Every name of the API is reprise::v0::Name, so that a later version may give it another meaning without being taken
// for this one. Programs write reprise::Name.
namespace v0 {}
#ifndef REPRISE_OWN_SOURCES  // Reprise's own sources have names of their own in reprise
using namespace v0;
#endif

}  // namespace reprise
