#!/bin/bash
# Proves that ./demo.sh and ./test.sh work on a bare Debian: makes one with debootstrap in a folder, clones this checkout
# into it as committed, and runs both there by chroot. Needs root and the package debootstrap. Uses this machine's apt mirrors.
#
#   usage: scripts/fresh.sh [--suite SUITE] [--packages] [--keep] [FOLDER]
#     --suite     which Debian: bookworm (12), which is the default, or trixie (13)
#     FOLDER      where to make it; a new folder under /tmp by default. One that holds a bare system already is used as it is.
#     --packages  stop after the packages are installed and the release preset is configured
#     --keep      leave FOLDER there
# SPDX-License-Identifier: Apache-2.0
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
. scripts/lib.sh

only_packages=no keep=no folder='' suite=bookworm
while [ $# -gt 0 ]; do
  case $1 in
    --suite) suite=${2:-} && shift ;;
    --packages) only_packages=yes ;;
    --keep) keep=yes ;;
    -*) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 1 ;;
    *) folder=$1 ;;
  esac
  shift
done
case $suite in
  bookworm | trixie) ;;
  *) die "no such suite here: '$suite'" 'bookworm or trixie' ;;
esac
[ -n "$folder" ] || folder=$(mktemp -d /tmp/reprise-fresh.XXXXXX)
inside=/root/reprise

clean_up() {
  if mountpoint -q "$folder/proc"; then umount "$folder/proc" || umount -l "$folder/proc"; fi
  if [ "$keep" = yes ]; then
    say "left there: $folder"
  elif ! mountpoint -q "$folder/proc"; then
    rm -rf --one-file-system "$folder"
  fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# This machine's own suite: Debian's mirrors have all of them, so that its sources serve for another by name.
host_suite=$(. scripts/lib-packages.sh && debian_suite)

# The first mirror of its main suite in /etc/apt, in either of apt's two formats.
mirror() {
  {
    awk -v own="$host_suite" '/^[[:space:]]*deb[[:space:]]/ { sub(/\[[^]]*\]/, ""); if ($3 == own) print $2 }' \
      /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
    awk -v RS= -v own="$host_suite" '$0 ~ "(^|\n)Suites:[^\n]*" own "( |\n|$)" { n = split($0, line, "\n")
      for (i = 1; i <= n; i++) if (line[i] ~ /^URIs:/) { split(line[i], word, " "); print word[2] } }' \
      /etc/apt/sources.list.d/*.sources 2>/dev/null
  } | head -n 1
}

make_system() {
  [ -x "$folder/usr/bin/apt-get" ] && return
  local from log=$folder.debootstrap.log
  from=$(mirror)
  [ -n "$from" ] || die "no mirror of ${host_suite:-a Debian} in /etc/apt" 'add one: fresh.sh uses the mirrors that apt uses here'
  debootstrap --variant=minbase "$suite" "$folder" "$from" >"$log" 2>&1 ||
    die 'debootstrap failed' "see above, and $folder/debootstrap/debootstrap.log" "$log"
  rm -f "$log"
}

# What apt needs to reach its mirrors from in there; the certificates, because a minimal system has none.
copy_apt() {
  rm -f "$folder/etc/apt/sources.list"
  cp -rL /etc/apt/sources.list.d /etc/apt/apt.conf.d "$folder/etc/apt/"
  [ ! -e /etc/apt/sources.list ] || cp -L /etc/apt/sources.list "$folder/etc/apt/"
  [ ! -d /etc/ssl/certs ] || [ -s "$folder/etc/ssl/certs/ca-certificates.crt" ] || {
    mkdir -p "$folder/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/" 2>/dev/null
  }
  cp -L /etc/resolv.conf "$folder/etc/resolv.conf" 2>/dev/null
  # An apt with another architecture or a third mirror would be another system: keep Debian's own sources.
  grep -LE "(^|[[:space:]])$host_suite([[:space:]]|\$)" "$folder"/etc/apt/sources.list.d/* 2>/dev/null | xargs -r rm -f
  find "$folder"/etc/apt/sources.list "$folder"/etc/apt/sources.list.d -type f \
    -exec sed -i "s/\b$host_suite\b/$suite/g" {} + 2>/dev/null
}

copy_checkout() {
  rm -rf "${folder:?}$inside"
  mkdir -p "$folder/root"
  git clone -q --no-hardlinks . "$folder$inside" || die 'git clone failed' 'run fresh.sh in a git checkout'
  [ -z "$(git status --porcelain --untracked-files=no)" ] || say 'note: uncommitted changes are not part of it'
}

# in_there COMMAND: with a login's environment and nothing of ours but the way to the network.
in_there() {
  chroot "$folder" /usr/bin/env -i HOME=/root TERM="${TERM:-dumb}" PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} ${no_proxy:+no_proxy="$no_proxy"} \
    /bin/bash -c "cd $inside && $1"
}

[ "$(id -u)" = 0 ] || die 'chroot and debootstrap need root' 'run it as root'
command -v debootstrap >/dev/null || die 'debootstrap is missing' 'apt-get install debootstrap'
need_proc
started=$(now_ms)
step "a bare $suite in $folder"
make_system
copy_apt
copy_checkout
mountpoint -q "$folder/proc" || mount -t proc proc "$folder/proc" ||
  die "proc cannot be mounted in $folder" 'a container needs CAP_SYS_ADMIN for it'
say "made in $(duration $(($(now_ms) - started)))"

if [ "$only_packages" = yes ]; then
  step 'packages and configuration, in there'
  in_there '. scripts/lib.sh && . scripts/lib-packages.sh && need_packages build demo test interop && cmake --preset release' ||
    die 'in a bare system the packages do not suffice' 'add what is missing to scripts/packages-*.txt'
  exit 0
fi
failed=''
for command in ./demo.sh ./demo.sh ./test.sh; do
  step "$command, in there"
  from=$(now_ms)
  in_there "$command" || failed="$failed $command"
  say "$command took $(duration $(($(now_ms) - from)))"
done
[ -z "$failed" ] || { keep=yes; die "in a bare system these failed:$failed" "the system is kept: chroot $folder, then cd $inside"; }
say "Both commands work on a bare $suite; all in $(duration $(($(now_ms) - started)))."
