// SPDX-License-Identifier: Apache-2.0
// A server's certificate and key: from files, or made on the spot.
#pragma once

#include <string>

#include "base/ref.h"
#include "handshake/host/config.h"

namespace reprise::cli {

// From PEM files; null with a word on stderr when they cannot be read.
Ref<const handshake::Credential> load_credential(const Ref<const crypto::Algorithms>& algorithms,
                                                 const std::string& certificate_file, const std::string& key_file);
// A fresh P-256 key with a self-signed certificate for localhost, good for a week.
Ref<const handshake::Credential> make_credential(const Ref<const crypto::Algorithms>& algorithms);

}  // namespace reprise::cli
