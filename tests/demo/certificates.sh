# shellcheck shell=bash
# A certificate authority and a server certificate for one run. Source it.

DEMO_HOST=demo.test  # resolves nowhere: every client is told to find it on 127.0.0.1

# make_certificates DIR: DIR/ca.pem, which the clients trust, and DIR/server.pem with DIR/server.key; valid for two days.
make_certificates() (
  cd "$1" || exit 1
  exec >certificates.log 2>&1
  set -e
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' \
    'extendedKeyUsage=serverAuth' "subjectAltName=DNS:$DEMO_HOST" >server.ext
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 \
    -subj '/CN=Reprise demo CA' -addext 'keyUsage=critical,keyCertSign,cRLSign'
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj "/CN=$DEMO_HOST"
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 2 -extfile server.ext -out server.pem
)
