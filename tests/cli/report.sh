#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane report: shows what was saved, says what changed, and believes no file. What is saved is what
# its schema says.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

data=$SWIM_TEST_SRCDIR/data

# valid KIND FILE NAME: the file is what the schema of that kind says.
valid () {
  local result=0

  python3 "${0%/*}/validate.py" "$data/swimlane-$1.schema.json" "$2" >"$tmp/validated" 2>&1 || result=$?
  case $result in
    0) pass "$3" ;;
    77 | 127) skip "$3" "there is no jsonschema for Python" ;;
    *) fail "$3" "$tmp/validated" ;;
  esac
}

compare () {
  run compare "$@" --lab=local --rounds=2 --warmup=0
  expect_status 0 "compare $*"
}

# Comparisons, one job and both.
compare probe --modes=sequential,mixed --export-json="$tmp/a.json"
cp "$out" "$tmp/compared"
compare probe --modes=async,mixed --export-json="$tmp/b.json"
compare --modes=async --export-json="$tmp/both.json"
valid comparison "$tmp/a.json" "a comparison is what its schema says"
valid comparison "$tmp/both.json" "so is one of several jobs"

run report "$tmp/a.json"
expect_status 0 "a comparison is shown"
check "as compare showed it" diff "$tmp/compared" "$out"
run report --wide "$tmp/a.json"
expect_status 0 "wide too"
run report "$tmp/both.json"
expect_match '^probe: ' "of several jobs, the first is shown"
expect_match '^download: ' "and the second"
expect_match '^Run in threads: file writes of async ' "what runs in threads is said below the table"
for format in markdown html; do
  run report "$tmp/both.json" --export-$format=-
  expect_match 'Run in threads: file writes of async ' "so it is in $format"
done
"$SWIMLANE" report - <"$tmp/a.json" >"$out" 2>"$err"
check "standard input is a file too" diff "$tmp/compared" "$out"

# From a result that never changes, all that is made of it is the same for ever. Where it changes on
# purpose, make the files anew with the commands below, and read them.
golden=$SWIM_TEST_SRCDIR/tests/cli/golden
valid comparison "$golden/comparison.json" "the result that never changes is a comparison"
for width in 80 200; do
  COLUMNS=$width run report "$golden/comparison.json" --timeline=always --color=never
  check "at $width columns it is shown as ever" diff "$golden/table-$width.txt" "$out"
done
COLUMNS=60 run report "$golden/comparison.json" --timeline=always --color=never
check "at 60 columns no line is longer" test -z "$(LC_ALL=C.UTF-8 grep -E '^.{61,}$' "$out")"
check "and the figures that matter are there" grep -qE '^mode +wall +speed-up +lost +items/s +p50 +stall +thr$' "$out"
run report "$golden/comparison.json" --timeline=always --color=always
sed 's/\x1b\[[0-9;]*m//g' "$out" >"$tmp/colourless"
check "colour changes nothing but colour" diff "$golden/table-80.txt" "$tmp/colourless"
check "and there is some" grep -q $'\x1b\\[' "$out"
for variable in NO_COLOR=1 TERM=dumb; do
  env "$variable" script -qec "'$SWIMLANE' report '$golden/comparison.json'" /dev/null >"$out" 2>"$err" </dev/null
  if grep -q async "$out"; then
    check "on a terminal with $variable there is no colour" test -z "$(grep -l $'\x1b\\[3' "$out")"
  else
    skip "on a terminal with $variable there is no colour" "there is no script"
  fi
done
run report "$golden/comparison.json" --export-markdown=-
check "its Markdown is as ever" diff "$golden/comparison.md" "$out"
run report "$golden/comparison.json" --export-csv=-
check "so is its CSV" diff "$golden/comparison.csv" "$out"
run report "$golden/comparison.json" --export-items-csv=-
check "and that of its items" diff "$golden/items.csv" "$out"
run report "$golden/comparison.json" --sort=-wall
check "the modes can be sorted by a metric" \
  test "$(sed -n 's/^\([a-z]*\) .*[0-9]ms.*/\1/p' "$out" | head -n 3 | paste -sd,)" = sequential,mixed,async
run report "$golden/comparison.json" --sort=speed
expect_error 2 'did you mean' "a metric that is cut short is a usage error that completes it"
run report "$golden/comparison.json" --sort=xyzzy
expect_error 2 "choose one of speedup" "an unknown metric is a usage error that names the known ones"

