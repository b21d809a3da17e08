# shellcheck shell=bash
# Debian's nginx on loopback, on whichever libssl is asked for. Source it after scripts/lib.sh and certificates.sh.
# One nginx has a port for each way to resume a session:
#   tls13         TLS 1.3, tickets
#   tls12-id      TLS 1.2, session ids in nginx's shared memory, tickets off
#   tls12-ticket  TLS 1.2, tickets, no cache to fall back on
#   tls12-either  TLS 1.2, tickets, and a cache for clients that take none

DEMO_KINDS=(tls13 tls12-id tls12-ticket tls12-either)
declare -A NGINX_PID=() NGINX_PORT=()  # by name; by name/kind

# free_port: a port of loopback that nobody listens on and that no nginx of ours is to have, from below the range that
# the kernel hands out by itself.
free_port() {
  local port
  while :; do
    port=$((12000 + RANDOM % 20000))
    [[ " ${NGINX_PORT[*]} " == *" $port "* ]] && continue
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s\n' "$port"
}

# nginx_server PORT DIRECTIVE...: one server block. Says in the body, too, what it saw.
nginx_server() {
  local port=$1
  shift
  printf '  server {\n    listen 127.0.0.1:%s ssl;\n' "$port"
  printf '    %s;\n' "$@"
  printf '    location / { return 200 "reused=$ssl_session_reused protocol=$ssl_protocol\\n"; }\n  }\n'
}

# nginx_configuration NAME DIR: for the ports in NGINX_PORT. The log line is what the table is made from.
nginx_configuration() {
  local name=$1 dir=$2 temp
  [ "$(id -u)" != 0 ] || printf 'user root;\n'
  printf 'daemon off;\nworker_processes 2;\npid %s/nginx.pid;\nerror_log %s/error.log info;\n' "$dir" "$dir"
  printf 'events {}\nhttp {\n  log_format seen "$request_uri $ssl_session_reused $ssl_protocol $ssl_cipher";\n'
  printf '  access_log %s/access.log seen;\n' "$dir"
  for temp in client_body proxy fastcgi uwsgi scgi; do printf '  %s_temp_path %s/temp;\n' "$temp" "$dir"; done
  printf '  ssl_certificate %s/server.pem;\n  ssl_certificate_key %s/server.key;\n' "$DEMO_DIR" "$DEMO_DIR"
  nginx_server "${NGINX_PORT[$name/tls13]}" 'ssl_protocols TLSv1.3' 'ssl_session_cache shared:tls13:1m'
  nginx_server "${NGINX_PORT[$name/tls12-id]}" 'ssl_protocols TLSv1.2' 'ssl_session_tickets off' 'ssl_session_cache shared:tls12:1m'
  nginx_server "${NGINX_PORT[$name/tls12-ticket]}" 'ssl_protocols TLSv1.2' 'ssl_session_cache none'
  nginx_server "${NGINX_PORT[$name/tls12-either]}" 'ssl_protocols TLSv1.2' 'ssl_session_cache shared:either:1m'
  printf '}\n'
}

# The process must be nginx itself, so that stopping it by its id stops it: hence exec. It is told to end when we do.
nginx_exec() {
  local libdir=$1 dir=$2
  if [ -n "$libdir" ]; then export LD_LIBRARY_PATH=$libdir; else unset LD_LIBRARY_PATH; fi
  exec setpriv --pdeathsig TERM nginx -p "$dir" -e "$dir/error.log" -c "$dir/nginx.conf" >"$dir/output.log" 2>&1 </dev/null
}

nginx_answers() {
  local kind
  for kind in "${DEMO_KINDS[@]}"; do
    (exec 3<>"/dev/tcp/127.0.0.1/${NGINX_PORT[$1/$kind]}") 2>/dev/null || return 1
  done
}

nginx_answers_or_died() { nginx_answers "$1" || ! kill -0 "${NGINX_PID[$1]}" 2>/dev/null; }

# nginx_start NAME LIBDIR: starts it in $DEMO_DIR/NAME; an empty LIBDIR means the system's libssl. Fails when it does not
# come up; somebody who took a port meanwhile is no reason to.
nginx_start() {
  local name=$1 libdir=$2 dir=$DEMO_DIR/$1 attempt kind
  mkdir -p "$dir/temp"
  for attempt in 1 2 3; do
    for kind in "${DEMO_KINDS[@]}"; do NGINX_PORT[$name/$kind]=$(free_port); done
    : >"$dir/error.log"
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
