#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# compare -- COMMAND…: commands in place of modes, what they do wrong, and what is kept.
# What is in single quotes here is for the shells of the commands.
# shellcheck source-path=SCRIPTDIR disable=SC2016
. "$SWIM_TEST_SRCDIR/tests/cli/lib.sh"

json=$tmp/results.json
# A library that is built with sanitizers cannot be loaded into another program.
unwatched=()
if grep -q -e __asan_init -e __tsan_init "$SWIMLANE"; then
  unwatched=(--no-watch)
fi
quick=(compare --rounds=2 --warmup=0 --progress=never "${unwatched[@]}")

command -v jq >/dev/null || skip_all "there is no jq"

# figures PROGRAM: what jq prints of the results.
figures () {
  jq -r "$1" "$json"
}

# expect_figures PROGRAM WANTED NAME
expect_figures () {
  check "$3" test "$(figures "$1")" = "$2"
}

# expect_told WORDS NAME: they are in what was printed, however its lines are wrapped.
expect_told () {
  tr -s ' \n' ' ' <"$out" >"$tmp/told"
  check "$2" grep -qE -e "$1" "$tmp/told"
}

# A comparison like any other.
run "${quick[@]}" --export-json="$json" -- "sleep 0.02" true
expect_status 0 "two commands are compared"
expect_match '^2 commands, 2 rounds$' "the heading counts them"
expect_match '^command +wall +speed-up +thr +CPU +RSS$' "there is no column about items or loops"
expect_figures '[.results[].command] | join(",")' "sleep 0.02,true" "the results have their names"
expect_figures '[.results[].runs | length] | join(",")' "2,2" "and their runs"
expect_figures '.results[0].runs[0].wall_seconds >= 0.02' true "the time of a run is in it"
expect_figures '.results[0].runs[0] | .loop.delay_max' null "a command without a loop has no delay"
expect_figures '.results[0].runs[0].usage | [.cpu_user_seconds, .cpu_system_seconds, .rss_max_bytes,
  .context_switches_voluntary, .faults_minor, .faults_major, .io_read_bytes, .io_written_bytes]
  | all(. != null and . >= 0)' true "what it used is known"
if [ ${#unwatched[@]} -gt 0 ]; then
  skip "the memory of a small command is not that of swimlane" "a sanitizer takes memory of its own"
else
  expect_figures '.results[1].runs[0].usage.rss_max_bytes < 6000000' true \
    "the memory of a small command is not that of swimlane"
fi
expect_figures '.results[1].runs[0].context.command' true "the record has the command"
expect_figures '[.order[] | length] | join(",")' "2,2" "each round has both"
result=0
python3 "${0%/*}/validate.py" "$SWIM_TEST_SRCDIR/data/swimlane-comparison.schema.json" "$json" \
  >"$tmp/validated" 2>&1 || result=$?
case $result in
  0) pass "they are what the schema says" ;;
  77 | 127) skip "they are what the schema says" "there is no jsonschema for Python" ;;
  *) fail "they are what the schema says" "$tmp/validated" ;;
esac
run report "$json" --export-html="$tmp/page.html"
expect_status 0 "a page is made of them"
check "which is about commands" grep -q 'The median of each command' "$tmp/page.html"
run report --merge "$json" "$json"
expect_error 2 'have the same run' "its runs are not counted twice"
run "${quick[@]}" --export-json="$tmp/others.json" -- "sleep 0.01" "sleep 0"
echo '{ "results": [ { "command": "other", "times": [0.1, 0.1, 0.1] } ] }' >"$tmp/blocks.json"
run report --merge "$json" "$tmp/others.json" "$tmp/blocks.json"
expect_match '^5 commands, 2 to 3 runs of each, in blocks' "with blocks, only runs that were made are counted"
run report "$json" "$tmp/others.json" --fail-if='sleep 0.01.wall<1us'
expect_status 0 "a gate may name a command that only the second of two files has"
for i in 1 2 3; do
  run "${quick[@]}" --export-json="$tmp/more-$i.json" -- "sleep 0.01" "sleep 0"
