# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# More clients like those of tests/support/clients.sh. Source it after that. A client without a saw_NAME says "saw
# full", "saw resumed" or "saw early" itself, in client.log. BUILT has the programs that peers.sh builds.

saw_by_itself() { sed -n 's/^saw //p' client.log; }

nss_versions() { if is_tls12 "$1"; then echo tls1.2:tls1.2; else echo tls1.3:tls1.3; fi; }

# NSS's tools count the cache's hits at their end. -u asks for tickets.
client_nss() {
  local options=()
  [ "$2" = tls12-id ] || options+=(-u)
  [ "$2" != tls13-early ] || options+=(-Z)
  request / >request.http
  tstclnt -h "$TEST_HOST" -4 -p "$1" -d "sql:$KEYS/nss" -V "$(nss_versions "$2")" -L 2 -A request.http -v \
    "${options[@]}" >client.log 2>&1
}
saw_nss() {
  if [ "$1" = tls13-early ]; then echo -; return; fi
  if grep -qE '(^|[^0-9])1 cache hits' client.log; then echo full resumed; else echo full full; fi
}

client_nss_many() {
  local options=()
  [ "$2" = tls12-id ] || options+=(-u)
  strsclnt -4 -p "$1" -d "sql:$KEYS/nss" -V "$(nss_versions "$2")" -c 6 -t 1 -D "${options[@]}" \
    "$TEST_HOST" >client.log 2>&1
}
saw_nss_many() {
  if grep -qE '(^|[^0-9])5 cache hits' client.log; then echo full resumed; else echo full full; fi
}

# Its session is in the file before the page has come.
client_boringssl() {
  local n options version=tls1.3
  ! is_tls12 "$2" || version=tls1.2
  request /2 >early.http
  for n in 1 2; do
    options=(-connect "127.0.0.1:$1" -server-name "$TEST_HOST" -root-certs "$KEYS/ca.pem")
    options+=(-min-version "$version" -max-version "$version")
    : >"client-$n.log"
    if [ "$n" = 1 ]; then options+=(-session-out session.pem); else options+=(-session-in session.pem); fi
    [ "$2/$n" != tls13-early/2 ] || options+=(-early-data @early.http)
    {
      [ "$2/$n" = tls13-early/2 ] || request "/$n"
      wait_here 4 grep -qaE '^reused=' "client-$n.log"
    } | bssl-tool client "${options[@]}" >"client-$n.log" 2>&1 || return
  done
}
saw_boringssl() { boringssl_words client-1.log client-2.log; }

# Whether data was early is said some lines after whether the session was resumed.
boringssl_words() {
  awk '/Resumed session: / { words[++n] = /yes/ ? "resumed" : "full" } /Early data: yes/ { words[n] = "early" }
       END { for (i = 1; i <= n; i++) print words[i] }' "$@"
}

# It has no words for what it did.
client_botan() {
  local n
  for n in 1 2; do
    : >"client-$n.log"
    { request "/$n"; wait_here 4 grep -qa '^reused=' "client-$n.log"; } |
      botan tls_client "$TEST_HOST" "--port=$1" "--trusted-cas=$KEYS/ca.pem" --skip-system-cert-store \
        --session-db=sessions.db --session-db-pass=x >"client-$n.log" 2>&1 || return
  done
}
saw_botan() { echo -; }

client_python() { /usr/bin/python3 "$HERE/peers/peer.py" client "$1" "$2" "$KEYS" >client.log 2>&1; }
client_perl() { /usr/bin/perl "$HERE/peers/peer.pl" "$1" "$2" "$KEYS" >client.log 2>&1; }
client_go() { "$BUILT/go-peer" client "$1" "$2" "$KEYS" >client.log 2>&1; }
client_node() { node "$HERE/peers/peer.js" client "$1" "$2" "$KEYS" >client.log 2>&1; }
client_bun() { bun "$HERE/peers/peer.js" client "$1" "$2" "$KEYS" >client.log 2>&1; }
client_wolfssl() { "$BUILT/wolfssl-peer" "$1" "$2" "$KEYS" >client.log 2>&1; }
client_mbedtls() { "$BUILT/mbedtls-peer" "$1" "$2" "$KEYS" >client.log 2>&1; }
client_java() { java -cp "$BUILT/java" Peer client "$1" "$2" "$KEYS" >client.log 2>&1; }

BOUNCY_CASTLE=(java -cp "$(printf '/usr/share/java/%s.jar:' bctls bcprov bcpkix bcutil)$BUILT/bouncycastle"
  "-Djava.security.properties=$HERE/peers/bc.security" Peer)
