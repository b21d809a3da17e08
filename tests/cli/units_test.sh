#!/bin/bash
# Units of systemd on Reprise, without a systemd: what is written, what is refused, what is undone; then the binding itself,
# done by hand as systemd would do it, on an nginx that starts a new program of itself with a cleared environment.
#   usage: units_test.sh REPRISE LIBRARY
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/../support/expect.sh"
here=$(cd "$(dirname "$0")" && pwd)

status() { "$@" >"$dir/out" 2>&1; echo "exit $?" >>"$dir/out"; }
soon() {  # soon COMMAND...: within ten seconds it succeeds
  for _ in $(seq 100); do "$@" && return; sleep 0.1; done
  return 1
}

# What needs a mount namespace: called again in one, with what was installed.
if [ "${3:-}" = inside ]; then
  dir=$1 reprise=$2
  # Nothing of this machine's units is touched, and there need not be any.
  cp -a /etc "$dir/etc" 2>/dev/null
  rm -rf "$dir/etc/systemd"
  mount --bind "$dir/etc" /etc || exit 1
  mkdir -p /etc/systemd/system "$dir/bin"
  cat >"$dir/bin/systemctl" <<EOF
#!/bin/sh
[ "\$1" = show ] && echo "MainPID=\$(cat $dir/main 2>/dev/null || echo 0)"
EOF
  chmod +x "$dir/bin/systemctl"
  export PATH=$dir/bin:$PATH
  printf '[Service]\nExecStart=/usr/sbin/nginx -c %s/nginx.conf\n' "$dir" >/etc/systemd/system/web.service
  printf '[Service]\nExecStart=-/bin/true\n' >/etc/systemd/system/umbrella.service
  status "$reprise" enable umbrella
  expect 'a unit whose program takes no library is told of' 'umbrella: /bin/true uses no libssl.so.3.* not be on Reprise' "$dir/out"
  "$reprise" disable umbrella >/dev/null
  mkdir "$dir/own"
  cp "$system_libssl" "$dir/own/libssl.so.3"
  echo 'int main(void) { return 0; }' >"$dir/own/main.c"
  cc "$dir/own/main.c" -o "$dir/own/main" -Wl,--no-as-needed "$dir/own/libssl.so.3" -lcrypto -Wl,-rpath,"$dir/own"
  printf '[Service]\nExecStart=%s/own/main\n' "$dir" >/etc/systemd/system/own.service
  status "$reprise" enable own
  expect 'so is one that brings a library of its own' 'own/main brings a libssl.so.3 of its own: ' "$dir/out"
  "$reprise" disable own >/dev/null

  cat >"$dir/nginx.conf" <<EOF
pid $dir/nginx.pid; error_log $dir/error.log; daemon on; worker_processes 1; user root;
events {}
http { access_log off; server { listen unix:$dir/socket ssl;
  ssl_certificate $credentials; ssl_certificate_key $credentials; return 200 here; } }
