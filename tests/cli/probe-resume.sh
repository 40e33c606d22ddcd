#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane probe --resume: a run that was killed is taken up, and in the end each name has one result.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

start_lab local
results=$tmp/results
seq 3000 | sed 's/$/.dev/' >"$tmp/names"
{ echo "1.dev"; echo "not a name"; } >>"$tmp/names"
LC_ALL=C sort "$tmp/names" >"$tmp/wanted"

# answered FILE: the names that it has results for, sorted.
answered () {
  python3 -c 'import json, sys
for line in open (sys.argv[1]):
    print (json.loads (line)["name"])' "$1" | LC_ALL=C sort
}

probe () {
  run probe --nameserver="$lab_dns" --resume="$results" --input="$tmp/names"
}

# Killed three times, each time with a few hundred results more.
for lines in 300 900 1500; do
  "$SWIMLANE" probe --nameserver="$lab_dns" --resume="$results" --input="$tmp/names" --rate=2000 &
  pid=$!
  until [ -f "$results" ] && [ "$(wc -l <"$results")" -ge "$lines" ]; do
    kill -0 "$pid" 2>/dev/null || break
  done
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null
done
printf '{"name":"half a li' >>"$results"
before=$(wc -l <"$results")

probe
expect_status 4 "what was killed is taken up, and the bad line is a failure"
check "nothing is printed" test ! -s "$out"
answered "$results" >"$tmp/answered"
check "each name has one result, and one that stands there twice has two" \
  diff "$tmp/wanted" "$tmp/answered"
check "what was complete has stayed" test "$before" -ge 1500

cp "$results" "$tmp/complete"
probe
expect_status 0 "with nothing left to do it ends at once"
check "and leaves the results as they are" cmp "$results" "$tmp/complete"

# An answer to another question is none. An address has one question.
run probe --nameserver="$lab_dns" --resume="$tmp/typed" --type=mx,TYPE16 192.0.2.1 as.dev in.dev
expect_status 0 "names are asked for MX and TXT"
cp "$tmp/typed" "$tmp/before"
run probe --nameserver="$lab_dns" --resume="$tmp/typed" as.dev in.dev
expect_error 2 "was asked for MX,TXT, and this run asks for A,AAAA" "results of other record types are refused"
check "nothing is changed" cmp "$tmp/typed" "$tmp/before"
run probe --nameserver="$lab_dns" --resume="$tmp/typed" --type=TXT,MX 192.0.2.1 as.dev in.dev
expect_status 0 "the same types in another order are the same question"
check "and are answered" cmp "$tmp/typed" "$tmp/before"
run probe --nameserver="$lab_dns" --resume="$tmp/default" 192.0.2.1 as.dev
run probe --nameserver="$lab_dns" --resume="$tmp/default" --type=A as.dev
expect_status 2 "one type of two is another question"

# Failures of the moment are asked again, and their results replaced.
{
  echo '{"name":"as.dev","status":"timeout","detail":null}'
  echo '{"name":"in.dev","status":"ok","detail":"kept"}'
} >"$results"
chmod 640 "$results"
run probe --nameserver="$lab_dns" --resume="$results" as.dev in.dev
expect_status 0 "a name that timed out is asked again"
check "its old result is gone" test "$(grep -c as.dev "$results")" -eq 1
check "the new one is there" grep -q '"name":"as.dev","status":"ok"' "$results"
check "a complete one is kept as it is" grep -q '"detail":"kept"' "$results"
check "the file keeps its mode" test "$(stat -c %a "$results")" = 640
check "nothing is left beside it" test "$(find "$tmp" -name 'results.*' | wc -l)" -eq 0

echo "as.dev" >"$tmp/list"
cp "$tmp/list" "$tmp/copy"
run probe --nameserver="$lab_dns" --resume="$tmp/list" in.dev
expect_error 2 "$tmp/list:1" "a file that holds no results is named with its line"
check "and not touched" cmp "$tmp/list" "$tmp/copy"
run probe --nameserver="$lab_dns" --resume=/dev/null in.dev
expect_error 2 /dev/null "what is no file is refused"
mkfifo "$tmp/fifo"
run probe --nameserver="$lab_dns" --resume="$tmp/fifo" in.dev
expect_error 2 "named pipe" "a named pipe is refused, and not waited for"
run probe --nameserver="$lab_dns" -i "$tmp/fifo"
expect_error 1 "named pipe" "so it is as a list"
run probe --nameserver="$lab_dns" --output="$tmp/fifo" in.dev
expect_error 1 "nobody reads it" "and as an output that nobody reads"
run probe --nameserver="$lab_dns" -i <(echo in.dev)
expect_status 0 "a pipe of the shell's is a list like another"

mkdir "$tmp/behind"
printf '%s\n{"name":"b' '{"name":"as.dev","status":"ok","detail":null}' >"$tmp/behind/results"
ln -s behind/results "$tmp/link"
run probe --nameserver="$lab_dns" --resume="$tmp/link" as.dev in.dev
expect_status 0 "results are kept behind a link"
check "which stays one" test -L "$tmp/link"
check "half a line is gone from the file behind it" test "$(grep -c '^{.*}$' "$tmp/behind/results")" \
  -eq "$(wc -l <"$tmp/behind/results")"

