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

# at_rest COMMAND…: what it prints, TAP, at the last of up to three attempts. On a busy machine a program may get no
# CPU when it wants one, and swimlane none to look at it: then much is told of it, and truly, that it is not at rest.
# shellcheck disable=SC2154 # tmp is set by ../cli/lib.sh
at_rest () {
  local attempt

  for attempt in 1 2 3; do
    if ! "$@" >"$tmp/attempt"; then
      cat "$tmp/attempt"
      return 1
    fi
    grep -q '^not ok' "$tmp/attempt" || break
    echo "# attempt $attempt failed"
  done
  cat "$tmp/attempt"
}
