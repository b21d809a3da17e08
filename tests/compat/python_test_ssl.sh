#!/bin/bash
# Python's own tests of its ssl module, and of the modules that speak TLS, on Reprise and on the system's OpenSSL. What passes
# on OpenSSL has to pass on Reprise, unless python_expected.txt says what it waits for.
#
#   usage: tests/compat/python_test_ssl.sh      exit 0 when that holds, 2 when it does not, 1 when it did not come to the end
#
# Needs Debian's libpython3.11-testsuite (scripts/packages-compat.txt). REPRISE_LIBDIR names the folder with the libssl.so.3
# under test; build/release/lib when it is not set.
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../scripts/lib.sh"
. "$here/../support/libraries.sh"

PYTHON=/usr/bin/python3  # Debian's: it loads libssl.so.3 from where LD_LIBRARY_PATH says
REPRISE_LIBDIR=${REPRISE_LIBDIR:-$REPRISE_ROOT/build/release/lib}
LOGS=$REPRISE_ROOT/build/logs/python
RUNS=(  # a name for the logs, then what Python's test runner is given
  'ssl test_ssl test_httplib test_ftplib test_imaplib test_poplib'
  'asyncio test_asyncio -m test.test_asyncio.test_ssl.* -m test.test_asyncio.test_sslproto.*'
)

# on SIDE COMMAND...
on() {
  local side=$1
  shift
  if [ "$side" = reprise ]; then env LD_LIBRARY_PATH="$REPRISE_LIBDIR" "$@"; else env -u LD_LIBRARY_PATH "$@"; fi
}

# The proof that Python runs on what we mean to test.
check_library() {
  local fault libdir=''
  [ "$1" != reprise ] || libdir=$REPRISE_LIBDIR
  # shellcheck disable=SC2016
  fault=$(judge_libssl "$(on "$1" "$PYTHON" -c 'import ssl; print(open("/proc/self/maps").read())' |
    sed -n 's|^[^/]*\(/.*libssl\.so.*\)$|\1|p' | sort -u)" "$libdir")
  [ -z "$fault" ] || die "Python $fault" 'is LD_LIBRARY_PATH honoured here?'
}

# run_tests SIDE: writes $LOGS/SIDE.outcomes.
run_tests() {
  local side=$1 run name arguments
  : >"$LOGS/$side.unsorted"
  for run in "${RUNS[@]}"; do
    read -r name arguments <<<"$run"
    # Its status tells no more than the file does; without the file the interpreter itself has ended.
    # shellcheck disable=SC2086  # a line of words
    (set -f && cd "$LOGS" && on "$side" timeout 900 "$PYTHON" -m test --junit-xml "$side-$name.xml" $arguments) \
      >"$LOGS/$side-$name.log" 2>&1 </dev/null
    [ -s "$LOGS/$side-$name.xml" ] || die "Python's tests did not come to their end on $side ($name)" 'see above' "$LOGS/$side-$name.log"
    "$PYTHON" "$here/junit_outcomes.py" "$LOGS/$side-$name.xml" >>"$LOGS/$side.unsorted"
  done
  sort -u "$LOGS/$side.unsorted" >"$LOGS/$side.outcomes"
}

outcomes() { grep -c " $2\$" "$LOGS/$1.outcomes"; }
expected() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$here/python_expected.txt" | cut -d' ' -f1 | sort; }

[ -r "$REPRISE_LIBDIR/libssl.so.3" ] || die "there is no $REPRISE_LIBDIR/libssl.so.3" 'build first: ./demo.sh does it'
[ -e /usr/lib/python3.11/test/test_ssl.py ] || die "Python's tests are missing" 'apt-get install libpython3.11-testsuite'
need_proc
rm -rf "$LOGS"
mkdir -p "$LOGS"
for side in reprise openssl; do
  check_library "$side"
  run_tests "$side"
  say "$side: $(outcomes "$side" passed) passed, $(outcomes "$side" failed) failed, $(outcomes "$side" skipped) skipped"
done

comm -13 <(grep ' passed$' "$LOGS/reprise.outcomes" | cut -d' ' -f1) <(grep ' passed$' "$LOGS/openssl.outcomes" | cut -d' ' -f1) >"$LOGS/differences"
new=$(comm -23 "$LOGS/differences" <(expected))
gone=$(comm -13 "$LOGS/differences" <(expected))
[ -z "$new" ] || printf '%sdoes not pass on Reprise:%s %s\n' "$RED" "$PLAIN" "${new//$'\n'/ }"
[ -z "$gone" ] || printf '%spasses now, and is to be taken out of python_expected.txt:%s %s\n' "$RED" "$PLAIN" "${gone//$'\n'/ }"
failed=$(printf '%s\n%s\n' "$new" "$gone" | grep -c .)
say "python: $(outcomes reprise passed) passed, $failed failed"
[ "$failed" = 0 ] || exit 2
