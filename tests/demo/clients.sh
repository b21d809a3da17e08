# shellcheck shell=bash
# The clients of the demo. Source it after scripts/lib.sh, certificates.sh and nginx.sh.
# Each client_NAME LIBDIR PORT KIND ID connects twice to 127.0.0.1:PORT, asks for /ID/1 and then /ID/2, offers the second
# time what it got the first time, checks the server's certificate both times, and writes what it says to $ROW_DIR.
# Each saw_NAME prints what the client made of its two connections, by its own words: "full resumed" when all is well.

CLIENT_SECONDS=12  # after which a client hangs, not works

# on_libssl LIBDIR COMMAND...: runs it on that libssl, the loader writing to $ROW_DIR/loader.PID what it loads.
on_libssl() {
  local libdir=$1
  shift
  if [ -n "$libdir" ] && [ "$libdir" != - ]; then
    timeout "$CLIENT_SECONDS" env LD_LIBRARY_PATH="$libdir" LD_DEBUG=libs LD_DEBUG_OUTPUT="$ROW_DIR/loader" "$@"
  else
    timeout "$CLIENT_SECONDS" env -u LD_LIBRARY_PATH LD_DEBUG=libs LD_DEBUG_OUTPUT="$ROW_DIR/loader" "$@"
  fi
}

request() { printf 'GET /%s HTTP/1.1\r\nHost: %s\r\nConnection: %s\r\n\r\n' "$1" "$DEMO_HOST" "$2"; }

# One run of curl keeps its sessions in memory. The server is asked to close, so the second request needs a connection.
client_curl() {
  local libdir=$1 port=$2 kind=$3 id=$4 version=(--tlsv1.2 --tls-max 1.2)
  [ "$kind" != tls13 ] || version=(--tlsv1.3)
  on_libssl "$libdir" curl -q -sS -v --http1.1 --noproxy '*' "${version[@]}" --cacert "$DEMO_DIR/ca.pem" \
    --resolve "$DEMO_HOST:$port:127.0.0.1" -H 'Connection: close' \
    "https://$DEMO_HOST:$port/$id/1" "https://$DEMO_HOST:$port/$id/2" >"$ROW_DIR/client.log" 2>&1 </dev/null
}

# curl tells that it offers a session; that the server took it shows in the server's Certificate not coming.
saw_curl() {
  awk '/^\* +Trying/ { n++ } /SSL re-using session ID/ { offered[n] = 1 } /\(IN\), TLS handshake, Certificate \(11\)/ { certificate[n] = 1 }
       /SSL connection using/ { seen[n] = offered[n] && !certificate[n] ? "resumed" : "full" }
       END { print seen[1] ? seen[1] : "none", seen[2] ? seen[2] : "none" }' "$ROW_DIR/client.log"
}

# Two runs of s_client; the session travels in a file.
client_s_client() {
  local libdir=$1 port=$2 kind=$3 id=$4 protocol=-tls1_2 n
  [ "$kind" != tls13 ] || protocol=-tls1_3
  for n in 1 2; do
    local session=(-sess_out "$ROW_DIR/session.pem")
    [ "$n" = 1 ] || session=(-sess_in "$ROW_DIR/session.pem")
    request "$id/$n" close | on_libssl "$libdir" openssl s_client -connect "127.0.0.1:$port" -servername "$DEMO_HOST" \
      "$protocol" -CAfile "$DEMO_DIR/ca.pem" -verify_hostname "$DEMO_HOST" -verify_return_error -ign_eof \
      "${session[@]}" >"$ROW_DIR/client-$n.log" 2>&1 || return
  done
}

saw_s_client() {
  local n words=()
  for n in 1 2; do
    case $(grep -aoE '^(New|Reused), TLSv1' "$ROW_DIR/client-$n.log" | head -n 1) in
      New*) words+=(full) ;;
      Reused*) words+=(resumed) ;;
      *) words+=(none) ;;
    esac
  done
  printf '%s\n' "${words[*]}"
}

# gnutls-cli stays and takes commands: each next line is given when the log shows that the last one was answered.
client_gnutls_cli() {
  local port=$2 kind=$3 id=$4 priority=NORMAL:-VERS-ALL:+VERS-TLS1.2 log=$ROW_DIR/client.log
  [ "$kind" != tls13 ] || priority=NORMAL:-VERS-ALL:+VERS-TLS1.3
  local wait=()
  [ "$kind" != tls13 ] || wait=(--waitresumption)
  : >"$log"
  {
    request "$id/1" keep-alive
    wait_until 4 grep -qa '^reused=' "$log"
    printf '^resume^\n'
    wait_until 4 grep -qa 'Resume Handshake was completed' "$log"
    request "$id/2" close
    wait_until 4 grep -qa 'Peer has closed' "$log"
  } | on_libssl - gnutls-cli --inline-commands "${wait[@]}" --priority "$priority" --x509cafile "$DEMO_DIR/ca.pem" \
    --sni-hostname "$DEMO_HOST" --verify-hostname "$DEMO_HOST" -p "$port" 127.0.0.1 >"$log" 2>&1
}

saw_gnutls_cli() {
  awk '/Connecting again/ { n = 1 } /Handshake was completed/ && n != 1 { first = "full" }
       /Resume Handshake was completed/ { second = "full" } /\*\*\* This is a resumed session/ { if (n) second = "resumed"; else first = "resumed" }
       END { print first ? first : "none", second ? second : "none" }' "$ROW_DIR/client.log"
}
