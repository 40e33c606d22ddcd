#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Ctrl-C: what is finished has been printed and recorded, and the status is 130.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

printf '[scenario]\ndescription=\n\n[delay]\nmin=0.4s\nmax=0.6s\n' >"$tmp/slow.scenario"
for mode in sequential threads async tasks coroutine; do
  # An answer takes half a second, one name at a time: most are still to do when the first is done.
  start probe --lab="$tmp/slow.scenario" --mode="$mode" --jobs=1 --record="$tmp/$mode.json"
  check "$mode: the first outcome is printed while the others are still to come" \
    wait_for "$out" '^[+ ] [a-z]+\.dev$'
  begun=$SECONDS
  kill -INT "$pid"
  wait "$pid"
  status=$?
  expect_status 130 "$mode: ends with 130"
  check "$mode: and at once" test $((SECONDS - begun)) -le "$(scaled 6 | cut -d. -f1)"
  expect_match '^[+ ] [a-z]+\.dev$' "$mode: what was finished is printed"
  check "$mode: and recorded" grep -q '"swimlane-record"' "$tmp/$mode.json"
done

start download --lab=delay --all --mode=async --jobs=8 --dest="$tmp/flags"
check "a download runs" wait_for "$out" '^[A-Za-z][A-Za-z]\b'
kill -INT "$pid"
wait "$pid"
status=$?
expect_status 130 "a download ends with 130"
check "no temporary file is left" \
  test "$(find "$tmp/flags" -type f -not -name '??.gif' | wc -l)" -eq 0

start serve
check "a lab runs" wait_for "$out" '}'
kill -INT "$pid"
wait "$pid"
status=$?
check "a lab runs until interrupted, which is no failure" test "$status" -eq 0 -o "$status" -eq 130

done_testing
