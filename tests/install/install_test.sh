#!/bin/bash
# A program outside of Reprise finds the installed library, by CMake and by pkg-config.
#   usage: install_test.sh CMAKE CXX BUILD_DIR SOURCE_DIR
# SPDX-License-Identifier: Apache-2.0
set -eu -o pipefail
cmake=$1 cxx=$2 build=$3 source=$4
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$cmake" --install "$build" --prefix "$dir/installed" >"$dir/log"
"$cmake" -G Ninja -S "$source/examples" -B "$dir/examples" -DCMAKE_PREFIX_PATH="$dir/installed" \
  -DCMAKE_CXX_COMPILER="$cxx" >>"$dir/log"
"$cmake" --build "$dir/examples" --target example_session >>"$dir/log"
"$dir/examples/example_session" | diff -u "$source/examples/expected/session.txt" -

flags=$(PKG_CONFIG_PATH=$(dirname "$(find "$dir/installed" -name reprise.pc)") pkg-config --cflags --libs reprise)
# shellcheck disable=SC2086  # flags are words
"$cxx" -std=c++20 "$source/examples/cache.cc" -o "$dir/cache" $flags
LD_LIBRARY_PATH=$(dirname "$(find "$dir/installed" -name libreprise.so)") "$dir/cache" |
  diff -u "$source/examples/expected/cache.txt" -

# The command alone, with its library out of the linker's way: it puts programs on that one.
"$cmake" --install "$build" --prefix "$dir/command" --component command >>"$dir/log"
(cd "$dir/command" && find . -type f | sort) | diff -u - <(printf './%s\n' bin/reprise lib/reprise/libssl.so.3 share/man/man1/reprise.1)
"$dir/command/bin/reprise" run --by environment sh -c 'echo "${LD_LIBRARY_PATH%%:*}"' |
  diff -u - <(echo "$dir/command/lib/reprise")
[ ! -e "$dir/installed/lib/libssl.so.3" ] && [ -z "$(find "$dir/installed" -path '*/lib*' -name 'libssl*' ! -path '*/lib/reprise/*')" ]
