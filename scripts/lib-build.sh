# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Configuring and building by the presets of CMakePresets.json. Source it after lib.sh.

export CCACHE_BASEDIR=$REPRISE_ROOT CCACHE_NOHASHDIR=1

# What programs and people run; not the tests.
PRODUCT_TARGETS=(lib/libssl.so.3 lib/libssl.so)
[ ! -e "$REPRISE_ROOT/src/cli/CMakeLists.txt" ] || PRODUCT_TARGETS+=(bin/reprise)

# configure PRESET LOG: a build folder that was configured for another place or compiler is configured anew.
configure() {
  cmake -S "$REPRISE_ROOT" --preset "$1" >"$2" 2>&1 && return
  [ -e "$REPRISE_ROOT/build/$1/CMakeCache.txt" ] || return 1
  cmake -S "$REPRISE_ROOT" --preset "$1" --fresh >"$2" 2>&1
}

# build PRESET [TARGET...]: configures and builds; two scripts at once take turns. Logs to build/logs/.
build() {
  local preset=$1 logs=$REPRISE_ROOT/build/logs
  shift
  mkdir -p "$logs"
  (
    flock 9
    cd "$REPRISE_ROOT" || exit 1
    configure "$preset" "$logs/configure-$preset.log" || die "cmake could not configure the preset $preset" \
      "see above; when an error names a package, add it to scripts/packages-build.txt; else try rm -rf build/$preset" \
      "$logs/configure-$preset.log"
    cmake --build --preset "$preset" ${1:+--target "$@"} >"$logs/build-$preset.log" 2>&1 || die \
      "the preset $preset does not build${1:+ (targets: $*)}" \
      "see the first error in build/logs/build-$preset.log; 'Killed' means too little memory: export CMAKE_BUILD_PARALLEL_LEVEL=1" \
      "$logs/build-$preset.log"
  ) 9>"$REPRISE_ROOT/build/.lock"
}
