#!/bin/bash
# The configuration file: what programs make of it, and what the command says of it.   usage: config_test.sh REPRISE LIBRARY
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/../support/expect.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/prefix/bin" "$dir/prefix/lib/reprise"
cp "$1" "$dir/prefix/bin/reprise"
cp "$2" "$dir/prefix/lib/reprise/libssl.so.3"
reprise=$dir/prefix/bin/reprise
unset REPRISE_CONFIG REPRISE_EXPLAIN REPRISE_LEDGER REPRISE_LEDGER_FILE REPRISE_LEDGER_SIGNAL REPRISE_SESSION_FILE
file=$dir/reprise.toml

status() { "$@" >"$dir/out" 2>&1; echo "exit $?" >>"$dir/out"; }
# Runs a program that makes an SSL_CTX.
on_reprise() { status env REPRISE_CONFIG="$file" "$reprise" run --by environment "$@" openssl ciphers; }
count() { grep -c -- "$1" "$dir/out" >"$dir/count"; }

# --- What the command says
status "$reprise" config check "$file"
expect 'a file that was named and is not there is a fault' '^exit 1$' "$dir/out"
cat >"$file" <<'TOML'
explain = true
ledger_file = "/nowhere/%p"
[program.openssl]
explian = true
ledger_format = "xml"
ledger_signal = 10
TOML
status "$reprise" config check "$file"
expect 'a fault is told of with line and suggestion' 'reprise.toml:4: there is no setting "explian"; is "explain" meant\?$' "$dir/out"
expect 'so is a value' 'reprise.toml:5: ledger_format is neither' "$dir/out"
expect 'and an exit code says it' '^exit 1$' "$dir/out"
status env REPRISE_CONFIG="$file" REPRISE_LEDGER=1 "$reprise" config show --program openssl
expect 'a value has its line' '^explain  +true  .*reprise.toml:1$' "$dir/out"
expect 'one of a program, too' '^ledger_signal  +10  .*reprise.toml:6, for openssl$' "$dir/out"
expect 'the environment comes first' '^ledger  +true  +the environment, REPRISE_LEDGER$' "$dir/out"
expect 'what nobody set is as by default' '^session_file  +none  +by default$' "$dir/out"
status env REPRISE_LEDGER_SIGNAL=USR9 "$reprise" config show
expect 'a variable that is not understood is told of' 'REPRISE_LEDGER_SIGNAL is no signal' "$dir/out"
"$reprise" config show --json "$file" 2>/dev/null | python3 -c "
import json, sys
rows = {row['setting']: row for row in json.load(sys.stdin)}
print(rows['explain']['value'], rows['explain']['line'], rows['ledger_file']['value'])" >"$dir/out" 2>&1
expect 'show speaks to programs' '^true 1 /nowhere/%p$' "$dir/out"

# --- What programs make of it
on_reprise
expect 'a program goes on though its configuration is wrong' '^exit 0$' "$dir/out"
count 'is "explain" meant'
expect 'and says so, once' '^1$' "$dir/count"
status env REPRISE_CONFIG="$file" "$reprise" run --by environment openssl version
count 'is "explain" meant'
expect 'one that uses no TLS says nothing' '^0$' "$dir/count"
echo 'ledger = = true' >"$file"
on_reprise
expect 'what is no TOML is told of' 'reprise.toml:1: .*; nothing of the file counts$' "$dir/out"
expect 'and stops nobody' '^exit 0$' "$dir/out"
chmod 666 "$file"
on_reprise
expect 'a file that others may write is not believed' 'reprise.toml: may be written by others .*; nothing of it counts$' "$dir/out"
rm "$file"
mkfifo "$file"
on_reprise
expect 'a pipe makes nobody wait' 'is no regular file' "$dir/out"
rm "$file"

# A client's session, which a process leaves in the file and the next one finds there.
port_of() { sed -n 's/.*:\([0-9]*\)$/\1/p' "$dir/server" | head -1; }
"$reprise" server --port 0 >"$dir/server" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
for _ in $(seq 100); do [ -n "$(port_of)" ] && break; sleep 0.1; done
visit() {
  printf 'GET / HTTP/1.0\r\n\r\n' |
    REPRISE_CONFIG="$file" "$reprise" run --by environment "$@" s_client -quiet -connect "localhost:$(port_of)" >/dev/null 2>&1
}
kept() { [ -e "$dir/sessions" ] && echo kept || echo none; rm -f "$dir/sessions" "$dir/sessions.key"; }
cp "$(command -v openssl)" "$dir/visitor"
printf '[program.visitor]\nsession_file = "%s"\n' "$dir/sessions" >"$file"
visit "$dir/visitor"
kept >"$dir/out"
expect 'a setting counts for the program that is named' '^kept$' "$dir/out"
visit openssl
kept >"$dir/out"
expect 'and for no other' '^none$' "$dir/out"

# --- Raised rights: neither file nor variables. In a mount namespace, with an /etc of its own.
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
  mkdir -p "$dir/etc/reprise"
  cp -a /etc/ssl /etc/ld.so.* /etc/passwd "$dir/etc/" 2>/dev/null
  echo 'explian = true' >"$dir/etc/reprise/reprise.toml"
  cp "$(command -v openssl)" "$dir/plain"
  cp "$(command -v openssl)" "$dir/raised"
  chown 65534 "$dir/raised"
  chmod u+s "$dir/raised"
  chmod a+rx "$dir" "$dir/prefix" "$dir/prefix/lib" "$dir/prefix/lib/reprise" "$dir/raised"
  in_own_etc() { status unshare -m sh -c "mount --bind '$dir/etc' /etc && exec \"\$@\"" sh "$reprise" run --by mount "$@"; }
  in_own_etc "$dir/plain" ciphers
  expect 'the file is read where it belongs' '^reprise: /etc/reprise/reprise.toml:1: there is no setting' "$dir/out"
  in_own_etc "$dir/raised" ciphers
  count 'reprise.toml'
  expect 'raised rights heed no file' '^0$' "$dir/count"
  expect 'and the program runs' '^exit 0$' "$dir/out"
  "$reprise" run --by mount sh -c "REPRISE_LEDGER_SIGNAL=USR9 '$dir/raised' ciphers" >"$dir/out" 2>&1
  count 'REPRISE_LEDGER_SIGNAL'
  expect 'nor variables' '^0$' "$dir/count"
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
