#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# ThreadSanitizer says nothing of what is handed from thread to thread as it should be, and reports
# each mistake: with what it was told of GLib it is neither deaf nor does it cry wolf.
# shellcheck source=../cli/lib.sh
. "$SWIM_TEST_SRCDIR/tests/cli/lib.sh"

program=${SWIMLANE%/src/swimlane}/tests/tsan/hand-overs
# What is found here on purpose is not to be taken for a finding.
export TSAN_OPTIONS="${TSAN_OPTIONS-} log_path=stderr exitcode=66"

# hand_over NAME right|racy
hand_over () {
  command_line="hand-overs $*"
  status=0
  "$program" "$@" >"$out" 2>"$err" </dev/null || status=$?
}

"$program" >"$tmp/names"
while read -r name; do
  hand_over "$name" right
  expect_status 0 "$name, rightly"
  hand_over "$name" racy
  expect_error 66 "WARNING: ThreadSanitizer: " "$name, with a mistake"
done <"$tmp/names"
check "there were some" test -s "$tmp/names"
done_testing
