#!/bin/bash
# The files that are shipped are as hard as the system's libssl: every guard that it has, they have. What they are linked
# of is compiled for control-flow enforcement, which the linked file can only say where the system's C run time is too.
#   usage: hardening.sh SYSTEM-LIBSSL ARCHIVES-FOLDER FILE...
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/support/expect.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# guards FILE: the names of the guards that a binary has, one a line.
guards() {
  readelf -lW "$1" | grep -q GNU_RELRO && echo relro
  readelf -dW "$1" | grep -Eq 'BIND_NOW|Flags:.* NOW' && echo bind-now
  readelf -lW "$1" | grep -Eq 'GNU_STACK .* RW +0x' && echo stack-not-executable
  readelf -lW "$1" | grep -Eq 'LOAD .* RWE +0x' || echo nothing-writable-and-executable
  readelf -dW "$1" | grep -q TEXTREL || echo no-text-relocations
  readelf --dyn-syms -W "$1" | grep -q ' __stack_chk_fail' && echo stack-protector
  readelf --dyn-syms -W "$1" | grep -Eq ' __[a-z]+_chk(@|$)' && echo fortify
  readelf -n "$1" | grep -Eq 'IBT, SHSTK|BTI, PAC' && echo control-flow-notes
  readelf -hW "$1" | grep -q 'Type: *DYN' && echo any-address
}

# without_notes ARCHIVE: its objects that have code and no control-flow notes.
without_notes() {
  readelf -nW "$1" 2>/dev/null | awk '
    /^File: / { if (file != "" && !noted) print file; file = $2; noted = 0 }
    /IBT, SHSTK|BTI, PAC/ { noted = 1 }
    END { if (file != "" && !noted) print file }'
}

system=$1 archives=$2
shift 2
guards "$system" >"$dir/system"
expect 'the system is worth comparing with' '^stack-protector$' "$dir/system"
for file in "$@"; do
  guards "$file" >"$dir/ours"
  while IFS= read -r guard; do
    expect "$(basename "$file") has what $(basename "$system") has" "^$guard\$" "$dir/ours"
  done <"$dir/system"
done
for archive in "$archives"/libreprise_*.a; do
  { without_notes "$archive" && echo 'no other'; } >"$dir/without"
  expect "$(basename "$archive") is compiled for control-flow enforcement throughout" '^no other$' <(head -1 "$dir/without")
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
