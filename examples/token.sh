# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# A token of SoftHSM with one key. Source it.

# make_token FOLDER PEM: puts the key of PEM into a new token `example` (PIN 1234) that is kept in FOLDER, as `localhost`, and
# its certificate into FOLDER/certificate.pem: what there is of the key then is in the token. Exports SOFTHSM2_CONF.
make_token() {
  mkdir "$1/tokens"
  printf 'directories.tokendir = %s\nlog.level = ERROR\n' "$1/tokens" >"$1/softhsm2.conf"
  export SOFTHSM2_CONF="$1/softhsm2.conf"
  softhsm2-util --init-token --free --label example --so-pin 0000 --pin 1234 >/dev/null
  sed -n '/BEGIN PRIVATE KEY/,/END PRIVATE KEY/p' "$2" >"$1/key.pem"
  softhsm2-util --import "$1/key.pem" --token example --label localhost --id 01 --pin 1234 >/dev/null
  rm "$1/key.pem"
  sed '/BEGIN PRIVATE KEY/,/END PRIVATE KEY/d' "$2" >"$1/certificate.pem"
}
