#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Numbers that no run has, in files that are otherwise in order: whatever is made of them comes to an end,
# and shows nothing that is no number.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# ends FILE WHAT OPTION…: a file may also be refused.
ends () {
  local file=$1 what=$2

  shift 2
  rm -f "$tmp"/odd.*
  run report "$file" --export-html="$tmp/odd.html" --export-json="$tmp/odd.json" \
    --export-markdown="$tmp/odd.md" --export-csv="$tmp/odd.csv" "$@"
  check "a report of $what comes to an end" grep -qxE '[014]' <<<"$status"
  [ -e "$tmp/odd.html" ] || return
  check "and has only numbers" refute grep -qiE '(^|[^a-z])(inf|nan)([^a-z]|$)' "$out" "$tmp"/odd.*
}

refute () {
  ! "$@"
}

# Commands, as hyperfine has them.
while read -r first second; do
  printf '{"results":[{"command":"a","times":[%s,%s]},{"command":"b","times":[%s,%s]}]}' \
    "$first" "$first" "$second" "$second" >"$tmp/given.json"
  ends "$tmp/given.json" "times of $first and $second"
done <<'END'
1e300 1e-300
1e-300 1e300
1.7e308 1.7e308
1.7e308 5e-324
5e-324 5e-324
0 1e300
1e300 0
0 0
1e300 1.0000000000000002e300
END
# A file, the members to set, their value.
while read -r file members value; do
  options=()
  [ "$file" != comparison.json ] || options=(--timeline=always)
  sed -E "s/\"($members)\" ?: ?[^,}]*/\"\1\" : $value/" "$SWIM_TEST_SRCDIR/tests/saved/$file" \
    >"$tmp/given.json"
  ends "$tmp/given.json" "$file with $members of $value" "${options[@]}"
done <<'END'
sweep.json items|ok 4000000000000000000
sweep.json items|ok 9223372036854775807
sweep.json blocking_share 1e-320
sweep.json blocking_share 1e300
sweep.json seed 18446744073709551615
sweep.json wall_seconds 1e-320
sweep.json wall_seconds 1.7e308
comparison.json items|ok 4000000000000000000
comparison.json wall_seconds 1e-320
comparison.json wall_seconds 1.7e308
comparison.json wall_seconds 0
comparison.json jobs 4000000000000000000
record.json wall_seconds 1e-320
record.json wall_seconds 1.7e308
END

done_testing
