#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane report --join: the shares of one run add up to the whole, and what is missing, doubled or of
# another run is said. No file is changed.
# shellcheck source=lib.sh disable=SC2016
. "${0%/*}/lib.sh"

command -v jq >/dev/null || skip_all "there is no jq"
data=$SWIM_TEST_SRCDIR/data

for i in {1..400}; do echo "name$i.dev"; done >"$tmp/list"

# record FILE ARGUMENT…: probes the list.
record () {
  local file=$1

  shift
  run probe --lab=local -i "$tmp/list" --quiet --record="$file" "$@"
  if [ "$status" -ne 0 ]; then
    fail_run "probe $*"
  fi
}

record "$tmp/whole.json"
for k in 1 2 3; do
  record "$tmp/$k.json" --shard=$k/3
done
shares=("$tmp/1.json" "$tmp/2.json" "$tmp/3.json")
cat "${shares[@]}" >"$tmp/before"

# same FILE JQ NAME: it is in the file what it is in the record of the whole.
same () {
  check "$3" test "$(jq -c "$2" "$1")" = "$(jq -c "$2" "$tmp/whole.json")"
}

run report --join "${shares[@]}"
expect_status 0 "all shares are joined"
expect_match '^shares: +3 joined, of 3 runs$' "and counted"
expect_match '^items: +400 ' "with all of their items"
expect_match '^wall: .* from the first start to the last end; longest run ' "wall is the span"
run report --join "${shares[@]}" --export-json="$tmp/joined.json"
expect_status 0 "the result can be exported"
jq '.results[0].runs[0]' "$tmp/joined.json" >"$tmp/record.json"
for member in digest items statuses bytes job mode seed; do
  same "$tmp/record.json" ".$member" "its $member is that of the whole"
done
check "CPU is the sum" test "$(jq -s 'map(.usage.cpu_user_seconds) | add * 1e6 | round' "${shares[@]}")" = \
  "$(jq '.usage.cpu_user_seconds * 1e6 | round' "$tmp/record.json")"
check "and page faults are, too" test "$(jq -s 'map(.usage.faults_minor) | add' "${shares[@]}")" = \
  "$(jq '.usage.faults_minor' "$tmp/record.json")"
check "memory the maximum" test "$(jq -s 'map(.usage.rss_max_bytes) | max' "${shares[@]}")" = \
  "$(jq '.usage.rss_max_bytes' "$tmp/record.json")"
check "the histogram has every item" test "$(jq '.latency.service.histogram.count | add' "$tmp/record.json")" = 400
check "the longest latency is that of a share" \
  test "$(jq -s 'map(.latency.service.max) | max' "${shares[@]}")" = "$(jq '.latency.service.max' "$tmp/record.json")"
check "wall is at least the longest, and the sum that of all" jq -e --argjson sum \
  "$(jq -s 'map(.wall_seconds) | add' "${shares[@]}")" \
  '.wall_seconds >= .joined.wall_longest and (.joined.wall_sum - $sum | fabs) < 1e-6' "$tmp/record.json"
check "the rate is items over the span" jq -e '(.throughput_per_sec * .wall_seconds - 400 | fabs) < 0.01' \
  "$tmp/record.json"
for kind in record:record comparison:joined; do
  result=0
  python3 "${0%/*}/validate.py" "$data/swimlane-${kind%:*}.schema.json" "$tmp/${kind#*:}.json" >"$tmp/valid" 2>&1 ||
    result=$?
  case $result in
    0) pass "the ${kind#*:} result is what its schema says" ;;
    77 | 127) skip "the ${kind#*:} result is what its schema says" "there is no jsonschema for Python" ;;
    *) fail "the ${kind#*:} result is what its schema says" "$tmp/valid" ;;
  esac
done
for format in csv markdown html svg; do
  run report --join "${shares[@]}" --export-$format=-
  expect_status 0 "it is exported as $format"