done
run report --merge "$json" "$tmp/others.json" "$tmp"/more-?.json
expect_match '^4 commands, 10 rounds$' "files that are merged may have other commands"
expect_told 'Too few rounds for a 95.% interval .2; 6 are needed.' "of which some have few rounds, as is said"
run report --merge "$json" "$tmp/others.json" --fail-if='sleep 0.wall>0'
expect_error 3 'command sleep 0 wall is' "or of several, a later one"
run report "$json"
expect_status 0 "a file of it is read again"
expect_match '^2 commands, 2 rounds$' "as one of commands"
run "${quick[@]}" --wide --name=one --name=two -- true true
expect_match '^one .*baseline' "names take the place of commands"
expect_match '^command .* faults +I/O$' "--wide has what else is measured"
run compare "${unwatched[@]}" --rounds=7 --warmup=0 --progress=never --export-json="$json" -- true true
expect_figures '[.results[].command] | join(",")' "true,true (2)" "equal commands are numbered"
check "and are no self-test: they may read other files" sh -c "! grep -q 'against itself' '$out'"
run "${quick[@]}" --vary=n:0,0.01 --export-json="$json" -- "sleep {n}" "sleep {n}"
expect_figures '[.results[].runs[0].context.template] | join(",")' \
  "sleep {n},sleep {n} (2),sleep {n},sleep {n} (2)" "also where a value is put into them"
run "${quick[@]}" --export-json="$json" -- $'echo a\nb' $'echo \u200d\u0085'
run report "$json"
expect_status 0 "what a name cannot have is not in one"
expect_match '^echo a b ' "but a space is"
run "${quick[@]}" --threshold=50 --fail-if='sleep 0.02.wall<1ms' --fail-if='true.wall>60s' \
  -- "sleep 0.02" true
expect_status 0 "gates name commands, also with dots"
run "${quick[@]}" --fail-if='sleep 0.02.wall>1ms' -- "sleep 0.02" true
expect_error 3 'command sleep 0.02 wall is' "and fail"
run "${quick[@]}" --shell --fail-if='ls >/dev/null.wall>=60s' --fail-if='cat <"$0".wall<1us' -- \
  'ls >/dev/null' 'cat <"$0"'
expect_status 0 "gates name commands with a redirection"
run "${quick[@]}" --shell --fail-if='ls >/dev/null.wall>0' -- 'ls >/dev/null'
expect_error 3 'command ls >/dev/null wall is' "which fail, too"
run "${quick[@]}" --fail-if='stall.count>0' -- "sleep 0.02"
expect_error 3 'command sleep 0.02 has no stall.count to judge' "one about stalls fails where no loop was seen"
run "${quick[@]}" --export-json="$json" -- true
expect_status 0 "one command alone is measured"
expect_match '^1 command, 2 rounds$' "without a comparison"
jq '.results[].runs[].wall_seconds = 0.001' "$json" >"$tmp/short.json"
run report "$tmp/short.json"
expect_told 'so short a run is mostly the start of a process' "a run that is short has a message"

run "${quick[@]}" --export-json="$json" -- 'echo a,b' 'echo c' 'echo a'
run report "$json" --only='echo c,echo a,b'
expect_status 0 "--only names commands that have commas"
expect_match '^2 commands, 2 rounds$' "and those alone"

# Long ones: at a terminal each row of the table stays in its line, and in a pipe a command does.
long="echo $(printf 'word%.0s' {1..40}) the-end"
run "${quick[@]}" --export-json="$json" -- "$long" true
expect_match '^echo (word){40} the-end +[0-9]' "a long command is on one line"
if command -v script >/dev/null; then
  script -qec "stty cols 80; '$SWIMLANE' report --color=never '$json'" /dev/null 2>&1 </dev/null |
    tr -d '\r' | sed -n '/^command/,/^~/p' >"$out"
  expect_match '^true +[0-9]' "at a terminal there are rows, too"
  check "which fit it" test -z "$(LC_ALL=C.UTF-8 grep -E '^.{81,}' "$out")"
  expect_match '^[word]* the-end' "with the whole name"
else
  skip "at a terminal rows fit it" "there is no script"
fi

# Words of a command, and a shell.
run "${quick[@]}" --output=inherit --warmup=0 --rounds=1 -- "printf '%s;' 'a  b' c"
expect_match '^a  b;c;' "a command is split as a shell does"
run "${quick[@]}" --output=inherit --rounds=1 --shell -- 'echo $((40 + 2)) | cat'
expect_match '^42$' "--shell has a shell"

# Not found, before anything is run.
run "${quick[@]}" -- "touch $tmp/ran" no-such-program
expect_error 2 '“no-such-program” cannot be run: no-such-program is in no folder of PATH' \
  "a command that is not there is a usage error"
