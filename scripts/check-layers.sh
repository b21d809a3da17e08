#!/bin/bash
# Checks what the compiler cannot: which folder includes which, where <openssl/ssl.h> may appear, where PEM is read, sizes
# of files, width of lines, licences, words that a finished source does not hold. Prints PLACE: FAULT; MEND for each fault, and exits 1 when
# there is one.
#
#   usage: scripts/check-layers.sh [--warnings | --arrows]
#     --warnings   lists the files over 300 lines, too
#     --arrows     prints which folder and room includes which, and how often; nothing is checked
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
shopt -s lastpipe  # the last command of a pipe counts in this shell

# Each folder and what it may include besides itself (docs/architecture.md).
LAYERS='
base
wire      base
crypto    base
session   base wire crypto
record    base wire crypto session
handshake base wire crypto session record
engine    base wire crypto session record handshake
stores    base session
operate   base
api       base wire crypto session record handshake engine
capi      base wire crypto session record handshake engine stores operate
cli       base wire crypto session record handshake engine stores operate
'

faults=0
report() {  # reads faults, one a line
  local lines
  lines=$(cat)
  [ -z "$lines" ] && return
  printf '%s\n' "$lines"
  faults=$((faults + $(wc -l <<<"$lines")))
}

sources() { find src include -type f \( -name '*.h' -o -name '*.cc' -o -name '*.c' \) 2>/dev/null | sort; }

# Includes with quotes: FILE:LINE<tab>included.
quoted_includes() {
  sources | xargs -r grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' |
    sed -E 's/^([^:]+:[0-9]+):[^"]*"([^"]*)".*/\1\t\2/'
}

check_order() {
  quoted_includes | awk -v layers="$LAYERS" -F '\t' '
    BEGIN {
      # Types of the public headers that the engine has as its own: values, which know nothing of what is below them.
      VALUES = "^reprise/(alert|answer|bytes|cache_options|error|extension|reason|result|security_policy|signer|status|ticket_options|time|why_not_resumed)[.]h$"
      n = split(layers, line, "\n")
      for (i = 1; i <= n; i++) {
        m = split(line[i], word, " ")
        if (m) known[word[1]] = 1
        for (j = 1; j <= m; j++) allowed[word[1], word[j]] = 1
      }
    }
    {
      split($1, place, ":"); split(place[1], from, "/"); split($2, to, "/")
      folder = from[1] == "include" ? "include" : from[2]
      test = place[1] ~ /_test\.cc?$/
      if (to[1] == "reprise" && (folder ~ /^(include|api|cli)$/ || $2 ~ VALUES)) next
      if (to[1] == "support" && test) next
      if (folder == "include") fault("the public headers include nothing from src/", "use a type of include/reprise or declare one")
      else if (!(to[1] in known) || $2 !~ /\//) fault("\"" $2 "\" does not name its folder", "write \"folder/name.h\"")
      else if (!((folder, to[1]) in allowed)) fault(folder " does not see " to[1], "move what is shared down, or pass it in through an interface of " folder)
    }
    function fault(what, mend) { print $1 ": " what "; to mend: " mend }' | report
}

# Folders and rooms of src/ that include one another: FROM TO TIMES. Tests stand where what they test stands, and see more.
arrows() {
  quoted_includes | awk -F '\t' '
    $1 ~ /^src\// && $1 !~ /_test\.cc?:/ && $2 !~ /^(reprise|support)\// {
      from = $1; sub(/^src\//, "", from); sub(/\/[^\/]*$/, "", from)
      to = $2; sub(/\/[^\/]*$/, "", to)
      if (from != to) times[from " " to]++
    }
    END { for (pair in times) print pair, times[pair] }' | sort
}

check_circles() {
  local circle
  if ! circle=$(arrows | cut -d' ' -f1,2 | tsort 2>&1 >/dev/null); then
    sed -n 's|^tsort: \([a-z0-9_/]*\)$|\1|p' <<<"$circle" | tr '\n' ' ' |
      sed 's|^|src:1: these include one another in a circle: |; s| $|; to mend: move what is shared into the lower one, or ask through an interface of it\n|' |
      report
  fi
}

# Programs that use the API need Reprise and the standard library alone.
check_public_headers() {
  # asio.h is for programs that have Boost.
  find include/reprise -name '*.h' ! -name asio.h 2>/dev/null | sort |
    xargs -r grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<[^>]*[/.]' |
    sed -E 's/^([^:]+:[0-9]+):.*/\1: not a header of C++; to mend: keep the type inside src\/api/' | report
}

# reprise.h is the whole API.
check_umbrella() {
  local header
  for header in include/reprise/*.h; do
    case $header in */reprise.h | */export.h | */asio.h) continue ;; esac
    grep -q "^#include \"${header#include/}\"" include/reprise/reprise.h ||
      echo "include/reprise/reprise.h:1: lacks ${header#include/}; to mend: include it there"
  done | report
}

