#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Results that earlier versions saved are read, and show what they showed. The files of tests/saved
# are never made anew: where the format changes, a file of the version before is added.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

saved=$SWIM_TEST_SRCDIR/tests/saved

# A record, in words: what it measured, to three digits.
run report "$saved/record.json"
expect_status 0 "a record is read"
expect_match '^items: +12 \(12 ok\)' "its items"
expect_match '^digest: +09a29bc089dff009a234d93764f44d0b' "its digest"
expect_match '^wall: +366 ?ms' "its time"
expect_match '^loop delay: .*73\.5 ?ms.*77\.2 ?ms' "its loop's delays"
run report "$saved/record.json" --export-items-csv="$tmp/items.csv"
check "each of its items" test "$(wc -l <"$tmp/items.csv")" -eq 13

run report "$saved/comparison.json"
expect_status 0 "a comparison is read"
expect_match '^sequential +120 ?ms +1\.00' "its baseline"
expect_match '^mixed +77\.3 ?ms +1\.55.+[+]' "its contender is faster"
expect_match '1\.42–1\.58' "its interval"
run report "$saved/sweep.json"
expect_status 0 "a sweep is read"
expect_match '50 ?% mixed +137 ?ms.* 72 ?%' "what was lost"

run report "$saved/watch.json"
expect_status 0 "a watch is read"
expect_match '^main was blocked for 341 ms in flock\(\) on ' "its worst stall"
expect_match '^called by cache_lock \(cache\.c:113\); offloading its 3 call sites' "and from where"
expect_match '^main +48211 .* 341ms +6\.25% +5$' "its loops"

# Everything that is written again is what was read: figures, verdicts and items. Words may change.
cat >"$tmp/contains.py" <<'EOP'
import json, sys

def contains(new, old, at):
    if isinstance(old, dict):
        for name in old:
            if name != "words":
                contains(new[name], old[name], at + "." + name)
    elif isinstance(old, list):
        if len(new) != len(old):
            sys.exit(f"{at} has {len(new)} elements, not {len(old)}")
        for i, element in enumerate(old):
            contains(new[i], element, f"{at}[{i}]")
    elif new != old:
        sys.exit(f"{at} is {new}, not {old}")

contains(json.load(open(sys.argv[2])), json.load(open(sys.argv[1])), "")
EOP
for kind in comparison sweep watch; do
  run report "$saved/$kind.json" --export-json="$tmp/$kind.json"
  expect_status 0 "a $kind is written again"
  if python3 -c 'import json' 2>/dev/null; then
    check "of the $kind nothing is lost or changed" \
      python3 "$tmp/contains.py" "$saved/$kind.json" "$tmp/$kind.json"
  else
    skip "of the $kind nothing is lost or changed" "there is no Python"
  fi
done

# The order of a sweep is what the file says, and not what a seed draws today.
sed -E 's/"warmup" ?: ?0/"warmup" : 3/; s/\[3, 1, 0, 2\]/[0, 1, 2, 3]/' "$saved/sweep.json" >"$tmp/order.json"
check "another order is set" grep -qF '[0, 1, 2, 3]' "$tmp/order.json"
run report "$tmp/order.json" --export-json="$tmp/again.json"
expect_status 0 "a sweep of another order is read"
if python3 -c 'import json' 2>/dev/null; then
  check "its order is kept" python3 "$tmp/contains.py" "$tmp/order.json" "$tmp/again.json"
else
  skip "its order is kept" "there is no Python"
fi
while read -r row said; do
  sed "s/\[3, 1, 0, 2\]/$row/" "$saved/sweep.json" >"$tmp/wrong.json"
  run report "$tmp/wrong.json"
  expect_error 1 "$said" "an order with $row is refused"
done <<'END'
[3,1,0] order[0]: it must
[3,1,0,2,1] order[0]: it must
[3,1,0,1] order[0]: it must
[3,1,0,4] order[0]: it must
[3,1,0,-1] order[0]: it must
[3,1,0,2.5] order[0]: it must
[3,1,0,"2"] order[0]: it must
7 order[0]: it must
[3,1,0,2],[0,1,2,3] has 3 rounds, and the cells have 2
END

# As an editor saves it.
{ printf '\357\273\277' && cat "$saved/record.json"; } >"$tmp/marked.json"
run report "$tmp/marked.json"
expect_status 0 "a byte order mark is no part of a record"
printf '\377\376{\000}\000' >"$tmp/utf16.json"
run report "$tmp/utf16.json"
expect_error 1 "UTF-16" "a record in UTF-16 is refused"

# What no swimlane has written is refused by name: a line is a member, its value, and what is said.
while read -r member value said; do
  sed -E "0,/\"$member\" ?:/s/(\"$member\" ?: ?)[^,}]*/\1$value/" "$saved/record.json" >"$tmp/wrong.json"
  check "$member is set to $value" grep -qF -- "$value" "$tmp/wrong.json"
  run report "$tmp/wrong.json" --fail-if='wall>1us'
  expect_error 1 "$said" "$member of $value is refused"
done <<'END'
wall_seconds -1 “wall_seconds”
wall_seconds -0.5 “wall_seconds”
wall_seconds 1e999 line
wall_seconds "1" “wall_seconds”
wall_seconds 0x10 line
wall_seconds 01 line
wall_seconds 1. line
wall_seconds .5 line
wall_seconds +1 line
wall_seconds 1e line
wall_seconds NaN line
wall_seconds Infinity line
wall_seconds -Infinity line
wall_seconds 1,5 line
wall_seconds '1' line
wall_seconds TRUE line
wall_seconds nul line
throughput_per_sec -1 “throughput_per_sec”
cpu_user_seconds -1 “cpu_user_seconds”
utilization -0.1 “utilization”
rss_max_bytes -1 “rss_max_bytes”
machine 1e999 large
load_average 1E+0400 large
END

# Outcomes are read where they are written again.
for time in 9223372036854775808 -1e13; do
  sed "0,/\"started\" : /s/\(\"started\" : \)[^,}]*/\1$time/" "$saved/record.json" >"$tmp/wrong.json"
  run report "$tmp/wrong.json" --export-json="$tmp/again.json"
  expect_error 1 "outcomes" "an outcome that started at $time is refused"
done

done_testing
