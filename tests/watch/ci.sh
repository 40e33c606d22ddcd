#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What docs/watch-in-ci.md tells others to run in their continuous integration does what it says.
# shellcheck source=../cli/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build=$(dirname "$(dirname "$SWIMLANE")")
PATH=$(dirname "$SWIMLANE"):$PATH
test=build/tests/my-application-test
mkdir -p "$tmp/repository/build/tests" "$tmp/notes"
cd "$tmp/repository" || exit 1
cp "$SWIM_TEST_SRCDIR/examples/watch-ci.sh" .

# make_test COMMAND…: what the repository's test does.
make_test () {
  printf '#!/bin/sh\nexec %s\n' "$*" >"$test"
  chmod +x "$test"
}

# run_step COMMAND [VARIABLE=VALUE…]: runs one line of a snippet.
run_step () {
  command_line=$1
  status=0
  timeout --kill-after=5 "$(scaled 60)" env "${@:2}" sh -c "$1" >"$out" 2>"$err" </dev/null || status=$?
}

mapfile -t steps < <(sed -nE 's/^ *(- |run: )(sh watch-ci\.sh .*)$/\2/p' "$SWIM_TEST_SRCDIR/docs/watch-in-ci.md")
check "there are snippets for two services" test "${#steps[@]}" -eq 2
for step in "${steps[@]}"; do
  rm -rf watch-reports
  make_test "$build/examples/stutter $tmp/notes"
  run_step "$step"
  expect_status 3 "a test whose loop stalls fails: $step"
  check "the gate is named" grep -q 'a gate failed: stall.max>100ms: main stall.max is [0-9]' "$err"
  expect_match 'main (was blocked|handled no event) for .* in flock' "and what blocked it, in the log"
  check "the page is kept" grep -q '<html' watch-reports/watch.html
  check "the results can be read again" "$SWIMLANE" report watch-reports/watch.json
done

# On a busy machine a loop may stall that does nothing.
echo 'getaddrinfo localhost' >watch-ignore
cp watch-reports/watch.json before.json
make_test "$build/examples/stutter-repaired $tmp/notes"
run_step "${steps[0]}" STALL_LIMIT=20s WATCH_REPORTS=other
expect_status 0 "a test passes whose loop does not stall for longer than the limit"
expect_match 'Unused rule: no call is ignored by “getaddrinfo localhost”' "a rule that is not used is named"
run report before.json other/watch.json
expect_status 0 "the stutter is compared with its repair"

make_test "false"
run_step "${steps[0]}"
expect_status 1 "a test that fails keeps its status"
make_test "true"
run_step "${steps[0]}"
expect_status 5 "a test without a loop is no proof"
rm "$test"
run_step "${steps[0]}"
expect_status 1 "a test that is not there is an error"
check "which names it" grep -q "$test" "$err"

done_testing
