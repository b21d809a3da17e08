#!/bin/bash
# Programs that were never told resume in their second process, by `reprise run --session-file`: Debian's openssl
# s_client and curl on Reprise, against openssl s_server on the system's libssl.   usage: session_file_test.sh REPRISE
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/../support/expect.sh"
. "$(dirname "$0")/../support/foreign.sh"
reprise=$1
dir=$(mktemp -d)
file=$dir/sessions
server_pid=
trap 'kill $server_pid 2>/dev/null; rm -rf "$dir"' EXIT

# make_certificate NAME: a CA of that name in NAME.pem, and a certificate for localhost that it signed.
make_certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
    -keyout "$dir/$1.key" -out "$dir/$1.pem" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
    -keyout "$dir/$1-server.key" -out "$dir/$1-server.csr" 2>/dev/null
  printf 'subjectAltName=DNS:localhost\n' >"$dir/san"
  openssl x509 -req -in "$dir/$1-server.csr" -CA "$dir/$1.pem" -CAkey "$dir/$1.key" -days 2 -extfile "$dir/san" \
    -out "$dir/$1-server.pem" 2>/dev/null
}

# serve OPTION...: s_server on a port of its own, answering each request with what was negotiated; sets `port`.
serve() {
  coproc SERVER { exec openssl s_server -accept 127.0.0.1:0 -www -cert "$dir/ca-server.pem" -key "$dir/ca-server.key" \
    "$@" 2>"$dir/server.err"; }
  server_pid=$SERVER_PID
  local line=
  until [[ $line == ACCEPT* ]]; do IFS= read -r line <&"${SERVER[0]}" || break; done
  port=${line##*:}
}

stop() {
  kill "$server_pid" && wait "$server_pid" 2>/dev/null
  server_pid=
}

on_reprise() { "$reprise" run --session-file "$file" -- "${foreign[@]}" "$@"; }

# visit OUT OPTION...: one process of s_client, which stays until the server has answered.
visit() {
  local out=$1
  shift
  printf 'GET / HTTP/1.0\r\n\r\n' | on_reprise openssl s_client -connect "127.0.0.1:$port" -servername localhost \
    -CAfile "$dir/ca.pem" -verify_return_error -ign_eof "$@" >"$out" 2>&1
}

# fetch OUT OPTION...: one process of curl; the server's page says whether it resumed.
fetch() {
  local out=$1
  shift
  on_reprise curl -sS --resolve "localhost:$port:127.0.0.1" --cacert "$dir/ca.pem" "https://localhost:$port/" \
    "$@" >"$out" 2>&1
}

# fetches_resume VERSION: what holds of curl. It does not start with the address sanitizer before everything else.
fetches_resume() {
  local version=$1
  if [ ${#foreign[@]} -ne 0 ]; then
    echo "not run: curl, TLS $version, under a sanitizer"
    return
  fi
  fetch "$dir/first"
  fetch "$dir/second"
  expect "curl, TLS $version: the first visit is a full handshake" "^New, TLSv$version" "$dir/first"
  expect "curl, TLS $version: the second process resumes" "^Reused, TLSv$version" "$dir/second"
  fetch "$dir/alpn" --http1.0
  expect "curl, TLS $version: other settings, no session of theirs" "^New, TLSv$version" "$dir/alpn"
  fetch "$dir/distrust" --cacert "$dir/other.pem"
  expect "curl, TLS $version: who does not trust the server does not come in by a session" 'SSL certificate problem' \
    "$dir/distrust"
}

make_certificate ca
make_certificate other

for version in 1.3 1.2; do
  serve "-tls${version/./_}"
  visit "$dir/first"
  "$reprise" session show "$file" >"$dir/shown"
  visit "$dir/second"
  expect "TLS $version: the file tells how much it holds" ': [1-9][0-9]* of 256 places hold' "$dir/shown"
  expect "s_client, TLS $version: the first visit is a full handshake" "^New, TLSv$version" "$dir/first"
  expect "s_client, TLS $version: the second process resumes" "^Reused, TLSv$version" "$dir/second"
  expect "s_client, TLS $version: the certificate is there all the same" '^subject=CN = localhost' "$dir/second"
  expect "s_client, TLS $version: and was verified" '^ *Verify return code: 0 \(ok\)' "$dir/second"
  fetches_resume "$version"
  visit "$dir/distrust" -CAfile "$dir/other.pem"
  expect "s_client, TLS $version: nor does one that shows beforehand whom it trusts" 'verify error' "$dir/distrust"
  visit "$dir/third"
  expect "s_client, TLS $version: which is no reason to forget the others' sessions" "^Reused, TLSv$version" \
    "$dir/third"
  stop
done

# ticket_of FILE: the end of the ticket in the ClientHello that s_client -msg wrote down. Behind it lie its age and the
# binder.
ticket_of() {
  awk '/^>>> .*ClientHello/ { on = 1; next } /^[<>]/ { on = 0 } on' "$1" | tr -d ' \n' |
    tail -c $((2 * (64 + 4 + 51))) | head -c 128
}

serve -tls1_3
visit "$dir/first"
visit "$dir/one" -msg &
one=$!
visit "$dir/two" -msg &
wait "$one" $!
expect 'of two at once, one resumes' '^Reused, TLSv1.3' "$dir/one"
expect 'and so does the other' '^Reused, TLSv1.3' "$dir/two"
printf '%s\n%s\n' "$(ticket_of "$dir/one")" "$(ticket_of "$dir/two")" | sort -u | wc -l >"$dir/tickets"
expect 'by another ticket' '^2$' "$dir/tickets"
stop

# What is done to the file costs a full handshake, and the next one resumes again or not.
serve -tls1_3
# spoilt NAME AFTERWARDS COMMAND...: visits after COMMAND; AFTERWARDS is what the visit after that is to be.
spoilt() {
  local name=$1 afterwards=$2
  shift 2
  rm -rf "$file" "$file.key"
  visit "$dir/before"
  "$@"
  visit "$dir/spoilt"
  visit "$dir/after"
  expect "a file that $name: a full handshake" '^New, TLSv1.3' "$dir/spoilt"
  expect "a file that $name: the visit after that" "^$afterwards, TLSv1.3" "$dir/after"
}
spoilt 'is cut off' Reused truncate -s 500 "$file"
spoilt 'is empty' Reused truncate -s 0 "$file"
spoilt 'has lost its values' Reused truncate -s 16384 "$file"
spoilt 'has other values' Reused dd if=/dev/urandom of="$file" bs=16384 seek=1 count=5 conv=notrunc status=none
spoilt 'has another index' Reused dd if=/dev/urandom of="$file" bs=1 seek=16 count=11264 conv=notrunc status=none
spoilt 'has lost its key' Reused rm "$file.key"
spoilt 'is something else' New cp /etc/passwd "$file"
expect 'a file that is something else is named' 'it holds something else' "$dir/spoilt"
spoilt 'others may write to' New chmod 666 "$file"
expect 'a file that others may write to is named' 'others may write to it' "$dir/spoilt"
spoilt 'others may read the key of' New chmod 644 "$file.key"
elsewhere() { mv "$file" "$dir/elsewhere" && ln -s "$dir/elsewhere" "$file"; }
spoilt 'is a link' New elsewhere
rm -f "$file"
if [ "$(id -u)" = 0 ]; then
  spoilt 'is of another user' New chown 12345 "$file"
  expect 'a file of another user is named' 'it belongs to another user' "$dir/spoilt"
fi
rm -rf "$file" "$file.key"
visit "$dir/plain"
printf 'GET / HTTP/1.0\r\n\r\n' | "$reprise" run -- "${foreign[@]}" openssl s_client \
  -connect "127.0.0.1:$port" -servername localhost -ign_eof >"$dir/unasked" 2>&1
expect 'without the option no session is taken' '^New, TLSv1.3' "$dir/unasked"
stop

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
