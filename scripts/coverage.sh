#!/bin/bash
# How much of src/ the tests run, by folder and room: lines and branches. Builds the preset `coverage`, runs tests, counts.
# Branches count what compilers add for exceptions as little as gcovr can tell; read them beside one another, not as a share
# of what could be tested. What the tests look at, scripts/mutants.sh tells better.
#
#   usage: scripts/coverage.sh [--tests REGEX] [TARGET...]    all tests and targets when none are named (half an hour)
#          --tests '^wire\.' wire_test                        one folder by its own tests
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib-build.sh"
cd "$REPRISE_ROOT" || exit 1
regex=.
case ${1:-} in
  --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit ;;
  --tests) regex=$2; shift 2 ;;
esac
command -v gcovr >/dev/null || die 'gcovr is missing' 'apt-get install gcovr'
build coverage "$@" || exit 1
find build/coverage -name '*.gcda' -delete
ctest --test-dir build/coverage -j "$(nproc)" -R "$regex" --timeout 600 >build/logs/ctest-coverage.log 2>&1 ||
  say "not all tests pass: build/logs/ctest-coverage.log"
# Sources are found through the include roots' links too: counted once, as files of src/.
gcovr --root "$REPRISE_ROOT" \
  --filter 'src/' --exclude '.*_test\.cc' --exclude-unreachable-branches \
  --exclude-throw-branches \
  --gcov-ignore-parse-errors --json-summary build/coverage/summary.json build/coverage \
  2>build/logs/gcovr.log ||
  die 'gcovr could not count' 'see above' build/logs/gcovr.log
python3 scripts/coverage_rooms.py build/coverage/summary.json
