#!/bin/bash
# Programs of Debian that once showed a fault of Reprise's, at the work that showed it. Each check runs on Reprise and on the
# system's OpenSSL, which says that the check itself holds. With KEEP_WORK=1 the files of the run stay.
#
#   usage: tests/compat/programs.sh [NAME...]       siege threads renegotiation later_certificate stapling coturn sslscan; exit 0
#                                                   when all that is installed does its work, 2 when something does not
#
# Needs the packages of scripts/packages-compat.txt; what is not installed is left out, and said. REPRISE_LIBDIR names the
# folder with the libssl.so.3 under test; build/release/lib when it is not set.
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../scripts/lib.sh"
. "$here/../support/keys.sh"

REPRISE_LIBDIR=${REPRISE_LIBDIR:-$REPRISE_ROOT/build/release/lib}
HOST=localhost
work=$(mktemp -d)
KEYS=$work/keys
children=()
passed=0 failed=0 left_out=()

finish() {
  local child
  for child in "${children[@]}"; do kill "$child" 2>/dev/null; done
  wait 2>/dev/null
  if [ -n "${KEEP_WORK:-}" ]; then say "kept: $work"; else rm -rf "$work"; fi
}
trap finish EXIT

# on SIDE COMMAND...: with the library of that side.
on() {
  local side=$1
  shift
  if [ "$side" = reprise ]; then
    env LD_LIBRARY_PATH="$REPRISE_LIBDIR" "$@"
  else
    env -u LD_LIBRARY_PATH "$@"
  fi
}

# start SIDE LOG COMMAND...: in the background, until the script ends.
start() {
  local side=$1 log=$2
  shift 2
  if [ "$side" = reprise ]; then export LD_LIBRARY_PATH=$REPRISE_LIBDIR; else unset LD_LIBRARY_PATH; fi
  "$@" >"$log" 2>&1 </dev/null &
  children+=($!)
  unset LD_LIBRARY_PATH
}
stop_last() {
  kill "${children[-1]}" 2>/dev/null
  wait "${children[-1]}" 2>/dev/null
  unset 'children[-1]'
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
  local port
  for _ in {1..100}; do
    port=$((20000 + RANDOM % 20000))
    listens "$port" || { echo "$port"; return; }
  done
}

# hold NAME SIDE WHAT CONDITION...: counts whether CONDITION holds.
hold() {
  local name=$1 side=$2 what=$3
  shift 3
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    [ "$failed" -gt 1 ] || say 'Does not hold:'
    say "  $name on $side: $what"
    [ ! -s "$work/log" ] || tail -n 12 "$work/log" | cut -c 1-160 | sed 's/^/    | /'
  fi
}
has() { grep -Eq -- "$1" "$2"; }
lacks() { ! grep -Eq -- "$1" "$2"; }

# --- Servers

nginx_at() {  # SIDE PORT
  mkdir -p "$work/nginx-$1"
  cat >"$work/nginx-$1/nginx.conf" <<CONF
daemon off; master_process off; pid $work/nginx-$1/pid; error_log $work/nginx-$1/error.log;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path $work/nginx-$1/b; proxy_temp_path $work/nginx-$1/p;
  fastcgi_temp_path $work/nginx-$1/f; uwsgi_temp_path $work/nginx-$1/u; scgi_temp_path $work/nginx-$1/s;
  server { listen 127.0.0.1:$2 ssl; ssl_certificate $KEYS/rsa-chain.pem; ssl_certificate_key $KEYS/rsa.key;
           location / { return 200 "the page\n"; } }
}
CONF
  start "$1" "$work/nginx-$1/log" nginx -e "$work/nginx-$1/error.log" -c "$work/nginx-$1/nginx.conf"
  wait_until 5 listens "$2"
}

apache_at() {  # SIDE PORT PROTOCOL [LINE...]
  local dir=$work/apache name modules=/usr/lib/apache2/modules
  rm -rf "$dir"
  mkdir -p "$dir/root/secret"
  echo 'the page' >"$dir/root/index.html"
  echo 'the secret page' >"$dir/root/secret/index.html"
  {
    printf 'ServerName %s\nServerRoot %s\nPidFile %s/pid\nListen 127.0.0.1:%s\n' "$HOST" "$dir" "$dir" "$2"
    for name in mpm_event authz_core dir socache_shmcb ssl; do
      printf 'LoadModule %s_module %s/mod_%s.so\n' "$name" "$modules" "$name"
    done
    printf 'ErrorLog %s/error.log\nLogLevel ssl:info\nDocumentRoot %s/root\nDirectoryIndex index.html\n' "$dir" "$dir"
    printf 'SSLSessionCache shmcb:%s/cache(512000)\n' "$dir"
    shift 2
    printf 'SSLProtocol -all +%s\n' "$1"
    shift
    printf '%s\n' "$@"
    printf 'SSLEngine on\nSSLCertificateFile %s/rsa-chain.pem\nSSLCertificateKeyFile %s/rsa.key\n' "$KEYS" "$KEYS"
    printf 'SSLCACertificateFile %s/ca.pem\nSSLVerifyDepth 3\n' "$KEYS"
    printf '<Location /secret>\nSSLVerifyClient require\n</Location>\n'
  } >"$dir/apache.conf"
}
run_apache() {  # SIDE PORT
  start "$1" "$work/apache/log" apache2 -X -f "$work/apache/apache.conf"
  wait_until 10 listens "$2"
}