check "and nothing was run" test ! -e "$tmp/ran"
run "${quick[@]}" -- "ls | wc"
expect_status 4 "what is for a shell fails without one"
run "${quick[@]}" -- "X=1 ls"
expect_error 2 'is it for a shell? add --shell' "or is told"
run "${quick[@]}" -- "/ a"
expect_error 2 'is no program' "a folder is no program"
echo >"$tmp/text"
run "${quick[@]}" -- "$tmp/text"
expect_error 2 'is not executable' "nor is a file that cannot be executed"
chmod +x "$tmp/text"
run "${quick[@]}" -- "$tmp/text"
expect_error 1 'neither a program nor a script' "nor one that is neither"
printf '#!/bin/sh\r\n' >"$tmp/text"
run "${quick[@]}" -- "$tmp/text"
expect_error 1 'the program that its first line names after #! is not there' "or whose first line names none"
run "${quick[@]}" -- "echo 'a"
expect_error 2 'its words cannot be told apart' "quotes have an end"
run "${quick[@]}" -- ""
expect_error 2 'a command is empty' "a command is not empty"
run "${quick[@]}" --
expect_error 2 'no command follows --' "there is one"
run compare --shell
expect_error 2 'is for commands, which follow --' "its options are for commands"

# Failures.
count=$tmp/count
fails="echo >>$count; test \$(wc -l <$count) != 3"
run compare "${unwatched[@]}" --rounds=8 --warmup=0 --shell --name=flaky --export-json="$json" -- "$fails"
expect_error 4 'in round 3 of 8 “flaky” ended with status 1; the rounds before are kept' \
  "a failure in one round of eight names round, command and status"
expect_match '^1 command, 2 rounds$' "the rounds before it are shown"
expect_figures '.results[0].runs | length' 2 "and exported"
rm -f "$count"
run compare "${unwatched[@]}" --rounds=4 --warmup=0 --shell --ignore-failure --export-json="$json" -- "$fails"
expect_status 0 "--ignore-failure goes on"
expect_figures '.results[0].exit_codes | join(",")' "0,0,1,0" "the status is in the results"
run "${quick[@]}" --shell -- 'echo reason >&2; exit 7'
expect_error 4 'ended with status 7; its last message was: reason' "its last message is told"
run "${quick[@]}" --shell -- 'kill -SEGV $$'
expect_error 4 'was ended by the signal 11' "a signal is told"
run "${quick[@]}" --timeout=100ms --export-json="$json" -- "sleep 1000" true
expect_status 4 "what hangs is ended"
expect_told 'failed: in round 1 of 2 it was ended after 100 ms .--timeout.' "and has failed"
expect_figures '.results[1].runs | length' 2 "the others go on"
run compare "${unwatched[@]}" --rounds=auto --warmup=0 --timeout=50ms --export-json="$json" -- "sleep 1000" "sleep 1001"
expect_status 4 "--rounds=auto ends where all have failed"
expect_told 'failed: in round 1 it was ended after 50.0 ms' "without a number of rounds that is yet to be found"
check "and nothing is said to be precise" sh -c "! grep -q narrower '$out'"
expect_figures '.results[0].exit_codes | length' 1 "after the first round"
run "${quick[@]}" --timeout=100ms --shell -- 'trap "" TERM; while :; do sleep 1000 & wait; done' true
expect_status 4 "also what does not want to end"
run "${quick[@]}" --timeout=100ms -- \
  "python3 -c 'import os, time; os.setpgid(0, os.getpgid(os.getppid())); time.sleep(1000)'"
expect_status 4 "also what has left its process group"

# What it does to others.
run "${quick[@]}" -- cat
expect_status 0 "standard input is at its end"
run "${quick[@]}" --input="$SWIM_TEST_SRCDIR/NEWS" --same-output -- cat "cat -"
expect_status 0 "--input is read by each run from its start"
echo kept >"$tmp/both"
run "${quick[@]}" --input="$tmp/both" --output="$tmp/./both" -- cat
expect_error 2 'are the same file' "a file is not read and written at once"
check "and stays as it is" grep -qx kept "$tmp/both"
run "${quick[@]}" --input="$tmp/none" -- cat
expect_error 2 'none cannot be read' "it has to be there"
run "${quick[@]}" --input=<(seq 3) -- cat
expect_error 2 'it is a pipe, which can be read only once, but each run reads its input from the start' \
  "a pipe would be empty after the first run"
