#!/bin/bash
# The reprise command against itself and curl: what it says must be what happened.   usage: cli_test.sh REPRISE
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/../support/expect.sh"
. "$(dirname "$0")/../support/foreign.sh"
reprise=$1
credentials=$(dirname "$0")/../../examples/localhost.pem
dir=$(mktemp -d)
server_pid=
trap 'kill $server_pid 2>/dev/null; rm -rf "$dir"' EXIT

# start OPTION...: a server on a port of its own; sets `port`.
start() {
  coproc SERVER { exec "$reprise" server --port 0 "$@" 2>"$dir/server.err"; }
  server_pid=$SERVER_PID
  local line
  IFS= read -r line <&"${SERVER[0]}"
  port=${line##*:}
}

stop() {
  kill "$server_pid" && wait "$server_pid" 2>/dev/null
  server_pid=
}

start --early-data 16384
"$reprise" client "localhost:$port" --insecure --session "$dir/session.pem" >"$dir/first" 2>&1
expect 'the first visit is a full handshake' '^TLS 1\.3, .*: full handshake' "$dir/first"
"$reprise" client "localhost:$port" --insecure --session "$dir/session.pem" --early-data hello --get / >"$dir/second" 2>&1
expect 'the session in the file resumes in another process' '^TLS 1\.3, .*: resumed' "$dir/second"
expect 'early data arrives' '^early data: hello' "$dir/second"
"$reprise" client "localhost:$port" --insecure --repeat 3 >"$dir/thrice" 2>&1
resumed=$(grep -c ': resumed' "$dir/thrice")
echo "$resumed of 3 connections resumed" >"$dir/count"
expect 'each connection resumes by a ticket of the one before' '^2 of 3' "$dir/count"
"$reprise" session show "$dir/session.pem" >"$dir/shown" 2>&1
expect 'a saved session is shown as resumable' 'a session that can be resumed' "$dir/shown"
expect 'with the size of its ticket' 'ticket +[0-9]+ bytes' "$dir/shown"
stop

start --cert "$credentials"
"$reprise" client "localhost:$port" --ca "$credentials" >"$dir/trusted" 2>&1
expect 'a certificate from the file is trusted' '^TLS 1\.3, .*: full handshake' "$dir/trusted"
"$reprise" client "127.0.0.1:$port" --ca "$credentials" >"$dir/by_address" 2>&1
expect 'an address is looked for in the certificate' '^TLS 1\.3, .*: full handshake' "$dir/by_address"
"$reprise" client "localhost:$port" --ca "$credentials" --name example.org >"$dir/other" 2>&1
expect 'a certificate for another name is refused' '^reprise: certificate: hostname mismatch' "$dir/other"
"$reprise" client "localhost:$port" --ca "$0" >"$dir/no_ca" 2>&1
expect 'a file without certificates says so' 'no certificates to trust in it' "$dir/no_ca"
stop

start --tls1.2 --no-tickets
"$reprise" client "localhost:$port" --insecure --repeat 2 >"$dir/by_id" 2>&1
expect 'TLS 1.2 resumes by id' '^TLS 1\.2, .*: resumed' "$dir/by_id"
stop

# A session from one server, brought to another: each side says what it knows of the reason.
start
"$reprise" client "localhost:$port" --insecure --session "$dir/moved.pem" >"$dir/moved_from" 2>&1
stop
start
"$reprise" client "localhost:$port" --insecure --session "$dir/moved.pem" --get / >"$dir/moved_to" 2>&1
expect 'the server says why it did not resume' 'full handshake \(no key opens the ticket\)' "$dir/moved_to"
expect 'the client says what it knows' '^TLS 1\.3, .*: full handshake \(the server chose a full handshake\)' \
  "$dir/moved_to"
stop

# The same with a program that knows nothing of reasons: the library says it.
visit() {  # visit OPTION... -- ARGUMENT...: s_client asks for / and saves the session that it got
  local options=()
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  printf 'GET / HTTP/1.0\r\n\r\n' |
    "$reprise" run "${options[@]}" -- "${foreign[@]}" openssl s_client -ign_eof -connect "localhost:$port" \
      -servername localhost "${@:2}"
}
start
visit -- -sess_out "$dir/kept.pem" >"$dir/visit" 2>&1
stop
start
visit --explain -- -sess_in "$dir/kept.pem" >/dev/null 2>"$dir/explained"
expect '--explain writes to standard error' \
  'reprise\[[0-9]+\] client, TLS 1\.3, localhost: not resumed: refused_by_server: ' "$dir/explained"
(cd "$dir" && visit --explain-file why.log -- -sess_in "$dir/kept.pem") >/dev/null 2>&1
expect '--explain-file writes there' 'not resumed: refused_by_server: the server chose a full handshake$' "$dir/why.log"
expect 'and sums up at exit' 'reprise\[[0-9]+\] client: handshakes 1, refused_by_server 1$' "$dir/why.log"
stop

"$reprise" client 127.0.0.1:1 >"$dir/refused" 2>&1
expect 'a connection that is refused says so' '127\.0\.0\.1:1: Connection refused' "$dir/refused"
printf 'no session' >"$dir/garbage"
"$reprise" session show "$dir/garbage" >"$dir/not_shown" 2>&1
expect 'a file that is no session says so' 'garbage: not a session' "$dir/not_shown"
"$reprise" run -- sh -c 'echo "$LD_LIBRARY_PATH"' >"$dir/run" 2>&1
expect 'run puts our library first' '/lib(:|$)' "$dir/run"
"$reprise" run --ledger --ledger-file out -- sh -c 'echo "$REPRISE_LEDGER $REPRISE_LEDGER_FILE"' >"$dir/ledger" 2>&1
expect 'run turns the ledger on' '^1 out$' "$dir/ledger"

# --- The manual page
for word in $("$reprise" --help | sed -n '/^Subcommands/,$s/^  \([a-z]*\) .*/\1/p'); do
  expect "the manual page tells of $word" "^\.It Cm $word\$" "$(dirname "$0")/../../docs/man/reprise.1"
done

# --- Files
status() { "$@" >"$dir/out" 2>&1; echo "exit $?" >>"$dir/out"; }
mkdir "$dir/folder"
mkfifo "$dir/pipe"
for what in folder pipe; do
  status timeout 10 "$reprise" session show "$dir/$what"
  expect "a $what is no session file" "^exit 1$" "$dir/out"
done
status timeout 10 "$reprise" session show "$dir/folder"
expect 'a folder is named as what it is' 'folder: Is a directory' "$dir/out"
status timeout 10 "$reprise" session show /dev/zero
expect 'a device is not read' '/dev/zero: not a regular file' "$dir/out"
head -c 20000000 /dev/zero >"$dir/large"
status timeout 10 "$reprise" session show "$dir/large"
expect 'a file too large to be one is not read' 'large: File too large' "$dir/out"
status "$reprise" session show "$dir/nothing"
expect 'a file that is not there says so' 'nothing: No such file' "$dir/out"
status "$reprise" server --port 0 --cert "$dir/folder"
expect 'a folder is no certificate' 'folder: Is a directory' "$dir/out"
status "$reprise" client localhost:1 --ca "$dir/folder"
expect 'nor something to trust' 'folder: Is a directory' "$dir/out"
status "$reprise" client localhost:1 --ca "$dir/nothing"
expect 'and what is not there says so' 'nothing: No such file' "$dir/out"
status "$reprise" client localhost:1 --alpn ,h2
expect 'an empty protocol is refused' 'names have 1 to 255 bytes' "$dir/out"

start
url=localhost:$port
status "$reprise" client "$url" --insecure --session "$dir/folder"
expect 'a folder as session file is an error' 'folder: Is a directory' "$dir/out"
expect 'with its exit code' '^exit 1$' "$dir/out"
umask 022
: >"$dir/stranger"
ln -s stranger "$dir/safe.pem.new"
exec 9<>"$dir/stranger"
"$reprise" client "$url" --insecure --session "$dir/safe.pem" >/dev/null 2>&1
stat -c 'mode %a' "$dir/safe.pem" >"$dir/out"
expect 'a session is for its owner alone' '^mode 600$' "$dir/out"
stat -c 'size %s' "$dir/stranger" >"$dir/out"
expect 'and does not go through a name that others foresee' '^size 0$' "$dir/out"
exec 9>&-
ls "$dir" | grep -c '^safe\.pem\.' >"$dir/out"
expect 'nothing is left behind' '^1$' "$dir/out"
mkdir "$dir/closed" && ln -s /proc/nowhere/x "$dir/link.pem"
status "$reprise" client "$url" --insecure --session "$dir/link.pem"
expect 'a link that leads nowhere is replaced' '^exit 0$' "$dir/out"
chmod 666 "$dir/safe.pem"
status "$reprise" client "$url" --insecure --session "$dir/safe.pem"
expect 'a session that others may have put there is not believed' 'safe.pem: others may write to it' "$dir/out"
status "$reprise" client "$url" --insecure --session /proc/self/safe.pem
expect 'a session that cannot be written is an error' '^exit 1$' "$dir/out"
if [ -e /dev/full ]; then
  "$reprise" client "$url" --insecure >/dev/full 2>"$dir/out"
  echo "exit $?" >>"$dir/out"
  expect 'output that cannot be written is an error' '^exit 1$' "$dir/out"
fi

# --- A silent peer, and one that is not done
exec 8<>"/dev/tcp/localhost/$port"
status timeout 10 "$reprise" client "$url" --insecure
expect 'a silent client keeps nobody waiting' '^exit 0$' "$dir/out"
exec 8>&-
stop

# --- A server that always has something more to say: OpenSSL's sends a KeyUpdate for each k
mkfifo "$dir/keys"
exec 7<>"$dir/keys"
openssl s_server -accept 0 -naccept 1 -cert "$credentials" <"$dir/keys" >"$dir/s_server" 2>&1 &
server_pid=$!
until grep -q '^ACCEPT' "$dir/s_server"; do sleep 0.1; done
port=$(sed -n 's/^ACCEPT.*://p' "$dir/s_server")
{ for _ in $(seq 25); do echo k; sleep 0.3; done; } >&7 &
dripping=$!
status timeout 5 "$reprise" client "localhost:$port" --insecure
expect 'messages without data do not keep a client waiting' '^exit 0$' "$dir/out"
kill "$dripping"
exec 7>&-
stop 2>/dev/null
server_pid=

# --- Whom a session was verified for
start --cert "$credentials"
"$reprise" client "localhost:$port" --insecure --session "$dir/unverified.pem" >/dev/null 2>&1
"$reprise" client "localhost:$port" --ca "$credentials" --session "$dir/unverified.pem" >"$dir/out" 2>&1
expect 'a session without verification is not resumed with it' ': full handshake \(.*another scope' "$dir/out"
"$reprise" client "localhost:$port" --ca "$credentials" --session "$dir/unverified.pem" >"$dir/out" 2>&1
expect 'one with it is' ': resumed' "$dir/out"
"$reprise" client "127.0.0.1:$port" --ca "$credentials" --session "$dir/unverified.pem" >"$dir/out" 2>&1
expect 'but not for another name' ': full handshake \(.*another scope' "$dir/out"
stop

# --- What a session says
# A session of TLS 1.3 made in 2020 whose ticket lasts 100 s and which itself lasts for ever, with escapes for a name.
openssl asn1parse -genconf /dev/stdin -noout -out "$dir/old.der" <<'EOF'
asn1=SEQUENCE:session
[session]
format=INTEGER:1
version=INTEGER:0x0304
suite=FORMAT:HEX,OCTETSTRING:1301
id=FORMAT:HEX,OCTETSTRING:01
secret=FORMAT:HEX,OCTETSTRING:0000000000000000000000000000000000000000000000000000000000000000
time=EXPLICIT:1,INTEGER:1600000000
timeout=EXPLICIT:2,INTEGER:2000000000
context=EXPLICIT:4,FORMAT:HEX,OCTETSTRING:01
hostname=EXPLICIT:6,FORMAT:HEX,OCTETSTRING:611b5b324a9b316d62
hint=EXPLICIT:9,INTEGER:100
ticket=EXPLICIT:10,FORMAT:HEX,OCTETSTRING:0102
EOF
status "$reprise" session show "$dir/old.der"
expect 'a session whose ticket has expired has expired' 'a session that has expired' "$dir/out"
expect 'and is good no more' 'no more: expired' "$dir/out"
expect 'names are printed without control characters' 'a\\x1b\[2J\\x9b1mb' "$dir/out"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
