#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# probe --resume beside a DNS server that is busy for a while: what it did not answer is asked again,
# what it answered is not, and in the end each name has one result.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

asked=$tmp/asked
results=$tmp/results
seq -f 'g%.0f.test' 20 >"$tmp/good"
seq -f 'b%.0f.test' 4 >"$tmp/busy"
cat "$tmp/good" "$tmp/busy" | LC_ALL=C sort >"$tmp/names"
# set_mood MOOD: at once, so that the server never reads half a word.
set_mood () {
  echo "$1" >"$tmp/mood.new"
  mv "$tmp/mood.new" "$tmp/mood"
}
set_mood ok
serve_script busy-dns.py "$tmp/mood" "$asked"

# begin: nothing is known, and nothing was asked.
begin () {
  rm -f "$results"
  : >"$asked"
}

# resume OPTION…
resume () {
  run probe --type=A --nameserver="127.0.0.1:$port" --resume="$results" --input="$tmp/names" "$@"
}

# of_class REGEX: the names with results of that class, sorted.
of_class () {
  sed -nE "s/^\\{\"name\":\"([^\"]*)\",\"status\":\"$1\",.*\\}$/\\1/p" "$results" | LC_ALL=C sort
}

# has CLASS FILE: the names of the file, and no others, have one result each of that class.
has () {
  diff <(LC_ALL=C sort "$2") <(of_class "$1")
}

# is_whole: each name has one result.
is_whole () {
  diff "$tmp/names" <(of_class '[a-z-]*')
}

# asked_once: no name that the server answered was asked again.
asked_once () {
  test "$(grep -c '^g' "$asked")" -eq 20 && ! grep '^g' "$asked" | sort | uniq -d | grep .
}

# A line is a mood, and the class of what comes of it.
while read -r mood class; do
  for mode in async sequential threads; do
    begin
    set_mood "$mood"
    resume --mode="$mode" --timeout="$(scaled 0.5)" --retries=0
    expect_status 4 "$mode: $mood: a server that is busy fails names"
    check "$mode: $mood: which are $class" has "$class" "$tmp/busy"
    check "$mode: $mood: the others are found" has ok "$tmp/good"
    grep '"name":"g' "$results" | sort >"$tmp/found"

    before=$(grep -c '^b' "$asked")
    resume --mode="$mode" --timeout="$(scaled 0.5)" --retries=0
    expect_status 4 "$mode: $mood: it still is"
    check "$mode: $mood: its names were asked again" test "$(grep -c '^b' "$asked")" -gt "$before"
    check "$mode: $mood: and have one result yet" is_whole

    set_mood ok
    resume --mode="$mode"
    expect_status 0 "$mode: $mood: when it is not any more, the rest is found"
    check "$mode: $mood: each name has one result" has ok "$tmp/names"
    check "$mode: $mood: what was found has stayed" \
      diff "$tmp/found" <(grep '"name":"g' "$results" | sort)
    check "$mode: $mood: and was asked once" asked_once
  done
done <<'TABLE'
servfail server-error
refused refused
drop timeout
TABLE

# It recovers while the run lasts.
for mood in servfail refused drop; do
  begin
  set_mood "$mood"
  start probe --type=A --nameserver="127.0.0.1:$port" --resume="$results" --input="$tmp/names" \
    --timeout="$(scaled 20)" --retries=20
  for name in b1 b2 b3 b4; do
    wait_for "$asked" "^$name $mood"
  done
  set_mood ok
  wait "$pid"
  status=$?
  expect_status 0 "$mood: a run goes on where the server does"
  check "$mood: all is found" has ok "$tmp/names"
  check "$mood: what it answered was asked once" asked_once
done

# Killed while the server says nothing.
begin
set_mood drop
start probe --type=A --nameserver="127.0.0.1:$port" --resume="$results" --input="$tmp/names" \
  --timeout="$(scaled 60)"
for n in $(seq 20); do
  wait_for "$results" "\"g$n.test\""
done
kill -KILL "$pid"
wait "$pid" 2>/dev/null
set_mood ok
resume
expect_status 0 "what was killed beside a silent server is taken up"
check "all is found" has ok "$tmp/names"
check "and what was found before was not asked again" asked_once

done_testing
