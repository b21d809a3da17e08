#!/bin/bash
# What a handshake costs a server: Debian's nginx on Reprise and on OpenSSL in turn, `openssl s_time` connecting as fast as
# it can, and the processor time that nginx's workers took for each connection. That includes what nginx and the kernel do
# for a connection and a small answer, which is the same on both. Medians; with the lowest and highest of the rounds.
#
#   usage: bench/nginx.sh [ROUNDS [SECONDS]]   3 rounds of 2 seconds for each line by default; REPRISE_LIBDIR says where ours is
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/lib.sh
for piece in keys libraries nginx; do . "tests/support/$piece.sh"; done
KINDS=(tls13 tls12-id tls12-ticket)  # of tests/support/nginx.sh
rounds=${1:-3} seconds=${2:-2}
REPRISE_LIBDIR=${REPRISE_LIBDIR:-$REPRISE_ROOT/build/release/lib}
PATH=$PATH:/usr/sbin:/sbin

RUN_DIR=$(mktemp -d "${TMPDIR:-/tmp}/reprise-bench.XXXXXX") ||
  die 'no temporary folder' 'make room in /tmp, or set TMPDIR'
KEYS=$RUN_DIR/keys
clean_up() {
  nginx_stop_all
  rm -rf "$RUN_DIR"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Ticks of the clock that the workers of nginx NAME have run for so far, in user and kernel mode.
worker_ticks() {
  local pid
  for pid in $(children_of "${NGINX_PID[$1]}"); do sed 's/.*) //' "/proc/$pid/stat"; done | awk '{ n += $12 + $13 } END { print n }'
}

# measure NAME KIND new|reuse: appends microseconds for each connection to $RUN_DIR/NAME-KIND-MODE.
measure() {
  local name=$1 kind=$2 mode=$3 version=-tls1_2 before ticks connections log=$RUN_DIR/s_time.log
  [ "$kind" != tls13 ] || version=-tls1_3
  before=$(worker_ticks "$name")
  env -u LD_LIBRARY_PATH openssl s_time -connect "127.0.0.1:${NGINX_PORT[$name/$kind]}" "-$mode" -time "$seconds" -www /bench "$version" \
    >"$log" 2>&1 || die "openssl s_time -$mode failed on $(kind_title "$kind"), nginx on $(side_title "$name")" \
    'run ./demo.sh, which tells more' "$log"
  ticks=$(($(worker_ticks "$name") - before))
  connections=$(sed -n 's/^\([0-9]*\) connections in .* real seconds.*/\1/p' "$log")
  [ "${connections:-0}" -gt 0 ] || die 'openssl s_time made no connection' 'run ./demo.sh, which tells more' "$log"
  awk -v t="$ticks" -v hz="$(getconf CLK_TCK)" -v n="$connections" 'BEGIN { printf "%.1f\n", t / hz / n * 1e6 }' \
    >>"$RUN_DIR/$name-$kind-$mode"
}

# figures FILE: median, lowest, highest.
figures() { sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2, v[1], v[NR] }'; }

table_line() {
  local kind=$1 mode=$2 title=$3
  {
    figures "$RUN_DIR/openssl-$kind-$mode"
    figures "$RUN_DIR/reprise-$kind-$mode"
  } | awk -v title="$title" 'NR == 1 { o = $1; ol = $2; oh = $3 } NR == 2 { r = $1; rl = $2; rh = $3 }
    END { printf "  %-28s%6.0f us (%.0f..%.0f)\t%6.0f us (%.0f..%.0f)\t%.2f\n", title, o, ol, oh, r, rl, rh, (r > 0 ? o / r : 0) }' |
    expand -t 58,84
}

make_keys "$KEYS" localhost || die 'openssl could not make the certificates' 'read its words above' "$KEYS/keys.log"
for name in openssl reprise; do
  nginx_start "$name" "$(library_of "$name")" ||
    die "nginx does not start on $(side_title "$name")" 'run ./demo.sh, which tells more' "$RUN_DIR/$name/error.log"
done

step "$rounds rounds, $seconds seconds for each line"
for ((round = 1; round <= rounds; round++)); do
  for kind in "${KINDS[@]}"; do
    for mode in new reuse; do
      [ "$kind/$mode" != tls12-ticket/new ] || continue  # the same as a full handshake by id
      for name in openssl reprise; do measure "$name" "$kind" "$mode"; done
    done
  done
  say "  round $round done"
done

printf '\n%sProcessor time of nginx for a connection (P-256 certificate)%s\n' "$BOLD" "$PLAIN"
printf '  %-28s%6s%-22s%6s%-20s%s\n' '' '' 'on OpenSSL' '' 'on Reprise' 'OpenSSL/Reprise'
for kind in "${KINDS[@]}"; do
  [ "$kind" = tls12-ticket ] || table_line "$kind" new "$(kind_title "${kind%-id}"), full"
  table_line "$kind" reuse "$(kind_title "$kind"), resumed"
done
say "  $(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
