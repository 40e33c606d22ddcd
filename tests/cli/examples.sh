#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The commands in the manual and the README are run, each in its page's own folder and in its order, so
# that a page may use a file that it made. Comparisons have one round, in a lab without delays; the
# servers that a page has asked at a fixed port are at another. What they print is not compared.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# commands_of FILE: each command that stands behind a `$ `, on one line but for a here document.
commands_of () {
  sed -e 's/^\.Dl //' -e 's/\\-/-/g' -e 's/\\e$/\\/' -e "s/\\\\(aq/'/g" "$1" |
    awk '/^(    )?\$ swimlane / { sub(/^ *\$ /, ""); open = 1; text = "" }
         open && /\\$/ { sub(/ *\\$/, ""); text = text $0; next }
         open && /<<END/ { text = text $0 "\\n"; until_end = 1; next }
         until_end { text = text $0 "\\n"; if ($0 == "END") { print text; open = until_end = 0 } ; next }
         open { print text $0; open = 0 }'
}

# shortened COMMAND: what it takes to run it here and now.
shortened () {
  local command=$1

  command=${command//127.0.0.1:5353/$lab_dns}
  command=${command//flags.lab:8080/flags.lab:${lab_url##*:}}
  case $command in
    'swimlane compare'* | 'swimlane sweep'*)
      # Where there is neither a job nor a file, it is the lab, too.
      case $command in *--lab* | 'swimlane compare' | 'swimlane sweep') command="$command --lab=local" ;; esac
      command="$command --rounds=1 --warmup=0 --jobs=200"
      ;;
  esac
  printf '%b' "${command/#swimlane/\"\$SWIMLANE\"}"
}

# A folder where a page's commands find what it says that there is.
prepare () {
  mkdir -p "$tmp/$1"
  cd "$tmp/$1" || exit 1
  cp "$tmp/some.json" a.json
  cp "$tmp/other.json" b.json
  cp "$tmp"/share-?.json .
  cp "$SWIM_TEST_SRCDIR/tests/saved/watch.json" before.json
  cp before.json after.json
}

# status_is_well: done, a gate failed or items failed, which some examples are about; no wrong usage.
status_is_well () {
  case $1 in 0 | 3 | 4) ;; *) return 1 ;; esac
}

check_page () {
  local page=$1 command n=0

  prepare "${page##*/}"
  while IFS= read -r command; do
    n=$((n + 1))
    case $command in
      'swimlane serve'* | *./*.scenario*)
        skip "${page##*/}: $command" "needs what is not here"
        continue
        ;;
      'swimlane compare'*flags-callbacks*)
        skip "${page##*/}: $command" "needs the chapter's programs, which tests/library/chapter.sh builds"
        continue
        ;;
      'swimlane watch'*)
        skip "${page##*/}: $command" "tests/watch/watch.sh runs it"
        continue
        ;;
    esac
    command_line=$(shortened "$command")
    status=0
    timeout --kill-after=5 "$(scaled 100)" bash -c "$command_line" >"$out" 2>"$err" </dev/null || status=$?
    if status_is_well "$status"; then
      pass "${page##*/}: $command"
    else
      fail_run "${page##*/}: $command"
    fi
  done < <(commands_of "$page")
  echo "$n" >>"$tmp/counts"
}

export SWIMLANE
start_lab local
run compare probe --lab=local --rounds=1 --warmup=0 --export-json="$tmp/some.json"
expect_status 0 "there is a comparison to show"
run compare probe --lab=local --rounds=1 --warmup=0 --export-json="$tmp/other.json"
expect_status 0 "and another"
for k in 1 2 3 4; do
  run probe --quiet --lab=local --shard="$k/4" --record="$tmp/share-$k.json"
done
for page in "$SWIM_TEST_SRCDIR"/man/*.[157] "$SWIM_TEST_SRCDIR/README.md"; do
  check_page "$page"
done
check "examples were found" test "$(awk '{ n += $1 } END { print n }' "$tmp/counts")" -gt 20

done_testing
