#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane sweep: each value with the modes that it touches, and what the first blocking calls took.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# json EXPRESSION FILE: whether it holds of the JSON in the file, which is d; cell finds one in it.
json () {
  python3 - "$1" "$2" <<'PYTHON'
import json
import sys

d = json.load(open(sys.argv[2]))


def cell(value, mode):
    return next(c for c in d["cells"] if (c["value"], c["mode"]) == (value, mode))


sys.exit(not eval(sys.argv[1]))
PYTHON
}

# holds NAME EXPRESSION FILE
holds () {
  if command -v python3 >/dev/null; then
    check "$1" json "$2" "$3"
  else
    skip "$1" "there is no python3"
  fi
}

share=$tmp/share.json
run sweep probe --lab --vary=blocking-share:0,50 --rounds=2 --warmup=0 --export-json="$share" \
  as.dev in.dev is.dev or.dev if.dev def.dev
expect_status 0 "a sweep ends with 0"
expect_match '^ *0% +mixed' "the table has the first value"
expect_match '^ *50% +mixed' "and the second"
expect_match 'the first blocking calls? took' "it says what the first blocking calls took"
check "the export names its format" grep -q '"swimlane-sweep"' "$share"
holds "it has both values" 'd["values"] == [0, 50]' "$share"
holds "blocking calls slow down" \
  'cell(50, "mixed")["wall"]["median"] > 2 * cell(50, "async")["wall"]["median"]' "$share"
holds "and are near to the model" \
  '0.5 < cell(50, "mixed")["wall"]["median"] / cell(50, "mixed")["model"] < 2' "$share"
holds "each round ran every cell" \
  'all(sorted(row) == list(range(len(d["cells"]))) for row in d["order"])' "$share"

delay=$tmp/delay.json
run sweep probe --lab --vary=delay:0,100ms --rounds=1 --warmup=0 --quiet \
  --export-json="$delay" as.dev if.dev
expect_status 0 "the lab's delay is varied"
check "--quiet prints nothing" test ! -s "$out"
holds "and is what was asked for" \
  'cell(0.1, "async")["wall"]["median"] >= 0.1 > cell(0, "async")["wall"]["median"]' "$delay"

run sweep probe --lab=local --vary=jobs:1,4 --rounds=1 --warmup=0 --export-json=-
expect_match '"parameter" *: *"jobs"' "--export-json=- writes to standard output"

run sweep probe --lab --vary=jobs:1,none
expect_error 2 '"none"' "a bad value is named"
run sweep probe --lab --vary=colour:1
expect_error 2 '"colour"' "so is a bad parameter"
run sweep probe --vary=delay:1ms if.dev
expect_error 2 '--lab' "a delay needs the lab"
run sweep nonsense
expect_error 2 '"nonsense"' "an unknown job is an error"
run sweep probe --lab=local --rounds=0
expect_error 2 '--rounds' "so are no rounds"
run serve --delay=20ms-10ms
expect_error 2 '"20ms-10ms"' "serve takes the shortest delay first"

done_testing
