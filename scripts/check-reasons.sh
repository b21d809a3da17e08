#!/bin/bash
# Each reason of include/reprise/reason.h is given somewhere: one that nothing fails with is a row for nothing. Prints those that
# are not, and exits 1 when there is one.
#
#   usage: scripts/check-reasons.sh
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1

given=$(grep -rhoE --include='*.cc' --include='*.h' --exclude='*_test.cc' 'Reason::[a-z0-9_]+' src --exclude=reasons.cc | sort -u)
count=0
faults=0
while IFS= read -r reason; do
  count=$((count + 1))
  grep -qx "Reason::$reason" <<<"$given" && continue
  echo "include/reprise/reason.h: nothing fails with $reason; take it out, here and in src/capi/library/reasons.cc"
  faults=$((faults + 1))
done < <(sed -n 's/^  X(\([a-z0-9_]*\)).*/\1/p' include/reprise/reason.h)
[ "$count" -gt 100 ] || { echo "include/reprise/reason.h: only $count reasons were found"; exit 1; }
[ "$faults" -eq 0 ]
