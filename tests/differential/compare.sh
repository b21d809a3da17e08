#!/bin/bash
# compare.sh LIBDIR PROGRAM ARGUMENT...
# Runs PROGRAM on the system's libssl and on the one in LIBDIR, and fails, with the first line that differs, when they
# do not print the same.
# SPDX-License-Identifier: Apache-2.0
set -eu
libdir=$1
shift
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$@" >"$out/system"
LD_LIBRARY_PATH=$libdir "$@" >"$out/other"
if ! cmp -s "$out/system" "$out/other"; then
  diff "$out/system" "$out/other" | sed -n '2p;/^>/{p;q}'
  exit 1
fi
echo "$(wc -l <"$out/system") lines, all the same"
