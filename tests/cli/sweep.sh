#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane sweep: each value with the modes that it touches, and what the first blocking calls lost.
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

# On a machine that stands still for a while the figures are of that; then it is swept again.
share=$tmp/share.json
near='0.5 < cell(50, "mixed")["wall"]["median"] / cell(50, "mixed")["model"] < 2'
for attempt in 1 2 3; do
  run sweep probe --lab --vary=blocking-share:0,50 --rounds=2 --warmup=0 --export-json="$share" \
    as.dev in.dev is.dev or.dev if.dev def.dev
  if ! command -v python3 >/dev/null || json "$near" "$share" >"$tmp/attempt"; then
    break
  fi
  echo "# attempt $attempt: not near to the model"
done
expect_status 0 "a sweep ends with 0"
expect_match '^ *0% +mixed' "the table has the first value"
expect_match '^ *50% +mixed' "and the second"
expect_match 'the first blocking calls? lost' "it says what the first blocking calls lost"
check "the export names its format" grep -q '"swimlane-sweep"' "$share"
holds "it has both values" 'd["values"] == [0, 50]' "$share"
holds "blocking calls slow down" \
  'cell(50, "mixed")["wall"]["median"] > cell(50, "async")["wall"]["median"]' "$share"
holds "and are near to the model" "$near" "$share"
holds "each round ran every cell" \
  'all(sorted(row) == list(range(len(d["cells"]))) for row in d["order"])' "$share"

# What was exported is shown again as it was, and written in the other formats as the sweep itself would.
cp "$out" "$tmp/shown"
run report "$share"
expect_status 0 "report shows a sweep"
check "as it was shown when it was made" cmp "$tmp/shown" "$out"
run report --export-json="$tmp/again.json" "$share"
check "what it reads and writes is the same" cmp "$share" "$tmp/again.json"
run report --export-html="$tmp/page.html" --export-svg="$tmp/curve.svg" --export-csv="$tmp/sweep.csv" \
  --export-markdown="$tmp/sweep.md" "$share"
expect_status 0 "report exports a sweep"
check "the page has the curve" grep -q '<svg.*The sweep' "$tmp/page.html"
check "the picture is the curve" grep -q 'share of blocking calls' "$tmp/curve.svg"
check "the table has a row for each cell" test "$(grep -c '' "$tmp/sweep.csv")" -eq 8
check "Markdown has the words" grep -q 'blocking calls lost' "$tmp/sweep.md"
tac "$share" | sed '0,/"digest" *: *"[0-9a-f]\{4\}/s//"digest":"0000/' | tac >"$tmp/other.json"
run report --export-json="$tmp/other2.json" "$tmp/other.json"
expect_status 4 "a sweep in which a mode did other work ends in status 4"
run report "$tmp/other2.json"
expect_status 4 "also when it was read and written before"
check "and that is said, not that it failed" grep -q 'did different work' "$out"
run report --export-trace=- "$share"
expect_error 2 '--export-trace' "a sweep has no single items to export"
run report "$share" "$share"
expect_error 2 'cannot be compared' "a sweep is not compared with another"
run report --merge "$share" "$share"
expect_error 2 'merged' "nor merged"
run report --fail-if='mixed.lost>100' --fail-if='async@50.speedup<0.5' "$share"
expect_status 0 "gates are about the cells of a sweep"
run report --fail-if='mixed@50.wall>0' "$share"
expect_error 3 'a gate failed: mixed@50.wall>0: probe mixed@50 wall is ' "or about one, which is named"
run report --fail-if='mixed@7.wall>0' "$share"
expect_error 3 'mixed was not run at 7' "a value that was not run fails the gate"
run sweep probe --lab --vary=jobs:1 --rounds=1 --warmup=0 --quiet --fail-if='async.wall>0' as.dev
expect_error 3 'async@1 wall is' "a sweep has gates itself"
sed -z 's/"labels" *: *\[[^]]*/"labels":["0"/' "$share" >"$tmp/short.json"
run report "$tmp/short.json"
expect_error 1 '7 cells, where its parameter and labels make 4' "a file that contradicts itself is refused"
sed -z 's/"labels" *: *\[[^]]*/"labels":["0","no"/' "$share" >"$tmp/wrong.json"
run report "$tmp/wrong.json"
expect_error 1 '“no”' "so is a label that is no value"

delay=$tmp/delay.json
run sweep probe --lab --vary=delay:0,500ms --rounds=1 --warmup=0 --quiet \
  --export-json="$delay" as.dev if.dev
expect_status 0 "the lab's delay is varied"
check "--quiet prints nothing" test ! -s "$out"
holds "and is what was asked for" \
  'cell(0.5, "async")["wall"]["median"] >= 0.5 > cell(0, "async")["wall"]["median"]' "$delay"

# With each client of the build, of which there may be one only.
client=$tmp/client.json
clients=$("$SWIMLANE" --list=clients | cut -f1 | paste -sd,)
run sweep download --lab=local --limit=4 "--vary=client:$clients" --rounds=1 --warmup=0 \
  --export-json="$client" --export-csv="$tmp/client.csv"
expect_status 0 "the HTTP client is varied"
expect_match '^ *soup +async' "the table has its name"
holds "and so has the export" '",".join(d["values"]) == "'"$clients"'" and cell("soup", "async")' "$client"
check "and the spreadsheet" grep -q '^download,async,client,soup,' "$tmp/client.csv"
run report "$client"
expect_match '^ *soup +async' "it is shown again"
run sweep download --lab --vary=client:soup,netscape
expect_error 2 '“netscape”' "a client that there is not is named"
run sweep probe --lab --vary=client:soup
expect_error 2 'probe, which has no --client' "a probe has no HTTP client"

run sweep probe --lab=local --vary=jobs:1,4 --rounds=1 --warmup=0 --export-json=-
expect_match '"parameter" *: *"jobs"' "--export-json=- writes to standard output"

run sweep probe --lab --vary=jobs:1,none
expect_error 2 '“none”' "a bad value is named"
run sweep probe --lab --vary=colour:1
expect_error 2 '“colour”' "so is a bad parameter"
run sweep probe --vary=delay:1ms if.dev
expect_error 2 '--lab' "a delay needs the lab"
run sweep nonsense
expect_error 2 '“nonsense”' "an unknown job is an error"
run sweep probe --lab=local --rounds=0
expect_error 2 '--rounds' "so are no rounds"
run serve --delay=20ms-10ms
expect_error 2 '“20ms-10ms”' "serve takes the shortest delay first"

done_testing
