# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# One cell of the matrix: a peer and a side (Reprise or OpenSSL) meet, full and then resumed, and what both ends made of
# it becomes a word. Source it after the other files here. $RESULTS/ROLE-NAME-KIND-SIDE gets four lines: the word; what
# nginx or s_client saw; what the peer saw; what else is wrong.

KINDS=(tls13 tls13-stateful tls12-ticket tls12-id tls13-early)  # the columns

# outcome WORDS: the best that happened.
outcome() {
  case " $1 " in
    *' early '*) echo early ;;
    *' resumed '*) echo resumed ;;
    *' full '*) echo full ;;
    *) echo fails ;;
  esac
}

# Two ends that disagree have not resumed, whatever they say.
agreed() {
  local near far
  near=$(outcome "$1") far=$(outcome "$2")
  if [ "$2" = - ] || [ "$near" = "$far" ]; then echo "$near"; else echo disagree; fi
}

rank() {
  case $1 in
    early) echo 4 ;;
    resumed) echo 3 ;;
    full) echo 2 ;;
    disagree) echo 1 ;;
    *) echo 0 ;;
  esac
}

# words FUNCTION KIND: what it says, the spaces made single.
words() { "$1" "$2" 2>/dev/null | xargs; }

# settle CELL NEAR FAR FAULT
settle() {
  local word
  word=$(agreed "$2" "$3")
  [ -z "$4" ] || word=fails
  printf '%s\n' "$word" "${2:-nothing}" "${3:-nothing}" "$4" >"$RESULTS/$1"
}

# nginx_lines NAME: how many requests it has logged.
nginx_lines() { wc -l <"$RUN_DIR/$1/access.log"; }

# nginx_saw NAME KIND FROM: what it logged for that port after the line FROM, a word for each request.
nginx_saw() {
  tail -n "+$(($3 + 1))" "$RUN_DIR/$1/access.log" | awk -v port="${NGINX_PORT[$1/$2]}" '
    $1 == port { print $4 == "1-" ? "early" : $3 == "r" ? "resumed" : "full" }' | xargs
}

# nginx_saw_enough NAME KIND FROM WORD: two connections, and WORD of the second.
nginx_saw_enough() {
  local saw
  saw=$(nginx_saw "$1" "$2" "$3")
  [[ $saw == *' '* ]] && [ "$(outcome "$saw")" = "$4" ]
}

# The roles client and program-client: the peer meets nginx on SIDE, or is on SIDE itself and meets nginx on OpenSSL.
meet_nginx() {
  local role=$1 name=$2 kind=$3 side=$4 word=$5 dir=$6 server=$4 libdir='' from near far fault=''
  if [ "$role" = program-client ]; then
    server=openssl
    libdir=$(library_of "$side")
  fi
  from=$(nginx_lines "$server-$WORKER")
  (
    cd "$dir" || exit
    use_library "$libdir"
    [ "$role" = client ] || trace_library
    in_time "client_$name" "${NGINX_PORT[$server-$WORKER/$kind]}" "$kind" >driver.log 2>&1
  )
  # nginx logs a request after it has answered it.
  wait_until 1 nginx_saw_enough "$server-$WORKER" "$kind" "$from" "$word"
  near=$(nginx_saw "$server-$WORKER" "$kind" "$from")
  far=$(cd "$dir" && words "$(saw_of "$name")" "$kind")
  [ "$role" = client ] || fault=$(judge_libssl "$(loaded_libssl "$dir"/loader.*)" "$libdir")
  settle "$role-$name-$kind-$side" "$near" "$far" "$fault"
}

saw_of() { if declare -F "saw_$1"; then :; else echo saw_by_itself; fi; }
told_of() { if declare -F "told_$1"; then :; else echo told_by_itself; fi; }

# Some servers take the first connection for all, or end when a connection says nothing: so nobody connects to find out.
port_listens() {
  grep -qE "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$1") [0-9A-F]+:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null
}
listens_or_died() { port_listens "$1" || ! kill -0 "$2" 2>/dev/null; }

# start_server NAME PORT KIND LIBDIR DIR: sets SERVER, its process. The kernel ends it when this script ends, whatever
# its end.
start_server() {
  (
    cd "$5" || exit
    use_library "$4"
    "server_$1" "$2" "$3"
  ) </dev/null >"$5/server.log" 2>&1 &
  SERVER=$!
  wait_until 20 listens_or_died "$2" "$SERVER"
}

# The roles server and program-server: s_client on SIDE meets the peer, or the peer is on SIDE itself and meets s_client
# on OpenSSL, or the client that visit_NAME is.
meet_server() {
  local role=$1 name=$2 kind=$3 side=$4 dir=$6 port client_on='' near far fault=''
  local SERVER_ON=''  # for a visitor that runs on the same
  port=$(free_port)
  if [ "$role" = server ]; then client_on=$(library_of "$side"); else SERVER_ON=$(library_of "$side"); fi
  start_server "$name" "$port" "$kind" "$SERVER_ON" "$dir"
  [ "$role" = server ] || fault=$(judge_libssl "$(mapped_libssl "$SERVER" 2>/dev/null)" "$SERVER_ON")
  (
    cd "$dir" || exit
    use_library "$client_on"
    trace_library
    in_time "$(visit_of "$name")" "$port" "$kind" >driver.log 2>&1
  )
  [ "$role" != server ] || fault=$(judge_libssl "$(loaded_libssl "$dir"/loader.*)" "$client_on")
  near=$(cd "$dir" && words "$(visit_saw "$name")" "$kind")
  kill "$SERVER" 2>/dev/null
  wait "$SERVER" 2>/dev/null
  far=$(cd "$dir" && words "$(told_of "$name")" "$kind")
  settle "$role-$name-$kind-$side" "$near" "$far" "$fault"
}

visit_of() { if declare -F "visit_$1"; then :; else echo visit_as_web_server; fi; }
visit_saw() { if declare -F "visit_$1" >/dev/null && declare -F "visitor_saw_$1"; then :; else echo saw_s_client; fi; }

# run_cell ROLE NAME KIND SIDE WORD
run_cell() {
  local dir=$RUN_DIR/cells/$1-$2-$3-$4
  rm -rf "$dir"
  mkdir -p "$dir"
  case $1 in
    client | program-client) meet_nginx "$@" "$dir" ;;
    *) meet_server "$@" "$dir" ;;
  esac
}

result() { sed -n "$2p" "$RESULTS/$1" 2>/dev/null; }
reached() { [ "$(rank "$(result "$1" 1)")" -ge "$(rank "$2")" ]; }

# holds ROLE NAME KIND WORD: whether Reprise has what OpenSSL has, and OpenSSL what is written in peers.sh.
holds() {
  local cell=$1-$2-$3
  reached "$cell-openssl" "$4" && reached "$cell-reprise" "$4" && reached "$cell-reprise" "$(result "$cell-openssl" 1)"
}

# run_both ROLE NAME KIND WORD: on both libraries. On a busy machine a peer may run out of its own time limits, so what
# does not hold is tried a second time.
run_both() {
  local side
  for side in reprise openssl; do run_cell "$1" "$2" "$3" "$side" "$4"; done
  holds "$@" && return
  for side in reprise openssl; do run_cell "$1" "$2" "$3" "$side" "$4"; done
}
