// SPDX-License-Identifier: Apache-2.0
// The file of sessions that the user names in the setting `session_file`: clients of this process take from it and add
// to it.
#pragma once

#include "capi/library/library.h"
#include "session/client/client_store.h"

namespace reprise::capi {

// The sessions of that file; null when none is named, the program runs with rights that its user does not have
// (secure_getenv(3)), the file is not to be used (stores/file/trusted_file.h), or `library` is not the default
// one, whose keys and certificates they are made of. The setting is read once; the file is opened when first asked
// for.
session::ClientStore* session_file(const Library& library);

}  // namespace reprise::capi
