#!/bin/bash
# Programs on Reprise: how they get there, whether they stay, and how it is seen.   usage: operate_test.sh REPRISE LIBRARY
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/../support/expect.sh"
credentials=$(realpath "$(dirname "$0")/../../examples/localhost.pem")
dir=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$dir"' EXIT

# An installation of its own: the folder of a build may belong to anybody.
mkdir -p "$dir/prefix/bin" "$dir/prefix/lib/reprise"
cp "$1" "$dir/prefix/bin/reprise"
cp "$2" "$dir/prefix/lib/reprise/libssl.so.3"
reprise=$dir/prefix/bin/reprise
ours=$dir/prefix/lib/reprise/libssl.so.3
version=$("$reprise" --version)
version=${version#reprise }

status() { "$@" >"$dir/out" 2>&1; echo "exit $?" >>"$dir/out"; }
soon() {  # soon COMMAND...: within ten seconds it succeeds
  for _ in $(seq 100); do "$@" && return; sleep 0.1; done
  return 1
}

# --- run PROGRAM
status "$reprise" run sh -c 'echo "got $1"' name --help
expect 'what follows the program is its own' '^got --help$' "$dir/out"
status "$reprise" run --ledger --ledger-file out sh -c 'echo "$REPRISE_LEDGER $REPRISE_LEDGER_FILE"'
expect 'what comes before it is ours' '^1 out$' "$dir/out"
status "$reprise" run --explain-file=why -- sh -c 'echo "to ${REPRISE_EXPLAIN##*/}"'
expect 'two dashes may stand between' '^to why$' "$dir/out"
status "$reprise" run --explian sh
expect 'an option that is none is named' 'not expected: --explian' "$dir/out"
status "$reprise" run "$dir/nothing"
expect 'a program that is not there says so' '^exit 127$' "$dir/out"

# --- Programs that will not take the library
status "$reprise" run ldconfig --version
expect 'a static program is told of' 'ldconfig will not be on Reprise: it is linked statically' "$dir/out"
expect 'and runs' '^exit 0$' "$dir/out"
status "$reprise" run gnutls-cli --version
expect 'so is a program of GnuTLS' 'will not be on Reprise: it uses GnuTLS \(libgnutls' "$dir/out"
status "$reprise" run true
expect 'so is a program without TLS' 'true will not be on Reprise: it uses no libssl' "$dir/out"
printf '#!/bin/true\n' >"$dir/script"
chmod +x "$dir/script"
status "$reprise" run "$dir/script"
expect 'scripts stand for their interpreters' 'script will not be on Reprise: it uses no libssl' "$dir/out"
for word in 'sh -c true' 'openssl version' 'curl --version' 'env true'; do
  # shellcheck disable=SC2086  # words
  status "$reprise" run $word
  grep -c 'will not be on Reprise' "$dir/out" >"$dir/count"
  expect "nothing is said of $word" '^0$' "$dir/count"
done
if [ "$(id -u)" = 0 ]; then
  cp "$(command -v openssl)" "$dir/raised"
  chown 65534 "$dir/raised"
  chmod u+s,a+rx "$dir/raised"
  status "$reprise" run --by environment "$dir/raised" version
  expect 'a program with the rights of its file is told of' 'raised will not be on Reprise: it .*ignores LD_LIBRARY_PATH' "$dir/out"
fi

# --- ps, which
mkfifo "$dir/in"
exec 9<>"$dir/in"
serve() {  # serve NAME COMMAND...: openssl s_server in the background; sets `pid`
  local name=$1
  shift
  "$@" openssl s_server -accept 0 -cert "$credentials" <&9 >"$dir/$name" 2>&1 &
  pid=$!
  pids+=("$pid")
  soon grep -q '^ACCEPT' "$dir/$name" || { echo "FAIL $name does not start"; cat "$dir/$name"; failed=$((failed + 1)); }
}
serve with "$reprise" run --by environment
with=$pid
serve without env -u LD_LIBRARY_PATH
without=$pid
"$reprise" ps >"$dir/ps" 2>"$dir/ps.err"
expect 'ps names our library' "^ *$with +20.* UTC +Reprise $version +/.*openssl$" "$dir/ps"
expect 'and the build of others' "^ *$without +20.* UTC +another, build [0-9a-f]{12} +/.*openssl$" "$dir/ps"
status "$reprise" which "$with"
expect 'which shows the file' "^  $ours: Reprise $version\$" "$dir/out"
expect 'and exits with 0' '^exit 0$' "$dir/out"
status "$reprise" which "$without"
expect 'a process on another library is told apart' '^exit 3$' "$dir/out"
status "$reprise" which "$$"
expect 'so is one without any' '^  has no libssl mapped$' "$dir/out"
status "$reprise" which 4194305
expect 'a process that is not there is a fault' '^exit 1$' "$dir/out"
"$reprise" ps --json | python3 -c "
import json, sys
seen = {p['pid']: p for p in json.load(sys.stdin)}
print(seen[$with]['on_reprise'], seen[$without]['on_reprise'], seen[$with]['libraries'][0]['reprise'])" >"$dir/out" 2>&1
expect 'ps speaks to programs' "^True False $version\$" "$dir/out"
started=$("$reprise" which --json "$with" | sed 's/.*"started":\([0-9]*\).*/\1/')
now=$(date +%s)
echo "$((now - started < 300 && now - started >= -2))" >"$dir/out"
expect 'processes began when they did' '^1$' "$dir/out"

cp "$ours" "$dir/copy"
mv "$dir/copy" "$ours"
status "$reprise" which "$with"
if [ "$(id -u)" = 0 ]; then  # others may not look at a file without a name
  expect 'the same build in a new file is the same' ": Reprise $version\$" "$dir/out"
fi
system=$(sed -n 's/^  \(.*libssl\.so\.3\): another.*/\1/p' <("$reprise" which "$without"))
cp "$system" "$dir/copy"
mv "$dir/copy" "$ours"
status "$reprise" which "$with"
expect 'a file that was replaced is told of' ': (Reprise .*|a libssl that cannot be read), its file was replaced since' "$dir/out"
status "$reprise" run true
expect 'a library that is not ours is not taken for it' 'libssl.so.3 is not with this command' "$dir/out"
rm "$ours"
status "$reprise" which "$with"
expect 'so is one that is gone' ': (Reprise .*|a libssl that cannot be read), its file is gone' "$dir/out"
status "$reprise" run true
expect 'without a library nothing runs' '^exit 1$' "$dir/out"
cp "$2" "$ours"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
