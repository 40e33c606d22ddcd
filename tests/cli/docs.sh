#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The man pages say what the program and its tables say, no less and no more. What a page documents
# is what it lists: an .It line with .Fl for an option, with .Cm for any other word.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

man=$SWIM_TEST_SRCDIR/man
src=$SWIM_TEST_SRCDIR/src
data=$SWIM_TEST_SRCDIR/data

# within NAME: $tmp/part, words one a line, is not empty, and none of them is missing in $tmp/whole.
within () {
  LC_ALL=C sort -u -o "$tmp/part" "$tmp/part"
  LC_ALL=C sort -u -o "$tmp/whole" "$tmp/whole"
  LC_ALL=C comm -23 "$tmp/part" "$tmp/whole" >"$tmp/missing"
  if [ -s "$tmp/part" ] && [ ! -s "$tmp/missing" ]; then
    pass "$1"
  else
    fail "$1" "$tmp/missing"
  fi
}

# lists PAGE SECTION: the section lists exactly the words of $tmp/whole.
lists () {
  items "$1" "$2" >"$tmp/part"
  within "$1 lists nothing unknown under $2"
  mv "$tmp/part" "$tmp/listed"
  mv "$tmp/whole" "$tmp/part"
  mv "$tmp/listed" "$tmp/whole"
  within "$1 lists under $2 all that there is"
}

# items PAGE SECTION: what the section lists, but for lists within lists, one a line.
items () {
  awk -v section="$2" '
    /^\.Sh / { inside = substr ($0, 5) == section; depth = 0 }
    /^\.Bl / { depth++ }
    /^\.El/ { depth-- }
    inside && depth == 1 && sub (/^\.It Cm /, "")' "$man/$1" | sed 's/ , /\n/g'
}

# names FILE…: the name that each line of a table of ours gives.
names () {
  sed -nE 's/^SWIM_[A-Z_]+ \([A-Z_]+, "([^"]+)".*/\1/p' "${@/#/$src/}"
}

# offered COMMAND…: the options in each command's --help, as `-j --jobs`.
offered () {
  local command

  for command; do
    "$SWIMLANE" "$command" --help
  done | sed -nE 's/^  (-[a-zA-Z0-9], )?(--[a-z0-9-]+).*/\1\2/p' | sed 's/,//'
}

# documented PAGE…: the options that the pages list, in the same form.
documented () {
  (cd "$man" && cat "$@") | sed -n 's/^\.It Fl /Fl /p' \
    | sed -e 's/ Ns .*//' -e 's/ , / /' -e 's/\\-/-/g' -e 's/Fl /-/g'
}

# mentioned PAGE…: each option that the pages speak of, or use in an example: `--jobs` or `-j`.
mentioned () {
  (cd "$man" && cat "$@") >"$tmp/text"
  grep -oE '\<Fl (\\-)?[a-zA-Z0-9][a-zA-Z0-9\\-]*' "$tmp/text" | sed -e 's/\\-/-/g' -e 's/^Fl /-/'
  grep -oE '(^|[[:blank:]])--[a-z][a-z0-9-]*' "$tmp/text" | tr -d '[:blank:]'
}

# members FILE: the members of the JSON objects in it.
members () {
  grep -oE '"[a-z0-9_-]+" ?:' "$1" | tr -d '" :'
}

pages=$(cd "$man" && echo swimlane*.[157])
read -ra all_commands <<<"$(commands | tr '\n' ' ')"
{ offered "${all_commands[@]}"; echo "-h --help"; echo "-V --version"; echo "--list"; } >"$tmp/all"
tr ' ' '\n' <"$tmp/all" >"$tmp/all-words"

# Commands, modes, jobs. The pages also document a command that this build lacks.
known_commands () {
  commands
  sed -n 's/^SWIM_COMMAND (\([a-z]*\))$/\1/p' "$src/cli/commands.def"
}

