# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Servers. Source it after clients.sh. Each server_NAME PORT KIND becomes a server on 127.0.0.1:PORT for that kind; its
# working folder is a new one and its words go to server.log. Each told_NAME KIND, where there is one, reads them, or
# what it sent to the client, and prints what the server made of the connections: full, resumed or early for each; "-"
# stands for a server without words. Without a told_NAME the server says "saw ..." itself. Each visit_NAME PORT KIND,
# where there is one, is the client in place of visit_as_web_server; visitor_saw_NAME what it saw.

# become COMMAND...: the kernel ends it when this script ends, whatever its end.
become() { exec setpriv --pdeathsig TERM "$@"; }

told_by_itself() { sed -n 's/^saw //p' server.log; }

visit_as_web_server() { s_client_twice "$1" "$2" ask_the_server; }

# A request, then silence until the answer is there. Some servers send tickets after it.
ask_the_server() {
  ask_for_page "$@"
  wait_here 3 grep -qaE '^HTTP/1\.[01] |^<HTML>' "client-$2.log"
  tickets_came "$@"
}

# tickets_came KIND N: waits for the ticket that a TLS 1.3 session needs, unless there will be none.
tickets_came() { is_tls12 "$1" || [ "$2" = 2 ] || wait_here 1 test -s session-1.pem; }

server_s_server() {
  local options=(-cert "$KEYS/rsa.pem" -key "$KEYS/rsa.key" -cert_chain "$KEYS/middle.pem")
  case $2 in
    tls13-stateful) options+=(-no_ticket -www) ;;
    tls13-early) options+=(-early_data -no_anti_replay) ;;
    *) options+=(-www) ;;
  esac
  become openssl s_server -accept "127.0.0.1:$1" "${options[@]}" < <(sleep 60)
}

# Its page says what kind of connection it came by, in the words that s_client uses too, above it.
told_s_server() {
  if [ "$1" = tls13-early ]; then
    awk '/^Early data received/ { print "early"; early = 1 } /^Reused session-id/ && !early { print "resumed" }
         END { if (!early) print "full" }' server.log
    return
  fi
  awk 'FNR == 1 { seen = 0 } /^(New|Reused), TLSv1/ && ++seen == 2 { print /^New/ ? "full" : "resumed" }' \
    client-1.log client-2.log
}

server_gnutls() {
  become gnutls-serv --http --x509certfile "$KEYS/rsa-chain.pem" --x509keyfile "$KEYS/rsa.key" -a -p "$1" --earlydata \
    --maxearlydata=16384
}
told_gnutls() { echo -; }

server_nss() {
  local options=()
  [ "$2" = tls12-id ] || options+=(-u)
  [ "$2" != tls13-early ] || options+=(-Z)
  become selfserv -p "$1" -d "sql:$KEYS/nss" -n server -V tls1.2:tls1.3 -v "${options[@]}"
}
told_nss() { echo -; }

server_boringssl() { become bssl-tool server -accept "$1" -key "$KEYS/all.pem" -loop -www -early-data; }
told_boringssl() { boringssl_words client-1.log client-2.log; }  # its page tells

server_botan() { become botan tls_server "$KEYS/rsa-chain.pem" "$KEYS/rsa.key" "--port=$1"; }
told_botan() { echo -; }

server_python() { become /usr/bin/python3 "$HERE/peers/peer.py" server "$1" "$2" "$KEYS"; }
server_go() { become "$BUILT/go-peer" server "$1" "$2" "$KEYS"; }
server_node() { become node "$HERE/peers/peer.js" server "$1" "$2" "$KEYS"; }
server_bun() { become bun "$HERE/peers/peer.js" server "$1" "$2" "$KEYS"; }
server_java() { become java -cp "$BUILT/java" Peer server "$1" "$2" "$KEYS"; }
server_bouncycastle() { become "${BOUNCY_CASTLE[@]}" server "$1" "$2" "$KEYS" BCJSSE; }
server_rustls() { become "$BUILT/rust/release/peer" server "$1" "$2" "$KEYS"; }
told_rustls() { echo -; }
server_erlang() { become escript "$HERE/peers/peer.escript" server "$1" "$2" "$KEYS"; }
# In TLS 1.2 it says "full" of connections that s_client and the wire show to be resumed.
told_erlang() { if is_tls12 "$1"; then echo -; else told_by_itself; fi; }

