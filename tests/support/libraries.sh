# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Which libssl a program is to run on, and which it really runs on, as the kernel and the dynamic loader tell it. Source
# it. A side is reprise or openssl. REPRISE_LIBDIR is the folder with the libssl.so.3 under test. A LIBDIR is such a
# folder; empty for the system's libssl; "-" for a program that has none.

side_title() {
  case $1 in
    reprise) echo Reprise ;;
    openssl) echo OpenSSL ;;
  esac
}

# library_of SIDE: its LIBDIR.
library_of() {
  case $1 in
    reprise) printf '%s\n' "$REPRISE_LIBDIR" ;;
    openssl) printf '\n' ;;
    -) printf '%s\n' - ;;
  esac
}

# use_library LIBDIR: what is started from this shell from now on runs on it.
use_library() {
  case $1 in
    '' | -) unset LD_LIBRARY_PATH ;;
    *) export LD_LIBRARY_PATH=$1 ;;
  esac
}

# trace_library: the loader of each program that this shell starts writes to ./loader.PID what it loads.
trace_library() { export LD_DEBUG=libs LD_DEBUG_OUTPUT=$PWD/loader; }

# mapped_libssl PID: every libssl.so that the process has mapped, one path a line.
mapped_libssl() {
  sed -n 's|^[^/]*\(/.*libssl\.so.*\)$|\1|p' "/proc/$1/maps" | sort -u
}

# loaded_libssl TRACE...: the same from files that trace_library made; fit for programs that end quickly.
loaded_libssl() {
  sed -n 's|.*calling init: \(/.*libssl\.so.*\)$|\1|p' "$@" | xargs -r -n 1 realpath | sort -u
}

# judge_libssl PATHS LIBDIR: nothing when PATHS (from the two above) is what was meant: only LIBDIR's library, or, with
# an empty LIBDIR, one library which is not the one under test, or, with LIBDIR '-', none. Else says what is wrong.
judge_libssl() {
  local ours
  ours=$(realpath "$REPRISE_LIBDIR/libssl.so.3")
  case $2 in
    -) [ -z "$1" ] || printf 'has %s mapped and should have no libssl\n' "${1//$'\n'/, }" ;;
    '') if [ -z "$1" ] || [ "$1" != "${1#*$'\n'}" ] || [ "$1" = "$ours" ]; then
          printf "has %s mapped and should have the system's libssl alone\n" "${1:-no libssl}"
        fi ;;
    *) [ "$1" = "$ours" ] ||
      printf 'has %s mapped and should have %s alone\n' "$(printf %s "${1:-no libssl}" | tr '\n' ' ')" "$ours" ;;
  esac
}

# children_of PID: the processes that it started and that still run.
children_of() {
  grep -ls "^PPid:[[:space:]]*$1\$" /proc/[0-9]*/status | sed 's|/proc/\(.*\)/status|\1|'
}