known_commands >"$tmp/whole"
lists swimlane.1 COMMANDS
known_commands >"$tmp/whole"
(cd "$man" && ls swimlane-*.1) | sed 's/^swimlane-\(.*\)\.1$/\1/' >"$tmp/part"
within "each page is of a command"
known_commands >"$tmp/part"
(cd "$man" && ls swimlane-*.1) | sed 's/^swimlane-\(.*\)\.1$/\1/' >"$tmp/whole"
within "each command has a page"
# A page also documents the modes that this build lacks, which are in the list under an #if.
for where in "swimlane.1 MODES" "swimlane-modes.7 THE MODES"; do
  items "${where%% *}" "${where#* }" >"$tmp/whole"
  modes >"$tmp/part"
  within "${where%% *} lists each mode"
  cp "$tmp/whole" "$tmp/part"
  sed -n 's/^SWIM_MODE (\([a-z]*\))$/\1/p' "$src/mode/modes.def" >"$tmp/whole"
  within "${where%% *} lists no unknown mode"
done
modes >"$tmp/part"
"$SWIMLANE" --help | sed -n '/^Modes:/,/^$/s/^  \([a-z]*\) .*/\1/p' >"$tmp/whole"
within "--help lists the modes"
sed -n 's/^SWIM_JOB (\([a-z]*\))$/\1/p' "$src/jobs/jobs.def" >"$tmp/whole"
lists swimlane-compare.1 JOBS

# Options. Those that commands share are explained in swimlane(1).
for command in "${all_commands[@]}"; do
  page=swimlane-$command.1
  offered "$command" >"$tmp/part"
  documented "$page" swimlane.1 >"$tmp/whole"
  within "each option of $command is explained"
  documented "$page" >"$tmp/part"
  offered "$command" >"$tmp/whole"
  within "$page explains no option that $command has not"
  offered "$command" | grep -v -e '--help$' -e '--version$' | sed 's/ .*//' >"$tmp/part"
  mentioned "$page" >"$tmp/whole"
  within "$page speaks of each option of $command"
