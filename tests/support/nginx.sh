# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Debian's nginx on loopback, on whichever libssl is asked for. Source it after scripts/lib.sh and libraries.sh.
# RUN_DIR is the folder of the run, KEYS the folder of its keys (keys.sh); NGINX_CERTIFICATES names those that nginx
# has. One nginx has a port for each way to resume a session:

NGINX_KINDS=(
  tls13           # TLS 1.3, tickets
  tls13-stateful  # TLS 1.3, tickets off: what the client gets is the name of a session in nginx's shared memory
  tls13-early     # TLS 1.3, tickets, early data
  tls12-id        # TLS 1.2, session ids in nginx's shared memory, tickets off
  tls12-ticket    # TLS 1.2, tickets, no cache to fall back on
  tls12-either    # TLS 1.2, tickets, and a cache for clients that take none
)
NGINX_CERTIFICATES=(ec)
declare -A NGINX_PID=() NGINX_PORT=()  # by name; by name/kind

kind_title() {
  case $1 in
    tls13) echo 'TLS 1.3' ;;
    tls13-stateful) echo 'TLS 1.3, stateful' ;;
    tls13-early) echo 'TLS 1.3, early data' ;;
    tls12) echo 'TLS 1.2' ;;
    tls12-id) echo 'TLS 1.2 by id' ;;
    tls12-ticket) echo 'TLS 1.2 by ticket' ;;
    tls12-either) echo 'TLS 1.2, tickets on' ;;
  esac
}

PORTS_FROM=12000 PORTS=20000  # below the range that the kernel hands out by itself

# free_port: a port of loopback, of those, that nobody listens on and that no nginx of ours is to have.
free_port() {
  local port
  while :; do
    port=$((PORTS_FROM + RANDOM % PORTS))
    [[ " ${NGINX_PORT[*]} " == *" $port "* ]] && continue
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s\n' "$port"
}

# nginx_server NAME KIND DIRECTIVE...: one server block. It answers and closes; under /stay/ the connection stays.
# Whether data was early is asked when the request is read: by the time it is logged the handshake is complete.
nginx_server() {
  local port=${NGINX_PORT[$1/$2]} answer
  answer='return 200 "reused=$ssl_session_reused protocol=$ssl_protocol early=$early\n";'
  shift 2
  printf '  server {\n    listen 127.0.0.1:%s ssl;\n    set $early $ssl_early_data;\n' "$port"
  printf '    %s;\n' "$@"
  printf '    location / { %s }\n    location /stay/ { keepalive_timeout 20; %s }\n  }\n' "$answer" "$answer"
}

# nginx_configuration NAME DIR: for the ports in NGINX_PORT. The tables are made from the log line.
nginx_configuration() {
  local name=$1 dir=$2 word
  [ "$(id -u)" != 0 ] || printf 'user root;\n'
  printf 'daemon off;\nworker_processes 2;\npid %s/nginx.pid;\nerror_log %s/error.log info;\n' "$dir" "$dir"
  printf 'events {}\nhttp {\n'
  printf '  log_format seen "$server_port $request_uri $ssl_session_reused $early- $ssl_protocol $ssl_cipher";\n'
  printf '  access_log %s/access.log seen;\n  keepalive_timeout 0;\n' "$dir"
  for word in client_body proxy fastcgi uwsgi scgi; do printf '  %s_temp_path %s/temp;\n' "$word" "$dir"; done
  for word in "${NGINX_CERTIFICATES[@]}"; do
    printf '  ssl_certificate %s/%s-chain.pem;\n  ssl_certificate_key %s/%s.key;\n' "$KEYS" "$word" "$KEYS" "$word"
  done
  nginx_server "$name" tls13 'ssl_protocols TLSv1.3' 'ssl_session_cache shared:tls13:1m'
  nginx_server "$name" tls13-stateful 'ssl_protocols TLSv1.3' 'ssl_session_tickets off' \
    'ssl_session_cache shared:stateful:1m'
  nginx_server "$name" tls13-early 'ssl_protocols TLSv1.3' 'ssl_session_cache none' 'ssl_early_data on'
  nginx_server "$name" tls12-id 'ssl_protocols TLSv1.2' 'ssl_session_tickets off' 'ssl_session_cache shared:tls12:1m'
  nginx_server "$name" tls12-ticket 'ssl_protocols TLSv1.2' 'ssl_session_cache none'
  nginx_server "$name" tls12-either 'ssl_protocols TLSv1.2' 'ssl_session_cache shared:either:1m'
  printf '}\n'
}

# The process must be nginx itself, so that stopping it by its id stops it: hence exec. It is told to end when we do.
nginx_exec() {
  local libdir=$1 dir=$2
  use_library "$libdir"
  exec setpriv --pdeathsig TERM nginx -p "$dir" -e "$dir/error.log" -c "$dir/nginx.conf" \
    >"$dir/output.log" 2>&1 </dev/null
}

# Its pid file is there when all ports are its own; somebody else may answer on one that it does not get.
nginx_answers() {
  local kind
  [ -s "$RUN_DIR/$1/nginx.pid" ] || return 1
  for kind in "${NGINX_KINDS[@]}"; do
    (exec 3<>"/dev/tcp/127.0.0.1/${NGINX_PORT[$1/$kind]}") 2>/dev/null || return 1
  done
}

nginx_answers_or_died() { nginx_answers "$1" || ! kill -0 "${NGINX_PID[$1]}" 2>/dev/null; }

# nginx_start NAME LIBDIR: starts it in $RUN_DIR/NAME. Fails when it does not come up; somebody who took a port
# meanwhile is no reason to.
nginx_start() {
  local name=$1 libdir=$2 dir=$RUN_DIR/$1 attempt kind
  mkdir -p "$dir/temp"
  for attempt in 1 2 3; do
    for kind in "${NGINX_KINDS[@]}"; do NGINX_PORT[$name/$kind]=$(free_port); done
    : >"$dir/error.log"
    rm -f "$dir/nginx.pid"
    nginx_configuration "$name" "$dir" >"$dir/nginx.conf"
    nginx_exec "$libdir" "$dir" &
    NGINX_PID[$name]=$!
    wait_until 10 nginx_answers_or_died "$name"
    if kill -0 "${NGINX_PID[$name]}" 2>/dev/null && nginx_answers "$name"; then return 0; fi
    nginx_stop "$name"
    grep -q 'Address already in use' "$dir/error.log" || return 1
  done
  return 1
}

nginx_stop() {
  [ -n "${NGINX_PID[$1]:-}" ] || return 0
  kill "${NGINX_PID[$1]}" 2>/dev/null
  wait "${NGINX_PID[$1]}" 2>/dev/null
  unset "NGINX_PID[$1]"
}

nginx_stop_all() {
  local name
  for name in "${!NGINX_PID[@]}"; do nginx_stop "$name"; done
}