# fetch PATH PORT OPTION...: by curl on OpenSSL; its status in $status, the answer in $work/page.
fetch() {
  local path=$1 port=$2
  shift 2
  timeout 15 curl -q -sS -v --noproxy '*' --cacert "$KEYS/ca.pem" "$@" "https://$HOST:$port$path" \
    --resolve "$HOST:$port:127.0.0.1" >"$work/page" 2>"$work/log"
  status=$?
}
with_key=()

# --- Checks: each is called with the side

# Ends its threads by cancelling them.
check_siege() {
  local port
  port=$(free_port)
  nginx_at openssl "$port"
  printf 'verbose = false\nlogging = false\nshow-logfile = false\n' >"$work/siegerc"
  on "$1" timeout 30 siege -R "$work/siegerc" -b -c 5 -r 4 "https://127.0.0.1:$port/" >"$work/log" 2>&1
  status=$?
  hold siege "$1" "ends by itself (status $status)" [ "$status" = 0 ]
  hold siege "$1" 'all requests are answered' has '"?[Aa]vailability"?:[[:space:]]*100' "$work/log"
  stop_last
}

# A process ends while threads of its wait in SSL_read.
check_threads() {
  cat >"$work/threads.py" <<'PY'
import socket, ssl, sys, threading, time
server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
server.load_cert_chain(sys.argv[1], sys.argv[2])
client = ssl.create_default_context(cafile=sys.argv[3])
listener = socket.create_server(("127.0.0.1", 0))
waiting = threading.Semaphore(0)
def serve(raw):
    with server.wrap_socket(raw, server_side=True) as tls:
        waiting.release()
        tls.recv(1)
def call():
    raw = socket.create_connection(listener.getsockname())
    with client.wrap_socket(raw, server_hostname="localhost") as tls:
        waiting.release()
        tls.recv(1)
for _ in range(6):
    threading.Thread(target=call, daemon=True).start()
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
for _ in range(12):
    waiting.acquire()
PY
  local run
  for run in 1 2 3 4; do
    on "$1" timeout 15 /usr/bin/python3 "$work/threads.py" "$KEYS/rsa-chain.pem" "$KEYS/rsa.key" "$KEYS/ca.pem" >"$work/log" 2>&1
    status=$?
    hold threads "$1" "python ends although threads wait (status $status)" [ "$status" = 0 ]
  done
}

# Asks for a certificate when the path is known, which takes a renegotiation in TLS 1.2. Reprise has none: the connection has
# to end (decision 0041).
check_renegotiation() {
  local port
  port=$(free_port)
  apache_at "$1" "$port" TLSv1.2
  run_apache "$1" "$port"
  fetch / "$port"
  hold renegotiation "$1" 'an open page is served' has '^the page$' "$work/page"
  fetch /secret/ "$port" "${with_key[@]}"
  if [ "$1" = reprise ]; then
    hold renegotiation "$1" "a page for certificates ends in an error (status $status)" [ "$status" != 0 ] && [ "$status" != 124 ]
    hold renegotiation "$1" 'and is not shown' lacks 'secret' "$work/page"
  else
    hold renegotiation "$1" 'a page for certificates is served' has '^the secret page$' "$work/page"
  fi
  fetch /secret/ "$port"
  hold renegotiation "$1" 'nobody without a certificate waits for an answer' [ "$status" != 124 ]
  hold renegotiation "$1" 'or sees the page' lacks 'secret page' "$work/page"
  stop_last
}

# The same over TLS 1.3: authentication after the handshake.
check_later_certificate() {
  local port
  port=$(free_port)
  apache_at "$1" "$port" TLSv1.3
  run_apache "$1" "$port"
  fetch / "$port"
  hold later_certificate "$1" 'an open page is served' has '^the page$' "$work/page"
  fetch /secret/ "$port" "${with_key[@]}"
  hold later_certificate "$1" 'a page for certificates is served to who has one' has '^the secret page$' "$work/page"
  fetch /secret/ "$port"
  hold later_certificate "$1" 'not to who has none' lacks 'secret page' "$work/page"
  hold later_certificate "$1" 'who has an answer' [ "$status" != 124 ]
  fetch /secret/ "$port" --cert "$KEYS/stranger.pem" --key "$KEYS/stranger.key"
  hold later_certificate "$1" 'not to a stranger' lacks 'secret page' "$work/page"
  stop_last
}