mkfifo "$tmp/late"
echo a >"$tmp/early"
run "${quick[@]}" --input="$tmp/early" --prepare="mv $tmp/late $tmp/early" -- cat
expect_error 1 'early cannot be read: it is a pipe' "also one that a preparation puts there"
run "${quick[@]}" --output=pipe -- "head -c 200000000 /dev/zero"
expect_status 0 "much output is drained"
run "${quick[@]}" -- "head -c 200000000 /dev/zero"
expect_status 0 "or goes nowhere"
run "${quick[@]}" --output="$tmp/written" -- "echo once"
check "a file is written anew by each run" test "$(cat "$tmp/written")" = once
mkfifo "$tmp/pipe"
run "${quick[@]}" --output="$tmp/pipe" -- true
expect_error 1 'pipe cannot be written: nobody reads it' "a named pipe without a reader is refused"
run report "$tmp/others.json" --export-csv="$tmp/pipe"
expect_error 1 'pipe: nobody reads it' "also for an export"
while [ ! -e "$tmp/over" ]; do cat "$tmp/pipe"; done >"$tmp/read" &
reader=$!
run "${quick[@]}" --rounds=1 --vary=n:1,2 --output="$tmp/pipe" -- "echo {n}"
expect_status 0 "one that is read anew for each run is written to"
check "by the first run" wait_for "$tmp/read" '^1$'
check "and the second" wait_for "$tmp/read" '^2$'
run report "$tmp/others.json" --export-csv="$tmp/pipe"
expect_status 0 "and by an export"
: >"$tmp/over"
# The reader may wait for somebody who writes.
while kill -0 "$reader" 2>/dev/null; do
  : 9<>"$tmp/pipe"
  sleep 0.05
done
run "${quick[@]}" --shell --export-json="$json" -- "sleep 1000 & setsid sleep 1000 & echo \$! >$tmp/left"
expect_status 0 "what is left behind holds nothing up"
# One that has just been started still has the name of what started it.
expect_told 'left processes behind, which were ended: (sleep|setsid|sh)' "it is told"
check "and ended" test ! -e "/proc/$(cat "$tmp/left")"
here=$PWD
run "${quick[@]}" --shell --output=inherit -- "pwd; cd /; pwd"
check "a command begins in the folder of swimlane" test "$(grep -cxF "$here" "$out")" = 2

# The same work.
run "${quick[@]}" --same-output -- "echo a" "echo b"
expect_status 4 "other output is other work"
expect_told 'did different work.*printed or left something else' "which is told"
run "${quick[@]}" --same-output --shell -- "echo a; echo b" "echo b; echo a"
expect_status 4 "the order of lines counts"
run "${quick[@]}" --same-output=sorted --shell -- "echo a; echo b" "echo b; echo a"
expect_status 0 "or not"
run "${quick[@]}" --same-output=sorted --shell -- "echo a; echo b" "echo b; echo b"
expect_status 4 "but which lines they are"
mkdir "$tmp/folder"
run "${quick[@]}" --same-output="$tmp/folder" --shell --prepare="rm -rf $tmp/folder/*" \
  -- "mkdir $tmp/folder/a; echo 1 >$tmp/folder/a/b" "mkdir $tmp/folder/a; echo 1 >$tmp/folder/a/b"
expect_status 0 "so does what is in a folder"
run "${quick[@]}" --same-output="$tmp/folder" --shell --prepare="rm -rf $tmp/folder/*" \
  -- "echo 1 >$tmp/folder/a" "echo 1 >$tmp/folder/b"
expect_status 4 "with its names"
run "${quick[@]}" --same-output --output=pipe -- true
expect_error 2 'leave --output out' "--same-output has the output"

# Around the runs.
log=$tmp/log
run "${quick[@]}" --shell --setup="echo s{n} >>$log" --prepare="echo p >>$log" \
  --conclude="echo c >>$log" --cleanup="echo e >>$log" --vary=n:1 -- "echo r{n} >>$log"
check "setup, prepare, conclude and cleanup are run in their turn" \
  test "$(tr '\n' ' ' <"$log")" = "s1 p r1 c p r1 c e "
