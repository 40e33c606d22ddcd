#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What is given is used, or it is said that it is not: lists, words, arguments, and failures where
# nothing else is printed.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# feed TEXT ARGUMENT…: as run, with the text on standard input.
feed () {
  local text=$1

  shift
  command_line="printf '$text' | swimlane $*"
  status=0
  # shellcheck disable=SC2059 # it is a format
  printf "$text" | timeout --kill-after=5 "$(scaled 60)" "$SWIMLANE" "$@" >"$out" 2>"$err" || status=$?
}

# prints NAME LINE…: just these lines, in any order.
prints () {
  local name=$1

  shift
  if diff <(printf '%s\n' "$@" | LC_ALL=C sort) <(LC_ALL=C sort "$out") >"$tmp/diff"; then
    pass "$name"
  else
    fail_run "$name"
  fi
}

# Words of a file are all asked for; where some are left out, it is said how many.
printf 'as\nbreak\ncontinue\n' >"$tmp/words"
run probe --lab=local --words="$tmp/words" --suffix=.dev
prints "the words of a file may be of any length" '+ as.dev' '  break.dev' '  continue.dev'
check "and nothing is said of them" test ! -s "$err"
run probe --lab=local --words="$tmp/words" --max-length=4
prints "unless they are limited" '+ as.dev'
check "which is said" grep -qxF "$tmp/words: 2 words are longer than --max-length=4 and left out" "$err"
run probe --lab=local --words="$tmp/words" --max-length=5
check "of one word, too" grep -qxF "$tmp/words: 1 word is longer than --max-length=5 and left out" "$err"

# Lists on standard input.
feed 'as.dev\nif.dev\n' probe --lab=local
prints "a list that is piped in is read" '+ as.dev' '  if.dev'
feed 'as.dev\nif.dev\n' probe --lab=local -
prints "a dash is standard input" '+ as.dev' '  if.dev'
feed 'as.dev\n' probe --lab=local if.dev -
prints "also beside a name" '+ as.dev' '  if.dev'
feed 'as.dev\n' probe --lab=local --input=- -
prints "and beside --input=-, which says the same" '+ as.dev'
run probe --lab=local --input="$tmp/words" -
expect_error 2 'leave out one of them' "but not beside a list of another file"
feed 'as.dev\n' compare probe --lab=local --modes=async --rounds=1 --warmup=0 --export-json="$tmp/c.json" -
expect_status 0 "a comparison takes a dash, too"
check "and reads the list" grep -qE '"items" ?: ?1,?$' "$tmp/c.json"
feed 'nonsense\n' download --dest="$tmp/files"
expect_error 4 'nonsense' "download reads a list that is piped in"
feed 'nonsense\n' download --dest="$tmp/files" -
expect_error 4 'nonsense' "and takes a dash"
feed 'fr\n' download --lab=local --dest="$tmp/files"
expect_match '^20 ' "in the lab the flags are downloaded whatever standard input is"
feed '' probe --lab=local
expect_error 0 'no names in standard input' "an empty list is named"
run probe --lab=local --words=/dev/null
expect_error 0 'no names in' "and so are words that are none"

# A scenario behind a space would be a name.
for job in probe download "compare probe" "sweep probe --vary=jobs:1,2"; do
  # shellcheck disable=SC2086 # a list of words
  run $job --lab quick
  expect_error 2 '--lab=quick' "$job --lab quick says how a scenario is written"
  check "and does not begin: $job" test ! -s "$out"
done
run probe --lab=local -- quick
prints "a name that a scenario also has can be asked for" '  quick'
run probe --lab as.dev
prints "a name behind --lab is one" '+ as.dev'

# Failures where nothing else is printed.
run probe --lab=local -q as.dev 'a name' if.dev
expect_status 4 "-q ends with the status of failures"
check "and says what failed" \
  diff <(echo 'swimlane: 1 of 3 names failed: 1 invalid input') "$err"
check "and nothing else" test ! -s "$out"
run probe --lab=local -q as.dev if.dev
expect_status 0 "-q without failures"
check "says nothing" test ! -s "$err"
run download --dest="$tmp/files" -q --retries=0 "http://127.0.0.1:$(free_port)/a"
expect_error 4 'refused' "download names each failure"
run probe --lab=local -q --record="$tmp/record.json" 'a name'
expect_status 4 "where a record has them"
check "nothing is said" test ! -s "$err"

done_testing
