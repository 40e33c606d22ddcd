#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane compare: every mode does the same work, and says what it cost.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# modes_in FILE: the mode of each result, sorted, once each.
modes_in () {
  json_string "$1" mode | sort -u | tr '\n' ' '
}

all_modes=$(modes | sort | tr '\n' ' ')

for job in probe download; do
  run compare "$job" --lab=local --rounds=2 --warmup=0 --export-json="$tmp/$job.json"
  expect_status 0 "$job: ends with 0"
  for mode in $(modes); do
    expect_match "$mode" "$job: the table has $mode"
  done
  check "$job: the export names its format" grep -q '"swimlane-comparison"' "$tmp/$job.json"
  check "$job: the export has every mode" test "$(modes_in "$tmp/$job.json")" = "$all_modes"
  check "$job: every digest is the same" \
    test "$(json_string "$tmp/$job.json" digest | sort -u | wc -l)" -eq 1
done

run compare --rounds=1 --warmup=0 --lab=local --export-json="$tmp/both.json"
expect_status 0 "with no job: both"
expect_match 'probe' "the probe is there"
expect_match 'download' "and the download"

run compare probe --lab=local --rounds=1 --warmup=0 --export-json=-
expect_match '"swimlane-comparison"' "--export-json=- writes to standard output"

# Rounds until the intervals are narrow, which at ten times the median they are soon.
# says REGEX: whether it printed this, however it is wrapped.
says () {
  tr '\n' ' ' <"$out" | grep -qE -e "$1"
}

run compare probe --lab=local --modes=async,threads --rounds=auto --precision=1000 --max-time=1h \
  --export-json="$tmp/auto.json"
expect_status 0 "--rounds=auto ends"
check "and says by what" says 'After [0-9]+ rounds every interval was narrower than'
check "and so does the export" test "$(json_string "$tmp/auto.json" ended_by)" = precision
run report "$tmp/auto.json"
check "a saved result says it as well" says 'After [0-9]+ rounds every interval was narrower than'

run compare probe --lab=local --modes=async,threads --rounds=auto --precision=0.01 --max-time=1ms
expect_status 0 "--max-time ends it"
check "and says so" says 'The time \(--max-time, 1.00.+ms\) was over after 1 round'

run compare probe --lab=local --modes=async --rounds=auto --warmup=0 --max-time=1ms --quiet --export-json=-
expect_match '"ended_by" : "time"' "the export names the time"

# A list that can be read only once.
listed=(compare probe --lab=local --modes=async --rounds=2 --warmup=1 --progress=never --export-json="$tmp/listed.json")
all_have_two () {
  grep -q '"items" : 2,' "$tmp/listed.json" && ! grep '"items" : [^2]' "$tmp/listed.json"
}
run "${listed[@]}" --input=<(printf 'as.dev\nis.dev\n')
expect_status 0 "a list may come from a process of the shell"
check "and all runs have it" all_have_two
timeout --kill-after=5 "$(scaled 60)" "$SWIMLANE" "${listed[@]}" --input=/dev/stdin >"$out" 2>"$err" \
  < <(printf 'as.dev\nis.dev\n')
check "nor is one from /dev/stdin empty for the runs" all_have_two

# Items that fail are told, as the status tells that some did.
run compare probe --lab=local --modes=async,threads --rounds=2 --warmup=0 --progress=never 'bad..name' if
expect_status 4 "items that fail end with 4"
tr '\n' ' ' <"$out" >"$tmp/told"
check "and are counted" grep -q 'In all runs together, 4 of 8 items failed (4 invalid)\.' "$tmp/told"

# A preparation, and what it leaves behind.
prepared=(compare probe --lab=local --modes=async --rounds=2 --warmup=0 --progress=never)
servers=$tmp/servers
run "${prepared[@]}" --prepare="sleep 1000 & echo \$! >>$servers"
expect_status 0 "a server that --prepare leaves running is not waited for"
check "and was started before each run" test "$(wc -l <"$servers")" -eq 2
# Word splitting is wanted: the numbers of both.
# shellcheck disable=SC2046
check "and stays" kill $(cat "$servers")
run "${prepared[@]}" --prepare="seq 100000 | tee /dev/stderr; echo the reason >&2; exit 5"
expect_error 1 'exited with code 5; its last message was: the reason' \
  "of many messages of one that fails, the last is told"
start "${prepared[@]}" --prepare="sh -c 'echo \$\$ >$tmp/preparing; exec sleep 1000'; true"
check "a preparation runs" wait_for "$tmp/preparing" .
kill -INT "$pid"
wait "$pid"
status=$?
expect_status 130 "SIGINT ends it"
ended () {
  for ((i = 0; i < 600; i++)); do
    [ -e "/proc/$1" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null || return 0
    sleep 0.05
  done
  return 1
}
check "with what it was waiting for" ended "$(cat "$tmp/preparing")"

done_testing
