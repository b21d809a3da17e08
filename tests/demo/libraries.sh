# shellcheck shell=bash
# Which libssl a program really runs on, as the kernel and the dynamic loader tell it. Source it.

# mapped_libssl PID: every libssl.so that the process has mapped, one path a line.
mapped_libssl() {
  sed -n 's|^[^/]*\(/.*libssl\.so.*\)$|\1|p' "/proc/$1/maps" | sort -u
}

# loaded_libssl TRACE...: the same from files that the loader wrote for LD_DEBUG=libs; fit for programs that end quickly.
loaded_libssl() {
  sed -n 's|.*calling init: \(/.*libssl\.so.*\)$|\1|p' "$@" | xargs -r -n 1 realpath | sort -u
}

# judge_libssl PATHS LIBDIR: nothing when PATHS (from the two above) is what was meant: only LIBDIR's library, or, with an
# empty LIBDIR, one library which is not the one under test, or, with LIBDIR '-', none. Else says what is wrong.
judge_libssl() {
  local ours
  ours=$(realpath "$REPRISE_LIBDIR/libssl.so.3")
  case $2 in
    -) [ -z "$1" ] || printf 'has %s mapped and should have no libssl\n' "${1//$'\n'/, }" ;;
    '') if [ -z "$1" ] || [ "$1" != "${1#*$'\n'}" ] || [ "$1" = "$ours" ]; then
          printf "has %s mapped and should have the system's libssl alone\n" "${1:-no libssl}"
        fi ;;
    *) [ "$1" = "$ours" ] || printf 'has %s mapped and should have %s alone\n' "$(printf %s "${1:-no libssl}" | tr '\n' ' ')" "$ours" ;;
  esac
}

# children_of PID: the processes that it started and that still run.
children_of() {
  grep -ls "^PPid:[[:space:]]*$1\$" /proc/[0-9]*/status | sed 's|/proc/\(.*\)/status|\1|'
}
