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

done_testing
