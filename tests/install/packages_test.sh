#!/bin/bash
# The Debian packages: made alike twice, clean by lintian, installed, upgraded, removed, in a root of their own.
#   usage: packages_test.sh BUILD-FOLDER SOURCE-FOLDER     exits with 77 where it cannot be tried
# SPDX-License-Identifier: Apache-2.0
set -u
. "$2/tests/support/expect.sh"
[ "$(id -u)" = 0 ] || exit 77  # dpkg wants root, for a root of its own too
command -v dh >/dev/null && command -v lintian >/dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
make_packages() { "$2/scripts/package.sh" --no-build "$1" "$dir/$3" >"$dir/out" 2>&1 || { cat "$dir/out"; exit 1; }; }

make_packages "$1" "$2" one
make_packages "$1" "$2" two
(cd "$dir/one" && sha256sum ./*.deb) >"$dir/sums"
(cd "$dir/two" && sha256sum -c "$dir/sums") >"$dir/out" 2>&1
expect 'packages of one build are alike' '^./reprise_.*: OK$' "$dir/out"
expect 'all of them' '^./libreprise-dev_.*: OK$' "$dir/out"
lintian --fail-on warning,error --allow-root "$dir"/one/*.deb >"$dir/out" 2>&1
echo "exit $?" >>"$dir/out"
expect 'lintian finds nothing' '^exit 0$' "$dir/out"

root=$dir/root
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
# What they depend on is outside of this root.
dpkg_in_root() { dpkg --root="$root" --log="$dir/log" --force-depends "$@" </dev/null >>"$dir/dpkg" 2>&1; echo "exit $?" >"$dir/out"; }
configuration=$root/etc/reprise/reprise.toml

dpkg_in_root --install "$dir"/one/*.deb
expect 'they install' '^exit 0$' "$dir/out"
"$root/usr/bin/reprise" --version >"$dir/out" 2>&1
expect 'the command runs' '^reprise [0-9.]+$' "$dir/out"
"$root/usr/bin/reprise" run --by environment sh -c 'echo "$LD_LIBRARY_PATH"' >"$dir/out" 2>&1
expect 'and has its library' "^$root/usr/lib/reprise(:|$)" "$dir/out"
"$root/usr/bin/reprise" config check "$configuration" >"$dir/out" 2>&1
expect 'the configuration that it comes with is right' 'nothing is wrong' "$dir/out"
sed -n 's/^#\([a-z_\[].*\)/\1/p' "$configuration" >"$dir/uncommented.toml"
"$root/usr/bin/reprise" config check "$dir/uncommented.toml" >"$dir/out" 2>&1
expect 'so is what it shows in comments' 'nothing is wrong; settings: [2-9]' "$dir/out"

echo 'explain = true' >>"$configuration"
dpkg-deb -R "$dir"/one/reprise_*.deb "$dir/newer"
sed -i 's/^Version: .*/&+1/' "$dir/newer/DEBIAN/control"
dpkg-deb -b "$dir/newer" "$dir/newer.deb" >/dev/null
dpkg_in_root --install "$dir/newer.deb"
expect 'a newer one installs over it' '^exit 0$' "$dir/out"
tail -1 "$configuration" >"$dir/out"
expect 'and leaves the configuration as it was set' '^explain = true$' "$dir/out"
dpkg_in_root --remove reprise libreprise-dev libreprise0.1
expect 'they are removed' '^exit 0$' "$dir/out"
find "$root/usr" ! -type d >"$dir/left"
wc -l <"$dir/left" >"$dir/out"
expect 'of what was installed nothing stays' '^0$' "$dir/out"
[ -e "$configuration" ] && echo there >"$dir/out"
expect 'but the configuration' '^there$' "$dir/out"
dpkg_in_root --purge reprise
[ -e "$configuration" ] || echo gone >"$dir/out"
expect 'which a purge takes' '^gone$' "$dir/out"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] || { cat "$dir/dpkg"; exit 1; }
