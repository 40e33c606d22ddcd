#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# HTTP libraries that never return, whatever is done: the item has its outcome in time, what was begun
# is left behind and said to be, and all else is done; or, where the loop itself is in the call, the run
# ends with what was done.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

shim=${SWIMLANE%/src/swimlane}/tests/cli/.libs/stuck-shim.so
if [ ! -e "$shim" ]; then
  skip_all "tests/cli/stuck-shim is not built"
fi
# AddressSanitizer wants to be the first library; what is left behind is no leak.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0:detect_leaks=0
start_lab local
stuck=$lab_http/fault/stall/bytes/stuck
for i in 1 2 3 4; do
  echo "$lab_http/bytes/$i"
done >"$tmp/few"
{
  cat "$tmp/few"
  echo "$stuck"
  for i in 5 6 7 8; do
    echo "$lab_http/bytes/$i"
  done
} >"$tmp/urls"

# fetch CLIENT MODE ARGUMENT…
fetch () {
  rm -rf "$tmp/dest" "$tmp/record.json"
  LD_PRELOAD=$shim run download --client="$1" --mode="$2" --timeout="$(scaled 1)" --retries=0 --format=ndjson \
    --dest="$tmp/dest" --record="$tmp/record.json" --input="$tmp/urls" "${@:3}"
}

ok () {
  grep -cE '"status" ?: ?"ok"' "$out"
}

# class_of URL
class_of () {
  grep -F "\"$1\"" "$out" | sed -nE 's/.*"status" ?: ?"([^"]*)".*/\1/p'
}

lost () {
  sed -nE 's/.*"lost" ?: ?([0-9]+).*/\1/p' "$tmp/record.json"
}

for client in $("$SWIMLANE" --list=clients | cut -f 1); do
  for way in threads:1 threads:4 offload:4 tasks:1 tasks:4; do
    mode=${way%:*}
    fetch "$client" "$mode" --jobs="${way#*:}" --blocking-share=100
    expect_status 4 "$client, $way: the run ends"
    check "$client, $way: all others are done" test "$(ok)" -eq 8
    check "$client, $way: the item has timed out" test "$(class_of "$stuck")" = timeout
    check "$client, $way: the record counts it" test "$(lost)" = 1
    check "$client, $way: and that none is missing" grep -qE '"incomplete" ?: ?false' "$tmp/record.json"
    check "$client, $way: it is said" grep -q 'left behind' "$err"
  done
  for mode in sequential mixed; do
    fetch "$client" "$mode" --jobs=1 --blocking-share=100
    expect_status 1 "$client, $mode: the run ends, with a status of its own"
    check "$client, $mode: what was done before is there" test "$(ok)" -eq 4
    check "$client, $mode: the item has timed out" test "$(class_of "$stuck")" = timeout
    check "$client, $mode: the record counts it" test "$(lost)" = 1
    check "$client, $mode: and says that items are missing" grep -qE '"incomplete" ?: ?true' "$tmp/record.json"
    check "$client, $mode: it is said" grep -q "$stuck.* does not return" "$err"
  done
done

fetch soup async --jobs=2
expect_status 4 "soup, async: the run ends"
check "soup, async: all others are done" test "$(ok)" -eq 8
check "soup, async: the item has timed out" test "$(class_of "$stuck")" = timeout
check "soup, async: the record counts it" test "$(lost)" = 1

# A loop that never comes back from a call that should not block.
{
  cat "$tmp/few"
  echo "$lab_http/fault/stall/bytes/hog"
} >"$tmp/urls"
fetch soup async --jobs=1
expect_status 1 "soup, async: a loop that hangs ends the run"
check "soup, async: with what was done before" test "$(ok)" -eq 4
check "soup, async: which is said" grep -q "hog.* does not return" "$err"
check "soup, async: and recorded" test "$(lost)" = 1
for signal in INT TERM; do
  LD_PRELOAD=$shim start download --client=soup --mode=async --jobs=1 --dest="$tmp/dest-$signal" \
    --record="$tmp/record.json" --input="$tmp/urls"
  check "soup, async: $signal: a file is there" wait_for "$out" '/bytes/4'
  begun=$(date +%s%3N)
  kill -"$signal" "$pid"
  wait "$pid"
  status=$?
  check "soup, async: $signal ends a loop that hangs in time" \
    test $(($(date +%s%3N) - begun)) -le "$(scaled 5000)" # a busy machine takes some of it
  expect_status $((128 + $(kill -l "$signal"))) "soup, async: with its status"
  check "soup, async: $signal: what was done is recorded" grep -q '"bytes"' "$tmp/record.json"
done

# More than there are slots to take their place.
seq -f "$lab_http/fault/stall/bytes/stuck%.0f" 20 >"$tmp/urls"
fetch soup threads --jobs=1 --timeout=0.2
expect_status 1 "soup, threads: too many of them end the run"
check "soup, threads: which says so" grep -q "does not return" "$err"

done_testing
