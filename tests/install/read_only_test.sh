#!/bin/bash
# A checkout that nobody may write to configures, and builds into a folder elsewhere.
#   usage: read_only_test.sh CMAKE CXX SOURCE_DIR
# SPDX-License-Identifier: Apache-2.0
set -eu -o pipefail
cmake=$1 cxx=$2 source=$3
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT

mkdir "$dir/checkout" "$dir/build"
tar -C "$source" --exclude=./build --exclude=./fuzz/corpus --exclude=./.git --exclude=./out -c . | tar -C "$dir/checkout" -x
chmod -R a-w,a+rX "$dir"
chmod a+rwx "$dir/build"
run=()
if [ "$(id -u)" = 0 ]; then
  run=(setpriv --reuid 65534 --regid 65534 --clear-groups)  # root may write anywhere
  chown 65534:65534 "$dir/build"
fi
export HOME=$dir/build CCACHE_DIR=$dir/build/ccache
if "${run[@]}" touch "$dir/checkout/written" 2>/dev/null; then echo 'the checkout can be written to'; exit 1; fi

# What is compiled first stands for the rest.
"${run[@]}" "$cmake" -G Ninja -S "$dir/checkout" -B "$dir/build" -DCMAKE_CXX_COMPILER="$cxx" >"$dir/build/log" 2>&1 &&
  "${run[@]}" "$cmake" --build "$dir/build" --target reprise_base >>"$dir/build/log" 2>&1 ||
  { cat "$dir/build/log"; exit 1; }
