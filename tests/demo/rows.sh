# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# One row of the table: a client meets a server twice, and both say what they saw. Source it after the other files here.

# The table. Each line: server, client program, what the client runs on; every line is run for each of kinds_of its client.
DEMO_PAIRS=(
  'reprise curl      reprise'
  'reprise curl      openssl'
  'reprise s_client  openssl'
  'reprise gnutls    -'
  'openssl curl      reprise'
  'openssl s_client  reprise'
)

# kinds_of CLIENT: the ways to resume that it knows. curl sets SSL_OP_NO_TICKET, which is about TLS 1.2 only: where nothing but
# a ticket resumes it cannot, so it meets a server that has both, tickets and a cache.
kinds_of() {
  case $1 in
    curl) echo tls13 tls12-id tls12-either ;;
    *) echo tls13 tls12-id tls12-ticket ;;
  esac
}

client_title() {
  case $1 in
    gnutls) echo gnutls-cli ;;
    *) echo "$1 on $(side_title "$2")" ;;
  esac
}

# server_saw NAME ID N: what nginx logged of the N-th request: "full|resumed PROTOCOL CIPHER", or nothing.
server_saw() {
  awk -v path="/$2/$3" '$2 == path || $2 == "/stay" path { print ($3 == "r" ? "resumed" : "full"), $5, $6; exit }' \
    "$RUN_DIR/$1/access.log"
}

server_logged() { [ -n "$(server_saw "$1" "$2" 2)" ]; }

# judge_row KIND STATUS LIBRARY_FAULT SERVER_1 SERVER_2 CLIENT_SAW: nothing, or the first thing that does not hold.
judge_row() {
  local protocol=TLSv1.2
  [ "$1" != tls13 ] || protocol=TLSv1.3
  if [ "$2" = 124 ]; then echo "the client hung for $CLIENT_SECONDS seconds"
  elif [ "$2" != 0 ]; then echo "the client ended with status $2"
  elif [ -n "$3" ]; then echo "the client $3"
  elif [ -z "$4" ] || [ -z "$5" ]; then echo "nginx logged no ${4:+second }request"
  elif [[ $4 != "full $protocol "* ]]; then echo "the first connection should be full $protocol, nginx saw: $4"
  elif [[ $5 != "resumed $protocol "* ]]; then echo "the second connection should be resumed $protocol, nginx saw: $5"
  elif [ "$6" != 'full resumed' ]; then echo "the client should have seen: full resumed; it saw: $6"
  fi
}

page() { printf '/%s/%s\n' "$ROW_ID" "$1"; }

# client_on LIBDIR CLIENT PORT KIND: in the row's folder.
client_on() (
  cd "$ROW_DIR" || exit
  use_library "$1"
  trace_library
  in_time "client_$2" "$3" "$4" 2>driver.log
)

# run_row SERVER CLIENT ON KIND: runs it and sets ROW_ID, ROW_SERVER (two words), ROW_CLIENT (two words), ROW_CIPHER and
# ROW_FAULT, which is empty when the row holds.
run_row() {
  local server=$1 client=$2 on=$3 kind=$4 status=0 library_fault server_1 server_2
  ROW_ID=$client-$on-to-$server-$kind
  ROW_ID=${ROW_ID/---/-}
  ROW_DIR=$RUN_DIR/rows/$ROW_ID
  mkdir -p "$ROW_DIR"
  client_on "$(library_of "$on")" "$client" "${NGINX_PORT[$server/$kind]}" "$kind" || status=$?
  # nginx logs a request after it has answered it.
  [ "$status" != 0 ] || wait_until 3 server_logged "$server" "$ROW_ID"
  server_1=$(server_saw "$server" "$ROW_ID" 1) server_2=$(server_saw "$server" "$ROW_ID" 2)
  ROW_CLIENT=$(cd "$ROW_DIR" && "saw_$client" "$kind" | xargs)
  ROW_SERVER="${server_1%% *} ${server_2%% *}"
  ROW_CIPHER=${server_1##* }
  library_fault=$(judge_libssl "$(loaded_libssl "$ROW_DIR"/loader.*)" "$(library_of "$on")")
  ROW_FAULT=$(judge_row "$kind" "$status" "$library_fault" "$server_1" "$server_2" "$ROW_CLIENT")
  [ -z "$ROW_FAULT" ]
}
