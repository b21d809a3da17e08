#!/bin/bash
# Shows Reprise at work on Debian 12: installs what it needs (as root), builds, puts Debian's nginx and clients on Reprise,
# and prints what both ends saw of full and resumed handshakes. Changes nothing else on the machine; run it as often as you like.
#
#   usage: ./demo.sh
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
cd "$(dirname "$0")" || exit 1
. scripts/lib.sh
. scripts/lib-packages.sh
. scripts/lib-build.sh

case ${1:-} in
  '') ;;
  *) sed -n '2,5s/^# \{0,1\}//p' "$0"; [ "$1" = --help ]; exit ;;
esac

started=$(now_ms)
need_proc
need_packages build demo
if [ -z "${REPRISE_LIBDIR:-}" ]; then
  step 'building libssl.so.3 and the reprise command (build/release)'
  build release "${PRODUCT_TARGETS[@]}" || exit 1
fi
built=$(now_ms)

step 'nginx, curl, openssl and gnutls-cli meet on Reprise and on OpenSSL'
tests/demo/table.sh
case $? in
  0) ;;
  2) die 'the table above has a row that does not hold' \
  'read that row'\''s logs in build/logs/demo/; if they do not tell, ./test.sh says which part of the library fails' ;;
  *) exit 1 ;;
esac

say
say "Done in $(duration $(($(now_ms) - started))), of which the table took $(duration $(($(now_ms) - built)))."
say
say 'To try next:'
say '  build/release/bin/reprise run curl -v https://example.com   any program, on Reprise'
say '  build/release/bin/reprise run nginx -g "daemon off;"        your own nginx, on Reprise'
say '  ./test.sh                                                      everything that has to hold'
say '  ./bench.sh                                                     what a handshake costs, beside OpenSSL'
