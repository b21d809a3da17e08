#!/bin/bash
# The library exports names of reprise::v0 and nothing else.   usage: check_exports.sh NM LIBRARY
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
exported=$("$1" --dynamic --defined-only --demangle "$2") || exit 1
grep -q ' T reprise::v0::' <<<"$exported" || { echo 'nothing of the API is exported'; exit 1; }
others=$(grep -v -e ' reprise::v0::' -e ' A REPRISE_0\.1' <<<"$exported")
[ -z "$others" ] || { printf 'exported as well:\n%s\n' "$others"; exit 1; }
