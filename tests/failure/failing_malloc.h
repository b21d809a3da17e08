// SPDX-License-Identifier: Apache-2.0
// The program's own malloc, which can be told to fail: the allocations of libssl, libcrypto and libc go through it,
// since a program's symbols come before those of its libraries. One thread at a time.
#ifndef FAILING_MALLOC_H
#define FAILING_MALLOC_H

#include <stddef.h>

enum failing {
  FAIL_ONCE,     // the nth allocation alone
  FAIL_FOREVER,  // the nth and all after it
};

// From here on counts allocations and lets the `nth` fail, counted from 1; 0: none.
void allocations_arm(long nth, enum failing how);
// Back to normal. Returns how many allocations there were since allocations_arm().
long allocations_disarm(void);
// Whether one has failed since allocations_arm().
int allocations_failed(void);
// As if none had failed.
void allocations_forget(void);
// How many blocks are allocated and not freed, since the program began.
long allocations_live(void);

// Prints where the failing allocation was asked for, by return address.
void allocations_describe_failure(void);

#endif
