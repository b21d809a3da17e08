#!/bin/sh
# A program whose key is in a PKCS#11 token, by libcrypto's engine for such, serves TLS 1.2 and 1.3: OpenSSL's s_server,
# on the libssl.so.3 of FOLDER or the system's.
#   usage: engine_key.sh MODULE PEM [FOLDER]
# SPDX-License-Identifier: Apache-2.0
set -eu
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$dir"' EXIT
. "$(dirname "$0")/../../examples/token.sh"
make_token "$dir" "$2"

LD_LIBRARY_PATH=${3:-} PKCS11_MODULE_PATH=$1 openssl s_server -accept 127.0.0.1:0 -naccept 2 -rev -engine pkcs11 \
  -keyform engine -key 'pkcs11:token=example;object=localhost;pin-value=1234' -cert "$dir/certificate.pem" \
  >"$dir/server" 2>&1 </dev/null &
server=$!
tries=200
until grep -q '^ACCEPT 127' "$dir/server"; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] && kill -0 "$server" || { cat "$dir/server"; exit 1; }
  sleep 0.05
done
if [ -n "${3:-}" ] && ! grep -q "$3/libssl" "/proc/$server/maps"; then echo "not on the library in $3"; exit 1; fi
# Until the client has its answer, or ten seconds.
answered() {
  tries=200
  until grep -q olleh "$dir/client" || [ "$tries" = 0 ]; do
    tries=$((tries - 1))
    sleep 0.05
  done
}
port=$(sed -n 's/^ACCEPT 127.*://p' "$dir/server")
for version in 1_2 1_3; do
  : >"$dir/client"
  # The system's client: what it takes is signed rightly.
  { printf 'hello\n'; answered; } |
    openssl s_client -connect "127.0.0.1:$port" -tls$version -CAfile "$dir/certificate.pem" -verify_return_error \
      -brief >"$dir/client" 2>&1 || true
  for line in '^Verification: OK' olleh; do
    grep -q "$line" "$dir/client" || { cat "$dir/client" "$dir/server"; exit 1; }
  done
done
wait "$server"  # it was to serve two
server=
