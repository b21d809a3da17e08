# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The keys of tests/support/keys.sh in the forms that some peers want. Source it.

# make_other_keys DIR: all.pem, the RSA chain with its key; server.p12, the same with the password "changeit"; and nss/,
# NSS's database with the same, where its tools are installed. What the tools said is in DIR/other-keys.log.
make_other_keys() (
  cd "$1" || exit 1
  exec >other-keys.log 2>&1
  set -e
  cat rsa-chain.pem rsa.key >all.pem
  openssl pkcs12 -export -in rsa.pem -inkey rsa.key -certfile middle.pem -name server -passout pass:changeit \
    -out server.p12
  if command -v certutil && command -v pk12util; then make_nss_database; fi
)

make_nss_database() {
  mkdir nss
  certutil -N -d sql:nss --empty-password
  pk12util -i server.p12 -d sql:nss -W changeit -K ''
  certutil -A -d sql:nss -n root -t CT,, -i ca.pem
  certutil -A -d sql:nss -n intermediate -t ,, -i middle.pem
}
