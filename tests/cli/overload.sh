#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# 20,000 names from a server that answers 2,000 questions a second, and drops or refuses the others: each
# gets its true answer, and in the second half at no less than four fifths of that rate.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

rate=2000
seq -f 'name%.0f.dev' 20000 >"$tmp/names"

# ask NAME ARGUMENT…: all names, of the lab; the answers are in $tmp/NAME.
ask () {
  local name=$1

  shift
  "$SWIMLANE" probe --nameserver="$lab_dns" --type=A --input="$tmp/names" --format=ndjson "$@" \
    2>"$tmp/$name.err" </dev/null | sed -E 's/.*"name" ?: ?"([^"]*)".*"status" ?: ?"([^"]*)".*/\1 \2/' |
    sort >"$tmp/$name"
}

# settled NAME: answers a second in the second half of the answers, by twentieths: the third fastest, since a
# busy machine delays some.
settled () {
  grep -oE '"finished" ?: ?[0-9.e-]+' "$tmp/$1.json" | sed 's/.*[: ]//' | sort -g |
    awk '{ at[NR] = $1 }
      END { n = int(NR / 20); for (i = 10; i < 20; i++) print int(n / (at[(i + 1) * n] - at[i * n])) }' |
    sort -rn | sed -n 3p
}

start_lab local
ask bears-all
check "a server that bears all answers each" test "$(wc -l <"$tmp/bears-all")" -eq 20000
check "that it is there or not" test "$(grep -cvE ' (ok|not-found)$' "$tmp/bears-all")" -eq 0

# At the same time, since both wait most of it.
asking=()
for over in drop refuse; do
  printf '[dns]\nrate=%d\nburst=100\nover=%s\n' "$rate" "$over" >"$tmp/$over.scenario"
  start_lab "$tmp/$over.scenario"
  ask "$over" --record="$tmp/$over.json" &
  asking+=("$!")
done
wait "${asking[@]}"
for over in drop refuse; do
  check "one that may $over gives the same answers" diff "$tmp/bears-all" "$tmp/$over"
  found=$(settled "$over")
  echo "# $found of $rate a second"
  check "and is asked as much as it bears" test "$found" -ge $((rate * 8 / 10))
done

done_testing
