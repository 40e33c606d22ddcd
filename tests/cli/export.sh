#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Exports: every format of every command, what names from outside can do in them, and where they go.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

data=$SWIM_TEST_SRCDIR/data
have_python=
python3 -c 'import csv, json' 2>/dev/null && have_python=yes

# python NAME SCRIPT ARGUMENT…: passes where the script of ours does.
python () {
  local name=$1 script=$2

  shift 2
  if [ -z "$have_python" ]; then
    skip "$name" "there is no Python"
    return
  fi
  check "$name" python3 "${0%/*}/$script" "$@"
}

# valid NAME KIND FILE: the file is what the schema of that kind says.
valid () {
  if python3 -c 'import jsonschema' 2>/dev/null; then
    check "$1" python3 "${0%/*}/validate.py" "$data/swimlane-$2.schema.json" "$3"
  else
    skip "$1" "there is no jsonschema for Python"
  fi
}

# formats COMMAND: each format that the command exports.
formats () {
  "$SWIMLANE" "$1" --help | sed -nE 's/^ +--export-([a-z-]+)=.*/\1/p'
}

# everything COMMAND: options that export in every format, to $tmp/COMMAND.FORMAT.
everything () {
  formats "$1" | sed "s|.*|--export-&=$tmp/$1.&|"
}

# exported COMMAND: each file is there and is not empty.
exported () {
  local format

  for format in $(formats "$1"); do
    check "$1: the $format is there" test -s "$tmp/$1.$format"
  done
}

modes=$(modes | paste -sd,)
mapfile -t options < <(everything compare)
check "there are several formats" test "${#options[@]}" -ge 5
run compare probe --lab=local --rounds=1 --warmup=0 "${options[@]}"
expect_status 0 "compare exports every format at once"
exported compare
python "its CSV is one" check-export.py csv "$tmp/compare.csv" "$modes"
python "so is that of the items" check-export.py csv "$tmp/compare.items-csv" "$modes"
python "its trace is one" check-export.py trace "$tmp/compare.trace" "$modes"
python "what reads hyperfine's results reads its JSON" check-export.py hyperfine "$tmp/compare.json" \
  "$modes"
valid "which is what its schema says" comparison "$tmp/compare.json"
check "no file of another name is left" test -z "$(find "$tmp" -name 'compare.*.*')"

run compare probe --lab=local --rounds=1 --warmup=0 --modes=async -q --no-outcomes \
  --export-items-csv="$tmp/none.csv" --export-trace="$tmp/none.trace" \
  --export-json="$tmp/none.json"
expect_status 0 "the single items can be left out"
check "then there is no row for any" test "$(wc -l <"$tmp/none.csv")" -eq 1
python "and the trace is one all the same" check-export.py trace "$tmp/none.trace" async
valid "as the JSON is" comparison "$tmp/none.json"

# A saved comparison exports as the one that was made.
mapfile -t options < <(everything report)
run report "$tmp/compare.json" "${options[@]}"
expect_status 0 "report exports every format of a comparison"
check "and shows nothing" test ! -s "$out"
for format in $(formats report); do
  check "the $format is that of compare" cmp "$tmp/compare.$format" "$tmp/report.$format"
done

for job in probe download; do
  mapfile -t options < <(everything "$job")
  case $job in
    probe) run probe --lab=local -q "${options[@]}" ;;
    download) run download --lab=local -q --dest="$tmp/files" "${options[@]}" fr de us ;;
  esac
  expect_status 0 "$job exports every format"
  exported "$job"
  python "$job: its CSV is one" check-export.py csv "$tmp/$job.csv" async
  python "$job: so is that of the items" check-export.py csv "$tmp/$job.items-csv" async
  python "$job: its trace is one" check-export.py trace "$tmp/$job.trace" async
done
mapfile -t options < <(everything sweep)
run sweep probe --lab=local --vary=jobs:1,4 --rounds=1 --warmup=0 "${options[@]}"
expect_status 0 "sweep exports its formats"
exported sweep
python "sweep: its CSV is one" check-export.py csv "$tmp/sweep.csv"
valid "sweep: its JSON is what its schema says" sweep "$tmp/sweep.json"
run sweep probe --lab=local --rounds=1 --warmup=0 -q --vary=blocking-share:0,50 \
  --export-json="$tmp/share.json"
valid "so is that of a share of blocking calls" sweep "$tmp/share.json"

# Names that are traps.
# shellcheck disable=SC2016 # they are to stand there as they are
printf '%s\n' '<script>alert(1)</script>.dev' "\"=cmd|' /C calc'!A1\"" "=cmd|' /C calc'!A1" '+1' '@SUM(1)' \
  '-2,3' 'a"b' 'a|b`c`' $'tab\there' $'\x1b[2Jred' '*a_b*' '[x](http://y)' 'as.dev' >"$tmp/traps"