done
run report --join "${shares[@]}" --export-items-csv=-
expect_error 2 "needs single items" "single items are not kept"
run report "$tmp/joined.json"
expect_status 0 "what was exported is read again"
"$SWIMLANE" report --join "${shares[2]}" - "${shares[1]}" <"$tmp/1.json" >"$out" 2>"$err"
expect_match '^shares: +3 joined' "standard input may be one of them, in any order"
run report --join "${shares[@]}" --fail-if='items>0'
expect_status 2 "a gate must be one that there is"
run report --join "${shares[@]}" --fail-if='async.wall>0'
expect_status 3 "a gate can fail"

# Missing.
run report --join "${shares[0]}" "${shares[2]}"
expect_error 4 "share 2 of 3 has no record" "a share that is missing ends with 4, named"
expect_match 'incomplete: share 2 of 3' "and the report says so"
run report --join "${shares[0]}"
expect_error 4 "shares 2 to 3 of 3 have no record" "so do several"
run report --join "${shares[0]}" "${shares[2]}" --export-json="$tmp/lacking.json" --export-html="$tmp/page.html"
expect_status 4 "it is exported all the same"
check "as what it is" jq -e '.results[0].runs[0] | .incomplete and .joined.shares == 2 and .joined.count == 3' \
  "$tmp/lacking.json"
check "also as a page" grep -q 'async is incomplete: share 2 of 3 has no record' "$tmp/page.html"
run report "$tmp/lacking.json"
expect_status 4 "read again, it is as incomplete"
expect_match '^async is incomplete: share 2 of 3 has no record.$' "and says so"
jq '.results[0].runs[0]' "$tmp/lacking.json" >"$tmp/lacking-record.json"
run report "$tmp/lacking-record.json"
expect_status 4 "so is its record"
expect_match '^shares: +2 of 3 joined, of 2 runs$' "which has the number of shares"
run report "$tmp/joined.json"
expect_status 0 "what is whole stays so"

# Doubled, or of another run.
refused () {
  local name=$1 word=$2

  shift 2
  run report --join "$@"
  expect_error 2 "$word" "$name is refused"
  check "and names the file" grep -qF "${*: -1}" "$err"
}
refused "a share given twice" "the same run of share 2 of 3" "${shares[@]}" "$tmp/2.json"
cp "$tmp/2.json" "$tmp/copy.json"
refused "a copy of a share" "the same run of share 2 of 3" "${shares[@]}" "$tmp/copy.json"
record "$tmp/again.json" --shard=2/3
refused "a share that was run twice" "share 2 of 3 was run twice" "${shares[@]}" "$tmp/again.json"
record "$tmp/other.json" --shard=2/4
refused "another number of shares" "is share 2 of 4" "$tmp/1.json" "$tmp/other.json"
record "$tmp/other.json" --shard=2/3 --seed=7
refused "another seed" "the seed 7" "$tmp/1.json" "$tmp/other.json"
record "$tmp/other.json" --shard=2/3 --mode=threads
refused "another mode" "ran in threads" "$tmp/1.json" "$tmp/other.json"
run download --lab=local --shard=2/3 --quiet --record="$tmp/other.json" -d "$tmp/files"
refused "another job" "is a run of download" "$tmp/1.json" "$tmp/other.json"
jq '.shard.by = "host"' "$tmp/2.json" >"$tmp/other.json"
refused "another division" "by host" "$tmp/1.json" "$tmp/other.json"
refused "a run of the whole" "without --shard" "$tmp/1.json" "$tmp/whole.json"
refused "a joined result" "joined already" "$tmp/1.json" "$tmp/record.json"
jq '.items += 1' "$tmp/2.json" >"$tmp/other.json"
run report --join "$tmp/1.json" "$tmp/other.json"
expect_error 1 "the histogram of" "numbers that contradict each other are an error"
head -c 3000 "$tmp/2.json" >"$tmp/other.json"
run report --join "$tmp/1.json" "$tmp/other.json"
expect_error 1 "line " "so is a file that is cut short"
sed 's/"status" : "ok"/"status" : ok/' "$tmp/2.json" >"$tmp/other.json"
line=$(grep -n '"status" : ok' "$tmp/other.json" | head -n 1 | cut -d: -f1)
run report --join "$tmp/1.json" "$tmp/other.json"
expect_error 1 "line $line: not valid JSON" "so is a list of outcomes that is no JSON, with its line"
run report --join --merge "${shares[@]}"
expect_error 2 "choose one" "--join and --merge exclude each other"

