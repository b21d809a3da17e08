#!/bin/bash
# Everything that has to hold, as CI runs it: installs what it needs (as root), builds, tests, and says how long each stage
# took. The last line is "N passed, N failed".
#
#   usage: ./test.sh            layers; release build and tests; clang-tidy over what differs from main; the demo's table;
#                               other implementations of TLS; the library under the address, undefined and thread
#                               sanitizers, driven through the C API
#          ./test.sh --all      more implementations; Python's tests of TLS; programs at their work; all tests under the
#                               sanitizers; a debug build; every fuzz target for FUZZ_SECONDS (default 20)
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
cd "$(dirname "$0")" || exit 1
. scripts/lib.sh
. scripts/lib-packages.sh
. scripts/lib-build.sh
. scripts/lib-fuzz.sh
. scripts/lib-stages.sh

set_name=default
case ${1:-} in
  '') ;;
  --all) set_name=all ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0"; [ "$1" = --help ]; exit ;;
esac

started=$(now_ms)
need_proc
need_packages build demo test interop
[ "$set_name" != all ] || { need_packages fuzz compat; want_packages interop-all; want_npm @oven/bun-linux-x64-baseline; }

stage 'layers and sizes' run_layers
stage 'build release' run_build release
stage 'tests release' run_ctest release
stage 'tidy' run_script scripts/tidy.sh
stage 'demo table' run_script tests/demo/table.sh
if [ "$set_name" = all ]; then
  stage 'interop' run_script tests/interop/run --all
  stage 'python' run_script tests/compat/python_test_ssl.sh
  stage 'programs' run_script tests/compat/programs.sh
  stage 'authentication' run_script tests/authentication/compare.sh "${REPRISE_LIBDIR:-build/release/lib}" \
    build/release/bin/authentication_matrix --all
else
  stage 'interop' run_script tests/interop/run
fi
if [ "$set_name" = all ]; then
  stage 'build asan' run_build asan
  stage 'tests asan' run_ctest asan
  stage 'build tsan' run_build tsan threaded_tests
  # The system's own library was not built for the sanitizer, which would take its atomics for races.
  stage 'tests tsan' run_ctest tsan -L threads -E '^abi\.openssl\.'
  stage 'build debug' run_build debug
  stage 'tests debug' run_ctest debug
  stage 'build fuzz' run_build fuzz
  stage 'fuzz' run_fuzz
else
  stage 'build asan' run_build asan ssl abi_programs
  stage 'tests asan' run_ctest asan -R '^abi\.reprise\.'
  stage 'build tsan' run_build tsan ssl abi_session_threads api_threads_test
  stage 'tests tsan' run_ctest tsan -R '^(abi\.reprise\.session_threads$|api_threads\.)'
fi
summary $(($(now_ms) - started))
