#!/bin/sh
# A server whose key is in a token of SoftHSM; two clients at once, who resume.
#   usage: softhsm.sh SERVER CLIENT MODULE PEM
# SPDX-License-Identifier: Apache-2.0
set -eu
dir=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
. "$(dirname "$0")/token.sh"
make_token "$dir" "$4"  # what the server gets is the certificate

"$1" "$3" 1234 "$dir/certificate.pem" 6 >"$dir/said" &
server=$!
until [ -s "$dir/said" ]; do kill -0 $server; sleep 0.05; done
"$2" "$(head -n 1 "$dir/said")" "$dir/certificate.pem" 3 >"$dir/other" &
other=$!
"$2" "$(head -n 1 "$dir/said")" "$dir/certificate.pem" 3
wait $other
cat "$dir/other"
wait $server
tail -n 1 "$dir/said"
