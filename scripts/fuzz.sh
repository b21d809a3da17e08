#!/bin/bash
# Runs fuzz targets one after another, on what the preset `fuzz` builds, and prints a row for each.
#
#   usage: scripts/fuzz.sh [--seconds N] [--merge] [TARGET...]
#     TARGET       as in fuzz/TARGET.cc; all of them by default
#     --seconds N  how long each runs: 60 by default
#     --merge      takes what was found and reaches more into fuzz/corpus/TARGET
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/lib.sh
. scripts/lib-build.sh
. scripts/lib-fuzz.sh

seconds=60 merge='' targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=${2:-60} && shift ;;
    --merge) merge=yes ;;
    -*) sed -n '2,7s/^# \{0,1\}//p' "$0"; [ "$1" = --help ]; exit ;;
    *) targets+=("$1") ;;
  esac
  shift
done

build fuzz || exit 1
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(fuzz_targets)
for name in "${targets[@]}"; do
  [ -x "build/fuzz/bin/fuzz_$name" ] || die "there is no fuzz target $name" "choose of: $(fuzz_targets | tr '\n' ' ')"
done

failed=0
printf '%-26s %8s %12s %8s %9s  %s\n' target seconds executions edges features findings
for name in "${targets[@]}"; do
  found=$(mktemp -d)
  finding=none
  fuzz_target "$name" "$seconds" "$found" || { failed=1 finding="see build/logs/fuzz-$name.log"; }
  read -r executions edges features < <(fuzz_facts "$name")
  printf '%-26s %8s %12s %8s %9s  %s\n' "$name" "$seconds" "$executions" "$edges" "$features" "$finding"
  if [ -n "$merge" ]; then
    "build/fuzz/bin/fuzz_$name" -merge=1 "fuzz/corpus/$name" "$found" >>"build/logs/fuzz-$name.log" 2>&1
  fi
  rm -rf "$found"
done
exit $failed
