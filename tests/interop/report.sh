# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The matrix, for the terminal and for docs/interoperability.md. Source it.

MISSING=()  # lines about cells that do not hold
SKIPPED=0   # rows
HELD=0      # cells

role_title() {
  case $1 in
    client) echo 'Clients meet nginx on Reprise' ;;
    server) echo 's_client on Reprise meets servers' ;;
    program-server) echo 'Programs on Reprise serve' ;;
    program-client) echo 'Programs on Reprise connect' ;;
  esac
}

column_title() {
  case $1 in
    tls13-stateful) echo '1.3 stateful' ;;
    tls13-early) echo '0-RTT' ;;
    tls12-ticket) echo '1.2 ticket' ;;
    tls12-id) echo '1.2 id' ;;
    *) kind_title "$1" ;;
  esac
}

print_head() {
  local kind
  printf '\n%s%s%s\n  %s%-34s' "$BOLD" "$(role_title "$1")" "$PLAIN" "$DIM" peer
  for kind in "${KINDS[@]}"; do printf ' %-14s' "$(column_title "$kind")"; done
  printf '%s\n' "$PLAIN"
}

# cell_text ROLE NAME KIND: one word where both libraries do the same, two where not, "-" where the peer does not speak
# it.
cell_text() {
  local ours theirs
  ours=$(result "$1-$2-$3-reprise" 1) theirs=$(result "$1-$2-$3-openssl" 1)
  if [ "$ours" = "$theirs" ]; then echo "${ours:--}"; else echo "$ours/$theirs"; fi
}

# print_row ROLE NAME SET NEEDS PACKAGE WORD...
print_row() {
  local role=$1 name=$2 title colour i
  title="$(peer_title "$name") $(peer_version "$name" "$5" 2>/dev/null)"
  printf '  %-34s' "$title"
  if [ -e "$RESULTS/$role-$name.skipped" ]; then
    SKIPPED=$((SKIPPED + 1))
    printf ' %sleft out: %s%s\n' "$YELLOW" "$(cat "$RESULTS/$role-$name.skipped")" "$PLAIN"
    return
  fi
  shift 5
  for i in "${!KINDS[@]}"; do
    colour=$PLAIN
    if [ "$1" != - ]; then
      if holds "$role" "$name" "${KINDS[i]}" "$(word_of "$1")"; then
        HELD=$((HELD + 1))
      else
        colour=$RED
        MISSING+=("$(missing_cell "$role" "$name" "${KINDS[i]}" "$(word_of "$1")")")
      fi
    fi
    printf ' %s%-14s%s' "$colour" "$(cell_text "$role" "$name" "${KINDS[i]}")" "$PLAIN"
    shift
  done
  printf '\n'
}

# missing_cell ROLE NAME KIND WORD: a line about a cell that should be WORD, and at least what it is on OpenSSL.
missing_cell() {
  local cell=$1-$2-$3 side line
  line="$(role_title "$1"): $(peer_title "$2"), $(column_title "$3") should be $4."
  for side in reprise openssl; do
    line+=" On $(side_title "$side"): $(result "$cell-$side" 1) ($(near_title "$1") saw $(result "$cell-$side" 2),"
    line+=" the peer saw $(result "$cell-$side" 3)$(result "$cell-$side" 4 | sed 's/^\(.\)/; \1/'))."
  done
  printf '%s [cells/%s-*]\n' "$line" "$cell"
}

near_title() { case $1 in *client) echo nginx ;; *) echo its client ;; esac; }

# The logs outlive the run when something is missing; the keys do not.
keep_logs() {
  rm -rf "$KEPT_LOGS"
  mkdir -p "$KEPT_LOGS"
  cp -r "$RUN_DIR"/* "$KEPT_LOGS"
  find "$KEPT_LOGS" \( -name '*.key' -o -name keys -o -name data -o -name profile -o -name temp \) -prune \
    -exec rm -rf {} +
}

page_row() {
  local role=$1 name=$2 kind
  printf '| %s | %s |' "$(peer_title "$name")" "$(peer_version "$name" "$5" 2>/dev/null)"
  if [ -e "$RESULTS/$role-$name.skipped" ]; then
    printf ' %s | | | | |\n' "$(cat "$RESULTS/$role-$name.skipped")"
    return
  fi
  for kind in "${KINDS[@]}"; do printf ' %s |' "$(cell_text "$role" "$name" "$kind")"; done
  printf '\n'
}

page_table() {
  local role=$1 row kind
  printf '\n## %s\n\n| peer | version |' "$(role_title "$role")"
  for kind in "${KINDS[@]}"; do printf ' %s |' "$(column_title "$kind")"; done
  printf '\n|---|---|'
  for kind in "${KINDS[@]}"; do printf -- '---|'; done
  printf '\n'
  for row in "${ROWS[@]}"; do
    # shellcheck disable=SC2086  # a line of words
    [[ $row != "$role "* ]] || page_row $row
  done
}

write_page() {
  local role page=$REPRISE_ROOT/docs/interoperability.md
  {
    cat "$HERE/page-head.md"
    for role in client server program-server program-client; do page_table "$role"; done
    printf '\n'
    cat "$HERE/page-notes.md"
  } >"$page"
  say "The tables are in ${page#"$REPRISE_ROOT/"}."
}

report() {
  say
  [ -z "$WRITE" ] || write_page
  [ "${#MISSING[@]}$KEEP" = 0 ] || keep_logs
  if [ "${#MISSING[@]}" -gt 0 ]; then
    printf '%sDoes not hold:%s\n' "$RED" "$PLAIN"
    printf '  %s\n' "${MISSING[@]}"
    say "Logs are kept in ${KEPT_LOGS#"$REPRISE_ROOT/"}/."
  fi
  [ "$SKIPPED" = 0 ] || say "rows left out: $SKIPPED"
  say "cells: $HELD passed, ${#MISSING[@]} failed"
  [ "${#MISSING[@]}" = 0 ] || exit 2
}