client_bouncycastle() { "${BOUNCY_CASTLE[@]}" client "$1" "$2" "$KEYS" BCJSSE >client.log 2>&1; }

client_rustls() { "$BUILT/rust/release/peer" client "$1" "$2" "$KEYS" >client.log 2>&1; }
saw_rustls() { if [ "$1" = tls13-early ]; then saw_by_itself; else echo -; fi; }

# It is told the server's key instead of an authority.
client_bearssl() {
  "$BUILT/bearssl-peer" "$1" "$(openssl rsa -in "$KEYS/rsa.key" -noout -modulus | cut -d= -f2)" >client.log 2>&1
}

client_erlang() { escript "$HERE/peers/peer.escript" client "$1" "$2" "$KEYS" >client.log 2>&1; }
saw_erlang() { echo -; }

# Measuring programs: many connections, no words about sessions. They use whatever version the server has.
client_h2load() { h2load -n 6 -c 2 -m 1 --h1 "https://$TEST_HOST:$1/" >client.log 2>&1; }
saw_h2load() { echo -; }
client_wrk() { wrk -t 1 -c 1 -d 1s "https://$TEST_HOST:$1/" >client.log 2>&1; }
saw_wrk() { echo -; }

# Programs that connect once and forget.
client_socat() {
  local n
  for n in 1 2; do
    : >"client-$n.log"
    { request "/$n"; wait_here 4 grep -qa '^reused=' "client-$n.log"; } |
      socat - "OPENSSL:127.0.0.1:$1,cafile=$KEYS/ca.pem,commonname=$TEST_HOST,snihost=$TEST_HOST" >"client-$n.log" 2>&1
  done
}
saw_socat() { echo -; }
client_ncat() {
  local n
  for n in 1 2; do
    : >"client-$n.log"
    { request "/$n"; wait_here 4 grep -qa '^reused=' "client-$n.log"; } |
      ncat --ssl-verify --ssl-trustfile "$KEYS/ca.pem" --ssl-servername "$TEST_HOST" 127.0.0.1 "$1" \
        >"client-$n.log" 2>&1
  done
}
saw_ncat() { echo -; }

# browse PORT COMMAND...: until the page's last request is answered. Browsers have no words for us and do not end by
# themselves.
browse() {
  local port=$1 browser
  shift
  sed "s/PORT/$port/" "$HERE/peers/page.html" >page.html
  "$@" "file://$PWD/page.html" >client.log 2>&1 &
  browser=$!
  wait_here "$((CLIENT_SECONDS - 5))" grep -qs "^$port /last " "$RUN_DIR"/*-"$WORKER"/access.log
  kill "$browser"
  wait "$browser"
  true
}
client_chromium() {
  browse "$1" chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="$PWD/profile" \
    --ignore-certificate-errors --allow-file-access-from-files
}
saw_chromium() { echo -; }
client_firefox() {
  mkdir -p profile
  certutil -N -d sql:profile --empty-password && certutil -A -d sql:profile -n root -t CT,, -i "$KEYS/ca.pem"
  browse "$1" env HOME="$PWD/profile" firefox-esr --headless --no-remote --profile "$PWD/profile"
}
saw_firefox() { echo -; }

# stunnel takes plain connections and makes TLS of them.
client_stunnel() {
  local plain n tunnel
  plain=$(free_port)
  printf '%s\n' 'foreground=yes' 'pid=' 'client=yes' 'debug=info' '[tunnel]' "accept=127.0.0.1:$plain" \
    "connect=127.0.0.1:$1" "CAfile=$KEYS/ca.pem" 'verifyChain=yes' "checkHost=$TEST_HOST" "sni=$TEST_HOST" \
    'TIMEOUTclose=1' >stunnel.conf
  ! is_tls12 "$2" || echo 'sslVersionMax=TLSv1.2' >>stunnel.conf
  stunnel4 stunnel.conf >client.log 2>&1 &
  tunnel=$!
  wait_here 5 listens_or_died "$plain" "$tunnel"
  for n in 1 2; do
    exec 3<>"/dev/tcp/127.0.0.1/$plain"
    request "/$n" >&3
    cat <&3 >"page-$n"
    exec 3>&-
  done
  kill "$tunnel"
  wait "$tunnel"
  true
}
saw_stunnel() { stunnel_words client.log; }

stunnel_words() {
  awk '/TLS (accepted|connected): new session/ { print "full" }
       /TLS (accepted|connected): previous session reused/ { print "resumed" }' "$1"
}
