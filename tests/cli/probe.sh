#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane probe in the lab: the book's answers in every mode, and lists that hold what they should not.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

cat >"$tmp/book" <<'END'
  elif.dev
  else.dev
  for.dev
  if.dev
  is.dev
  none.dev
  or.dev
  pass.dev
  true.dev
  with.dev
+ and.dev
+ as.dev
+ def.dev
+ del.dev
+ from.dev
+ in.dev
+ not.dev
+ try.dev
END

for mode in $(modes); do
  run probe --lab --mode="$mode"
  expect_status 0 "$mode ends with 0: a name that does not exist is an answer"
  LC_ALL=C sort "$out" >"$tmp/sorted"
  check "$mode prints the book's 18 names with the book's marks" diff "$tmp/book" "$tmp/sorted"
done

run probe --lab --columns
expect_match 'FOUND' "--columns has a column FOUND"
expect_match 'NOT FOUND' "--columns has a column NOT FOUND"
expect_match 'as\.dev' "--columns holds the names"

run probe --lab if.dev as.dev
expect_status 0 "names can be given"
check "only the names given are resolved" test "$(wc -l <"$out")" -eq 2

run probe --lab --suffix=.dev --mode=async as
expect_out "+ as.dev" "--suffix is put after each name"

# The lab has some other records; addresses are names there too, by the name that stands for them.
for mode in $(modes); do
  run probe --lab=local --mode="$mode" --type=MX --show=answers as.dev if.dev
  check "$mode: --show=answers prints the records" \
    diff <(printf '  if.dev\n+ as.dev\n\tas.dev.\t300\tIN\tMX\t10 mail.as.dev.\n') \
    <(grep -F if.dev "$out"; grep -vF if.dev "$out")
done

# A list with everything in it that lists have in the wild: 3 lines are bad, the others are not.
{
  printf 'as.dev\r\n'                              # 1
  printf '\n'                                      # 2
  printf '   \n'                                   # 3
  printf 'in.dev\n'                                # 4
  printf 'a\0b.dev\n'                              # 5 bad: NUL
  head -c 71680 /dev/zero | tr '\0' x; printf '\n' # 6 bad: 70 KiB
  printf '  try.dev \n'                            # 7
  printf 'as.dev\n'                                # 8 again
  printf 'or.dev'                                  # 9 without an end
} >"$tmp/list"

for mode in $(modes); do
  run probe --lab --mode="$mode" --input="$tmp/list"
  expect_status 4 "$mode: a bad line ends in status 4"
  check "$mode: in.dev, try.dev and or.dev are there once each" \
    test "$(grep -cE '^(\+ in|\+ try|  or)\.dev$' "$out")" -eq 3
  check "$mode: a name that stands there twice has two outcomes" \
    test "$(grep -cxF '+ as.dev' "$out")" -eq 2
  for line in 5 6; do
    check "$mode: the bad line $line is named with its file" \
      grep -qF "$tmp/list:$line" "$out" "$err"
  done
done

run probe --lab --input="$tmp/list" --record="$tmp/record.json"
check "one outcome a line that is not blank" \
  grep -qE '"items"[[:space:]]*:[[:space:]]*7,?$' "$tmp/record.json"
check "the two bad lines are of class invalid" \
  grep -qE '"invalid"[[:space:]]*:[[:space:]]*2,?$' "$tmp/record.json"

"$SWIMLANE" probe --lab --input=- >"$out" 2>"$err" <"$tmp/list"
status=$?
command_line="swimlane probe --lab --input=- <list"
expect_status 4 "a list can come from standard input"
expect_out "+ in.dev" "and is worked on"

# 40 questions at 20 a second; the first 20 ms are a burst of 1.
seq 20 | sed 's/$/.dev/' >"$tmp/twenty"
for mode in $(modes); do
  run probe --lab=local --mode="$mode" --rate=40 --input="$tmp/twenty" --record="$tmp/record.json"
  expect_status 0 "$mode: --rate loses nothing"
  check "$mode: --rate is kept" python3 - "$tmp/record.json" <<'END'
import json, sys
assert json.load (open (sys.argv[1]))['wall_seconds'] >= (40 - 2) / 40
END
done
run probe --lab=local --loops=2 --rate=40 --input="$tmp/twenty" --record="$tmp/record.json"
check "several loops share the rate" python3 - "$tmp/record.json" <<'END'
import json, sys
assert json.load (open (sys.argv[1]))['wall_seconds'] >= (40 - 2) / 40
END

# A thousand times the same name, in three spellings.
for _ in {1..334}; do printf 'as.dev\nAS.dev\nas.dev.\n'; done | head -n 1000 >"$tmp/same"
for mode in $(modes); do
  run probe --lab=local --mode="$mode" --format=ndjson --input="$tmp/same"
  expect_status 0 "$mode: a list of one name is no trouble"
  check "$mode: each line of it has a result" test "$(grep -c '"status":"ok"' "$out")" -eq 1000
done

done_testing
