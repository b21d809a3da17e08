# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The stages of ./test.sh: each runs, logs to build/logs/, counts, and is remembered for the summary. Source it after the
# other lib*.sh.

STAGE_LOGS=$REPRISE_ROOT/build/logs
STAGE_NAMES=() STAGE_MS=() STAGE_PASSED=() STAGE_FAILED=() STAGE_NOTES=()
FAILED_STAGES=''

# stage NAME COMMAND...: COMMAND sets passed, failed, note and mend. A build that fails counts as one failure, and the
# stages that need it say so by themselves.
stage() {
  local name=$1 from passed=0 failed=0 note='' mend=''
  shift
  step "$name"
  from=$(now_ms)
  "$@"
  STAGE_NAMES+=("$name") STAGE_MS+=($(($(now_ms) - from)))
  STAGE_PASSED+=("$passed") STAGE_FAILED+=("$failed") STAGE_NOTES+=("$note")
  if [ "$failed" != 0 ]; then
    FAILED_STAGES="$FAILED_STAGES|$name|"
    printf '    %sFAILED:%s %s\n    %sto mend:%s %s\n' "$RED" "$PLAIN" "$note" "$BOLD" "$PLAIN" "$mend"
  else
    printf '    %s%d passed%s in %s%s\n' "$DIM" "$passed" "$PLAIN" "$(duration "${STAGE_MS[-1]}")" "${note:+ ($note)}"
  fi
}

stage_failed() { [[ $FAILED_STAGES == *"|$1|"* ]]; }

run_layers() {
  if scripts/check-layers.sh; then
    passed=1
  else
    failed=1 note='the sources break a rule of the house' mend='each line above says what to do'
  fi
}

# run_build PRESET [TARGET...]
run_build() {
  if build "$@"; then
    note="build/$1"
  else
    failed=1 note="the preset $1 does not build" mend="see above; cmake --build --preset $1 repeats it"
  fi
}

# The thread sanitizer needs the memory map that the kernel's usual randomization does not always give.
same_addresses() {
  if setarch "$(uname -m)" -R true 2>/dev/null; then
    setarch "$(uname -m)" -R "$@"
  else
    "$@"
  fi
}

# run_ctest PRESET [CTEST_OPTION...]
run_ctest() {
  local preset=$1 log=$STAGE_LOGS/ctest-$1.log line of
  shift
  if stage_failed "build $preset"; then
    failed=1 note="not run: the preset $preset does not build" mend='mend the build first'
    return
  fi
  same_addresses ctest --test-dir "build/$preset" -j "$(nproc)" --output-on-failure --timeout 300 "$@" >"$log" 2>&1
  line=$(grep -E '^[0-9]+% tests passed, [0-9]+ tests? failed out of [0-9]+' "$log" | tail -n 1)
  if [ -z "$line" ]; then
    if grep -q 'No tests were found' "$log"; then
      note='there are none'
    else
      failed=1 note="ctest did not come to its end: ${log#"$REPRISE_ROOT"/}" mend="read it; ctest --test-dir build/$preset repeats it"
    fi
    return
  fi
  failed=$(sed 's/.* passed, \([0-9]*\) tests* failed.*/\1/' <<<"$line")
  of=${line##* }
  passed=$((of - failed))
  if [ "$failed" != 0 ]; then
    sed -n '/The following tests FAILED/,$p' "$log" | sed -n '2,21s/^/    /p'
    note="$failed of $of tests; their output: ${log#"$REPRISE_ROOT"/}"
    mend="ctest --test-dir build/$preset --rerun-failed --output-on-failure $* repeats them"
  fi
}

# run_script SCRIPT ARGUMENT...: one that runs real programs on the library and ends with "...: N passed, M failed".
run_script() {
  local log=$STAGE_LOGS/${1//\//-}.log line
  if stage_failed 'build release' && [ -z "${REPRISE_LIBDIR:-}" ]; then
    failed=1 note='not run: the preset release does not build' mend='mend the build first'
    return
  fi
  "$@" >"$log" 2>&1
  line=$(grep -E '^[a-z]+: [0-9]+ passed, [0-9]+ failed$' "$log")
  if [ -z "$line" ]; then
    tail -n 15 "$log" | sed 's/^/    /'
    failed=1 note='it did not come to its end' mend="see above; $* repeats it"
    return
  fi
  read -r _ passed _ failed _ <<<"$line"
  if [ "$failed" != 0 ]; then
    sed -n '/^Does not hold/,/^Logs are kept/p' "$log" | sed 's/^/    /'
    note="$failed ${line%%:*} do not hold" mend="read the logs named above; $* repeats it"
  else
    note=$(grep '^rows left out: ' "$log")
  fi
}

# Each fuzz target starts from its seeds and runs for a while; what it finds is kept in build/logs/.
run_fuzz() {
  local name found seconds=${FUZZ_SECONDS:-20}
  if stage_failed 'build fuzz'; then
    failed=1 note='not run: the preset fuzz does not build' mend='mend the build first'
    return
  fi
  for name in $(fuzz_targets); do
    found=$(mktemp -d)
    if fuzz_target "$name" "$seconds" "$found"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1)) note="$note $name"
    fi
    rm -rf "$found"
  done
  if [ "$failed" != 0 ]; then
    note="targets that failed:$note"
    mend='the input is kept in build/logs/fuzz-NAME-*, the story in build/logs/fuzz-NAME.log; make a test of it, then mend the code'
  else
    note="$seconds s each"
  fi
}

# summary MS: the stages, and the last line; exits 1 when anything failed.
summary() {
  local i passed=0 failed=0 mark
  printf '\n%s%-20s %8s %8s %14s%s\n' "$BOLD" stage passed failed time "$PLAIN"
  for i in "${!STAGE_NAMES[@]}"; do
    mark=$PLAIN
    [ "${STAGE_FAILED[i]}" = 0 ] || mark=$RED
    printf '%s%-20s %8d %8d %14s%s  %s\n' "$mark" "${STAGE_NAMES[i]}" "${STAGE_PASSED[i]}" "${STAGE_FAILED[i]}" \
      "$(duration "${STAGE_MS[i]}")" "$PLAIN" "${STAGE_NOTES[i]}"
    passed=$((passed + STAGE_PASSED[i]))
    failed=$((failed + STAGE_FAILED[i]))
  done
  printf '%-20s %8s %8s %14s\n\n' total '' '' "$(duration "$1")"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" = 0 ] || exit 1
}