run report "$golden/comparison.json" --only=mixed,async --export-json="$tmp/only.json" --export-csv=-
check "other modes can be left out" test "$(cut -d, -f2 "$out" | paste -sd,)" = mode,async,mixed
run report "$tmp/only.json" --only=async --time-unit=ms
expect_match ' 0\.151ms' "also once more; and all times be in one unit"
run report "$tmp/only.json" --only=sequential
expect_error 2 'no “sequential” for --only' "one that is not there is a usage error"
run report "$tmp/only.json" --only=asyn
expect_error 2 'did you mean' "which names another"
run report "$tmp/only.json" --time-unit=min
expect_error 2 's, ms or us' "so is another unit"
run compare probe --lab=local --rounds=1 --warmup=0 --only=async,threads --name='after the repair' \
  --export-json="$tmp/named.json" as.dev
expect_match '^after the repair, probe: ' "a comparison has a name"
check "and the modes of --only in their usual order" \
  test "$(grep -oE '^(threads|async) ' "$out" | head -n 2 | paste -sd,)" = "threads ,async "
run report "$tmp/named.json"
expect_match '^after the repair, probe: ' "which is saved"
run compare probe --lab=local --modes=mixed --only=async as.dev
expect_error 2 '--only and --modes' "--only and --modes without a common mode are a usage error"

# Before and after.
run report "$tmp/a.json" "$tmp/b.json"
expect_status 0 "two comparisons are set beside each other"
expect_match '^probe +mixed .* unclear$' "what is in both has a verdict"
expect_match '^probe +sequential .* only before$' "what is only before is said"
expect_match '^probe +async .* only after$' "what is only after is said"
expect_match 'Too few rounds' "two rounds are too few"
run compare probe --lab=local --rounds=1 --warmup=0 --modes=mixed --export-json="$tmp/other.json" as.dev
run report "$tmp/a.json" "$tmp/other.json"
expect_status 4 "different work ends with 4"
expect_match '^probe +mixed .* different work$' "and is said"

# A run.
run download --lab=local --mode=mixed --blocking-share=100 --stall-ms=1 --dest="$tmp/flags" \
  --record="$tmp/run.json" fr de us
expect_status 0 "a run is recorded"
valid record "$tmp/run.json" "a record is what its schema says"
run download --lab=local --dest="$tmp/flags" --no-outcomes --record="$tmp/bare.json" fr
valid record "$tmp/bare.json" "so is one without outcomes"
run report "$tmp/run.json"
expect_status 0 "a run is shown"
expect_match '^job: +download$' "with its job"
expect_match '^mode: +mixed, up to [0-9]+ in flight' "its mode"
expect_match '^items: +3 \(3 ok\)$' "its items"
for key in wall throughput service 'since start' 'loop delay' 'loop blocked' heartbeat CPU kernel; do
  expect_match "^$key: +[^ ]" "and its $key"
done
run report "$tmp/run.json" "$tmp/run.json"
expect_status 0 "two runs can be set beside each other"

# What cannot be shown is named.
refuse () {
  local word=$1 name=$2

  shift 2
  run report "$@"
  expect_error 1 "$word" "$name is refused, naming $word"
  check "and nothing is printed" test ! -s "$out"
}

refuse "$tmp/nothing" "a file that is not there" "$tmp/nothing"
refuse "$tmp" "a folder" "$tmp"
: >"$tmp/empty.json"
refuse empty "an empty file" "$tmp/empty.json"
head -n 100 "$tmp/a.json" >"$tmp/cut.json"
refuse "$tmp/cut.json" "a file that is cut" "$tmp/cut.json"
refuse "line 10" "a file that is cut" "$tmp/cut.json"
refuse "$tmp/cut.json" "a file that is cut, as the second" "$tmp/a.json" "$tmp/cut.json"
echo '{ "results": [] }' >"$tmp/alien.json"
refuse "not a result of swimlane" "a file of another program" "$tmp/alien.json"
sed 's/"version" : 1/"version" : 2/' "$tmp/a.json" >"$tmp/future.json"
refuse "its version is 2" "a file of a later release" "$tmp/future.json"
sed 's/"wall_seconds" : [0-9.e-]*/"wall_seconds" : "long"/' "$tmp/run.json" >"$tmp/wrong.json"
refuse wall_seconds "a member of the wrong type" "$tmp/wrong.json"
sed 's/"kernel" : "/&\\u001b[2J/' "$tmp/run.json" >"$tmp/escape.json"
run report "$tmp/escape.json"
check "no control character reaches the terminal" test -z "$(tr -d '\n -~\200-\377' <"$out")"

