#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the command line says to somebody who does not know it yet: help, examples, slips.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# options WORD…: each option that the help of these words shows, and those of the groups before.
options () {
  "$SWIMLANE" "$@" --help | sed -nE 's/^  (-[a-zA-Z0-9], )?(--[a-z0-9-]+).*/\1\2/p' | tr -d ' ' | tr ',' '\n'
}

for command in $(commands); do
  run "$command" --help
  check "$command --help has groups" test "$(grep -cE '^[A-Z][a-z ]+:$' "$out")" -ge 4
  check "$command --help lists no option twice" \
    test -z "$(grep -oE '^  (-[a-zA-Z0-9], )?--[a-z0-9-]+' "$out" | sort | uniq -d)"
  sed '1,/^Examples:$/d' "$out" >"$tmp/examples"
  check "$command --help ends with three examples" \
    test "$(grep -cE "^  swimlane $command( |\$)" "$tmp/examples")" -eq 3
  check "$command: and with nothing else" test "$(wc -l <"$tmp/examples")" -eq 3
  check "$command: each fits 80 columns" test -z "$(grep -E '^.{81,}' "$tmp/examples")"
  while read -ra words; do
    before=()
    for word in "${words[@]:1}"; do
      case $word in
        '#' | --) break ;;
        --* | -?) options "${before[@]}" | grep -qxF -e "${word%%=*}" || echo "${words[*]}: $word" ;;
        probe | download | compare | sweep | report | serve | watch) before+=("$word") ;;
      esac
    done
  done <"$tmp/examples" >"$tmp/unknown"
  check "$command: with options that there are" diff /dev/null "$tmp/unknown"
  cp "$out" "$tmp/help"
  run help "$command"
  expect_status 0 "help $command ends with 0"
  check "and is the same" diff "$tmp/help" "$out"
  run "$command" -V
  expect_match '^swimlane [0-9]' "$command -V is the version"
done
run probe --help
expect_match '^  --lab\[=SCENARIO\]  ' "an optional value stands in brackets"
run help compare probe
expect_match '^  swimlane compare probe \[OPTION…\]' "help has the options of a job in a comparison, too"
expect_match '^  --words=FILE ' "with those of the job"
run -V
expect_match '^swimlane [0-9]' "-V is the version"
run --help
cp "$out" "$tmp/help"
run help
check "help is --help" diff "$tmp/help" "$out"
expect_match '^  swimlane compare  ' "which says what to do first"
run
expect_error 2 '  swimlane compare  ' "swimlane alone says it, too"
check "and that there is help" grep -q '  swimlane help COMMAND' "$err"

# Each of these is refused, with these words.
while IFS='|' read -r arguments words help; do
  read -ra argv <<<"$arguments"
  run "${argv[@]}"
  expect_error 2 "$words" "swimlane $arguments: $words"
  check "swimlane $arguments: and where there is help" grep -qx "Try .*$help --help[^ ]*" "$err"
done <<'END'
prob|there is no command “prob”; did you mean “probe”?|swimlane
donwload|did you mean “download”?|swimlane
comp|did you mean “compare”?|swimlane
help prob|did you mean “probe”?|swimlane
--lab|options follow the command|swimlane
--list=mode|did you mean “modes”?|swimlane
probe --jbos=4|there is no option --jbos; did you mean --jobs?|swimlane probe
probe --time|there is no option --time; did you mean --timeout?|swimlane probe
probe --xyzzyxyz|there is no option --xyzzyxyz|swimlane probe
probe -Z|there is no option -Z|swimlane probe
probe --mode=asinc|there is no mode “asinc”; did you mean “async”?|swimlane probe
probe --mode=xyzzy|the modes are sequential, |swimlane probe
probe --lab=quik|there is no scenario “quik”; did you mean “quick”?|swimlane probe
compare prob|there is no job “prob”; did you mean swimlane compare probe?|swimlane compare
compare --lab prob|did you mean swimlane compare probe?|swimlane compare
compare --sort=wal|there is no metric “wal” for --sort; did you mean “wall”?|swimlane compare
compare download --jobs=x|--jobs takes a whole number|swimlane compare download
sweep --lab quick|--lab=quick|swimlane sweep
END
run frobnicate
check "what is like no command is taken for none" test -z "$(grep 'did you mean' "$err")"

# The end of a comparison says what may come next, but not to whom exports it.
compare=(compare probe --lab=local --modes=async --rounds=1 --warmup=0 if)
run "${compare[@]}"
expect_match '^Next: .*--export-html=' "the end of a comparison says what may come next"
run "${compare[@]}" --export-csv="$tmp/csv"
check "but not where it is exported" test -z "$(grep '^Next:' "$out")"
run "${compare[@]}" --quiet
check "nor where it is to be quiet" test ! -s "$out"

done_testing
