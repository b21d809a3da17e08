#!/bin/sh
# A server whose key is in a token of SoftHSM; two clients at once, who resume.
#   usage: softhsm.sh SERVER CLIENT MODULE PEM
# SPDX-License-Identifier: Apache-2.0
set -eu
dir=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
mkdir "$dir/tokens"
printf 'directories.tokendir = %s\nlog.level = ERROR\n' "$dir/tokens" >"$dir/softhsm2.conf"
export SOFTHSM2_CONF="$dir/softhsm2.conf"
softhsm2-util --init-token --free --label example --so-pin 0000 --pin 1234 >/dev/null
sed -n '/BEGIN PRIVATE KEY/,/END PRIVATE KEY/p' "$4" >"$dir/key.pem"
softhsm2-util --import "$dir/key.pem" --token example --label localhost --id 01 --pin 1234 >/dev/null
sed '/BEGIN PRIVATE KEY/,/END PRIVATE KEY/d' "$4" >"$dir/certificate.pem"
rm "$dir/key.pem"  # what the server gets is the certificate

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