# A share whose first run ended early, and one that was killed, so that it left no record.
resumed () {
  run probe --lab=local --shard=2/3 --resume="$tmp/results" --record="$tmp/$1.json" -i "$2"
  expect_status 0 "$3"
}
head -n 150 "$tmp/list" >"$tmp/half"
resumed early "$tmp/half" "a run of half a share writes its results"
resumed late "$tmp/list" "another one continues"
check "and says what it took over" test "$(jq '.taken_over.items' "$tmp/late.json")" = "$(jq .items "$tmp/early.json")"
for runs in "early.json late.json" "late.json early.json" late.json; do
  files=()
  for file in $runs; do files+=("$tmp/$file"); done
  run report --join "$tmp/1.json" "$tmp/3.json" "${files[@]}" --export-json="$tmp/joined.json"
  expect_status 0 "a share of the runs $runs is whole"
  jq '.results[0].runs[0]' "$tmp/joined.json" >"$tmp/record.json"
  for member in digest items statuses; do
    same "$tmp/record.json" ".$member" "and its $member that of the whole"
  done
done
check "the time of a run without a record is not known, which is said" jq -e \
  '.remarks | any(contains("left no record"))' "$tmp/record.json"
refused "a run that was not continued" "share 2 of 3 was run twice" "$tmp/1.json" "$tmp/early.json" "$tmp/2.json"
jq '.incomplete = true' "$tmp/2.json" >"$tmp/other.json"
run report --join "$tmp/1.json" "$tmp/other.json" "$tmp/3.json"
expect_error 4 "share 2 of 3 ended before its list" "a share that was interrupted is incomplete"

head -n 300 "$tmp/list" >"$tmp/part"
for k in 1 2; do
  run probe --lab=local -i "$tmp/part" --expect=400 --shard=$k/2 --record="$tmp/half-$k.json"
done
run report --join "$tmp"/half-?.json
expect_error 4 "share 1 of 2 ended before its list" "so are shares of a list that broke off"
run report "$tmp/half-1.json"
expect_match '^incomplete: +it ended before its list did, or that broke off$' "which the report of one says"
jq '.started = "2030-01-01T00:00:00.000000Z"' "$tmp/early.json" >"$tmp/ahead.json"
run report --join "$tmp/1.json" "$tmp/3.json" "$tmp/ahead.json" "$tmp/late.json"
expect_status 0 "the clock of a share's first machine may be ahead"

# The list of the shares.
{ shuf --random-source=<(yes) "$tmp/list"; echo more.dev; } >"$tmp/grown"
check "what continues a share has read the same list" test "$(jq -c .list "$tmp/late.json")" = "$(jq -c .list "$tmp/1.json")"
run probe --lab=local -i "$tmp/list" --quiet --shard=1/3 --record="$tmp/with-names.json" one.dev two.dev
check "of which names among the arguments are a part" jq -e '.list.items == 402' "$tmp/with-names.json"
check "a record says what the whole list is" jq -e '.list.items == 400 and (.list.fingerprint | length == 16)' "$tmp/1.json"
run probe --lab=local -i "$tmp/grown" --quiet --shard=1/3 --record="$tmp/grown-1.json"
run report --join "$tmp/grown-1.json" "$tmp/2.json" "$tmp/3.json"
expect_error 4 "shares are of lists that differ: that of share 1 has 401 items" "a list that grew between shares is told"
run probe --lab=local -i <(head -n 400 "$tmp/grown") --quiet --shard=1/3 --record="$tmp/shuffled-1.json"
run report --join "$tmp/shuffled-1.json" "$tmp/2.json" "$tmp/3.json"
expect_status 0 "the order of the list may be another"
check "of a list that broke off it is not known" jq -e '.list == null' "$tmp/half-1.json"

