#!/bin/bash
# Sees that what the documents point at exists: links to files, paths in backquotes, and every decision in the index of them.
# Prints those that do not, and fails then.
# SPDX-License-Identifier: Apache-2.0
set -eu -o pipefail
cd "$(dirname "$0")/.."

faults=0
fault() {
  printf '%s\n' "$1"
  faults=$((faults + 1))
}

documents() { find README.md CONTRIBUTING.md SECURITY.md docs -name '*.md' | sort; }

# ](target), without the anchor; not those of the web.
links() { grep -oE '\]\([^)#[:space:]]+' "$1" | cut -c3- | grep -vE '^[a-z]+:' || true; }

# `folder/name` from the root, as it is written; with *, {..}, capitals or .. for a part of it, it is a pattern.
paths() {
  grep -oE '`(src|tests|scripts|docs|include|fuzz|bench|examples|cmake)/[A-Za-z0-9_./+-]+`' "$1" | tr -d '`' |
    grep -vE '[A-Z]{3}|\.\.' || true
}

count=0
for document in $(documents); do
  for link in $(links "$document"); do
    count=$((count + 1))
    [ -e "$(dirname "$document")/$link" ] || fault "$document: links to $link, which is not there"
  done
  for path in $(paths "$document"); do
    count=$((count + 1))
    # A source may be named without its endings.
    [ -e "$path" ] || compgen -G "$path.*" >/dev/null || fault "$document: names $path, which is not there"
  done
done
for page in docs/decisions/[0-9]*.md; do
  grep -qF "]($(basename "$page"))" docs/decisions/README.md || fault "docs/decisions/README.md: lacks $(basename "$page")"
done
for page in docs/*.md docs/formats/*.md; do
  [ "$page" = docs/README.md ] || grep -qF "](${page#docs/})" docs/README.md || fault "docs/README.md: lacks ${page#docs/}"
done
[ "$faults" = 0 ] && echo "$count links and paths, all there"
exit $((faults > 0))
