# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Who meets whom. Source it. Each line: role; name; set (default, or all for `--all` only); what it needs (programs and
# files, separated by commas); the Debian package with it; and for each of KINDS what the peer and OpenSSL do together:
# r resumed, f full only, e early data, - not spoken.
# Roles, X being Reprise and, for comparison, OpenSSL:
#   client   this client meets nginx on X          program-server  this program on X serves s_client, or another client
#   server   s_client on X meets this server       program-client  this program on X meets nginx

PEERS=(
  #      name           set     needs                            package             1.3 stateful ticket id 0-RTT
  'client s_client      default openssl                           openssl               r r r r e'
  'client curl          default curl                              curl                  r r f r -'
  'client gnutls        default gnutls-cli                        gnutls-bin            r r r r e'
  'client nss           default tstclnt,certutil                  libnss3-tools         r r r r r'
  'client nss_many      default strsclnt,certutil                 libnss3-tools         r r r r -'
  'client boringssl     default bssl-tool                         android-boringssl     r r r r e'
  'client python        default /usr/bin/python3                  python3               r r r r -'
  'client perl          default /usr/share/perl5/IO/Socket/SSL.pm libio-socket-ssl-perl r r r r -'
  'client go            all     /usr/lib/go-1.19/bin/go           golang-1.19-go        r r r f -'
  'client java          all     javac                             default-jdk-headless  r r r r -'
  'client bouncycastle  all     javac,/usr/share/java/bctls.jar   libbctls-java         f f f r -'
  'client node          all     node                              nodejs                r r r r -'
  'client bun           all     bun                               -                     r r r r -'
  'client rustls        all     cargo,/usr/share/cargo/registry/rustls-pemfile-* librust-rustls-pemfile-dev r r r r e'
  'client wolfssl       all     gcc,/usr/include/wolfssl/ssl.h    libwolfssl-dev        r r r r -'
  'client mbedtls       all     gcc,/usr/include/mbedtls/ssl.h    libmbedtls-dev        - - r r -'
  'client bearssl       all     gcc,/usr/include/bearssl.h        libbearssl-dev        - - f r -'
  'client botan         all     botan                             botan                 - - r r -'
  'client erlang        all     escript,/usr/lib/erlang/lib/ssl-* erlang-ssl            r r f r -'
  'client h2load        all     h2load                            nghttp2-client        r r r r -'
  'client wrk           all     wrk                               wrk                   r r r r -'
  'client chromium      all     chromium                          chromium              r r r r r'
  'client firefox       all     firefox-esr,certutil              firefox-esr           r r r f e'

  'server s_server      default openssl                           openssl               r r r r e'
  'server gnutls        default gnutls-serv                       gnutls-bin            r - r r e'
  'server nss           default selfserv,certutil                 libnss3-tools         r - r r r'
  'server boringssl     default bssl-tool                         android-boringssl     r - r r e'
  'server python        default /usr/bin/python3                  python3               r r r r -'
  'server go            all     /usr/lib/go-1.19/bin/go           golang-1.19-go        r - r f -'
  'server java          all     javac                             default-jdk-headless  r - r r -'
  'server bouncycastle  all     javac,/usr/share/java/bctls.jar   libbctls-java         f - r r -'
  'server node          all     node                              nodejs                r - r f -'
  'server bun           all     bun                               -                     r - r f -'
  'server rustls        all     cargo,/usr/share/cargo/registry/rustls-pemfile-* librust-rustls-pemfile-dev r r r r -'
  'server botan         all     botan                             botan                 - - r r -'
  'server erlang        all     escript,/usr/lib/erlang/lib/ssl-* erlang-ssl            r r r r -'

  'program-server s_server  default openssl                       openssl               r r r r e'
  'program-server python    default /usr/bin/python3              python3               r r r r -'
  'program-server haproxy   all     haproxy                       haproxy               r - r r e'
  'program-server apache    all     apache2                       apache2               r - r r -'
  'program-server lighttpd  all     /usr/lib/lighttpd/mod_openssl.so lighttpd-mod-openssl r - r f -'
  'program-server stunnel   all     stunnel4                      stunnel4              r - r r -'
  'program-server redis     all     redis-server                  redis-server          r - r f -'
  'program-server memcached all     memcached                     memcached             r - r r -'
  'program-server socat     all     socat                         socat                 r - r f -'
  'program-server ncat      all     ncat                          ncat                  r - r r -'
  'program-server postgres  all     /usr/lib/postgresql/*/bin/postgres,psql postgresql  f - f - -'
  'program-server vsftpd    all     vsftpd                        vsftpd                r - r - -'

  'program-client s_client  default openssl                       openssl               r r r r e'
  'program-client curl      default curl                          curl                  r r f r -'
  'program-client python    default /usr/bin/python3              python3               r r r r -'
  'program-client perl      default /usr/share/perl5/IO/Socket/SSL.pm libio-socket-ssl-perl r r r r -'
  'program-client stunnel   all     stunnel4                      stunnel4              r r r r -'
  'program-client h2load    all     h2load                        nghttp2-client        r r r r -'
  'program-client wrk       all     wrk                           wrk                   r r r r -'
  'program-client socat     all     socat                         socat                 f f f f -'
  'program-client ncat      all     ncat                          ncat                  f f f f -'
)

