#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Ctrl-C, and the end of a terminal: what is finished has been printed and recorded, and the status is
# 130 or 129.
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

# The terminal is closed.
for mode in sequential threads async coroutine; do
  start probe --lab="$tmp/slow.scenario" --mode="$mode" --jobs=1 --record="$tmp/hup-$mode.json"
  check "$mode: the first outcome is printed before SIGHUP" wait_for "$out" '^[+ ] [a-z]+\.dev$'
  kill -HUP "$pid"
  wait "$pid"
  status=$?
  expect_status 129 "$mode: SIGHUP ends with 129"
  expect_match '^[0-9]+ names: ' "$mode: and in order"
  check "$mode: with its record" grep -q '"swimlane-record"' "$tmp/hup-$mode.json"
done
env --ignore-signal=HUP "$SWIMLANE" probe --lab=delay >"$out" 2>"$err" </dev/null &
pid=$!
children+=("$pid")
check "nohup: the first outcome is printed" wait_for "$out" '^[+ ] [a-z]+\.dev$'
kill -HUP "$pid"
wait "$pid"
status=$?
expect_status 0 "nohup: SIGHUP ends nothing"
check "nohup: every name is probed" test "$(grep -cE '^[+ ] [a-z]+\.dev$' "$out")" -eq 18

# timeout(1) signals the program and then its group: the same signal again, microseconds later, which
# is no second one.
for signal in INT TERM; do
  start probe --lab="$tmp/slow.scenario" --jobs=1 --record="$tmp/again-$signal.json"
  check "$signal: the first outcome is printed" wait_for "$out" '^[+ ] [a-z]+\.dev$'
  for _ in {1..50}; do
    kill -"$signal" "$pid" 2>/dev/null # it may have ended
  done
  wait "$pid"
  status=$?
  expect_status $((128 + $(kill -l "$signal"))) "$signal many times at once ends as one does"
  expect_match '^[0-9]+ names: ' "$signal: the end is printed"
  check "$signal: and recorded" grep -q '"swimlane-record"' "$tmp/again-$signal.json"
done

# wait_until COMMAND…: for half a minute at most.
wait_until () {
  local deadline=$((SECONDS + $(scaled 30 | cut -d. -f1)))

  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      return 1
    fi
  done
}

has_none_pending () {
  grep -qE '^ShdPnd:[[:space:]]*0+$' "/proc/$pid/status"
}

is_over () {
  ! grep -qE '^State:[[:space:]]*[^Z]' "/proc/$pid/status" 2>/dev/null
}

is_later_than () {
  [ "$(date +%s%3N)" -gt "$1" ]
}

read_first () {
  local line=

  until [[ $line =~ ^[+\ ]\ [a-z]+\.dev$ ]]; do
    read -t "$(scaled 30)" -r -u 8 line || return 1
  done
}

# hold NAME: starts a program that cannot end by itself, since nobody reads what it has to say, and
# interrupts it once.
hold () {
  local size

  rm -f "$tmp/full"
  mkfifo "$tmp/full"
  exec 8<>"$tmp/full"
  env --default-signal=INT "$SWIMLANE" probe --lab="$tmp/slow.scenario" --jobs=1 \
    --record="$tmp/held.json" >"$tmp/full" 2>"$err" </dev/null 8>&- &
  pid=$!
  children+=("$pid")
  check "$1: the first outcome is printed" read_first
  for size in 4096 1; do
    dd if=/dev/zero of="$tmp/full" oflag=nonblock bs="$size" 2>/dev/null
  done
  kill -INT "$pid"
  check "$1: the first signal is taken" wait_until has_none_pending
}

# ends STATUS NAME: waits for it, with a limit, as it may never end.
ends () {
  wait_until is_over || kill -KILL "$pid"
  wait "$pid"
  status=$?
  exec 8>&-
  expect_status "$1" "$2"
  check "$2, without a record" test ! -e "$tmp/held.json"
}

hold "a second Ctrl-C"
begun=$(date +%s%3N)
wait_until is_later_than $((begun + 1000)) # sooner it would be the first one
kill -INT "$pid"
ends 130 "a second Ctrl-C ends the program"

hold "another signal"
kill -TERM "$pid"
ends 143 "another signal ends the program, however soon it comes"

start serve
check "a lab runs" wait_for "$out" '}'
kill -INT "$pid"
wait "$pid"
status=$?
check "a lab runs until interrupted, which is no failure" test "$status" -eq 0 -o "$status" -eq 130

done_testing
