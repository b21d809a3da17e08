// SPDX-License-Identifier: Apache-2.0
// From X.509's verdicts to the alerts of TLS.
#pragma once

#include "base/error.h"

namespace reprise::crypto {

// The alert for an X509_V_ERR_ code.
Alert alert_of_verify_result(long result);

}  // namespace reprise::crypto
