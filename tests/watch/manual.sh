#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane-watch(1) and README.md show what watch says of examples/stutter.c, and it says so.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

for program in cc pkg-config python3; do
  command -v "$program" >/dev/null || skip_all "$program is missing"
done
run watch --quiet -- "$(built tests/watch/held)" quit
if [ "$status" -ne 0 ] && grep -qE 'pidfd_open|swimlane-watch.so' "$err"; then
  skip_all "programs cannot be watched here"
fi
PATH=$(dirname "$SWIMLANE"):$PATH

# walk PAGE COUNT: the commands of a page that are about the example, in a new folder with the sources.
walk () {
  local folder=$tmp/${1##*/}

  mkdir "$folder"
  cp "$SWIM_TEST_SRCDIR"/examples/stutter*.c "$folder"
  cd "$folder" || exit 1
  # The page makes one of them; the flags keep functions apart that its optimisation might merge.
  for program in stutter stutter-repaired; do
    # shellcheck disable=SC2046 # these are words
    cc -g "$program.c" -o "$program" $(pkg-config --cflags --libs gio-2.0)
  done
  check "what ${1##*/} shows is printed" python3 "$SWIM_TEST_SRCDIR/tests/watch/manual.py" "$1"
  cp "$tmp/check" "$tmp/commands"
  check "by $2 commands" test "$(grep -cE '^(ok|skip) ' "$tmp/commands")" -eq "$2"
  while read -r command; do
    skip "${1##*/}: $command" "the machine is too busy: the program had no CPU when it wanted some"
  done < <(sed -n 's/^skip //p' "$tmp/commands")
}

walk "$SWIM_TEST_SRCDIR/man/swimlane-watch.1" 8
walk "$SWIM_TEST_SRCDIR/README.md" 2

# Its code is that of the example.
check "the listings are those of the programs" python3 "$SWIM_TEST_SRCDIR/scripts/listings" --check \
  "$SWIM_TEST_SRCDIR/man/swimlane-watch.1"

done_testing
