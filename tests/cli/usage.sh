#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Usage errors and failures: each has a message that names the cause, and the right exit status.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

run --help
expect_status 0 "--help ends with 0"
run --version
expect_status 0 "--version ends with 0"
expect_match '^swimlane [0-9]+\.[0-9]+' "--version says the program and its version"

for command in probe download compare serve; do
  check "--help lists $command" grep -qx "$command" <(commands)
done
for command in $(commands); do
  run "$command" --help
  expect_status 0 "$command --help ends with 0"
  expect_match "swimlane.* $command" "$command --help says how it is called"
  run "$command" --version
  expect_status 0 "$command --version ends with 0"
done
# At a terminal no line is wider than it; a pipe gets a line for each option, for the completions.
if command -v script >/dev/null; then
  for command in $(commands); do
    script -qec "stty cols 80; '$SWIMLANE' $command --help" /dev/null 2>&1 | tr -d '\r' >"$tmp/help"
    check "$command --help is shown" grep -q -- '^  -h, --help' "$tmp/help"
    check "$command --help fits a terminal of 80 columns" \
      test -z "$(LC_ALL=C.UTF-8 grep -E '^.{81,}' "$tmp/help")"
  done
else
  skip "--help fits the terminal" "there is no script"
fi

run probe --help
for mode in $(modes); do
  expect_match "\\b$mode\\b" "probe --help names the mode $mode"
done

# Usage: status 2, and the message names what is wrong.
usage () {
  local word=$1

  shift
  run "$@"
  expect_error 2 "$word" "swimlane $* is refused, naming $word"
  check "and does not begin" test ! -s "$out"
}

usage swim swim
usage --frobnicate --frobnicate
for command in $(commands); do
  usage --frobnicate "$command" --frobnicate
done
usage fast probe --lab --mode=fast
usage nowhere probe --lab=nowhere
usage nowhere serve --scenario=nowhere
usage nowhere serve nowhere
usage nowhere compare nowhere
usage zz download --lab --dest="$tmp" zz
usage zebra download --lab --dest="$tmp" zebra
usage host/file download --lab --dest="$tmp" host/file
usage nowhere download --server=nowhere --dest="$tmp" fr
for jobs in 0 -3 99999999999 abc 5x; do
  usage "$jobs" probe --lab --jobs="$jobs"
  usage "$jobs" download --lab --dest="$tmp" --jobs="$jobs"
done
usage -1 probe --lab --timeout=-1
usage abc probe --lab --timeout=abc
usage -1 probe --lab --retries=-1
usage maybe probe --lab --progress=maybe

# Numbers and their units: what is wanted is said, with an example.
usage '--timeout takes a duration, such as 5, 0.5 or 500ms, not “5x”' probe --lab --timeout=5x
usage '--timeout must be from 1ms to 24h, not 0' probe --lab --timeout=0
usage '--timeout must be from 1ms to 24h, not 48h' probe --lab --timeout=2880min
usage '--max-size takes a size, such as 500, 200K or 1MB, not “1Q”' download --lab --max-size=1Q
usage '--limit-rate takes a size per second, such as 500K or 1M/s, not “fast”' \
  download --lab --limit-rate=fast
