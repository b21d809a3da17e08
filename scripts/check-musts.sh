#!/bin/bash
# Sees that every test named in docs/musts.md exists. Prints those that do not, and fails then.
set -eu
cd "$(dirname "$0")/.."

existing() {
  grep -rhoE '^TEST(_F|_P)?\([A-Za-z0-9_]+, [A-Za-z0-9_]+\)' --include='*_test.cc' src tests |
    sed -E 's/^TEST(_F|_P)?\(([A-Za-z0-9_]+), ([A-Za-z0-9_]+)\)/\2.\3/'
  for program in tests/abi/*.c; do
    grep -hoE '^CASE(_EACH_VERSION)?\([a-z0-9_]+' "$program" |
      sed -E "s/^CASE(_EACH_VERSION)?\(/$(basename "$program" .c)./"
  done
}

# Names stand in backquotes, in the last column of the tables.
named() {
  grep '^| ' docs/musts.md | sed 's/.*| \(.*\) |$/\1/' | grep -oE '`[A-Za-z0-9_]+\.[A-Za-z0-9_]+`' | tr -d '`'
}

missing=$(comm -23 <(named | sort -u) <(existing | sort -u))
if [ -n "$missing" ]; then
  printf 'docs/musts.md names tests that do not exist:\n%s\n' "$missing" >&2
  exit 1
fi
echo "docs/musts.md: $(named | sort -u | wc -l) tests for $(grep -c '^| [^r-]' docs/musts.md) rules, all there"
