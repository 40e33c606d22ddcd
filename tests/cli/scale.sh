#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The scripts in examples/parallel, and the command of the container in examples/kubernetes: shares are killed
# at random and continued, in the end each name has one result, and the join is what one run would have been.
# SWIM_TEST_KILLS says how often shares are killed in all (8).
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=shares.sh
. "${0%/*}/shares.sh"

kills=${SWIM_TEST_KILLS:-8}
examples=$SWIM_TEST_SRCDIR/examples
start_lab local
put_swimlane_in_path
# Each share is killed up to four times, and needs half a second otherwise: so half of the kills meet one that
# runs, and fewer than the ten retries are needed.
shares=$(((kills + 1) / 2))
seq -f 'n%.0f.dev' $((shares * 500)) >"$tmp/names"
LC_ALL=C sort "$tmp/names" >"$tmp/names.sorted"

# one_run: what the shares are compared with.
one_run () {
  "$SWIMLANE" probe --nameserver="$lab_dns" -q --input="$tmp/names" --record="$tmp/one.json" 2>"$err"
}

# digest FILE: that of the run in a record, or of the join in an export.
digest () {
  json_string "$1" digest | sort -u
}

# script NAME STATUS ARGUMENT…: runs an example.
script () {
  local name=$1 expected=$2

  shift 2
  command_line="$name $*"
  status=0
  timeout --kill-after=5 "$(scaled 300)" "$examples/$name" "$@" >"$out" 2>"$err" </dev/null || status=$?
  expect_status "$expected" "$name ends with status $expected"
}

parallel_probe () {
  export KILLS=4 KILL_WITHIN=250

  AT_ONCE=2 SHARES=$shares RATE=2000 script parallel/probe 0 "$tmp/names" "$tmp/probed" --jobs=20
  names_in "$tmp"/probed/*.ndjson >"$tmp/answered"
  check "each name has one result, after shares were killed $(killed) times" \
    diff "$tmp/names.sorted" "$tmp/answered"
  check "they were killed $kills times and more" test "$(killed)" -ge "$kills"
  run report --join "$tmp"/probed/*.json --export-json="$tmp/joined.json"
  expect_status 0 "the shares join"
  check "and their digest is that of one run" test "$(digest "$tmp/joined.json")" = "$(digest "$tmp/one.json")"
  check "each share has its record" test "$(find "$tmp/probed" -name '*.json' | wc -l)" -eq "$shares"
}

# A name that cannot be one fails for good. That is no failure of its share, which is not run again.
parallel_failures () {
  local folder=$tmp/failed

  export KILLS=0
  { seq -f 'n%.0f.dev' 40 && echo "not a name"; } >"$tmp/bad-names"
  rm -rf "$tmp/attempts"/*
  SHARES=3 script parallel/probe 0 "$tmp/bad-names" "$folder"
  check "each share was run once" test "$(cat "$tmp/attempts"/* | sort -u)" = 1
  check "to GNU parallel none failed" test "$(awk 'NR > 1 && $7 != 0' "$folder/joblog" | wc -l)" -eq 0
  rm "$folder/2.json"
  run report --join "$folder"/*.json
  expect_status 4 "a share that is missing is noticed"
  check "and named" grep -qF "share 2 of 3" "$out" "$err"
}

# Options with blanks and quotes reach the shares, from a folder with a blank.
parallel_words () {
  mkdir -p "$tmp/a folder"
  echo 'one.dev' >"$tmp/a folder/a list"
  echo "$lab_dns" >"$tmp/a folder/it's a server"
  SHARES=2 script parallel/probe 0 "$tmp/a folder/a list" "$tmp/a folder/it's out" \
    --nameservers="$tmp/a folder/it's a server"
  check "the results are there" test "$(cat "$tmp/a folder/it's out"/*.ndjson | wc -l)" -eq 1
}

# sums FOLDER…: the sums of the files in them, whatever their names.
sums () {
  find "$@" -type f -exec sha256sum {} + | cut -d ' ' -f 1 | LC_ALL=C sort
}

# A share with URLs takes a second at this rate, so that each kill meets one that runs.
parallel_download () {
  export KILLS=2 KILL_WITHIN=150
  rm -rf "$tmp/attempts"/*
  : >"$tmp/killed"
  for host in "$lab_http" "$lab_url"; do
    seq -f "$host/bytes/%.0f" 50000 1000 99000
  done >"$tmp/urls"
  run download -q --nameserver="$lab_dns" --input="$tmp/urls" --dest="$tmp/whole" --record="$tmp/one.json"
  expect_status 0 "a download by one run"
  SHARES=3 AT_ONCE=3 RATE=9M script parallel/download 0 "$tmp/urls" "$tmp/downloaded" --jobs=2
  check "shares were killed" test "$(killed)" -ge "$KILLS"
  sums "$tmp/whole" >"$tmp/sums.whole"
  sums "$tmp"/downloaded/[123]/ >"$tmp/sums"
  check "each file is there once and whole, after shares were killed $(killed) times" \
    diff "$tmp/sums.whole" "$tmp/sums"
  cat "$tmp"/downloaded/*.ndjson >"$tmp/answered"
  check "and each URL has one result" test "$(wc -l <"$tmp/answered")" -eq "$(wc -l <"$tmp/urls")"
}

# The command of the container, in the shell that it names, with what Kubernetes sets.
container () {
  awk '/^ *env:/ { inside = 0 }
       inside { print }
       /^ *- [|]$/ { inside = 1 }' "$examples/kubernetes/$1.yaml" | sed 's/^ *//' >"$tmp/$1.command"
  check "$1.yaml has a command" test -s "$tmp/$1.command"
}

kubernetes () {
  local index status failed=0

  export KILLS=0 LIST=$tmp/bad-names FOLDER=$tmp/pods
  { seq -f 'n%.0f.dev' 40 && echo "not a name"; } >"$tmp/bad-names"
  container probe
  container join
  for index in $(seq 0 15); do
    JOB_COMPLETION_INDEX=$index sh -c "$(cat "$tmp/probe.command")" >>"$out" 2>>"$err" </dev/null ||
      failed=$((failed + 1))
  done
  check "each pod succeeds, though a name failed" test "$failed" -eq 0
  LC_ALL=C sort "$tmp/bad-names" >"$tmp/names.sorted"
  names_in "$FOLDER"/*.ndjson >"$tmp/answered"
  check "each name has one result" diff "$tmp/names.sorted" "$tmp/answered"
  status=0
  sh -c "$(cat "$tmp/join.command")" >"$out" 2>"$err" </dev/null || status=$?
  command_line=join.yaml
  expect_status 0 "the shares join"
  check "what failed is counted" grep -q "41 (.* 1 invalid)" "$out"
  status=0
  JOB_COMPLETION_INDEX=16 sh -c "$(cat "$tmp/probe.command")" >"$out" 2>"$err" </dev/null || status=$?
  command_line=probe.yaml
  expect_status 2 "an index too many is a usage error, upon which the job fails"
}

if command -v parallel >/dev/null; then
  one_run
  check "one run has a record" test -s "$tmp/one.json"
  parallel_probe
  parallel_failures
  parallel_words
  parallel_download
else
  skip "the scripts for GNU parallel" "there is no GNU parallel"
fi
kubernetes
done_testing