usage '--rate takes a number per second, such as 100 or 0.5/s, not “-1”' probe --lab --rate=-1
usage '--seed takes a whole number, such as 64, not “-5”' probe --lab --seed=-5
usage '--per-host takes a whole number, such as 64, not “-1”' download --lab --per-host=-1
usage '--jobs takes a whole number, such as 64, not “0x10”' probe --lab -j0x10
usage '“99999999999” is too large' probe --lab --jobs 99999999999
usage '--rounds takes a whole number, such as 64 or auto, not “many”' compare probe --rounds=many
usage 'there is no mode “”; the modes are sequential' compare probe --lab --modes=
usage 'there is no mode “”; the modes are sequential' compare --lab --modes=
usage '--precision needs --rounds=auto' compare probe --lab --precision=5%
usage '--max-time needs --rounds=auto' sweep probe --lab --vary=jobs:1 --rounds=3 --max-time=5s
usage '--precision must be' compare probe --lab --rounds=auto --precision=0
usage '--threshold takes a percentage, such as 10 or 0.5%, not “few”' compare probe --threshold=few
usage '--resume takes no value, not “file”' download --lab --resume=file
usage '--input is given twice' probe -i one --input=two
usage '--input is given twice' download -ione -i two
usage '--type is given twice' probe --type=A --type=MX as.dev
usage '--record is given twice' probe --lab --record=one --record two
usage '--only is given twice' probe --only=found --only=missing as.dev
usage '--checksum is given twice' download --checksum one --checksum=two http://x.test/
usage '--prepare is given twice' compare probe --prepare=true --prepare=false
usage 'rss takes a size, such as 500, 200K or 1MB, not “5s”' compare probe --lab --fail-if='rss>5s'
run probe --lab=local --timeout=5s --rate=1000/s --stall-ms=20ms --blocking-share=10% --quiet if
expect_status 0 "numbers with units are taken"
run download --lab=local --dest="$tmp/units" --max-size=1M --limit-rate=1MB/s --timeout 1min fr
expect_status 0 "sizes with units are taken"
run compare probe --lab=local --modes=async --rounds=1 --warmup=0 --timeout=5s --stall-ms=1s \
  --quiet --fail-if='async.rss>1M' if
expect_error 3 "async rss is" "a gate takes a size with a unit"
check "and says how large it is with a unit" grep -q 'rss is [0-9.]* MiB' "$err"
usage soup download --lab --client=wget
usage carrier probe --lab --resolver=carrier
usage TXTT probe --lab --type=TXTT

# The job may follow options.
run compare --rounds=1 --warmup 0 -j8 --modes=async probe --lab=local --quiet if
expect_status 0 "the job may follow options"
usage 'there is no job “zz”; put the job first: swimlane compare probe' compare --rounds=1 zz
usage 'put the job first: swimlane sweep probe' sweep --quiet probe

# It could not run: status 1, and the message names on what.
cannot () {
  local word=$1

  shift
  run "$@"
  expect_error 1 "$word" "swimlane $* cannot run, naming $word"
}

cannot "$tmp/nothing" probe --lab --input="$tmp/nothing"
cannot "$tmp" probe --lab --input="$tmp"
cannot /proc/nothing download --lab --dest=/proc/nothing fr
: >"$tmp/file"
cannot "$tmp/file" download --lab --dest="$tmp/file" fr
cannot /proc/record.json probe --lab --record=/proc/record.json
check "and found that out before the run" test ! -s "$out"
cannot "$tmp/nothing/record.json" probe --lab --record="$tmp/nothing/record.json"
check "and found that out before the run" test ! -s "$out"
cannot /proc/compare.json compare probe --lab --rounds=1 --export-json=/proc/compare.json
check "and found that out before the run" test ! -s "$out"
for option in --record= --export-json=; do
  arguments=(probe --lab)
  [ "$option" = --record= ] || arguments=(compare "${arguments[@]}" --rounds=1)
  run "${arguments[@]}" "$option"
  expect_error 2 "has an empty name" "$option, as with a variable that is not set, is refused"
  check "and that before the run" test ! -s "$out"
done

if [ "$(id -u)" -ne 0 ]; then
  : >"$tmp/secret"
  chmod 000 "$tmp/secret"
  cannot "$tmp/secret" probe --lab --input="$tmp/secret"
  mkdir -m 555 "$tmp/closed"
  cannot "$tmp/closed" download --lab --dest="$tmp/closed" fr
else
  skip "an unreadable list is named" "root reads everything"
  skip "an unwritable folder is named" "root writes everywhere"
fi

