# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What a test of programs counts. Source it.

passed=0 failed=0

# expect NAME PATTERN FILE: a line of FILE matches PATTERN.
expect() {
  if grep -Eq -- "$2" "$3"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAIL %s: no line like "%s" in:\n' "$1" "$2"
    sed 's/^/  /' "$3" | tail -40
  fi
}
