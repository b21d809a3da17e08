// SPDX-License-Identifier: Apache-2.0
// What the generated definitions of unsupported functions are made of.
#pragma once

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/srtp.h>

#include "capi/library/later_api.h"

namespace reprise::capi {

template <typename Function>
struct ResultOfFunction;
template <typename R, typename... Args>
struct ResultOfFunction<R(Args...)> {
  using type = R;
};

// What a function of the API returns, by its declaration in the headers.
template <typename Function>
using ResultOf = typename ResultOfFunction<Function>::type;

// Leaves "`name` is not supported by Reprise" on the error queue. `name` has static storage.
void report_unsupported(const char* name);

}  // namespace reprise::capi