EOF
  expect_start() {  # NAME: nginx as the unit would start it
    rm -f "$dir/nginx.pid" "$dir/socket"
    env -i /usr/sbin/nginx -c "$dir/nginx.conf" >"$dir/started" 2>&1 || cat "$dir/started" "$dir/error.log"
    soon test -s "$dir/nginx.pid"
    cp "$dir/nginx.pid" "$dir/main"
  }
  stop() {
    kill "$(cat "$dir/nginx.pid")"
    soon test ! -e "$dir/nginx.pid"
    rm -f "$dir/main"
  }
  expect_start
  "$reprise" enable web >/dev/null
  status "$reprise" status web
  expect 'what was started before runs on what it had' '^  runs on another libssl \(2 processes\)' "$dir/out"
  expect 'and would start on ours' "^  will start on Reprise " "$dir/out"
  expect 'which a monitor notices' '^exit 3$' "$dir/out"
  stop
  # As systemd reads it.
  sed -n 's/^BindReadOnlyPaths=-//p' /etc/systemd/system/web.service.d/reprise.conf | while IFS=: read -r from to; do
    mount --bind "$from" "$to" && mount -o remount,bind,ro "$to"
  done
  chmod 0700 "$dir/prefix/lib/reprise"
  expect_start
  status "$reprise" status web
  expect 'a cleared environment does not matter' '^  runs on Reprise \(2 processes\)' "$dir/out"
  expect 'all is as it should be' '^exit 0$' "$dir/out"
  curl -sk --unix-socket "$dir/socket" https://localhost/ >"$dir/out" 2>&1
  expect 'it serves' '^here' "$dir/out"
  cp "$dir/prefix/lib/reprise/libssl.so.3" "$dir/fresh" && mv "$dir/fresh" "$dir/prefix/lib/reprise/libssl.so.3"
  status "$reprise" which "$(cat "$dir/main")"
  expect 'a library that was installed anew since is told of' ': Reprise [0-9.]+, its file is gone' "$dir/out"
  kill -USR2 "$(cat "$dir/nginx.pid")"
  soon test -s "$dir/nginx.pid.oldbin" && soon test -s "$dir/nginx.pid"
  kill -QUIT "$(cat "$dir/nginx.pid.oldbin")"
  soon test ! -e "$dir/nginx.pid.oldbin"
  cp "$dir/nginx.pid" "$dir/main"
  status "$reprise" status --json web
  expect 'after a binary upgrade it is still on Reprise' '"on_reprise":true' "$dir/out"
  expect 'all of it' '^exit 0$' "$dir/out"
  stop
  status "$reprise" disable web
  expect 'disable undoes it' '^exit 0$' "$dir/out"
  status test -e /etc/systemd/system/web.service.d
  expect 'with the folder' '^exit 1$' "$dir/out"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
  exit
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
credentials=$here/../../examples/localhost.pem
export credentials

# --- A system in a folder
system=$dir/system
system_libssl=$(sed -n 's/.*libssl\.so\.3 => \([^ ]*\).*/\1/p' <(env -u LD_LIBRARY_PATH ldd "$(command -v openssl)"))
export system_libssl
mkdir -p "$system/usr/bin" "$system/usr/lib/reprise" "$system/etc/systemd/system" "$system/usr/lib/systemd/system" "$system/bin"
cp "$1" "$system/usr/bin/reprise"
cp "$2" "$system/usr/lib/reprise/libssl.so.3"
cp "$system_libssl" "$system/usr/lib/libssl.so.3"
cp /bin/true "$system/bin/true"
printf '[Service]\nExecStart=/bin/true\n' | tee "$system/usr/lib/systemd/system/"{web,many@}.service >/dev/null
printf '[Service]\nRootDirectory=/srv/jail\nExecStart=/bin/true\n' >"$system/usr/lib/systemd/system/jailed.service"
reprise=$system/usr/bin/reprise
drop_in=$system/etc/systemd/system/web.service.d/reprise.conf

status "$reprise" enable --root "$system" web
expect 'enable says what is to be done' 'web\.service: on Reprise .* systemctl restart web\.service' "$dir/out"
expect 'the library is put over the system'\''s' '^BindReadOnlyPaths=-/usr/lib/reprise/libssl\.so\.3:/usr/lib/libssl\.so\.3$' "$drop_in"
stat -c 'mode %a' "$drop_in" >"$dir/out"
expect 'everybody may read that' '^mode 644$' "$dir/out"
if command -v systemd-analyze >/dev/null; then
  status systemd-analyze verify --root="$system" web.service
  grep -c 'reprise\.conf' "$dir/out" >"$dir/count"
  expect 'systemd understands it' '^0$' "$dir/count"
fi
status "$reprise" status --root "$system"
expect 'status lists what is enabled' '^web\.service$' "$dir/out"
expect 'and what it will start on' '^  will start on Reprise ' "$dir/out"
status "$reprise" enable --root "$system" web
expect 'once more is no fault' '^exit 0$' "$dir/out"
mv "$system/usr/lib/reprise/libssl.so.3" "$dir/away"
status "$reprise" status --root "$system" web
expect 'a library that is gone is told of' "will start on the system's libssl: /usr/lib/reprise/libssl.so.3 is not there" "$dir/out"
status "$reprise" enable --root "$system" web
expect 'and nothing is enabled without' '^exit 1$' "$dir/out"
mv "$dir/away" "$system/usr/lib/reprise/libssl.so.3"
status "$reprise" disable --root "$system" web.service
expect 'disable takes it away' '^exit 0$' "$dir/out"
find "$system/etc/systemd/system" -mindepth 1 >"$dir/left"
echo "left $(wc -l <"$dir/left")" >"$dir/out"
expect 'and leaves nothing' '^left 0$' "$dir/out"
status "$reprise" disable --root "$system" web
expect 'what is not enabled cannot be disabled' 'web: is not enabled' "$dir/out"

