#!/bin/bash
# clang-tidy with the checks of .clang-tidy over src/ and examples/, tests apart. By itself over what differs
# from the main branch (on it: from the commit before); a file costs some 4 s of CPU, all of them half an hour.
#
#   usage: scripts/tidy.sh [--all | FILE...]    after cmake --preset release; exit 0 when nothing is found
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
. "$(dirname "$0")/lib.sh"
cd "$REPRISE_ROOT" || exit 1
database=build/release
command -v clang-tidy >/dev/null || die 'clang-tidy is missing' 'apt-get install clang-tidy'
[ -e "$database/compile_commands.json" ] || die "$database is not configured" 'cmake --preset release'

ours() { grep -E '^(src|examples)/.*\.cc$' | grep -v '_test\.cc$'; }
changed() {
  local base
  base=$(git merge-base HEAD main 2>/dev/null) || base=$(git merge-base HEAD origin/main 2>/dev/null) || base=HEAD
  [ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse -q --verify HEAD~1) || base=HEAD
  git diff --name-only --diff-filter=d "$base"
}
case ${1:-} in
  --help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit ;;
  --all) files=$(find src examples -name '*.cc' | ours) ;;
  '')
    files=''
    # Without a history nothing differs from anything.
    if git rev-parse -q --verify HEAD >/dev/null 2>&1; then files=$(changed | ours); fi
    ;;
  *) files=$(printf '%s\n' "$@" | ours) ;;
esac
# What this build does not compile, as examples whose libraries are missing, has no command to be read with.
files=$(for file in $files; do
  grep -qF "\"$REPRISE_ROOT/$file\"" "$database/compile_commands.json" &&
    printf "%s\n" "$file"
done)
passed=0 failed=0
if [ -n "$files" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  # Clang does not know all of GCC's options, nor all that GCC's library is written in: what it says of that is no finding.
  sed 's/ -femit-class-debug-always//' "$database/compile_commands.json" >"$work/compile_commands.json"
  # shellcheck disable=SC2016  # the inner shell's variables
  printf '%s\n' "$files" | nice xargs -P "$(nproc)" -n 1 sh -c '
    found=$(clang-tidy -p "$0" --quiet --extra-arg=-Wno-unknown-warning-option "$1" 2>/dev/null |
      grep -E "(error|warning): .*\[[a-z]" | grep -v "clang-diagnostic-error")
    printf "%s%s %s\n" "${found:+$found
}" "$([ -z "$found" ] && echo ok || echo FOUND)" "$1"' "$work" >"$work/log"
  passed=$(grep -c '^ok ' "$work/log") failed=$(grep -c '^FOUND ' "$work/log")
  grep -v '^ok ' "$work/log"
fi
printf 'tidy: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] || exit 2
