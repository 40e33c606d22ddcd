#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# DNS servers that know nothing of a name: they never make it one that does not exist, and beside a
# good one they lose none.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

serve_script lame-dns.py good
good=127.0.0.1:$port
seq -f 'n%.0f.test' 20 >"$tmp/names"

# A line is a kind of server, the class of a name where there is no other, and whether the server is
# said to be lame.
while read -r kind class lame; do
  serve_script lame-dns.py "$kind"
  for mode in async sequential; do
    run probe --mode="$mode" --type=A --nameserver="127.0.0.1:$port" --timeout="$(scaled 1)" --retries=1 \
      --format=ndjson a.test
    check "$mode: $kind: alone" grep -Eq "\"status\" ?: ?\"$class\"" "$out"
    run probe --mode="$mode" --type=A --nameserver="$good" --nameserver="127.0.0.1:$port" \
      --record="$tmp/record.json" --input="$tmp/names"
    check "$mode: $kind: beside a good one" \
      test "$(grep -Eo '"status" ?: ?"ok"' "$tmp/record.json" | wc -l)" = 20
    check "$mode: $kind: said to be lame: $lame" \
      test "$(grep -Ec "^127.0.0.1:$port is lame: ([0-9]+) of its \\1 answers" "$out")" = "$lame"
    check "$mode: $kind: the good one is not" test "$(grep -c "^$good is lame" "$out")" = 0
    run probe --mode="$mode" --type=A --nameserver="$good" --nameserver="127.0.0.1:$port" \
      --format=ndjson --record="$tmp/record.json" --input="$tmp/names"
    check "$mode: $kind: said beside NDJSON: $lame" \
      test "$(grep -c "^127.0.0.1:$port is lame: " "$err")" = "$lame"
    check "$mode: $kind: NDJSON has outcomes only" test "$(grep -vc '^{"name"' "$out")" = 0
    check "$mode: $kind: in the record: $lame" \
      test "$(grep -o "\"127.0.0.1:$port is lame: [^\"]*\"" "$tmp/record.json" | wc -l)" = "$lame"
    run report "$tmp/record.json"
    check "$mode: $kind: in the report: $lame" \
      test "$(grep -c "^remark: *127.0.0.1:$port is lame: " "$out")" = "$lame"
  done
done <<'TABLE'
empty server-error 1
upward server-error 1
refused refused 0
cut refused 0
echo timeout 0
TABLE

for mode in async sequential; do
  run probe --mode="$mode" --type=A --wildcard --nameserver="$good" --retries=0 a.test
  check "$mode: a wildcard that cannot be looked for is said to be unknown" \
    grep -Fq '(wildcard?)' "$out"
done

done_testing