if python3 -c 'import jsonschema' 2>/dev/null; then
  check "a schema does not take everything" \
    test "$(python3 "${0%/*}/validate.py" "$data/swimlane-record.schema.json" "$tmp/wrong.json" | wc -l)" -eq 1
else
  skip "a schema does not take everything" "there is no jsonschema for Python"
fi

run report
expect_error 2 "a file is needed" "no file is a usage error"
run report "$tmp/a.json" "$tmp/b.json" "$tmp/b.json"
expect_error 2 "--merge" "so are three"
run report "$tmp/a.json" "$tmp/b.json" --export-csv=-
expect_error 2 "cannot be exported" "so is to export before and after"
run report --merge - "$tmp/a.json" -
expect_error 2 "standard input" "so is standard input twice"

# Several files as one.
run report --merge "$golden/comparison.json" "$golden/comparison.json" --export-json="$tmp/merged.json"
expect_status 0 "results are merged"
valid comparison "$tmp/merged.json" "what they become is a comparison"
run report "$tmp/merged.json"
expect_match ', 12 rounds, ' "with the rounds of both"
for mode in sequential async sequential async; do
  run probe --lab=local -q --mode="$mode" --record="$tmp/run-$mode.json" as.dev
done
sed -e 's/"cpus" : [0-9]*/"cpus" : 4242/' \
  -e 's/"run" : "[^"]*"/"run" : "00000000-0000-4000-8000-000000000000"/' "$tmp/run-async.json" >"$tmp/run-other.json"
run report --merge "$tmp/run-sequential.json" "$tmp/run-async.json" "$tmp/run-other.json"
expect_status 0 "runs are merged"
expect_match '^probe: 1 name, .* 2 rounds' "into rounds"
expect_match 'cpus \(.*4242\)' "and what was not the same is said"
sed 's/"digest" : "./"digest" : "x/' "$tmp/run-async.json" >"$tmp/run-odd.json"
run report --merge "$tmp/run-sequential.json" "$tmp/run-odd.json"
expect_status 4 "runs of different work are no result"

# Watches.
watch=$SWIM_TEST_SRCDIR/tests/saved/watch.json
repaired=$SWIM_TEST_SRCDIR/tests/fuzz/corpus/watch_report/repaired.json
valid watch "$watch" "a watch is what its schema says"
COLUMNS=80 run report "$watch"
expect_status 0 "a watch is shown"
check "in 80 columns" test "$(LC_ALL=C.UTF-8 wc -L <"$out")" -le 80
cp "$out" "$tmp/watched"
env -i COLUMNS=80 SWIM_DATADIR="$data" "$SWIMLANE" report "$watch" >"$out" 2>"$err"
check "and alike without a locale" diff "$tmp/watched" "$out"
run report "$watch" --export-json="$tmp/watch.json" --export-csv="$tmp/watch.csv" \
  --export-markdown="$tmp/watch.md" --export-html="$tmp/watch.html" --export-svg="$tmp/watch.svg" \
  --export-trace="$tmp/watch.trace"
expect_status 0 "a watch is exported"
valid watch "$tmp/watch.json" "as the schema says"
check "its CSV has a row for each call site" test "$(wc -l <"$tmp/watch.csv")" -eq 8
for file in html svg; do
  if xmllint --version >"$tmp/xmllint" 2>&1; then
    check "its $file is well-formed" xmllint --nonet --noout "$tmp/watch.$file"
  else
    skip "its $file is well-formed" "there is no xmllint"
  fi
done
run report "$watch" --export-items-csv=-
expect_error 2 "items-csv" "a watch has no items"
run report "$watch" "$repaired"
expect_status 0 "two watches are before and after"
expect_match '^The worst delay of main fell from 341 ms to 118 ms' "what became of the delays"
expect_match 'Gone: flock\(\)' "and which calls are gone"
run report "$watch" --fail-if='stall.max>100ms'
expect_error 3 "stall.max is 341 ms" "a gate of a watch fails"
run report "$watch" "$repaired" --fail-if='stall.max>200ms'
expect_status 0 "of two watches, what is after is judged"
for other in "$golden/comparison.json" "$SWIM_TEST_SRCDIR/tests/saved/record.json"; do
  run report "$watch" "$other"
  expect_error 2 "another watch" "a watch and ${other##*/} are not compared"
  run report "$other" "$watch"
  expect_error 2 "another watch" "nor ${other##*/} and a watch"
done
run report --merge "$watch" "$repaired"
expect_error 2 "merged" "watches are not merged"
sed 's/"pid" : 4711/"pid" : -1/' "$watch" >"$tmp/bad.json"
run report "$tmp/bad.json"
expect_error 1 'processes[0]: member “pid”' "what is wrong in a watch is named"

