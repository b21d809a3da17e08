#!/bin/sh
# A server and a client of the examples over sockets.   usage: echo.sh SERVER CLIENT PEM
# SPDX-License-Identifier: Apache-2.0
set -eu
port=$(mktemp)
trap 'kill $server 2>/dev/null; rm -f "$port"' EXIT
"$1" "$3" 3 >"$port" &
server=$!
until [ -s "$port" ]; do sleep 0.05; done
"$2" "$(cat "$port")" "$3" 3
wait $server
