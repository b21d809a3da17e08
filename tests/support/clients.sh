# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Clients that meet a server twice. Source it after scripts/lib.sh.
# Each client_NAME PORT KIND connects twice to 127.0.0.1:PORT, offers the second time what it got the first time, checks
# the server's certificate both times, and writes what it says to files in its working folder, a new one. KIND is one of
# NGINX_KINDS.
# Each saw_NAME KIND reads them there and prints what the client made of its connections by its own words: full, resumed
# or early for each; "-" when it has no words for that. TEST_HOST is the server's name; KEYS the folder of keys.sh; page
# N prints the path to ask for at the N-th connection.

TEST_HOST=localhost
CLIENT_SECONDS=25  # after which a client hangs, not works

page() { printf '/%s\n' "$1"; }

# request PATH: for a connection that the server is to close.
request() { printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$1" "$TEST_HOST"; }

is_tls12() { [[ $1 == tls12* ]]; }

# wait_here SECONDS COMMAND...: wait_until, for clients: what it starts is none of the loader's traces' business.
wait_here() (
  unset LD_DEBUG
  wait_until "$@"
)

# in_time FUNCTION ARGUMENT...: runs it, without input; with status 124, and nothing of it left, when CLIENT_SECONDS are
# over.
in_time() {
  local worker watcher status
  set -m  # each gets a process group, by which all that it started can be ended
  ("$@") </dev/null &
  worker=$!
  (sleep "$CLIENT_SECONDS" && kill -TERM -- "-$worker") >/dev/null 2>&1 </dev/null &
  watcher=$!
  set +m
  wait "$worker" 2>/dev/null
  status=$?
  kill -KILL -- "-$worker" "-$watcher" 2>/dev/null
  wait "$watcher" 2>/dev/null
  [ "$status" != 143 ] || status=124
  return "$status"
}

# One run of curl keeps its sessions in memory.
client_curl() {
  local version=(--tlsv1.3)
  ! is_tls12 "$2" || version=(--tlsv1.2 --tls-max 1.2)
  curl -q -sS -v --http1.1 --noproxy '*' "${version[@]}" --cacert "$KEYS/ca.pem" --resolve "$TEST_HOST:$1:127.0.0.1" \
    "https://$TEST_HOST:$1$(page 1)" "https://$TEST_HOST:$1$(page 2)" >client.log 2>&1
}

# curl tells that it offers a session; that the server took it shows in the server's Certificate not coming.
saw_curl() {
  awk '/^\* +Trying/ { n++ }
       /SSL re-using session ID|SSL reusing session/ { offered[n] = 1 }
       /\(IN\), TLS handshake, Certificate \(11\)/ { certificate[n] = 1 }
       /SSL connection using/ { seen[n] = offered[n] && !certificate[n] ? "resumed" : "full" }
       END { print seen[1] ? seen[1] : "none", seen[2] ? seen[2] : "none" }' client.log
}

# s_client_twice PORT KIND ASK OPTION...: two runs; the session travels in a file. ASK KIND N writes what to say to the
# server and returns when nothing more is to be said; what came so far is in client-N.log.
s_client_twice() {
  local port=$1 kind=$2 ask=$3 n options status=0
  shift 3
  for n in 1 2; do
    options=("$@" -sess_out "session-$n.pem")
    if is_tls12 "$kind"; then options+=(-tls1_2); else options+=(-tls1_3); fi
    [ "$kind" != tls12-id ] || options+=(-no_ticket)
    [ "$n" = 1 ] || options+=(-sess_in session-1.pem)
    if [ "$kind/$n" = tls13-early/2 ]; then
      request "$(page 2)" >early.http
      options+=(-early_data early.http)
    fi
    : >"client-$n.log"
    "$ask" "$kind" "$n" | openssl s_client -connect "127.0.0.1:$port" -servername "$TEST_HOST" -CAfile "$KEYS/ca.pem" \
      -verify_hostname "$TEST_HOST" -verify_return_error "${options[@]}" >"client-$n.log" 2>&1 || status=$?
  done
  return "$status"
}

# Early data has been sent when this is asked.
ask_for_page() { [ "$1/$2" = tls13-early/2 ] || request "$(page "$2")"; }

# The server closes the connection, which ends s_client.
client_s_client() { s_client_twice "$1" "$2" ask_for_page -ign_eof; }

saw_s_client() {
  awk '/^New, TLSv1/ && !n[FILENAME]++ { words[FILENAME] = "full" }
       /^Reused, TLSv1/ && !n[FILENAME]++ { words[FILENAME] = "resumed" }
       /^Early data was accepted/ { words[FILENAME] = "early" }
       END { for (i = 1; i < 3; i++) { word = words["client-" i ".log"]; printf "%s ", word ? word : "none" } }' \
    client-1.log client-2.log
}

# gnutls-cli stays and takes commands: each next line is given when the log shows that the last one was answered.
client_gnutls() {
  local options=(--priority 'NORMAL:-VERS-ALL:+VERS-TLS1.3' --waitresumption)
  ! is_tls12 "$2" || options=(--priority 'NORMAL:-VERS-ALL:+VERS-TLS1.2')
  [ "$2" != tls12-id ] || options+=(--noticket)
  options+=(--x509cafile "$KEYS/ca.pem" --sni-hostname "$TEST_HOST" --verify-hostname "$TEST_HOST" -p "$1" 127.0.0.1)
  : >client.log
  if [ "$2" = tls13-early ]; then
    request "$(page 2)" >early.http
    # Its first connection only waits for tickets and asks for nothing.
    wait_here 8 grep -qa 'Peer has closed' client.log |
      gnutls-cli --resume --earlydata=early.http "${options[@]}" >client.log 2>&1
    return
  fi
  {
    printf 'GET /stay%s HTTP/1.1\r\nHost: %s\r\n\r\n' "$(page 1)" "$TEST_HOST"
    wait_here 4 grep -qa '^reused=' client.log
    printf '^resume^\n'
    wait_here 4 grep -qa 'Resume Handshake was completed' client.log
    request "$(page 2)"
    wait_here 4 grep -qa 'Peer has closed' client.log
  } | gnutls-cli --inline-commands "${options[@]}" >client.log 2>&1
}

saw_gnutls() {
  if [ "$1" = tls13-early ]; then echo -; return; fi  # it does not say whether its data was taken
  awk '/Connecting again/ { n = 1 } /Handshake was completed/ && n != 1 { first = "full" }
       /Resume Handshake was completed/ { second = second ? second : "full" }
       /\*\*\* This is a resumed session/ { if (n) second = "resumed"; else first = "resumed" }
       END { print first ? first : "none", second ? second : "none" }' client.log
}