# Gates.
run report "$golden/comparison.json" --fail-if='async.speedup<2' --fail-if='rss>1GiB'
expect_status 0 "gates that hold are passed"
run report "$golden/comparison.json" --fail-if='async.speedup>2'
expect_error 3 "async.speedup>2" "a gate that fails is named"
run report "$tmp/a.json" "$golden/comparison.json" --fail-if='async.speedup>2'
expect_error 3 "async.speedup>2" "of two files, what is after is judged"
run report "$golden/comparison.json" "$golden/comparison.json" --fail-if='change.lower>1' \
  --fail-if='async.change>1.001'
expect_status 0 "what did not change passes a gate about change"
run report "$golden/comparison.json" "$golden/comparison.json" --fail-if='async.change>0.999'
expect_error 3 "async.change>0.999" "what did change does not"
run report "$golden/comparison.json" "$golden/comparison.json" --fail-if='async@7.change>100'
expect_error 3 "async was not run at 7" "a change at a value that was not run is not passed"
run report "$golden/comparison.json" --fail-if='change>1'
expect_error 2 "two files" "of one result nothing can have changed"
run report "$golden/comparison.json" --fail-if='async.speed>2'
expect_error 2 "async.speed" "an unknown gate is a usage error"
for threshold in 0 -1 100 nan; do
  run report --threshold="$threshold" "$tmp/a.json"
  expect_error 2 "$threshold" "so is a threshold of $threshold"
done

# hyperfine's file, which is read as what it is: runs in blocks. It is made by hand, so that no machine's
# load is in it.
cat >"$tmp/hyperfine.json" <<'END'
{ "results": [
  { "command": "quick", "mean": 0.1, "stddev": 0.001, "median": 0.1, "user": 0.05, "system": 0.01, "min": 0.099,
    "max": 0.101, "times": [0.1, 0.101, 0.099, 0.1, 0.1, 0.1, 0.1], "exit_codes": [0, 0, 0, 0, 0, 0, 0] },
  { "command": "slow {x}", "mean": 0.2, "stddev": 0.001, "median": 0.2, "user": 0.05, "system": 0.01, "min": 0.199,
    "max": 0.201, "times": [0.2, 0.201, 0.199, 0.2, 0.2, 0.2, 0.2, 0.2], "exit_codes": [0, 0, 0, 0, 0, 0, 0, 0],
    "parameters": { "x": "5" } } ] }
END
run report "$tmp/hyperfine.json" --wide
expect_status 0 "a file of hyperfine is read"
expect_match '^2 commands, 7 to 8 runs of each, in blocks, by hyperfine$' "its heading says how it was measured"
expect_match '^slow .* 0\.50 .* slower' "the slower command is slower"
tr '\n' ' ' <"$out" >"$tmp/line"
check "what blocks leave open is said" grep -q 'made in one block' "$tmp/line"
run report "$tmp/hyperfine.json" --export-json="$tmp/ours.json"
valid comparison "$tmp/ours.json" "what is exported of it is what the schema says"
run report "$tmp/ours.json" --wide
expect_match '^2 commands, 7 to 8 runs of each, in blocks, by hyperfine$' "and so says what is exported of it"
run report --merge "$tmp/hyperfine.json" "$tmp/ours.json"
expect_error 2 'have the same run' "its runs are not counted twice, in whatever form"

run report "$tmp/hyperfine.json" --only="slow {x}"
expect_match '^slow ' "commands can be left out, too"

# What hyperfine's scripts read in a file stands in ours as well, and is of the kind that they want.
check "scripts for hyperfine can read the export" python3 - "$tmp/ours.json" <<'END'
import json
import statistics
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    results = json.load(file)["results"]
for result in results:
    times = [float(time) for time in result["times"]]
    assert len(times) == len(result["exit_codes"]) > 1 and isinstance(result["command"], str)
    for name, value in (("mean", statistics.mean(times)), ("median", statistics.median(times)),
                        ("stddev", statistics.stdev(times)), ("min", min(times)), ("max", max(times))):
        assert abs(result[name] - value) < 1e-9, name
    assert result["user"] + result["system"] > 0 and isinstance(result["parameters"], dict)
assert float(results[1]["parameters"]["x"]) == 5
END

printf '{"results": [{"command": "true", "times": [0.1, "x"]}]}' >"$tmp/broken.json"
run report "$tmp/broken.json"
expect_error 1 "broken.json: results[0]: times[1]: it is not a time in seconds" "what is wrong in one is named"

done_testing