word_of() {
  case $1 in
    r) echo resumed ;;
    f) echo full ;;
    e) echo early ;;
  esac
}

# peer_title NAME: its name for people.
peer_title() {
  case $1 in
    s_client) echo 'openssl s_client' ;;
    s_server) echo 'openssl s_server' ;;
    gnutls) echo GnuTLS ;;
    nss) echo NSS ;;
    nss_many) echo 'NSS strsclnt' ;;
    boringssl) echo BoringSSL ;;
    python) echo Python ;;
    perl) echo 'Perl IO::Socket::SSL' ;;
    go) echo Go ;;
    java) echo 'Java JSSE' ;;
    bouncycastle) echo 'Bouncy Castle' ;;
    node) echo Node ;;
    bun) echo Bun ;;
    wolfssl) echo wolfSSL ;;
    mbedtls) echo 'mbed TLS' ;;
    bearssl) echo BearSSL ;;
    botan) echo Botan ;;
    erlang) echo Erlang ;;
    chromium) echo Chromium ;;
    firefox) echo Firefox ;;
    haproxy) echo HAProxy ;;
    apache) echo 'Apache mod_ssl' ;;
    lighttpd) echo 'lighttpd mod_openssl' ;;
    redis) echo Redis ;;
    postgres) echo 'PostgreSQL and psql' ;;
    vsftpd) echo 'vsftpd (data connections)' ;;
    *) echo "$1" ;;
  esac
}

# package_version PACKAGE: of what is installed; short.
package_version() {
  dpkg-query -W -f='${Version}' "$1" 2>/dev/null | sed 's/^[0-9]*://; s/[+~]deb.*//; s/+dfsg.*//; s/-[^-]*$//'
}

# peer_version NAME PACKAGE
peer_version() {
  case $1 in
    s_client | s_server) openssl version | cut -d' ' -f2 ;;
    java) java -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p' ;;
    node) node --version | tr -d v ;;
    bun) bun --version ;;
    gnutls) package_version libgnutls30 ;;
    nss | nss_many) package_version libnss3 ;;
    python) /usr/bin/python3 --version | cut -d' ' -f2 ;;
    rustls) package_version librust-rustls-dev ;;
    lighttpd) package_version lighttpd ;;
    postgres) psql --version | sed 's/.*) \([0-9.]*\).*/\1/' ;;
    *) package_version "$2" ;;
  esac
}

# lacking NEEDS: the first of these programs and files that is not there.
lacking() {
  local need
  for need in ${1//,/ }; do
    case $need in
      /*) compgen -G "$need" >/dev/null || { echo "${need##*/}"; return; } ;;
      *) command -v "$need" >/dev/null || { echo "$need"; return; } ;;
    esac
  done
}

# prepare NAME NEEDS PACKAGE: says nothing when the peer can run, else why it cannot.
prepare() {
  local lack log=$RUN_DIR/build-$1.log
  lack=$(lacking "$2")
  if [ -n "$lack" ]; then
    if [ "$3" = - ]; then echo "$lack is not installed"; else echo "not installed (Debian's $3)"; fi
    return
  fi
  declare -F "build_$1" >/dev/null || return
  # A client and a server may be one program.
  (flock 9 && "build_$1" >"$log" 2>&1) 9>"$BUILT/$1.lock" || echo "its program does not build: $(tail -n 1 "$log")"
}

# What must be built of our own before a peer can run; into $BUILT. Nothing is fetched.
build_go() {
  GO111MODULE=off GOCACHE=$BUILT/go-cache GOFLAGS='' /usr/lib/go-1.19/bin/go build -o "$BUILT/go-peer" \
    "$HERE/peers/peer.go"
}
build_java() { javac -d "$BUILT/java" "$HERE/peers/Peer.java"; }
build_bouncycastle() { javac -d "$BUILT/bouncycastle" "$HERE/peers/Peer.java"; }
build_rustls() {
  mkdir -p "$BUILT/rust" && cp -r "$HERE/peers/rust/." "$BUILT/rust/" &&
    (cd "$BUILT/rust" && cargo build --release --offline --quiet --target-dir "$BUILT/rust")
}
build_c() { gcc -O1 -Wall -Wextra -Werror -o "$BUILT/$1-peer" "$HERE/peers/$1.c" "${@:2}"; }
build_wolfssl() { build_c wolfssl -lwolfssl; }
build_mbedtls() { build_c mbedtls -lmbedtls -lmbedx509 -lmbedcrypto; }
build_bearssl() { build_c bearssl -lbearssl; }