rm "$log"
run "${quick[@]}" --setup="echo s >>$log" --cleanup="echo e >>$log" -- true "sleep 0"
check "setup and cleanup are run for each command, also if given once" test "$(tr '\n' ' ' <"$log")" = "s s e e "
run "${quick[@]}" --prepare="echo one >$tmp/of" --prepare="echo two >$tmp/of" --same-output \
  -- "cat $tmp/of" "cat $tmp/of"
expect_status 4 "each command may have its own"
run "${quick[@]}" --prepare=a --prepare=b -- true true true
expect_error 2 '--prepare is given 2 times for 3 commands' "one for all, or one for each"
run "${quick[@]}" --name=a -- true true
expect_error 2 '--name is given 1 times for 2 commands' "and a name for each"
run "${quick[@]}" --prepare="exit 5" -- true
expect_error 1 'given with --prepare for “true” ended with status 5' "a preparation that fails ends it"
run "${quick[@]}" --shell --cleanup="echo cleaned >$tmp/cleaned" -- "exit 1"
check "cleanup is done after a failure, too" test -e "$tmp/cleaned"
run "${quick[@]}" --cleanup="exit 6" --cleanup="touch $tmp/second" -- true "sleep 0"
expect_error 1 'given with --cleanup for “true” ended with status 6' "a cleanup that fails is told"
check "and the next is done all the same" test -e "$tmp/second"
run "${quick[@]}" --conclude="exit 5" --cleanup="exit 6" -- true
expect_error 1 'given with --conclude for “true” ended with status 5' "the first error is told"
expect_error 1 'given with --cleanup for “true” ended with status 6' "and what fails after it"
run "${quick[@]}" --setup="exit 5" --setup=true --cleanup="touch $tmp/one" --cleanup="touch $tmp/two" -- true "sleep 0"
expect_error 1 'given with --setup for “true” ended with status 5' "a setup that fails ends it"
check "and is cleaned up" test -e "$tmp/one"
check "but none that was not begun" test ! -e "$tmp/two"

# Killed: nobody would end a command that runs on.
# runs FILE: the process whose number is in it does, and is not only to be reaped.
runs () {
  local state

  state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/$(cat "$1")/status" 2>/dev/null)
  [ -n "$state" ] && [ "${state:0:1}" != Z ]
}

start compare "${unwatched[@]}" --warmup=0 --shell \
  -- "trap '' INT TERM HUP; echo \$\$ >$tmp/stubborn; while :; do sleep 0.1; done"
wait_for "$tmp/stubborn" .
check "a command runs" runs "$tmp/stubborn"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
for ((i = 0; i < 1200; i++)); do
  runs "$tmp/stubborn" || break
  sleep 0.05
done
left=0
runs "$tmp/stubborn" && left=1
check "and is ended where swimlane is killed" test "$left" = 0
[ "$left" = 0 ] || kill -KILL -- "-$(cat "$tmp/stubborn")"

# What is wrong with a command is said so that it helps.
run "${quick[@]}" -- sleep 0.01
expect_error 2 'each command is one argument' "a command in several words is refused"
run "${quick[@]}" --same-output="$tmp/no-folder" -- true
expect_error 1 '--same-output: ' "a folder that cannot be read is named with its option"
run "${quick[@]}" --same-output -- 'date +%N' true
expect_told 'it printed or left something else than its first run .digest' "a baseline may differ from itself"

# Parameters.
run "${quick[@]}" --vary=n:0.01,0.02 --export-json="$json" -- "sleep {n}" "env sleep {n}"
expect_status 0 "--vary has each value"
expect_figures '[.results[].command] | join(",")' \
  "sleep 0.01,env sleep 0.01,sleep 0.02,env sleep 0.02" "in each command"
run report "$json" --export-html="$tmp/curve.html"
expect_status 0 "a saved comparison of values makes a page"
check "with a curve" grep -q 'The curve' "$tmp/curve.html"
check "of each command, by its name without the value" \
  test "$(grep -o 'env sleep {n}\|>sleep {n}' "$tmp/curve.html" | sort -u | wc -l)" -eq 2
run "${quick[@]}" --vary=n:1,2 --export-html="$tmp/curve.html" -- "env A=b sleep 0.00{n}" "env A=c sleep 0.00{n}"
check "of which only the end may tell one from another" \
  test "$(grep -o '>env A=[bc] sleep 0.00{n}<' "$tmp/curve.html" | sort -u | wc -l)" -eq 2
