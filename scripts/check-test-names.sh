#!/bin/bash
# Sees that every test named in the tables of docs/ exists. Prints those that do not, and fails then.
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
documents='docs/musts.md docs/security.md docs/sessions.md'

existing() {
  grep -rhoE '^TEST(_F|_P)?\([A-Za-z0-9_]+, [A-Za-z0-9_]+\)' --include='*_test.cc' src tests |
    sed -E 's/^TEST(_F|_P)?\(([A-Za-z0-9_]+), ([A-Za-z0-9_]+)\)/\2.\3/'
  for program in tests/abi/*.c tests/abi/*.cc tests/authentication/*_apart.c; do
    grep -hoE '^CASE(_EACH_VERSION)?\([a-z0-9_]+' "$program" |
      sed -E "s/^CASE(_EACH_VERSION)?\(/$(basename "${program%.*}")./"
  done
  sed -nE 's/^ledger_program\(([a-z0-9_]+).*/ledger.\1/p' tests/ledger/CMakeLists.txt
}

# Tests stand in backquotes, with one dot. The documents also say what such a name is made of.
named() {
  grep -oE '`[A-Za-z0-9_]+\.[A-Za-z0-9_]+`' "$1" | tr -d '`' |
    grep -vE '\.(h|c|cc|md|sh|pem)$|^(Suite\.Test|program\.case|ledger\.program)$' | sort -u
}

failed=0
existing=$(existing | sort -u)
for document in $documents; do
  missing=$(comm -23 <(named "$document") - <<<"$existing")
  if [ -n "$missing" ]; then
    printf '%s names tests that do not exist:\n%s\n' "$document" "$missing" >&2
    failed=1
    continue
  fi
  echo "$document: $(named "$document" | wc -l) tests, all there"
done
exit $failed
