# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A root, an intermediate, and an RSA and a P-256 certificate for one run; valid for two days. Source it.

# issue DIR NAME KEY SUBJECT ISSUER SERIAL EXTENSION...: DIR/NAME.pem with DIR/NAME.key, signed by DIR/ISSUER. KEY is
# rsa or ec.
issue() {
  local dir=$1 name=$2 key=(rsa:2048) subject=$4 issuer=$5 serial=$6
  [ "$3" = rsa ] || key=(ec -pkeyopt ec_paramgen_curve:P-256)
  shift 6
  printf '%s\n' "$@" >"$dir/$name.ext"
  openssl req -newkey "${key[@]}" -nodes -keyout "$dir/$name.key" -out "$dir/$name.csr" -subj "/CN=$subject" &&
    openssl x509 -req -in "$dir/$name.csr" -CA "$dir/$issuer.pem" -CAkey "$dir/$issuer.key" -set_serial "$serial" \
      -days 2 -extfile "$dir/$name.ext" -out "$dir/$name.pem"
}

# make_keys DIR HOST: a new folder with ca.pem, which clients trust; the certificate middle.pem between; and for the
# server HOST, which is 127.0.0.1 too, rsa.pem and ec.pem, with rsa.key and ec.key, and rsa-chain.pem and ec-chain.pem,
# which have middle.pem behind them. What openssl said is in DIR/keys.log.
make_keys() (
  local host=$2 leaf authority=('basicConstraints=critical,CA:TRUE' 'keyUsage=critical,keyCertSign,cRLSign') kind
  mkdir -p "$1" && cd "$1" || exit 1
  exec >keys.log 2>&1
  set -e
  leaf=('basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature,keyEncipherment'
    'extendedKeyUsage=serverAuth,clientAuth' "subjectAltName=DNS:$host,IP:127.0.0.1")
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 \
    -subj '/CN=Reprise test root' -addext "${authority[1]}"
  issue . middle ec 'Reprise test intermediate' ca 2 "${authority[@]}"
  issue . rsa rsa "$host" middle 3 "${leaf[@]}"
  issue . ec ec "$host" middle 4 "${leaf[@]}"
  for kind in rsa ec; do cat "$kind.pem" middle.pem >"$kind-chain.pem"; done
)
