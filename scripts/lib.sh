# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Words and exits that all of Reprise's scripts share. Source it; it sets REPRISE_ROOT and changes nothing else outside.

REPRISE_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SCRIPT_NAME=$(basename "$0")

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  BOLD=$'\e[1m' DIM=$'\e[2m' GREEN=$'\e[32m' RED=$'\e[31m' YELLOW=$'\e[33m' PLAIN=$'\e[0m'
else
  BOLD='' DIM='' GREEN='' RED='' YELLOW='' PLAIN=''
fi

say() { printf '%s\n' "$*"; }
step() { printf '%s==>%s %s%s%s\n' "$GREEN" "$PLAIN" "$BOLD" "$*" "$PLAIN"; }

# die WHAT MEND [LOG]: says what failed, the end of LOG, and how to mend it; exits 1.
die() {
  printf '\n%s%s: FAILED:%s %s\n' "$RED" "$SCRIPT_NAME" "$PLAIN" "$1" >&2
  if [ -n "${3:-}" ] && [ -s "$3" ]; then
    printf '  the end of %s:\n' "$3" >&2
    tail -n 25 "$3" | sed 's/^/  | /' >&2
  fi
  printf '  %sto mend:%s %s\n' "$BOLD" "$PLAIN" "$2" >&2
  exit 1
}

# Milliseconds on a clock for measuring.
now_ms() { printf '%s\n' "$(($(date +%s%N) / 1000000))"; }

# duration MS: 0.4 s, 12.3 s, 3 min 05 s.
duration() {
  if [ "$1" -lt 60000 ]; then
    printf '%d.%d s\n' $(($1 / 1000)) $(($1 % 1000 / 100))
  else
    printf '%d min %02d s\n' $(($1 / 60000)) $(($1 / 1000 % 60))
  fi
}

# /proc tells which libraries a running program has mapped, and the compiler's sanitizers need it.
need_proc() {
  [ -r /proc/self/maps ] || die "/proc is not mounted" "mount it: mount -t proc proc /proc"
}

# wait_until SECONDS COMMAND...: polls until COMMAND succeeds; fails when the time is over.
wait_until() {
  local tries=$(($1 * 50))
  shift
  while ! "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.02
  done
}