check "and none where nothing is varied" test "$(grep -c 'The curve' "$tmp/page.html")" -eq 0
run "${quick[@]}" --vary=n:1 -- true
expect_error 2 'varies nothing' "a value needs a place"
run "${quick[@]}" --vary=n:1,2 --output="$tmp/of-{n}" --export-json="$json" -- "echo a"
expect_status 0 "which may be in what is around a command"
expect_figures '[.results[].command] | join(",")' "echo a n=1,echo a n=2" "whose name then has the value"
check "as the name of a file" test -e "$tmp/of-2"
run "${quick[@]}" --vary=n:1,2 --prepare="echo {n} >>$tmp/prepared" -- true
check "or a preparation" test "$(sort "$tmp/prepared" | tr '\n' ' ')" = "1 1 2 2 "
run "${quick[@]}" --vary=n:1 --vary=m:2 -- "echo {n}{m}"
expect_error 2 '--vary is given more than once' "only one thing is varied"
run "${quick[@]}" --vary=n -- "sleep {n}"
expect_error 2 '--vary takes NAME:VALUE' "and there has to be one"

# The lab.
run "${quick[@]}" --lab=local --shell --output=inherit --rounds=1 -- 'echo "$LAB_DNS $LAB_HTTP"'
expect_match '^127\.0\.0\.1:[0-9]+ http://127\.0\.0\.1:[0-9]+$' "--lab is in the environment"
run "${quick[@]}" --lab=local --no-watch -- "$SWIMLANE --version"
expect_status 0 "and any program can be run in it"

# Interrupted: what was measured is kept.
"$SWIMLANE" compare "${unwatched[@]}" --warmup=0 --rounds=1000 --shell -- "echo >>$tmp/runs; sleep 0.05" >"$out" 2>"$err" &
pid=$!
children+=("$pid")
: >"$tmp/runs"
for ((i = 0; i < 1200 && $(wc -l <"$tmp/runs") < 3; i++)); do
  sleep 0.05
done
kill -INT "$pid"
wait "$pid"
status=$?
expect_status 130 "SIGINT ends it"
expect_match '^1 command, [0-9]+ rounds?$' "the rounds before are shown"

# What follows each run follows this one, too.
start compare "${unwatched[@]}" --warmup=0 --shell --conclude="touch $tmp/concluded" \
  -- "echo begun >$tmp/began; sleep 1000"
wait_for "$tmp/began" .
kill -INT "$pid"
wait "$pid"
status=$?
expect_status 130 "SIGINT ends a run"
check "--conclude is done after it" test -e "$tmp/concluded"

# A setup is ended with what it started.
start compare "${unwatched[@]}" --setup="echo \$\$ >$tmp/setup; sleep 1000" --cleanup="touch $tmp/cleaned-setup" \
  -- true
wait_for "$tmp/setup" .
kill -TERM "$pid"
wait "$pid"
status=$?
expect_status 143 "SIGTERM ends it during --setup"
check "with the shell of the setup" test ! -e "/proc/$(cat "$tmp/setup")"
check "and cleanup is done" test -e "$tmp/cleaned-setup"

# Loops.
if [ ${#unwatched[@]} -gt 0 ]; then
  skip "loops of commands" "programs that are built with sanitizers cannot be watched"
elif "$SWIMLANE" watch --help >/dev/null 2>&1; then
  run "${quick[@]}" --export-json="$json" -- "$SWIMLANE probe --lab=local --quiet as.dev" true
  expect_status 0 "a program with a loop is compared with one without"
  expect_figures '.results[0].runs[0].loop.iterations > 0' true "the one has its delays"
  expect_figures '.results[1].runs[0].loop.delay_max' null "the other has none"
  expect_match '^command .* stall ' "there is a column for them"
  run "${quick[@]}" --no-watch -- "$SWIMLANE probe --lab=local --quiet as.dev"
  check "--no-watch leaves it away" sh -c "! grep -q '^command .* stall ' '$out'"
  run compare --rounds=6 --self-test -- true
  expect_match '^true \(watched\)' "a self-test shows what the ledger costs"
  expect_match 'The program “true”, 60 times: a bare loop' "and what a run costs"
  run compare --self-test -- true true
  expect_error 2 'one command with itself' "of one command"
else
  skip "loops of commands" "built without watch"
fi

done_testing
