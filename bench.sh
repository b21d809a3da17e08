#!/bin/bash
# Measures Reprise beside the system's OpenSSL, by turns in one run: medians, ratios, and the limit that libcrypto's own
# primitives set. A ratio of 2 is twice as good.
#
#   usage: ./bench.sh [--rounds N] [--quick] [--write] [PART...]
#     PART      handshake resume bulk session cache memory (by the program bench/libssl), nginx (Debian's nginx under load);
#               all of them by default: about ten minutes
#     --rounds  3 by default
#     --quick   a tenth of the work; the figures mean little
#     --write   puts the table into docs/performance.md
#
# Compare the columns of one run with each other. On a busy machine the spread says how little a number means.
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
cd "$(dirname "$0")" || exit 1
. scripts/lib.sh
. scripts/lib-packages.sh
. scripts/lib-build.sh

rounds=3 options=() parts=() nginx=no
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:-3}; shift ;;
    --quick) options+=(--quick) ;;
    --write) options+=(--write docs/performance.md) ;;
    handshake | resume | bulk | session | cache | memory) parts+=("$1") ;;
    nginx) nginx=yes ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0"; [ "$1" = --help ]; exit ;;
  esac
  shift
done
if [ ${#parts[@]} = 0 ] && [ "$nginx" = no ]; then
  parts=(handshake resume bulk session cache memory) nginx=yes
fi

need_proc
need_packages build demo
step 'building libssl.so.3 and the benchmark (build/release)'
build release "${PRODUCT_TARGETS[@]}" bin/libssl_bench || exit 1
if [ ${#parts[@]} != 0 ]; then
  step "${parts[*]}: $rounds rounds on each library"
  python3 bench/compare.py build/release/bin/libssl_bench build/release/lib --rounds "$rounds" "${options[@]}" "${parts[@]}" || exit 1
fi
if [ "$nginx" = yes ]; then
  step "nginx under openssl s_time"
  bench/nginx.sh "$rounds" || exit 1
fi