# The results of the shares, beside their records.
for k in 1 2 3; do
  run probe --lab=local -i "$tmp/list" --shard=$k/3 --format=ndjson --record="$tmp/r$k.json"
  cp "$out" "$tmp/r$k.ndjson"
done
records=("$tmp"/r?.json)
run report --join "${records[@]}" "$tmp"/r?.ndjson
expect_status 0 "results that have every item of the records are complete"
run report --join "${records[@]}" "$tmp"/r[12].ndjson
expect_error 4 "and the records 400" "those of a share that are missing are not"
expect_match '^remark: +incomplete: the results have ' "which is a remark of the whole, too"
head -n 5 "$tmp/r3.ndjson" >"$tmp/part.ndjson"
head -n 6 "$tmp/r3.ndjson" | tail -n 1 | head -c 20 >>"$tmp/part.ndjson"
run report --join "${records[@]}" "$tmp"/r[12].ndjson "$tmp/part.ndjson"
expect_error 4 "part.ndjson is cut short" "nor is a line that was being written"
run report --join "${records[@]}" "$tmp"/r?.ndjson "$tmp/part.ndjson"
expect_error 2 "part.ndjson:1: " "an item in the results of two shares is refused"
sed '1s/"name":"name/"name":"other/' "$tmp/r3.ndjson" >"$tmp/changed.ndjson"
run report --join "${records[@]}" "$tmp"/r[12].ndjson "$tmp/changed.ndjson"
expect_error 4 "of other items or classes" "an item that the records do not have is found"
sed '4s/^{/{{/' "$tmp/r3.ndjson" >"$tmp/changed.ndjson"
run report --join "${records[@]}" "$tmp"/r[12].ndjson "$tmp/changed.ndjson"
expect_error 1 "changed.ndjson:4: not a swimlane result" "a line that is no result is an error"
head -n 5 "$tmp/r3.ndjson" | tr -d '\n' >"$tmp/changed.ndjson"
echo >>"$tmp/changed.ndjson"
run report --join "${records[@]}" "$tmp"/r[12].ndjson "$tmp/changed.ndjson"
expect_error 1 "changed.ndjson:1: not a swimlane result" "nor is one that has several"
printf '{"na' >"$tmp/torn.ndjson"
run report --join "${records[@]}" "$tmp"/r[12].ndjson "$tmp/torn.ndjson"
expect_error 4 "torn.ndjson is cut short" "the beginning of a first line is no record"
mkfifo "$tmp/pipe"
run report --join "${records[@]}" "$tmp/pipe"
expect_error 2 "is a pipe" "a pipe is refused"
run report --join "$tmp"/r?.ndjson
expect_error 2 "needs the record" "results alone are not joined"

# Rounds are runs of their own.
run report --merge "$tmp/whole.json" "$tmp/whole.json"
expect_error 2 "have the same run" "--merge refuses a run that is given twice"
record "$tmp/second.json"
run report --merge "$tmp/whole.json" "$tmp/second.json"
expect_status 0 "and takes another of the same work"
run compare probe --lab=local --rounds=1 --warmup=0 --modes=async as.dev --export-json="$tmp/comparison.json"
cp "$tmp/comparison.json" "$tmp/comparison-copy.json"
run report --merge "$tmp/comparison.json" "$tmp/comparison-copy.json"
expect_error 2 "have the same run" "so it does with comparisons"

cat "${shares[@]}" >"$tmp/after"
check "no file was changed" cmp "$tmp/before" "$tmp/after"
done_testing
