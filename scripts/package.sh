#!/bin/bash
# Packs a release build as Debian packages: reprise, libreprise0.1, libreprise-dev, in build/packages.
#   usage: scripts/package.sh [--no-build] [BUILD-FOLDER [OUT-FOLDER]]     needs debhelper
# OUT-FOLDER is made anew. The same build gives the same packages, byte for byte.
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
build_it=yes
[ "${1:-}" != --no-build ] || { build_it=no; shift; }
build=$(realpath "${1:-build/release}")
out=$(realpath -m "${2:-build/packages}")
command -v dh >/dev/null || { echo 'debhelper is missing: apt-get install debhelper' >&2; exit 1; }
[ -e "$build/build.ninja" ] || { echo "$build: no build; cmake --preset release" >&2; exit 1; }
[ "$build_it" = no ] || cmake --build "$build" --target reprise ssl libreprise

# In a folder of its own: packing writes beside what it packs. The same time in all files for the same commit.
version=$(sed -n 's/^#define REPRISE_VERSION "\(.*\)"/\1/p' include/reprise/version.h)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH REPRISE_BUILD=$build
rm -rf "$out"
mkdir -p "$out/tree"
cp -a packaging/debian "$out/tree/debian"
cp -a docs "$out/tree/docs"
cat >"$out/tree/debian/changelog" <<EOF
reprise ($version) unstable; urgency=medium

  * Version $version.

 -- The Reprise maintainers <maintainers@reprise.invalid>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
EOF
(cd "$out/tree" && dpkg-buildpackage --no-sign --build=binary -d) >"$out/log" 2>&1 || { tail -40 "$out/log"; exit 1; }
rm -rf "$out/tree"
rm -f "$out"/*-dbgsym_* "$out"/*.buildinfo "$out"/*.changes
ls "$out"/*.deb