done
documented swimlane.1 >"$tmp/part"
cp "$tmp/all" "$tmp/whole"
within "swimlane.1 explains no option that no command has"
for page in $pages; do
  name=${page#swimlane-}
  if known_commands | grep -qx "${name%.1}" && ! commands | grep -qx "${name%.1}"; then
    skip "$page names no unknown option" "built without this command"
    continue
  fi
  mentioned "$page" >"$tmp/part"
  cp "$tmp/all-words" "$tmp/whole"
  within "$page names no unknown option"
done

# The tables of the examples, which scripts/examples makes in 70 columns, or 80, have the columns of today
# or the first of them; lost is there where it applies.
for width in 70 80; do
  COLUMNS=$width run report "$SWIM_TEST_SRCDIR/tests/cli/golden/comparison.json"
  sed -n 's/^mode  *wall/&/p' "$out" | tr -s ' '
done >"$tmp/columns"
sed 's/ lost//' "$tmp/columns" >"$tmp/without-lost"
for page in "$man"/swimlane-*.[157]; do
  while read -r heading; do
    check "$(basename "$page") has the columns of today" \
      grep -qE "^$heading( |$)" "$tmp/columns" "$tmp/without-lost"
  done < <(sed -n 's/^mode  *wall/&/p' "$page" | tr -s ' ' | sort -u)
done

# Tables.
names base/statuses.def >"$tmp/whole"
lists swimlane-record.5 "STATUS CLASSES"
names compare/verdicts.def compare/loop-verdicts.def >"$tmp/whole"
lists swimlane-compare.1 VERDICTS
{
  sed -nE 's/^SWIM_METRIC \("([^"]+)".*/\1/p' "$src/run/metrics.def"
  sed -nE 's/^  \{ "([^"]+)", SWIM_QUANTITY_(RATIO|SHARE), SWIM_FIGURE.*/\1/p' "$src/compare/metric.c" \
    "$src/compare/gate.c"
} >"$tmp/whole"
lists swimlane-compare.1 "THE GATES"
sed -nE 's/^  \{ "([^"]+)", SWIM_QUANTITY_.*/\1/p' "$src/watch/watch-gate.c" >"$tmp/whole"
lists swimlane-watch.1 "THE GATES"
(cd "$data/scenarios" && ls ./*.scenario) | sed 's/^.\/\(.*\)\.scenario$/\1/' >"$tmp/whole"
lists swimlane-scenario.5 SCENARIOS
for side in HTTP DNS; do
  sed -n "s/^SWIM_${side}_FAULT ([A-Z_]*, \"\([^\"]*\)\".*/\1/p" "$src/lab/faults.def" >"$tmp/whole"
  lists swimlane-scenario.5 "FAULTS OF $side"
done
# Each fault with its class, of which the page may name others behind it.
tr '\n' ' ' <"$src/lab/faults.def" | grep -oE '_FAULT \([A-Z_]+, +"[a-z-]+", [A-Z_]+' \
  | sed -E '/"name"/d; s/.*"([a-z-]+)", ([A-Z_]+)/\1 \L\2/; s/_/-/g' >"$tmp/part"
awk '/^\.Sh / { faults = /FAULTS OF/; name = "" } !faults { next }
     /^\.It Cm / { name = $3; next }
     /^\.Cm / && name != "" { print name, $2; name = "" }' "$man/swimlane-scenario.5" >"$tmp/whole"
check "swimlane-scenario.5 has the class of each fault" diff "$tmp/part" "$tmp/whole"
sed -nE 's/^  \{ "([a-z]+)", "([a-z]+)", set_.*/\1 \2/p' "$src/lab/scenario-file.c" >"$tmp/part"
awk '/^\.Ss The group / { group = $4 } /^\.Sh / { group = "" }
     group != "" && /^\.It Cm / { print group, $3 }' "$man/swimlane-scenario.5" >"$tmp/whole"
within "swimlane-scenario.5 has each group and key"
cp "$tmp/part" "$tmp/kept"
mv "$tmp/whole" "$tmp/part"
mv "$tmp/kept" "$tmp/whole"
within "swimlane-scenario.5 has no unknown group or key"
grep -rhoE 'g_getenv \("[A-Z_]+"\)' "$src" | tr -d '"()' | sed 's/g_getenv //' >"$tmp/part"
sed -n 's/^\.It Ev //p' "$man/swimlane.1" >"$tmp/whole"
within "swimlane.1 has each environment variable"

# What is written: each member of it stands in its page.
written () {
  members "$tmp/json" >"$tmp/part"
  sed -nE 's/^\.(It |Pq )?Cm //p' "$man/swimlane-record.5" | tr -s ' ,' '\n' >"$tmp/whole"
  within "swimlane-record.5 has each member of $1"
}

run download --lab --mode=sequential --stall-ms=1 --dest="$tmp/flags" \
  --record="$tmp/json" fr de us
expect_status 0 "a run is recorded"
check "it has a stall" grep -q '"cause"' "$tmp/json"
written "a record"
{
  "$SWIMLANE" probe --lab=local --format=ndjson as.dev IF.dev
  "$SWIMLANE" download --lab=local --format=ndjson --dest="$tmp/flags" fr
} >"$tmp/json"
written "an outcome"
run compare probe --lab=local --modes=sequential,async --rounds=1 --warmup=0 \
  --export-json="$tmp/json"
expect_status 0 "a comparison is exported"
written "a comparison"
"$SWIMLANE" serve --scenario=local >"$tmp/json" 2>"$err" </dev/null &
children+=("$!")
check "the lab says where it is" wait_for "$tmp/json" '}'
members "$tmp/json" >"$tmp/whole"
lists swimlane-serve.1 OUTPUT

# The pages themselves.
for page in $pages; do
  check "$page is installed" grep -qw "man/$page" "$man/local.mk"
  grep -hoE '\.Xr swimlane[a-z-]* [157]' "$man/$page" | sed 's/^.Xr \(.*\) \(.\)$/\1.\2/' >"$tmp/part"
  echo "$pages" | tr ' ' '\n' >"$tmp/whole"
  within "$page refers to no missing page"

  if command -v mandoc >/dev/null; then
    # Whether the pages of others are installed is no matter of ours.
    mandoc -T lint "$man/$page" 2>&1 | grep -v -e 'referenced manual not found' -e 'mandoc.db' >"$tmp/lint"
    check "$page is clean to mandoc" diff /dev/null "$tmp/lint"
  else
    skip "$page is clean to mandoc" "there is no mandoc"
  fi
  if man --help 2>/dev/null | grep -q -e --warnings; then
    MANROFFSEQ='' LC_ALL=C.UTF-8 man --warnings --local-file "$man/$page" 2>&1 >/dev/null \
      | grep -v 'setlocale' >"$tmp/lint"
    check "$page is clean to man" diff /dev/null "$tmp/lint"
  else
    skip "$page is clean to man" "there is no man that warns"
  fi
done

done_testing
