#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Who reads our output may be slow. Then nothing new is begun, but the loop is not held up, memory
# does not grow, and no line is lost.

# shellcheck source=tests/cli/lib.sh
. "$SWIM_TEST_SRCDIR/tests/cli/lib.sh"

names=60000
pause=2
awk -v n="$names" 'BEGIN { for (i = 1; i <= n; i++) print "name" i ".dev" }' >"$tmp/list"

# Some 9 MB of text: more than a pipe and what we keep waiting can hold.
"$SWIMLANE" probe --lab=local --type=A --input="$tmp/list" --format=ndjson \
  --record="$tmp/record.json" --no-outcomes 2>"$err" | { sleep "$pause"; cat; } >"$out"
check "every line arrives" test "$(wc -l <"$out")" -eq "$names"
check "and each name once" test "$(sort -u "$out" | wc -l)" -eq "$names"

figure () {
  awk -F'[:,]' -v name="\"$1\"" '$1 ~ name { print $2; exit }' "$tmp/record.json"
}
check "the run did wait for its reader" \
  awk -v wall="$(figure wall_seconds)" -v pause="$pause" 'BEGIN { exit !(wall > pause * 0.9) }'
check "the loop was at no time held up for as long" \
  awk -v stall="$(figure delay_max)" -v pause="$pause" 'BEGIN { exit !(stall < pause / 4) }'

done_testing