server_haproxy() {
  local bind="127.0.0.1:$1 ssl crt $KEYS/all.pem allow-0rtt"
  [ "$2" != tls12-id ] || bind+=' no-tls-tickets'
  printf '%s\n' 'global' ' tune.ssl.default-dh-param 2048' 'defaults' ' mode http' ' timeout client 5s' \
    ' timeout server 5s' ' timeout connect 5s' 'frontend f' " bind $bind" \
    ' http-request return status 200 content-type text/plain lf-string "saw=%[ssl_fc_is_resumed]\n"' >haproxy.cfg
  become haproxy -db -f haproxy.cfg
}
told_haproxy() {
  if [ "$1" = tls13-early ]; then echo -; return; fi  # it tells of resumption only
  sed -n 's/^saw=0.*/full/p; s/^saw=1.*/resumed/p' client-1.log client-2.log
}

server_apache() {
  local modules=/usr/lib/apache2/modules name
  mkdir -p root
  {
    printf 'ServerName %s\nServerRoot %s/root\nPidFile %s/pid\nListen 127.0.0.1:%s\n' "$TEST_HOST" "$PWD" "$PWD" "$1"
    for name in mpm_event authz_core socache_shmcb ssl; do
      printf 'LoadModule %s_module %s/mod_%s.so\n' "$name" "$modules" "$name"
    done
    printf 'ErrorLog %s/error.log\nSSLSessionCache shmcb:%s/cache(512000)\nDocumentRoot %s/root\n' "$PWD" "$PWD" "$PWD"
    printf 'LogFormat "%%{SSL_SESSION_RESUMED}x" seen\nCustomLog %s/seen.log seen\n' "$PWD"
    printf 'SSLEngine on\nSSLCertificateFile %s/rsa-chain.pem\nSSLCertificateKeyFile %s/rsa.key\n' "$KEYS" "$KEYS"
    [ "$2" != tls12-id ] || printf 'SSLSessionTickets off\n'
  } >apache.conf
  become apache2 -X -f "$PWD/apache.conf"
}
told_apache() { sed 's/Initial/full/; s/Resumed/resumed/' seen.log; }

server_lighttpd() {
  mkdir -p root
  printf '%s\n' "server.port=$1" 'server.bind="127.0.0.1"' "server.document-root=\"$PWD/root\"" \
    'server.modules=("mod_openssl")' 'ssl.engine="enable"' "ssl.pemfile=\"$KEYS/all.pem\"" >lighttpd.conf
  become lighttpd -D -f lighttpd.conf -m /usr/lib/lighttpd
}
told_lighttpd() { echo -; }

# Behind it is a program that says what it hears.
server_stunnel() {
  printf '%s\n' 'foreground=yes' 'pid=' 'debug=info' '[tunnel]' "accept=127.0.0.1:$1" 'exec=/bin/cat' \
    "cert=$KEYS/all.pem" 'TIMEOUTclose=1' >stunnel.conf
  [ "$2" != tls12-id ] || echo 'options=NO_TICKET' >>stunnel.conf
  become stunnel4 stunnel.conf
}
visit_stunnel() { s_client_twice "$1" "$2" ask_for_an_echo; }
told_stunnel() { stunnel_words server.log; }
ask_for_an_echo() {
  request "/$2"
  wait_here 3 grep -qa '^GET /' "client-$2.log"
  tickets_came "$@"
}

server_socat() {
  become socat "OPENSSL-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork,cert=$KEYS/all.pem,verify=0" 'EXEC:/bin/cat'
}
visit_socat() { s_client_twice "$1" "$2" ask_for_an_echo; }
told_socat() { echo -; }

server_ncat() {
  become ncat --listen --keep-open --ssl --ssl-cert "$KEYS/rsa-chain.pem" --ssl-key "$KEYS/rsa.key" --exec /bin/cat \
    127.0.0.1 "$1"
}
visit_ncat() { s_client_twice "$1" "$2" ask_for_an_echo; }
told_ncat() { echo -; }

