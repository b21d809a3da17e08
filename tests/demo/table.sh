#!/bin/bash
# Debian's nginx and clients on Reprise and on OpenSSL, each pair twice for each way to resume: prints what both ends saw.
#
#   usage: tests/demo/table.sh        exit 0 when every row holds; 2 when one does not, with its name and the
#                                     place of the logs; 1 when it did not come to the table, with the reason
#
# REPRISE_LIBDIR names the folder with the libssl.so.3 under test; build/release/lib when it is not set.
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../scripts/lib.sh"
for piece in keys libraries nginx clients; do . "$here/../support/$piece.sh"; done
. "$here/rows.sh"

REPRISE_LIBDIR=${REPRISE_LIBDIR:-$REPRISE_ROOT/build/release/lib}
KEPT_LOGS=$REPRISE_ROOT/build/logs/demo
faults=()
rows_held=0

RUN_DIR=$(mktemp -d "${TMPDIR:-/tmp}/reprise-demo.XXXXXX") ||
  die 'no temporary folder' 'make room in /tmp, or set TMPDIR'
KEYS=$RUN_DIR/keys
TEST_HOST=demo.test  # resolves nowhere: every client is told to find it on 127.0.0.1
clean_up() {
  nginx_stop_all
  rm -rf "$RUN_DIR"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# The logs outlive the run when something failed; the keys do not.
keep_logs() {
  rm -rf "$KEPT_LOGS"
  mkdir -p "$(dirname "$KEPT_LOGS")"
  cp -r "$RUN_DIR" "$KEPT_LOGS"
  rm -rf "$KEPT_LOGS/keys"
}

need_program() {
  command -v "$1" >/dev/null || die "the program $1 is missing" "apt-get install $2 (./demo.sh does it, as root)"
}

check_what_is_needed() {
  need_proc
  [ -r "$REPRISE_LIBDIR/libssl.so.3" ] || die "there is no $REPRISE_LIBDIR/libssl.so.3" 'build first: ./demo.sh does it'
  PATH=$PATH:/usr/sbin:/sbin
  need_program nginx nginx-light
  need_program curl curl
  need_program gnutls-cli gnutls-bin
  need_program openssl openssl
  [[ $( (exec 3<>/dev/tcp/127.0.0.1/9) 2>&1) != *unreachable* ]] ||
    die 'there is no loopback network' 'bring it up: ip link set lo up'
}

# A library that cannot be loaded fails every row in the same way: say the reason once.
check_that_it_loads() {
  local words
  words=$(LD_LIBRARY_PATH=$REPRISE_LIBDIR LD_BIND_NOW=1 openssl version 2>&1) ||
    die "openssl does not start on $REPRISE_LIBDIR/libssl.so.3: $words" 'a symbol it needs is not exported: see the version script in src/capi/'
}

start_server() {
  local name=$1 libdir pid fault
  libdir=$(library_of "$name")
  if ! nginx_start "$name" "$libdir"; then
    keep_logs
    cat "$KEPT_LOGS/$name/output.log" >>"$KEPT_LOGS/$name/error.log" 2>/dev/null
    die "nginx does not start on $(side_title "$name")" "read its words above; logs are kept in ${KEPT_LOGS#"$REPRISE_ROOT/"}/$name" \
      "$KEPT_LOGS/$name/error.log"
  fi
  check_server "$name" "$libdir"
}

# The proof that what answers is what we mean to test: no process of nginx may have another libssl mapped.
check_server() {
  local name=$1 libdir=$2 pid fault count=0
  for pid in "${NGINX_PID[$name]}" $(children_of "${NGINX_PID[$name]}"); do
    fault=$(judge_libssl "$(mapped_libssl "$pid")" "$libdir")
    [ -z "$fault" ] || faults+=("nginx on $(side_title "$name"): process $pid $fault")
    count=$((count + 1))
  done
  [ "$count" -ge 3 ] || faults+=("nginx on $(side_title "$name"): $count processes run and should be at least 3")
}

# nginx says at these levels what should never happen: a worker that died, an error queue that was left dirty.
check_error_log() {
  local line
  line=$(grep -m 1 -E '\[(emerg|alert|crit)\]' "$RUN_DIR/$1/error.log") || return 0
  faults+=("nginx on $(side_title "$1") complains: $line [$1/error.log]")
}

table_head() {
  printf '\n%sDebian nginx %s on %s%s\n' "$BOLD" "$(nginx -v 2>&1 | sed 's|.*/||')" "$(side_title "$1")" "$PLAIN"
  printf '  %s%-20s %-19s %-20s %-20s %-30s %s%s\n' "$DIM" client 'resumes with' 'server saw' 'client saw' cipher holds "$PLAIN"
}

table_row() {
  local client=$1 kind=$2 verdict=${GREEN}yes$PLAIN
  [ -z "$ROW_FAULT" ] || verdict=${RED}NO$PLAIN
  printf '  %-20s %-19s %-20s %-20s %-30s %s\n' "$client" "$kind" "${ROW_SERVER/ /, then }" "${ROW_CLIENT/ /, then }" "$ROW_CIPHER" "$verdict"
  [ -z "$ROW_FAULT" ] || printf '    %s%s%s\n' "$RED" "$ROW_FAULT" "$PLAIN"
}

run_table() {
  local last_server='' pair server client on kind
  for pair in "${DEMO_PAIRS[@]}"; do
    read -r server client on <<<"$pair"
    [ "$server" = "$last_server" ] || table_head "$server"
    last_server=$server
    for kind in $(kinds_of "$client"); do
      if run_row "$server" "$client" "$on" "$kind"; then
        rows_held=$((rows_held + 1))
      else
        faults+=("$(client_title "$client" "$on"), nginx on $(side_title "$server"), $(kind_title "$kind"): $ROW_FAULT [rows/$ROW_ID]")
      fi
      table_row "$(client_title "$client" "$on")" "$(kind_title "$kind")"
    done
  done
}

report() {
  local fault
  say
  if [ "${#faults[@]}" = 0 ]; then
    say "Every process on Reprise had $(realpath --relative-base="$PWD" "$REPRISE_LIBDIR")/libssl.so.3 mapped and no other libssl."
    say 'Every first connection was full and every second resumed. curl takes no TLS 1.2 tickets: where they are on, it resumes by id.'
  else
    keep_logs
    printf '%sDoes not hold:%s\n' "$RED" "$PLAIN"
    for fault in "${faults[@]}"; do printf '  %s\n' "$fault"; done
    say "Logs are kept in ${KEPT_LOGS#"$REPRISE_ROOT/"}: the servers' in reprise/ and openssl/, each client's in rows/."
  fi
  say "rows: $rows_held passed, ${#faults[@]} failed"
  [ "${#faults[@]}" = 0 ] || exit 2
}

check_what_is_needed
check_that_it_loads
make_keys "$KEYS" "$TEST_HOST" || die 'openssl could not make the certificates' \
  'read its words above; /etc/ssl/openssl.cnf may be missing or altered' "$KEYS/keys.log"
start_server reprise
start_server openssl
run_table
check_server reprise "$REPRISE_LIBDIR"
check_server openssl ''
check_error_log reprise
check_error_log openssl
report
