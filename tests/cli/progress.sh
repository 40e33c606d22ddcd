#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The progress bar: what it says, how often it is drawn, and that nothing is left of it.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

bars () {
  tr '\r' '\n' <"$err" | grep -c '\[[#.]*\]'
}

run compare probe --lab --rounds=2 --warmup=1 --modes=sequential --progress=always if as try
expect_status 0 "a comparison has a bar"
check "that counts the runs" grep -qE '\] 0/3 ' "$err"
check "and says the mode and the warm-up" grep -q 'sequential, warm-up' "$err"
check "the last thing is to take it away" test "$(tail -c 14 "$err")" = $'\r\e[K\e7\e[B\e[J\e8'
check "standard output has nothing of it" test -z "$(grep -F '#' "$out")"

seq -f 'n%.0f.dev' 400 >"$tmp/names"
run probe --lab --jobs=10 -q -i "$tmp/names" --suffix= --progress=always
expect_status 0 "a job has a bar"
check "with a count" grep -qE "\] [0-9]+/400 " "$err"
check "with a rate" grep -qE '[0-9]/s' "$err"
check "and when it will be done" grep -q 'ETA 0:' "$err"
drawn=$(bars)
check "it was drawn more than once" test "$drawn" -gt 1
# 400 names, ten at a time, of 20 to 80 ms: 0.8 to 3.2 s, and the bar ten times a second.
began=$(date +%s%N)
run probe --lab --jobs=10 -q -i "$tmp/names" --suffix= --progress=always
tenths=$((($(date +%s%N) - began) / 100000000))
check "but at most ten times a second" test "$(bars)" -le $((tenths + 2))

# One file, of which all but the first piece waits for the byte rate.
start_lab local
for mode in async threads; do
  run download --nameserver="$lab_dns" --mode="$mode" --dest="$tmp/$mode" --progress=always --limit-rate=4M \
    "$lab_url/bytes/4000000"
  expect_status 0 "$mode: a file has a bar"
  check "$mode: with its bytes, how many there will be, the speed and the end" \
    grep -qE '\] 0/1  [0-9.]+ [KM]iB of 3\.81 MiB  [0-9.]+ [KM]iB/s  ETA 0:0[01]  ' "$err"
  check "$mode: which goes on within the file" \
    test "$(tr '\r' '\n' <"$err" | grep -oE '[0-9.]+ [KM]iB of' | sort -u | wc -l)" -gt 2
done
seq -f "$lab_url/bytes/%.0f" 1000 1200 >"$tmp/urls"
run download --nameserver="$lab_dns" --dest="$tmp/many" --progress=always --limit-rate=500K -i "$tmp/urls"
check "many files have one of their number and their bytes" grep -qE '\] [0-9]+/201  [0-9.]+ KiB' "$err"

run probe --lab=local -q --suffix= -i "$tmp/names"
check "where standard error is no terminal there is none" test ! -s "$err"
run compare probe --lab=local --rounds=1 --warmup=0 --modes=async -q --progress=always
check "nor where the command is to be quiet" test ! -s "$err"

done_testing
