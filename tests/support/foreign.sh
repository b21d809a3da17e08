# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Programs that were built without a sanitizer, on a library that was built with one. Source it.

# Goes before such a program, inside of `reprise run`: what watches over memory has to be there before anything else.
# What the programs themselves leave at their end is not ours to report.
foreign=()
[ -z "${SANITIZER_RUNTIME:-}" ] || foreign=(env "LD_PRELOAD=$SANITIZER_RUNTIME" ASAN_OPTIONS=detect_leaks=0)
