#!/bin/bash
# Disables each check of the record, session, ticket and handshake code in turn; some test must notice. By hand: it takes an
# hour or two.
#
#   usage: scripts/mutants.sh [--jobs N] [--no-build] [--list] [--tests REGEX] [--targets TARGETS] [PATTERN...]
#
#     PATTERN      only the checks whose line "FILE: KIND: TEXT" has one of them, as record/ or session/ticket
#     --list       prints the checks, and runs nothing
#     --no-build   with the programs of the last run
#     --tests      the tests that count, by their names in CTest
#     --targets    what is built for them; all by default
#
# The sources are copied to build/mutants/tree and rewritten there, so that one build holds all mutants: which check is off
# says the environment (scripts/mutants/mutants.h). Each test runs once with all in force and notes which checks made a
# difference in it; then each check is off in the tests that came to it, the quickest first, until one fails.
#
#     killed       a test fails without it
#     survived     tests come to it, and all of them pass without it
#     unreached    no test makes it refuse anything
#     explained    as the two before, with its reason in docs/mutants.md
#
# It fails when a check survived or was not reached and has no reason there.
# SPDX-License-Identifier: Apache-2.0
set -eu
cd "$(dirname "$0")/.."
case ${1:-} in
  -h | --help) sed -n '2,24s/^# \{0,1\}//p' "$0"; exit ;;
esac
exec nice -n 19 python3 scripts/mutants/run.py "$@"