mapfile -t options < <(everything probe)
run probe --lab=local --mode=mixed --blocking-share=100 --stall-ms=0.001 --suffix='' -q \
  --record="$tmp/trap.json" -i "$tmp/traps" "${options[@]}"
check "names that are traps are probed" test "$status" -eq 0 -o "$status" -eq 4
python "they keep the CSV whole, and no cell is a formula" check-export.py csv "$tmp/probe.items-csv"
python "they keep the trace whole" check-export.py trace "$tmp/probe.trace"
run report "$tmp/trap.json"
check "no control character of theirs reaches the terminal" \
  test -z "$(tr -d '\n -~\200-\377' <"$out")"
check "nor a Markdown file" test -z "$(tr -d '\n -~\200-\377' <"$tmp/probe.markdown")"
run compare probe --lab=local --rounds=1 --warmup=0 --modes=mixed --blocking-share=100 \
  --stall-ms=0.001 --suffix='' -i "$tmp/traps" --export-markdown="$tmp/trap.md"
check "nor the terminal of a comparison" test -z "$(tr -d '\n -~\200-\377' <"$out")"
check "Markdown has no tag of theirs" test -z "$(grep -F '<script' "$tmp/trap.md" | grep -vF '\<')"

sed 's/"item":"and"/"item":"\\u001b[31m`|<script>\\u202e"/' "$SWIM_TEST_SRCDIR/tests/cli/golden/comparison.json" \
  >"$tmp/stall.json"
run report "$tmp/stall.json" --export-markdown="$tmp/stall.md"
check "an item that stalled the loop is text in Markdown" \
  grep -qF '\[31m\`\|\<script\>' "$tmp/stall.md"
run report "$tmp/stall.json"
expect_match '\\u001b\[31m`\|<script>\\u202e' "and can be read on the terminal"
check "which it gives no orders" test -z "$(tr -d '\n -~\200-\377' <"$out")"

# Where they go.
run probe --lab=local --export-csv=- as.dev
expect_status 0 "an export goes to standard output"
check "and nothing else does" test "$(wc -l <"$out")" -eq 2
run probe --lab=local --export-csv=- --export-markdown=- as.dev
expect_error 2 "standard output" "two of them are a wrong use"
run probe --lab=local --export-csv=- --record=- as.dev
expect_error 2 "standard output" "so are an export and a record"
run probe --lab=local --export-csv="$tmp/same" --export-markdown="$tmp/same" as.dev
expect_error 2 "$tmp/same" "so are two to one file"
for place in "$tmp/nowhere/x" "$tmp"; do
  run probe --lab=local --export-trace="$place" --record="$tmp/early.json" as.dev
  expect_error 1 "$place" "what cannot be written is known before the run"
  check "and nothing is run" test ! -e "$tmp/early.json"
done
if [ -w /dev/full ]; then
  run compare probe --lab=local --rounds=1 --warmup=0 --export-csv=/dev/full \
    --export-markdown="$tmp/other.md"
  expect_error 1 "/dev/full" "a full disk is an error"
  check "and the others are written all the same" test -s "$tmp/other.md"
fi
echo kept >"$tmp/there.csv"
chmod 600 "$tmp/there.csv"
run probe --lab=local -q --export-csv="$tmp/there.csv" as.dev
check "a file that is replaced keeps its permissions" test "$(stat -c %a "$tmp/there.csv")" = 600
mkdir "$tmp/elsewhere"
echo kept >"$tmp/elsewhere/target.csv"
ln -s elsewhere/target.csv "$tmp/link.csv"
run probe --lab=local -q --export-csv="$tmp/link.csv" as.dev
check "a link is followed, not replaced" test -L "$tmp/link.csv"
check "to the file that it names" grep -q '^probe,async' "$tmp/elsewhere/target.csv"
if localedef -i de_DE -f UTF-8 "$tmp/de_DE.UTF-8" 2>/dev/null; then
  LOCPATH=$tmp LC_ALL=de_DE.UTF-8 run report "$tmp/compare.json" --export-csv="$tmp/de.csv" \
    --export-json="$tmp/de.json" --export-trace="$tmp/de.trace"
  check "a locale's comma is in no number of the CSV" cmp "$tmp/compare.csv" "$tmp/de.csv"
  check "nor of the JSON" cmp "$tmp/compare.json" "$tmp/de.json"
  check "nor of the trace" cmp "$tmp/compare.trace" "$tmp/de.trace"
else
  skip "a locale's comma is in no number" "there are no sources of locales"
fi

# Times are ISO 8601 and UTC.
check "dates are ISO 8601, in UTC" \
  grep -qE '"date" : "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"' "$tmp/compare.json"
valid "the JSON of a job is a comparison" comparison "$tmp/probe.json"

done_testing
