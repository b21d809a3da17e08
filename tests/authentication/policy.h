// SPDX-License-Identifier: Apache-2.0
// Who may be let in: what the policies of programs say of a visit, whatever library it was made with.
#ifndef AUTHENTICATION_POLICY_H
#define AUTHENTICATION_POLICY_H

#include "visit.h"

// Null when nobody was let in who should not have been; otherwise what is wrong, in a few words.
const char *fault_of(const struct visit *visit, const struct outcome *outcome);

// A program that relies on its verify mode has let the peer in.
int relying_lets_in(const struct visit *visit, const struct outcome *outcome);
// A program that looks at the result and the certificate itself has (nginx, HAProxy).
int looking_lets_in(const struct visit *visit, const struct facts *facts);

#endif
