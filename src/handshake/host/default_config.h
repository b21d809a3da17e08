// SPDX-License-Identifier: Apache-2.0
// What is negotiated where nobody chose otherwise: OpenSSL's own lists, in its order.
#pragma once

#include <span>

#include "handshake/host/config.h"

namespace reprise::handshake {

// Static storage, most preferred first.
std::span<const crypto::NamedGroup> default_groups();
std::span<const crypto::SignatureScheme> default_signature_schemes();

// A Config with these and every suite that the engine has; no credentials.
Ref<Config> default_config(Ref<const crypto::Algorithms> algorithms);

}  // namespace reprise::handshake
