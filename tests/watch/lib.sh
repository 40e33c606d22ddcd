# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# What the tests of watch share. A program that is built with sanitizers cannot have another library
# loaded before theirs, and swimlane may be built without watch.

"$SWIMLANE" --help | grep -q '^  watch ' || skip_all "this build has no command watch"

# built PROGRAM: where make has put it.
built () {
  local folder

  folder=$(cd "$(dirname "$SWIMLANE")/.." && pwd)
  printf '%s\n' "$folder/$1"
}

if grep -qa -e __asan_init -e __tsan_init "$(built tests/watch/stalls)"; then
  skip_all "programs that are built with sanitizers cannot be watched"
fi
