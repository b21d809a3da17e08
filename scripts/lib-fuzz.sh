# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Running the fuzz targets of build/fuzz. Source it after lib.sh.

FUZZ_LOGS=$REPRISE_ROOT/build/logs

# The names of the targets that are built.
fuzz_targets() {
  local program
  for program in "$REPRISE_ROOT"/build/fuzz/bin/fuzz_*; do
    [ -x "$program" ] && printf '%s\n' "${program##*/fuzz_}"
  done
}

# fuzz_target NAME SECONDS FOUND: runs a target from its seeds. New inputs that reach something go into the folder FOUND, the
# story into build/logs/fuzz-NAME.log, an input that fails into build/logs/fuzz-NAME-*. Returns whether none failed.
fuzz_target() {
  mkdir -p "$FUZZ_LOGS"
  nice -n 19 "$REPRISE_ROOT/build/fuzz/bin/fuzz_$1" -max_total_time="$2" -timeout=60 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$FUZZ_LOGS/fuzz-$1-" "$3" "$REPRISE_ROOT/fuzz/corpus/$1" \
    >"$FUZZ_LOGS/fuzz-$1.log" 2>&1
}

# fuzz_facts NAME: executions, edges and features of the last run, apart by blanks.
fuzz_facts() {
  awk '/^stat::number_of_executed_units:/ { executions = $2 }
       { for (i = 1; i < NF; i++) { if ($i == "cov:") edges = $(i + 1); if ($i == "ft:") features = $(i + 1) } }
       END { print executions + 0, edges + 0, features + 0 }' "$FUZZ_LOGS/fuzz-$1.log"
}
