#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# --loops: the same work, whatever the number of loops, and limits that are those of the whole run.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# value NAME FILE: a member of a record that is written on a line of its own.
value () {
  sed -n "s/^ *\"$1\" : \"\\{0,1\\}\\([^\",]*\\).*/\\1/p" "$2" | head -n 1
}

start_lab quick
for mode in async mixed offload coroutine threads tasks; do
  loops=2
  [[ $mode != t* ]] || loops=1 # it has no use for more
  for count in 1 2; do
    run probe --nameserver="$lab_dns" --mode="$mode" --loops="$count" --record="$tmp/probe$count" \
      --no-outcomes
    expect_status 0 "$mode: a probe on $count loops"
    run download --all --lab-at="$lab_dns,$lab_url" --mode="$mode" --loops="$count" --dest="$tmp/$mode$count" \
      --record="$tmp/download$count" --no-outcomes
    expect_status 0 "$mode: a download on $count loops"
  done
  for job in probe download; do
    check "$mode: $job: the record says how many" \
      test "$(value loops "$tmp/${job}2")" = "$loops"
    check "$mode: $job: did the same work" \
      test "$(value digest "$tmp/${job}1")" = "$(value digest "$tmp/${job}2")"
  done
  check "$mode: the files are the same" diff -r "$tmp/${mode}1" "$tmp/${mode}2"
done

# 60 names, two questions each: at 200 a second they cannot take less than half a second, on
# however many loops.
seq -f 'n%.0f.dev' 60 >"$tmp/names"
run probe --nameserver="$lab_dns" --loops=3 --rate=200 --input="$tmp/names" --record="$tmp/rate" \
  --no-outcomes --quiet
check "a rate is that of all loops together" \
  awk -v wall="$(value wall_seconds "$tmp/rate")" 'BEGIN { exit !(wall >= 0.5) }'

run probe --lab --loops=0
expect_error 2 loops "no loop at all is refused"

done_testing