run probe --nameserver="$lab_dns" --resume="$results" --format=text in.dev
expect_error 2 --format "--format=text contradicts it"
printf 'in.dev\nnot a name\n' >"$tmp/two"
run probe --nameserver="$lab_dns" --resume="$tmp/quiet" --quiet --input="$tmp/two"
expect_error 4 "1 of 2 names failed" "--quiet says what failed and no more"
check "but does not keep the results from the file" test "$(wc -l <"$tmp/quiet")" -eq 2
run probe --nameserver="$lab_dns" --resume="$tmp/record" --record=- in.dev
check "nor does a record on standard output" grep -q '"name":"in.dev"' "$tmp/record"

# A file that another process has is not touched.
mkfifo "$tmp/pipe"
"$SWIMLANE" probe --nameserver="$lab_dns" --resume="$results" --input=- <"$tmp/pipe" &
pid=$!
children+=("$pid")
exec 9>"$tmp/pipe"
until grep -q "FLOCK.* $pid " /proc/locks; do
  kill -0 "$pid" 2>/dev/null || break
done
{ cat "$results"; echo '{"name":"x.dev","status":"timeout"}'; } >"$tmp/copy"
echo '{"name":"x.dev","status":"timeout"}' >>"$results"
run probe --nameserver="$lab_dns" --resume="$results" other.dev
expect_error 1 "another process" "two processes on one file: the second ends"
check "and leaves it as it is" cmp "$results" "$tmp/copy"
check "with nothing beside it" test "$(find "$tmp" -name 'results.*' | wc -l)" -eq 0
echo "one-more.dev" >&9
exec 9>&-
wait "$pid"
run probe --nameserver="$lab_dns" --resume="$results" other.dev
expect_status 0 "it can be taken up when the first has ended"
check "and has what both did" test "$(grep -cE '"name":"(one-more|other).dev","status":"ok"' "$results")" -eq 2

# Shares have a file each.
seq 40 | sed 's/$/.dev/' >"$tmp/forty"
for k in 1 2; do
  run probe --nameserver="$lab_dns" --shard=$k/2 --resume="$tmp/share-$k" --input="$tmp/forty"
  expect_status 0 "share $k writes its file"
done
check "each name has a result in one of them" \
  diff <(LC_ALL=C sort "$tmp/forty") <(answered <(cat "$tmp"/share-[12]))
cp "$tmp/share-1" "$tmp/copy"
run probe --nameserver="$lab_dns" --shard=2/2 --resume="$tmp/share-1" --input="$tmp/forty"
expect_error 2 "is not of share 2/2" "the file of another share is refused"
check "and not touched" cmp "$tmp/share-1" "$tmp/copy"
run probe --nameserver="$lab_dns" --shard=1/2 --resume="$tmp/share-1" --input="$tmp/forty"
expect_status 0 "its own is taken up"
check "with nothing left to do" cmp "$tmp/share-1" "$tmp/copy"
run probe --nameserver="$lab_dns" --resume="$tmp/share-1" --input="$tmp/forty"
expect_status 0 "and the whole list goes on from it"
check "which then is complete" diff <(LC_ALL=C sort "$tmp/forty") <(answered "$tmp/share-1")

# What a share has is counted by its results.
line=$(tail -n 1 "$tmp/copy")
echo "$line" >>"$tmp/copy"
run probe --nameserver="$lab_dns" --shard=1/2 --resume="$tmp/copy" --record="$tmp/record.json" --input="$tmp/forty"
expect_error 1 "1 result of no item of this list" "a result that is there twice is noticed"
check "and the record says that it is not whole" grep -qE '"incomplete" ?: ?true' "$tmp/record.json"

# The record and the exports do not replace the results.
cp "$results" "$tmp/copy"
mkdir "$tmp/folder"
ln "$results" "$tmp/hard"
for other in "--record=$results" "--record=$tmp/folder/../results" "--export-json=$tmp/hard"; do
  run probe --nameserver="$lab_dns" --resume="$results" "$other" other.dev
  expect_error 2 "has the results" "results and ${other%%=*} need a file each"
done
check "and the results are kept" cmp "$results" "$tmp/copy"
run probe --nameserver="$lab_dns" --output="$tmp/out" --record="$tmp/./out" other.dev
expect_error 2 "has the results" "so do --output and a record"

# A line that memory is too small for is no end of the file.
if grep -q __asan_init "$SWIMLANE"; then
  skip "a line too long for the memory is an error" "a sanitizer takes memory of its own"
else
  head -c 400000000 /dev/zero | tr '\0' x >"$tmp/long"
  tail -n 1 "$results" >>"$tmp/long"
  (
    ulimit -v 300000
    run probe --nameserver="$lab_dns" --resume="$tmp/long" other.dev
    echo "$status" >"$tmp/status"
  )
  status=$(cat "$tmp/status")
  expect_error 1 "cannot read $tmp/long" "a line too long for the memory is an error"
  check "which leaves the file" test "$(stat -c %s "$tmp/long")" -gt 400000000
fi
run compare probe --lab --resume="$results"
expect_error 2 --resume "a comparison is not taken up"

done_testing