check_openssl_headers() {
  # reprise_libssl.h is for programs of libssl.
  sources | grep -vE '^src/capi/|^include/reprise_libssl\.h$' |
    xargs -r grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]openssl/(ssl|ssl2|ssl3|sslerr|tls1|dtls1|srtp)\.h' |
    sed -E 's|^([^:]+:[0-9]+):.*|\1: only src/capi includes libssl'\''s headers; to mend: use the type of wire/ or session/ that says the same|' | report
}

# PEM that says it is encrypted makes libcrypto ask the terminal, or read standard input, unless it is told not to.
check_pem() {
  sources | grep -vE '^src/capi/|^src/crypto/pem\.cc$|_test\.cc$' |
    xargs -r grep -nHE '\<PEM_([A-Za-z0-9_]*_)?read[A-Za-z0-9_]*[[:space:]]*\(' |
    sed -E 's|^([^:]+:[0-9]+):.*|\1: PEM is read here; to mend: use a function of crypto/pem.h, where nobody is asked for a passphrase|' | report
}

check_sizes() {
  local limit=600
  sources | xargs -r wc -l | awk -v limit="$limit" '$2 != "total" && $1 > limit {
    print $2 ":1: " $1 " lines, the limit is " limit "; to mend: split it by message, state or table" }' | report
  if [ "${1:-}" = --warnings ]; then
    sources | xargs -r wc -l | awk '$2 != "total" && $1 > 300 { print $2 ":1: warning: " $1 " lines, 300 is the aim" }'
  fi
}

# Rows of tables, which begin with a string or a brace, may be wider.
check_width() {
  find src include tests fuzz bench examples -type f \( -name '*.h' -o -name '*.cc' -o -name '*.c' \) | sort |
    xargs awk 'length($0) > 120 && $0 !~ /^ *["{]/ {
      print FILENAME ":" FNR ": " length($0) " columns, the limit is 120; to mend: clang-format --lines=" FNR ":" FNR }' |
    report
}

check_licence() {
  git ls-files '*.h' '*.cc' '*.c' '*.py' '*.sh' '*.cmake' '*CMakeLists.txt' 2>/dev/null | grep -v '^tests/data/' |
    xargs -r grep -L 'SPDX-License-Identifier: Apache-2.0' |
    sed 's|$|:1: no licence; to mend: SPDX-License-Identifier: Apache-2.0 in a comment at its beginning|' | report
}

# The words are written so that this file does not hold them.
check_words() {
  local texts
  texts=$(find . \( -path ./.git -o -path ./build -o -path ./out \) -prune -o -type f \
    \( -name '*.h' -o -name '*.cc' -o -name '*.c' -o -name '*.sh' -o -name '*.md' -o -name '*.txt' -o -name '*.cmake' -o -name '*.json' \
    -o -name '*.py' -o -path './.ci/*' \) -print | sed 's|^\./||' | sort)
  # shellcheck disable=SC2086  # no spaces in our file names
  { grep -nHwE 'TO[D]O|FIX[M]E|XX[X]' $texts |
      sed -E 's/^([^:]+:[0-9]+):.*/\1: an unfinished place; to mend: finish it, or say in words what holds/'
    grep -nHE '(^|[^[:alnum:]_.-])/(wor[k]|share[d])/|/tmp/[b]/' $texts |
      sed -E 's/^([^:]+:[0-9]+):.*/\1: a path of one machine; to mend: make it relative to the repository/'; } | report
}

[ "${1:-}" != --arrows ] || { arrows | column -t; exit; }
check_order
check_circles
check_public_headers
check_umbrella
check_openssl_headers
check_pem
check_sizes "${1:-}"
check_width
check_licence
check_words
[ "$faults" = 0 ] || { printf '%d faults\n' "$faults"; exit 1; }