server_redis() {
  become redis-server --port 0 --tls-port "$1" --bind 127.0.0.1 --tls-cert-file "$KEYS/rsa-chain.pem" \
    --tls-key-file "$KEYS/rsa.key" --tls-ca-cert-file "$KEYS/ca.pem" --tls-auth-clients no --save '' --dir "$PWD"
}
visit_redis() { s_client_twice "$1" "$2" ask_redis; }
ask_redis() {
  printf 'PING\r\n'
  wait_here 3 grep -qa '^+PONG' "client-$2.log"
}
told_redis() { echo -; }

server_memcached() {
  become memcached -u root -l 127.0.0.1 -p "$1" -Z \
    -o "ssl_chain_cert=$KEYS/rsa-chain.pem,ssl_key=$KEYS/rsa.key,ssl_session_cache"
}
visit_memcached() { s_client_twice "$1" "$2" ask_memcached; }
ask_memcached() {
  printf 'version\r\n'
  wait_here 3 grep -qa '^VERSION' "client-$2.log"
}
told_memcached() { echo -; }

# The server gives up root. psql, on the same library, asks it what it saw.
server_postgres() {
  local bin user=(setpriv --reuid postgres --regid postgres --clear-groups)
  bin=$(echo /usr/lib/postgresql/*/bin)
  chmod 711 . && install -d -o postgres -m 700 data keys &&
    install -o postgres -m 600 "$KEYS/rsa-chain.pem" "$KEYS/rsa.key" keys || exit
  "${user[@]}" env -u LD_LIBRARY_PATH "$bin/initdb" -D "$PWD/data" -A trust || exit
  become "${user[@]}" "$bin/postgres" -D "$PWD/data" -p "$1" -h 127.0.0.1 -k "$PWD/data" -c ssl=on \
    -c "ssl_cert_file=$PWD/keys/rsa-chain.pem" -c "ssl_key_file=$PWD/keys/rsa.key"
}
visit_postgres() {
  local n version=TLSv1.3 to
  ! is_tls12 "$2" || version=TLSv1.2
  to="host=$TEST_HOST hostaddr=127.0.0.1 port=$1 dbname=postgres user=postgres sslmode=verify-full"
  to+=" sslrootcert=$KEYS/ca.pem ssl_min_protocol_version=$version ssl_max_protocol_version=$version"
  use_library "$SERVER_ON"
  for n in 1 2; do
    /usr/lib/postgresql/*/bin/psql "$to" -At -c '\conninfo' \
      -c "select 'server: ' || version from pg_stat_ssl where pid = pg_backend_pid()" >>client.log 2>&1
  done
}
visitor_saw_postgres() {
  [ -z "$(judge_libssl "$(loaded_libssl loader.*)" "$SERVER_ON")" ] || return
  sed -n 's/^SSL connection (protocol: TLS.*/full/p' client.log
}
told_postgres() { sed -n 's/^server: TLS.*/full/p' client.log; }

# It demands that a data connection resumes the session of the control connection.
server_vsftpd() {
  mkdir -p root empty
  printf '%s\n' 'listen=YES' 'background=NO' 'listen_address=127.0.0.1' "listen_port=$1" 'anonymous_enable=YES' \
    "anon_root=$PWD/root" "secure_chroot_dir=$PWD/empty" 'seccomp_sandbox=NO' 'ssl_enable=YES' 'allow_anon_ssl=YES' \
    'force_anon_data_ssl=YES' 'force_anon_logins_ssl=YES' 'require_ssl_reuse=YES' 'ssl_ciphers=HIGH' \
    "rsa_cert_file=$KEYS/rsa-chain.pem" "rsa_private_key_file=$KEYS/rsa.key" 'debug_ssl=YES' 'log_ftp_protocol=YES' \
    'xferlog_enable=YES' 'xferlog_std_format=NO' "vsftpd_log_file=$PWD/vsftpd.log" >vsftpd.conf
  become vsftpd "$PWD/vsftpd.conf"
}
visit_vsftpd() { /usr/bin/python3 "$HERE/peers/ftp.py" "$1" "$2" "$KEYS" >client.log 2>&1; }
visitor_saw_vsftpd() { saw_by_itself; }
told_vsftpd() { sed -n 's/.*SSL version: .*, not reused.*/full/p; s/.*SSL version: .*, reused.*/resumed/p' vsftpd.log; }
