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
run probe --nameserver="$lab_dns" --resume="$results" --quiet in.dev
expect_error 2 --quiet "--quiet contradicts it"
run compare probe --lab --resume="$results"
expect_error 2 --resume "a comparison is not taken up"

done_testing