mkdir "${drop_in%/*}"
"$reprise" enable --root "$system" web >/dev/null
"$reprise" disable --root "$system" web >/dev/null
status test -d "${drop_in%/*}"
expect 'a folder that was there stays' '^exit 0$' "$dir/out"
"$reprise" enable --root "$system" web >/dev/null
echo 'Nice=5' >>"$drop_in"
status "$reprise" disable --root "$system" web
expect 'a file that was changed is left alone' 'is not as `reprise enable` wrote it: it is left alone' "$dir/out"
expect 'with what was added' '^Nice=5$' "$drop_in"
status "$reprise" enable --root "$system" web
expect 'and not written over' '^exit 1$' "$dir/out"
rm "$drop_in"

for name in nothing ../web web.socket '' jailed; do
  status "$reprise" enable --root "$system" "$name"
  expect "enable refuses \"$name\"" '^exit 1$' "$dir/out"
done
expect 'a unit with a root of its own is told of' 'jailed: has a system of its own \(RootDirectory=' "$dir/out"
for name in many@one many@; do
  status "$reprise" enable --root "$system" "$name"
  expect "enable takes $name" '^exit 0$' "$dir/out"
done
chmod 0777 "$system/usr/lib/reprise"
status "$reprise" enable --root "$system" web
expect 'a library that others could replace is not given to a service' 'others may write to .*/usr/lib/reprise' "$dir/out"
chmod 0755 "$system/usr/lib/reprise"

# --- A binding
mkdir -p "$dir/prefix/bin" "$dir/prefix/lib/reprise"
cp "$1" "$dir/prefix/bin/reprise"
cp "$2" "$dir/prefix/lib/reprise/libssl.so.3"
namespace=(unshare -m --propagation private)
[ "$(id -u)" = 0 ] || namespace=(unshare -Urm)
if "${namespace[@]}" true 2>/dev/null; then
  "${namespace[@]}" "$here/units_test.sh" "$dir" "$dir/prefix/bin/reprise" inside >"$dir/inside" 2>&1
  echo "exit $?" >>"$dir/inside"
  expect 'a unit stays on Reprise' '^exit 0$' "$dir/inside"
  status "$dir/prefix/bin/reprise" run env -i "$dir/prefix/bin/reprise" run --by environment sh -c 'exit 7'
  expect 'run by a mount hands on what the program says' '^exit 7$' "$dir/out"
  by=mount
  [ "$(id -u)" = 0 ] || by=user
  for place in $system_libssl; do "$dir/prefix/bin/reprise" run --by $by env -i /usr/bin/cmp "$place" "$2" >"$dir/out" 2>&1; echo "exit $?" >>"$dir/out"; done
  expect 'run by a mount does not need the environment' '^exit 0$' "$dir/out"
  cmp -s "$system_libssl" "$2"
  echo "exit $?" >"$dir/out"
  expect 'and nobody else sees it' '^exit 1$' "$dir/out"
else
  echo 'not asked: mount namespaces, which are not to be had here'
fi
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  chmod -R a+rX "$dir"
  status setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all "$dir/prefix/bin/reprise" run sh -c 'echo "$LD_LIBRARY_PATH"'
  expect 'without the right to mount it is said' 'held by LD_LIBRARY_PATH alone' "$dir/out"
  expect 'and the environment it is' "^$dir/prefix/lib/reprise" "$dir/out"
  status setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set=-all "$dir/prefix/bin/reprise" run --by mount true
  expect 'but not where a mount was asked for' '^exit 1$' "$dir/out"
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
