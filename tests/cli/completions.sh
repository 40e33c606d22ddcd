#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The completions of bash, zsh and fish offer what the program has, in each shell that is here.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

sources=$SWIM_TEST_SRCDIR/data/completions
mkdir "$tmp/bin" "$tmp/files" "$tmp/files/folder"
ln -s "$SWIMLANE" "$tmp/bin/swimlane"
PATH=$tmp/bin:$PATH
touch "$tmp/files/fine.json"
cd "$tmp/files" || exit 1

# filled_in FILE: the file as it is installed, but with what it asks in the source tree.
filled_in () {
  sed "s|@pkgdatadir@|$sources|" "$sources/$1" >"$tmp/$1"
  echo "$tmp/$1"
}

# Each of these prints what the shell would offer for the line, one candidate a line.
offer_bash () {
  # shellcheck disable=SC2016 # that shell is to expand it
  bash --norc -c '. "$1"
    compopt () { :; }
    COMP_LINE=$2 COMP_POINT=${#2}
    _swimlane
    printf "%s\n" "${COMPREPLY[@]}"' - "$bash_file" "$1"
}

# The functions of zsh that complete work only at its line editor; these stand in for them.
offer_zsh () {
  # shellcheck disable=SC2016
  zsh -f -c '
    typeset -a words; words=("${(@s: :)2}"); CURRENT=$#words
    word=$words[-1]
    compset () { word=${word#${~2}} }
    _files () { print -l -- ${word}*(N) }
    _describe () {
      local -a all
      all=("${(@P)3}")
      all=("${(@)all//\\:/@}")
      all=("${(@)all%%:*}")
      print -l -- "${(@)all//@/:}"
    }
    . $1' - "$zsh_file" "$1"
}

offer_fish () {
  # shellcheck disable=SC2016
  fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$fish_file" "$1" | cut -f 1 | sed 's|/$||'
}

# offers SHELL LINE CANDIDATE…: among others.
offers () {
  local shell=$1 line=$2 candidate

  shift 2
  "offer_$shell" "$line" >"$out" 2>"$err" </dev/null
  printf '%s\n' "$@" >"$tmp/wanted"
  command_line="$shell: $line"
  for candidate; do
    if ! grep -qxF -e "$candidate" "$out"; then
      fail_run "$shell offers $candidate for '$line'"
      return
    fi
  done
  pass "$shell offers what it should for '$line'"
}

# options COMMAND…: the long options that its help has, an equals sign behind those with a value.
options () {
  "$SWIMLANE" "$@" --help | sed -nE 's/\[=/=/; s/^  (-[a-zA-Z], )?(--[a-z0-9-]+=?).*/\2/p'
}

# choices COMMAND: each option that takes one of some words, and those words.
choices () {
  "$SWIMLANE" "$1" --help | sed -nE 's/^  (-[a-zA-Z], )?(--[a-z0-9-]+)=([^ ]*\|[^ ]*).*/\2 \3/p' |
    sed -E 's/\|(URL|FILE|DIR)$//; s/NAME//' | tr '|' ' '
}

# metrics FILE…: the names of those that the tables there have.
metrics () {
  local file

  for file; do
    sed -nE -e 's/^SWIM_METRIC \("([^"]+)".*/\1/p' \
      -e 's/^  \{ "([^"]+)", SWIM_QUANTITY_((RATIO|SHARE), SWIM_FIGURE|[A-Z]+, get_).*/\1/p' "$SWIM_TEST_SRCDIR/src/$file"
  done
}

parameters () {
  sed -nE 's/^ +\.name = "([^"]+)",/\1:/p' "$SWIM_TEST_SRCDIR/src/compare/sweep.c"
}

# Options whose values are the names of something.
check_values () {
  local shell=$1 command option words
  local -a wanted

  mapfile -t wanted < <(metrics run/metrics.def compare/metric.c)
  check "there are metrics" test "${#wanted[@]}" -gt 20
  offers "$shell" "swimlane compare --sort " "${wanted[@]}"
  offers "$shell" "swimlane compare --fail-if " "${wanted[@]}" async.
  offers "$shell" "swimlane compare --fail-if async." "${wanted[@]/#/async.}"
  offers "$shell" "swimlane compare --fail-if stall." stall.max
  mapfile -t wanted < <(metrics compare/gate.c)
  check "there are metrics of changes" test "${#wanted[@]}" -eq 3
  offers "$shell" "swimlane report --fail-if " "${wanted[@]}"
  if commands | grep -qx watch; then
    mapfile -t wanted < <(metrics watch/watch-gate.c)
    check "there are metrics of a watch" test "${#wanted[@]}" -eq 14
    offers "$shell" "swimlane watch --fail-if " "${wanted[@]}"
  fi
  mapfile -t wanted < <(parameters)
  check "there are parameters" test "${#wanted[@]}" -eq 4
  offers "$shell" "swimlane sweep --vary " "${wanted[@]}"
  for command in $(commands); do
    while read -r option words; do
      # shellcheck disable=SC2086 # a list of words
      offers "$shell" "swimlane $command $option " $words
    done < <(choices "$command")
  done
}

check_shell () {
  local shell=$1 command
  local -a wanted

  mapfile -t wanted < <(commands)
  offers "$shell" "swimlane " "${wanted[@]}" help --help --version
  offers "$shell" "swimlane help " "${wanted[@]}"
  offers "$shell" "swimlane help compare d" download
  for command in "${wanted[@]}"; do
    mapfile -t wanted < <(options "$command")
    check "there are options of $command" test "${#wanted[@]}" -gt 2
    offers "$shell" "swimlane $command --" "${wanted[@]}"
  done
  mapfile -t wanted < <(options compare download)
  offers "$shell" "swimlane compare download --" "${wanted[@]}"
  mapfile -t wanted < <(sed -n 's/^SWIM_JOB (\([a-z]*\))$/\1/p' "$SWIM_TEST_SRCDIR/src/jobs/jobs.def")
  offers "$shell" "swimlane compare " "${wanted[@]}"
  mapfile -t wanted < <(modes)
  offers "$shell" "swimlane probe --mode " "${wanted[@]}"
  offers "$shell" "swimlane probe -m " "${wanted[@]}"
  mapfile -t wanted < <(basename -s .scenario "$SWIM_TEST_SRCDIR"/data/scenarios/*.scenario)
  offers "$shell" "swimlane serve --scenario " "${wanted[@]}"
  mapfile -t wanted < <(grep -oE '"[A-Z]{2}"' "$SWIM_TEST_SRCDIR/src/base/countries.def" | tr -d '"')
  check "there are countries" test "${#wanted[@]}" -eq 194
  offers "$shell" "swimlane download " "${wanted[@]}"
  offers "$shell" "swimlane download F" FR
  offers "$shell" "swimlane download f" fr
  offers "$shell" "swimlane report f" fine.json
  offers "$shell" "swimlane download --dest f" folder
  check_values "$shell"
}

for shell in bash zsh fish; do
  if ! command -v "$shell" >/dev/null; then
    skip "the completion of $shell" "there is no $shell"
    continue
  fi
  bash_file=$(filled_in swimlane.bash.in)
  zsh_file=$(filled_in _swimlane.in)
  fish_file=$(filled_in swimlane.fish.in)
  check_shell "$shell"
done

# What stands behind an equals sign: readline replaces only that, the others replace the whole word.
offers bash "swimlane probe --mode=as" async
offers bash "swimlane compare probe --modes=async,se" async,sequential
offers bash "swimlane report --export-json=f" fine.json
offers bash "swimlane report --sort=-w" -wall
offers bash "swimlane compare --fail-if=async.wa" async.wall
offers bash "swimlane --list=mo" modes
if command -v fish >/dev/null; then
  fish_file=$(filled_in swimlane.fish.in)
  offers fish "swimlane probe --mode=as" --mode=async
  offers fish "swimlane probe --record=f" --record=fine.json
fi

run --list=lists
expect_status 0 "there is a list of lists"
kinds=$(cut -f 1 "$out")
for kind in $kinds; do
  run "--list=$kind"
  expect_status 0 "--list=$kind prints it"
  expect_match '^[^	]' "--list=$kind has something in it"
  check "--list=$kind says of each what it is" test -z "$(grep -vP '^[^\t]+\t[^\t]+$' "$out")"
  check "the manual has --list=$kind" grep -qE "^(or )?\.Ar (.* )?$kind( |$)" "$SWIM_TEST_SRCDIR/man/swimlane.1"
done
run --list
expect_out "modes	concurrency modes" "--list alone prints the list of lists"
run --list=metrics
expect_out "wall	until the last item was complete (a time)" "metrics have their meanings"
run --list=countries
expect_out "FR	France" "countries have their names"
run --list=fish
expect_error 2 'there is no list “fish”' "another list is an error"

done_testing
