#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane download asks no more of a server than it was told, and asks again where that may help.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

cat >"$tmp/faults.scenario" <<END
[scenario]
description=for tries and pauses

[http-faults]
cn=busy
de=retry-after
fr=status
END

for mode in $(modes); do
  run download --lab="$tmp/faults.scenario" --mode="$mode" --format=ndjson --dest="$tmp/$mode" cn de es
  mv "$out" "$tmp/$mode.out"
  check "$mode: CN fails first and is fetched then" \
    grep -qE '"name":"CN","status":"ok".*"tries":2' "$tmp/$mode.out"
  check "$mode: DE fails until nothing is left to try" \
    grep -qE '"name":"DE","status":"server-error".*tried 3 times.*"tries":3' "$tmp/$mode.out"
  check "$mode: ES is fetched at once" \
    grep -qE '"name":"ES","status":"ok".*"tries":1' "$tmp/$mode.out"
done

begin=$(date +%s%N)
run download --lab=local --rate=20 --limit=10 --dest="$tmp/rate"
expect_status 0 "--rate slows a run down and spoils nothing"
check "ten requests at 20 a second take 0.4 s at the least" \
  test "$(($(date +%s%N) - begin))" -ge 400000000

for mode in async mixed offload threads tasks coroutine; do
  run download --lab=local --all --per-host=1 --mode="$mode" --dest="$tmp/one-$mode"
  expect_match '^194 files: 194 downloaded; ' "$mode: --per-host=1 lets all through"
done

run download --lab=local --all --per-host=1 --loops=2 --dest="$tmp/one-loops"
expect_match '^194 files: 194 downloaded; ' "two loops share the one place at a host"

run download --lab --per-host=-7
expect_error 2 "--per-host" "a number of requests below none is refused"
run download --lab --limit-rate=fast
expect_error 2 "--limit-rate" "what is no number of bytes is refused"
run download --lab --rate=-1
expect_error 2 "--rate" "a rate below none is refused"

done_testing