check_stapling() {
  local port
  port=$(free_port)
  apache_at "$1" "$port" TLSv1.3 'SSLUseStapling on' "SSLStaplingCache shmcb:$work/staples(128000)" \
    'SSLStaplingResponderTimeout 1' 'SSLStaplingReturnResponderErrors off' 'SSLStaplingForceURL http://127.0.0.1:9/'
  run_apache "$1" "$port"
  hold stapling "$1" 'Apache starts' listens "$port"
  fetch / "$port" --cert-status
  hold stapling "$1" 'a client that asks for a response has an answer' [ "$status" != 124 ]
  fetch / "$port"
  hold stapling "$1" 'a page is served' has '^the page$' "$work/page"
  stop_last
}

check_coturn() {
  local port
  port=$(free_port)
  start "$1" "$work/log" turnserver -n --listening-ip 127.0.0.1 --listening-port $((port - 1)) --tls-listening-port "$port" \
    --cert "$KEYS/rsa-chain.pem" --pkey "$KEYS/rsa.key" --realm "$HOST" --no-auth --no-cli --log-file stdout \
    --pidfile "$work/turn.pid" --userdb "$work/turndb"
  hold coturn "$1" 'it starts' wait_until 10 listens "$port"
  timeout 10 openssl s_client -connect "127.0.0.1:$port" -CAfile "$KEYS/ca.pem" -verify_return_error -brief \
    >"$work/client" 2>&1 </dev/null
  cat "$work/client" >>"$work/log"
  hold coturn "$1" 'it shakes hands' has 'Verification: OK' "$work/client"
  stop_last
}

# Versions and certificate that the scanner finds are the same whichever side runs on Reprise. Not compared: suites that
# Reprise does not have, and groups, of which it finds none on Reprise's servers.
scan() {  # SCANNER-SIDE SERVER-SIDE
  local port
  port=$(free_port)
  nginx_at "$2" "$port"
  on "$1" timeout 120 sslscan --no-colour "127.0.0.1:$port" 2>&1 |
    grep -E '^(SSLv|TLSv)[0-9.]+ +(enabled|disabled)$|^(Subject|Altnames|Issuer|Signature Algorithm|RSA Key Strength)|heartbleed'
  stop_last
}
check_sslscan() {
  [ "$1" = reprise ] || return 0
  scan openssl openssl >"$work/scan"
  hold sslscan openssl 'it finds the certificate' has '^Subject:' "$work/scan"
  scan openssl reprise >"$work/scan-server"
  diff "$work/scan" "$work/scan-server" >"$work/log"
  hold sslscan reprise 'nginx looks the same' [ ! -s "$work/log" ]
  scan reprise openssl >"$work/scan-client"
  diff "$work/scan" "$work/scan-client" >"$work/log"
  hold sslscan reprise 'it finds the same itself' [ ! -s "$work/log" ]
}

# What each check needs.
needs() {
  case $1 in
    siege) echo siege nginx ;;
    threads) echo /usr/bin/python3 ;;
    renegotiation | later_certificate | stapling) echo apache2 curl ;;
    coturn) echo turnserver ;;
    sslscan) echo sslscan nginx ;;
    *) die "there is no check $1" "$0 without arguments runs all" ;;
  esac
}

[ -r "$REPRISE_LIBDIR/libssl.so.3" ] || die "there is no $REPRISE_LIBDIR/libssl.so.3" 'build first: ./demo.sh does it'
make_keys "$KEYS" "$HOST" || die 'no keys' "read $KEYS/keys.log"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$KEYS/stranger.key" -out "$KEYS/stranger.pem" \
  -days 2 -subj '/CN=stranger' >>"$KEYS/keys.log" 2>&1
with_key=(--cert "$KEYS/ec-chain.pem" --key "$KEYS/ec.key")
[ $# -gt 0 ] || set -- siege threads renegotiation later_certificate stapling coturn sslscan
for name in "$@"; do
  missing=''
  for program in $(needs "$name"); do command -v "$program" >/dev/null || missing="$missing $program"; done
  if [ -n "$missing" ]; then
    left_out+=("$name")
    continue
  fi
  for side in openssl reprise; do
    rm -f "$work/log"
    "check_$name" "$side"
  done
done
[ "$failed" = 0 ] || say 'Logs are kept with KEEP_WORK=1 alone'
[ ${#left_out[@]} = 0 ] || say "rows left out: ${left_out[*]}"
say "programs: $passed passed, $failed failed"
[ "$failed" = 0 ] || exit 2
