#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A signal while calls go on that cannot be cancelled: what is finished is written and reported all the
# same, within two seconds, and the status is that of the signal.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

if ! find_namespaces; then
  skip_all "namespaces are not permitted here"
fi

# Milliseconds, by the clock that no test waits for.
now () {
  date +%s%3N
}

# stop SIGNAL NAME: sends it to the program that runs, and looks at how it ends.
stop () {
  local begun

  begun=$(now)
  kill -"$1" "$pid"
  wait "$pid"
  status=$?
  check "$2 in time" test $(($(now) - begun)) -le "$(scaled 8000)" # a busy machine takes some of it
}

# In mixed, calls on the loop hold up the others: with several names that are answered, one of them is.
{
  printf '%s.dev\n' as in try def from and not del
  seq -f 'n%.0f.fault-silent.dev' 40
} >"$tmp/names"
for mode in $(modes); do
  start probe --lab=local --resolver=system --mode="$mode" --jobs=40 --blocking-share=50 \
    --record="$tmp/$mode.json" --input="$tmp/names"
  check "$mode: one that is answered is printed" wait_for "$out" '^\+ [a-z]+\.dev$'
  stop INT "$mode: it ends"
  expect_status 130 "$mode: with 130"
  check "$mode: what was finished is recorded" grep -q '"swimlane-record"' "$tmp/$mode.json"
  expect_match '^[0-9]+ names: [1-8] found' "$mode: and reported"
done

# A thousand in flight.
seq -f 'n%.0f.fault-silent.dev' 2000 >"$tmp/names"
seq -f '/fault/stall/bytes/%.0f' 1000 3000 >"$tmp/paths"
start_lab local
for mode in threads async offload tasks coroutine; do
  for signal in INT TERM; do
    start probe --nameserver="$lab_dns" --mode="$mode" --jobs=1000 --record="$tmp/record" as.dev \
      --input="$tmp/names"
    check "$mode: a name is found" wait_for "$out" '^\+ as\.dev$'
    stop "$signal" "$mode: a probe of a thousand at once ends by $signal"
    expect_status $((128 + $(kill -l "$signal"))) "$mode: with its status"
    check "$mode: it is recorded" grep -q '"as.dev"' "$tmp/record"
    rm "$tmp/record"
  done
  sed "s#^#$lab_http#" "$tmp/paths" >"$tmp/urls"
  start download --mode="$mode" --jobs=1000 --per-host=0 --dest="$tmp/$mode" "$lab_http/bytes/5" \
    --input="$tmp/urls"
  check "$mode: a file is there" wait_for "$out" '/bytes/5|^5'
  stop TERM "$mode: a download of a thousand at once ends"
  expect_status 143 "$mode: with its status"
  check "$mode: and leaves one file" test "$(find "$tmp/$mode" -type f | wc -l)" -eq 1
done

done_testing
