#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the compiler and the linker do against mistakes of ours is in the program and in the library,
# where configure found that they can do it.
# shellcheck source=../cli/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"

library=$(dirname "$SWIMLANE")/.libs/libswimlane-1.so
makefile=${SWIMLANE%/src/swimlane}/Makefile
if ! command -v readelf >/dev/null || [ ! -e "$library" ] || [ ! -e "$makefile" ]; then
  skip_all "there is no readelf, no shared library or no Makefile"
fi

# flags VARIABLE…: what configure settled on, with a space before and after each.
flags () {
  local variable

  for variable in "$@"; do
    sed -n "s/^$variable = / /p" "$makefile"
  done | tr '\n' ' '
}

# harden FLAG NAME FILE OPTION REGEX: what readelf says of the file matches, where the flag was used.
harden () {
  if [[ "$(flags CFLAGS HARDEN_CFLAGS HARDEN_LDFLAGS PIE_LDFLAGS) " != *" $1"* ]]; then
    skip "$2" "$1 is not used"
    return
  fi
  command_line="readelf -W $4 $3"
  readelf -W "$4" "$3" >"$out" 2>"$err"
  expect_match "$5" "$2"
}

for file in "$SWIMLANE" "$library"; do
  name=${file##*/}
  harden -Wl,-z,relro "$name: what is relocated is read-only" "$file" --segments ' GNU_RELRO '
  harden -Wl,-z,now "$name: and all of it, from the start" "$file" --dynamic 'Flags:.* NOW'
  harden -Wl,-z,noexecstack "$name: the stack is not run" "$file" --segments ' GNU_STACK .* RW  '
  harden -fstack-protector "$name: the stack is watched" "$file" --dyn-syms ' __stack_chk_fail'
  # Without optimization there is nothing to it.
  if [[ "$(flags CFLAGS)" == *" -O"[1-3gs]* ]]; then
    harden -D_FORTIFY_SOURCE=3 "$name: calls of the C library are checked" "$file" --dyn-syms \
      ' __[a-z]+_chk[@ ]'
  fi
done
harden -pie "the program can be anywhere" "$SWIMLANE" --dynamic 'Flags:.* PIE'

done_testing