# Output that cannot be written is an error, never silence.
for arguments in "--help" "--version" "probe --lab=local" "download --lab=local --dest=$tmp/full fr" \
  "compare probe --lab=local --rounds=1 --warmup=0" "serve"; do
  command_line="swimlane $arguments >/dev/full"
  status=0
  : >"$out"
  # shellcheck disable=SC2086 # a list of words
  timeout 60 "$SWIMLANE" $arguments >/dev/full 2>"$err" </dev/null || status=$?
  if [ "$status" -eq 1 ] && grep -q 'standard output' "$err"; then
    pass "swimlane $arguments on a full disk says so"
  else
    fail_run "swimlane $arguments on a full disk says so"
  fi
done

# What is closed must not be taken for the next file that is opened.
command_line="swimlane probe --lab=local --input=- <&-"
status=0
timeout 60 "$SWIMLANE" probe --lab=local --input=- >"$out" 2>"$err" <&- || status=$?
expect_status 4 "standard input that is closed ends as invalid input"
check "and is what is named" grep -q 'standard input:1: .*Bad file descriptor' "$out"
command_line="swimlane download --lab=local fr >&-"
status=0
timeout 60 "$SWIMLANE" download --lab=local --dest="$tmp/unheard" fr >&- 2>"$err" </dev/null || status=$?
expect_status 1 "standard output that is closed cannot be written to"
check "and is what is named" grep -q 'standard output' "$err"
check "and the file is as it was sent" grep -qax 'GIF8[79]a.*' <(head -c 6 "$tmp/unheard/fr.gif")

# A stack that is larger than all memory lets no thread be made.
starve () (
  ulimit -s 4000000 && ulimit -v 3500000 || exit 77
  exec timeout 60 "$SWIMLANE" "$@" >"$out" 2>"$err" </dev/null
)
echo a.test >"$tmp/list"
for what in "--input=$tmp/list" a.test; do
  command_line="swimlane probe --resolver=system $what, without room for threads"
  status=0
  starve probe --resolver=system "$what" || status=$?
  if [ "$status" = 77 ] || grep -qE '__(asan|tsan)_init' "$SWIMLANE"; then
    skip "no thread: $what" "memory cannot be limited here"
    continue
  fi
  expect_status 1 "where no thread can be made the program ends with an error: ${what%%=*}"
  check "and says so: ${what%%=*}" grep -q 'swimlane: cannot .*: Error creating thread' "$err"
done

start_lab local
port=${lab_url##*:}
cannot "$port" serve --http-port="$port"
check "a port in use is no reason to print an address" test ! -s "$out"

# A lab that is stopped holds its ports and does not answer.
kill -STOP "$lab_pid"
for mode in $(modes); do
  run probe --nameserver="$lab_dns" --resolver=dns --mode="$mode" --jobs=4 --timeout=0.3 --retries=0 \
    --record="$tmp/silent.json" a.test b.test c.test
  expect_status 4 "$mode: a nameserver that does not answer ends in status 4"
  check "$mode: each name timed out" grep -qE '"timeout"[[:space:]]*:[[:space:]]*3\b' "$tmp/silent.json"
done

# The locale changes no number and no name.
if localedef -i de_DE -f UTF-8 "$tmp/de_DE.UTF-8" 2>/dev/null &&
  localedef -i tr_TR -f UTF-8 "$tmp/tr_TR.UTF-8" 2>/dev/null; then
  LOCPATH=$tmp LC_ALL=de_DE.UTF-8 run probe --nameserver="$lab_dns" --timeout=0.5 \
    --retries=0 --record="$tmp/german.json" if.dev
  check "a detail has a point in a German locale" grep -q 'in 0\.5 s' "$tmp/german.json"
  LOCPATH=$tmp LC_ALL=de_DE.UTF-8 run report "$tmp/german.json" --fail-if='wall>0.1ms'
  expect_error 3 'wall is' "a gate reads a point in a German locale"
  check "and writes one" test -z "$(sed -n '/,/p' "$err")"
  printf 'IF\nID\n' >"$tmp/words"
  LOCPATH=$tmp LC_ALL=tr_TR.UTF-8 run probe --lab=local --words="$tmp/words" --format=ndjson
  check "IF is if in a Turkish locale" grep -q '"if.dev"' "$out"
else
  skip "locales" "localedef cannot make them"
fi
kill -CONT "$lab_pid"

done_testing
