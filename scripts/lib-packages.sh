# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Installing what a script needs, from the lists scripts/packages-*.txt. Source it after lib.sh.

# The release of Debian that this is: bookworm, trixie.
debian_suite() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# listed_packages LIST...: the names in scripts/packages-LIST.txt. The lists have Debian 12's; where this system's Debian
# calls a package otherwise, scripts/package-names.tsv says how, in the column of its release.
listed_packages() {
  local list
  for list in "$@"; do
    sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$REPRISE_ROOT/scripts/packages-$list.txt"
  done | awk -v suite="$(debian_suite)" -v table="$REPRISE_ROOT/scripts/package-names.tsv" '
    BEGIN {
      getline header <table
      columns = split(header, name, "\t")
      for (i = 1; i <= columns; i++) if (name[i] == suite) own = i
      while ((getline row <table) > 0) { split(row, cell, "\t"); called[cell[1]] = own ? cell[own] : cell[1] }
    }
    { print $1 in called ? called[$1] : $1 }'
}

# missing_packages LIST...: those that dpkg does not know as installed.
missing_packages() {
  local name
  for name in $(listed_packages "$@"); do
    case $(dpkg-query -W -f='${Status}' "$name" 2>/dev/null) in
      *' installed') ;;
      *) printf '%s\n' "$name" ;;
    esac
  done
}

# Installing nginx starts its service on port 80. The demo does not want that, and neither does its user: while this
# process lives, Debian's policy hook says no. A hook left behind by a killed script says yes again by itself.
POLICY_HOOK=/usr/sbin/policy-rc.d
policy_hook_set() {
  [ -e "$POLICY_HOOK" ] && ! grep -q reprise-policy "$POLICY_HOOK" && return
  printf '#!/bin/sh\n# reprise-policy: no new services while process %s installs packages\nkill -0 %s 2>/dev/null && exit 101\nexit 0\n' \
    $$ $$ >"$POLICY_HOOK" && chmod 755 "$POLICY_HOOK"
}
policy_hook_clear() {
  if [ -e "$POLICY_HOOK" ] && grep -q reprise-policy "$POLICY_HOOK"; then rm -f "$POLICY_HOOK"; fi
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" </dev/null
}

# install_packages LOG NAME...: as root, with no service started.
install_packages() {
  local log=$1 status
  shift
  mkdir -p "$REPRISE_ROOT/build/logs"
  policy_hook_set
  # The package lists may be absent or older than the mirror: ask for new ones only then.
  apt_install "$@" >"$log" 2>&1 || { apt-get update && apt_install "$@"; } >>"$log" 2>&1
  status=$?
  policy_hook_clear
  return "$status"
}

# need_packages LIST...: installs what is missing of those lists, as root; says what to run otherwise.
need_packages() {
  command -v dpkg-query >/dev/null ||
    die "this is not Debian: dpkg-query is missing" "use Debian 12 or 13, or install what scripts/packages-*.txt name and their OpenSSL"
  local missing log=$REPRISE_ROOT/build/logs/apt.log
  missing=$(missing_packages "$@" | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0
  [ "$(id -u)" = 0 ] || die "packages are missing: $missing" "run as root: apt-get install --no-install-recommends $missing"

  step "installing $missing"
  # shellcheck disable=SC2086  # one word a package
  install_packages "$log" $missing || die "apt-get could not install: $missing" \
    "see the messages above: often no network, no mirror in /etc/apt, or an unfinished dpkg (dpkg --configure -a)" "$log"
}

# want_packages LIST...: the same, as root; goes on without those that cannot be installed.
want_packages() {
  local name missing log=$REPRISE_ROOT/build/logs/apt.log
  missing=$(missing_packages "$@" | tr '\n' ' ')
  [ -n "$missing" ] && [ "$(id -u)" = 0 ] || return 0
  step "installing $missing"
  # shellcheck disable=SC2086  # one word a package
  install_packages "$log" $missing && return
  for name in $missing; do install_packages "$log" "$name" || say "    ${YELLOW}not installed:$PLAIN $name"; done
}

# want_npm NAME...: the same from npm, into build/interop/npm, where there is npm.
want_npm() {
  local into=$REPRISE_ROOT/build/interop/npm log=$REPRISE_ROOT/build/logs/npm.log
  [ ! -e "$into/node_modules/$1" ] && command -v npm >/dev/null || return 0
  step "installing $*"
  mkdir -p "$into" "${log%/*}"
  npm install --prefix "$into" --no-save --silent "$@" >"$log" 2>&1 </dev/null || say "    ${YELLOW}not installed:$PLAIN $*"
}
