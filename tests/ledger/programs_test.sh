#!/bin/bash
# Real programs with the ledger on: they are in order, and the ledger says so.   usage: programs_test.sh LIBDIR
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../scripts/lib.sh"
for piece in keys libraries nginx clients; do . "$here/../support/$piece.sh"; done

REPRISE_LIBDIR=$1
PATH=$PATH:/usr/sbin:/sbin
RUN_DIR=$(mktemp -d "${TMPDIR:-/tmp}/reprise-ledger.XXXXXX") || exit 1
KEYS=$RUN_DIR/keys
clean_up() {
  nginx_stop_all
  rm -rf "$RUN_DIR"
}
trap clean_up EXIT
trap 'exit 143' INT TERM HUP

# The reports of the run, with the reason why they do not do.
fail() {
  printf 'FAIL: %s\n' "$1"
  tail -n +1 "$RUN_DIR"/ledger.* "$RUN_DIR"/nginx/*.log
  exit 1
}

# meet CLIENT KIND: twice, as the client's part of tests/support has it.
meet() (
  mkdir "$RUN_DIR/$1-$2" && cd "$RUN_DIR/$1-$2" || exit 1
  use_library "$REPRISE_LIBDIR"
  "client_$1" "${NGINX_PORT[nginx/$2]}" "$2" || fail "$1 did not meet nginx by $2"
)

make_keys "$KEYS" "$TEST_HOST" || fail 'no keys'
export REPRISE_LEDGER=1 REPRISE_LEDGER_FILE=$RUN_DIR/ledger.%p
nginx_start nginx "$REPRISE_LIBDIR" || fail 'nginx does not start'
for kind in tls13 tls13-stateful tls12-id tls12-ticket; do
  for client in curl s_client; do meet "$client" "$kind" || exit 1; done
done
nginx_stop nginx

for program in curl openssl nginx; do
  grep -q "reprise ledger: $program[: ].* at exit" "$RUN_DIR"/ledger.* || fail "$program reports nothing"
done
for report in "$RUN_DIR"/ledger.*; do
  [ "$(grep -c 'at exit' "$report")" = "$(grep -c 'nothing is wrong' "$report")" ] || fail "${report##*/}"
done
printf '%d processes, nothing is wrong\n' "$(grep -l 'at exit' "$RUN_DIR"/ledger.* | wc -l)"
