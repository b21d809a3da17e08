#!/bin/bash
# compare.sh LIBDIR MATRIX [ARGUMENT...]
# Runs the matrix on the system's libssl and on the one in LIBDIR. A cell fails when the latter lets somebody in who should
# not be, or when its line differs and differences.tsv does not say why; a row there that says so of no cell fails, too.
# SPDX-License-Identifier: Apache-2.0
set -eu
here=$(cd "$(dirname "$0")" && pwd)
libdir=$1
shift
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"$@" >"$out/system" 2>"$out/system-count" || true  # whom OpenSSL lets in is its affair
status=0
LD_LIBRARY_PATH=$libdir "$@" >"$out/other" 2>"$out/other-count" || status=$?
[ "$status" -le 1 ] || { echo "the matrix ended with $status on $libdir"; cat "$out/other-count"; exit 1; }
every_row=1
[ $# = 1 ] || [ "${2:-}" = --all ] || every_row=0
paste "$out/system" "$out/other" | awk -F '\t' -v table="$here/differences.tsv" -v every_row=$every_row '
  BEGIN {
    while ((getline row < table) > 0) {
      if (row ~ /^#/ || row == "") continue
      split(row, field, "\t")
      cells[++rows] = field[1]; kind[rows] = field[2]
    }
  }
  function without(text, part) { sub(part, "", text); return text }
  # Besides the verdict, and who was let in by it; whether he may be is not asked here.
  function what_else(text) {
    sub(/ FAULT.*/, "", text); sub(/ r=[0-9]+/, "", text); sub(/ n=[a-z.-]+/, "", text); sub(/ d=1A?B?/, " d=1", text)
    return text
  }
  function unnamed(text) { return without(text, " n=[a-z.-]+") }
  function is(kind, theirs, ours) {
    if (kind == "full") return theirs ~ / resumed / && ours ~ / full /
    if (kind == "refused") return theirs ~ /^ ok/ && ours ~ /^ no/
    if (kind == "hidden") return theirs ~ /^ no/ && ours ~ /^ no/ && theirs !~ / p=none/ && ours ~ / p=none/
    if (kind == "unnamed") return theirs ~ /^ no/ && ours ~ / n=- / && unnamed(theirs) == unnamed(ours)
    if (kind == "unsent") return ours ~ / p=none/ && (theirs !~ / p=none/ || theirs ~ /^ no/)
    if (kind == "alert") return without(theirs, " read=[0-9]+") == without(ours, " read=[0-9]+")
    if (kind == "verified") return what_else(theirs) == what_else(ours)
    return 0
  }
  # What follows on the first visit that differs has nothing to be compared with.
  function is_explained(n, i, k) {
    for (i = 2; i < n && theirs[i] == ours[i]; i++) {}
    for (k = 1; k <= rows; k++)
      if (theirs[1] ~ cells[k] && is(kind[k], theirs[i], ours[i])) return used[k] = 1
    return 0
  }
  function say(text) { if (++said == 1) print "Does not hold:"; if (said <= 20) print text }
  $2 ~ / FAULT / { failed++; say("let in: " $2); next }
  $1 != $2 {
    n = split($1, theirs, " [|]"); split($2, ours, " [|]")
    if (theirs[1] != ours[1] || !is_explained(n)) { failed++; say("OpenSSL: " $1 "\nReprise: " $2); next }
    explained++
  }
  END {
    for (k = 1; k <= rows && every_row; k++)
      if (!used[k]) { failed++; say("nothing differs so: " cells[k] " " kind[k]) }
    printf "%d cells differ from OpenSSL as differences.tsv says\n", explained
    printf "cells: %d passed, %d failed\n", NR - failed, failed
    exit failed > 0
  }'
