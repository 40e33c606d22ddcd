#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# --shard: the shares of a list are disjoint and complete, whatever else differs between their runs.
# And --expect and --end-marker: a list that breaks off is told from one that ends.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

start_lab local

# names_of FILE: of each result of NDJSON the name.
names_of () {
  sed -n 's/^{"name":"\([^"]*\)".*/\1/p' "$1"
}

# share K/N ARGUMENT…: the names of that share of the probe, in the order of the list, in $out.
share () {
  run probe --nameserver="$lab_dns" --mode=sequential --format=ndjson --shard="$1" "${@:2}"
  names_of "$out" >"$tmp/names"
  mv "$tmp/names" "$out"
}

# shares N FILE ARGUMENT…: the names of all shares, sorted, in FILE; and each one's in FILE.K.
shares () {
  local count=$1 file=$2 k

  shift 2
  for k in $(seq "$count"); do
    share "$k/$count" "$@"
    [ "$status" -eq 0 ] || fail_run "share $k/$count ends well"
    LC_ALL=C sort "$out" >"$file.$k"
  done
  LC_ALL=C sort "$file".* >"$file"
}

run probe --nameserver="$lab_dns" --format=ndjson --shard=1/1 as.dev
expect_match '"shard":"1/1"}$' "a result says of which share it is"

seq 300 | sed 's/$/.dev/' >"$tmp/list"
LC_ALL=C sort "$tmp/list" >"$tmp/sorted"
for count in 1 3 16; do
  shares "$count" "$tmp/of-$count" --input="$tmp/list"
  check "each name is of one of $count" diff "$tmp/sorted" "$tmp/of-$count"
done

# What a run of share 2 of 3 may have other than another.
shuf --random-source="$tmp/list" "$tmp/list" >"$tmp/shuffled"
share 2/3 --input="$tmp/shuffled" --seed=99
check "a share stays where the list is shuffled" \
  diff "$tmp/of-3.2" <(LC_ALL=C sort "$out")
{ cat "$tmp/list"; seq 301 400 | sed 's/$/.dev/'; } >"$tmp/grown"
share 2/3 --input="$tmp/grown"
check "and where it grows" \
  diff "$tmp/of-3.2" <(grep -xF -f "$tmp/sorted" "$out" | LC_ALL=C sort)
share 2/3 -i - <"$tmp/list"
share 2/3 --input=<(cat "$tmp/list")
check "and where it comes through a pipe" diff "$tmp/of-3.2" <(LC_ALL=C sort "$out")
mapfile -t names <"$tmp/list"
share 2/3 "${names[@]}"
check "and where the names are arguments" diff "$tmp/of-3.2" <(LC_ALL=C sort "$out")
share 2/3 "${names[@]:0:100}" --input=<(tail -n +101 "$tmp/list")
check "or some are" diff "$tmp/of-3.2" <(LC_ALL=C sort "$out")
share 2/3 --suffix=.dev --input=<(sed 's/\.dev$//' "$tmp/list")
check "and where they get a suffix" diff "$tmp/of-3.2" <(LC_ALL=C sort "$out")
share 2/3 --shard-by=host --input="$tmp/list"
check "a name is its own host" diff "$tmp/of-3.2" <(LC_ALL=C sort "$out")
share 2/3 --input=<(tr '[:lower:]' '[:upper:]' <"$tmp/list" | sed 's/$/./')
check "and where they are written otherwise" \
  diff "$tmp/of-3.2" <(tr '[:upper:]' '[:lower:]' <"$out" | sed 's/\.$//' | LC_ALL=C sort)
share 2/3 --input=<(cat "$tmp/list" "$tmp/list")
check "a name that is given twice is twice in its share" \
  diff <(sed p "$tmp/of-3.2") <(LC_ALL=C sort "$out")

shares 3 "$tmp/book"
run probe --nameserver="$lab_dns" --format=ndjson
check "the names of the book have shares, too" \
  diff <(names_of "$out" | LC_ALL=C sort) "$tmp/book"

# Lines that are no names are of one share, too.
printf '%s\n' 'not a name' '# a remark' '' $'\xff' "$(printf '%070000d' 1)" >"$tmp/bad"
for k in 1 2 3; do
  run probe --nameserver="$lab_dns" --format=ndjson --shard=$k/3 --input="$tmp/bad"
  cat "$out"
done >"$tmp/results"
check "so have lines that are no names" test "$(grep -c '"invalid"' "$tmp/results")" -eq 3
run probe --nameserver="$lab_dns" --shard=1/1000 python.org
expect_status 0 "a share may be empty"
check "of which nothing is said" test ! -s "$err"

# Downloads.
printf '%s\n' "$lab_url"/bytes/{1,2,3,4,5,6,7,8,9} fr de >"$tmp/urls"
for k in 1 2 3; do
  run download --nameserver="$lab_dns" --base-url="$lab_url/flags" --dest="$tmp/files" \
    --output-template='{index}' --shard=$k/3 --input="$tmp/urls"
  expect_status 0 "share $k/3 of a download ends well"
done
check "each URL is fetched once, and its place is that of the whole list" \
  diff <(seq 11 | LC_ALL=C sort) <(find "$tmp/files" -type f -printf '%f\n' | LC_ALL=C sort)
for k in 1 2 3; do
  run download --nameserver="$lab_dns" --base-url="$lab_url/flags" --dest="$tmp/by-host" \
    --shard=$k/3 --shard-by=host --input="$tmp/urls" --format=ndjson
  wc -l <"$out"
done >"$tmp/counts"
check "by host, all URLs of one are of one share" \
  diff <(printf '0\n0\n11\n') <(sort -n "$tmp/counts")
run download --nameserver="$lab_dns" --dest="$tmp/limited" --shard=1/3 --limit=2 \
  --input=<(seq 100 | sed "s|^|$lab_url/bytes/|") --format=ndjson
check "a limit counts the items of the share" test "$(wc -l <"$out")" -eq 2

run probe --shard=4/3 python.org
expect_error 2 --shard "a share that is none is refused"
run probe --shard-by=host python.org
expect_error 2 --shard= "and --shard-by without --shard"
for command in "compare probe" "sweep probe" report serve watch; do
  # shellcheck disable=SC2086 # two words
  run $command --shard=1/3
  expect_error 2 --shard "$command refuses --shard"
done

# A list that breaks off.
list () {
  command_line="swimlane probe -i - $*"
  status=0
  "$SWIMLANE" probe --nameserver="$lab_dns" -i - "$@" >"$out" 2>"$err" || status=$?
}

list --expect=3 < <(printf 'a.dev\nb.dev\nc.dev')
expect_status 0 "a list of as many items as expected is whole"
list --expect=4 --record="$tmp/record" < <(printf 'a.dev\nb.dev\nc.d')
expect_error 1 "broke off after 2 items" "one that ends before is not"
check "what it had is done" test "$(wc -l <"$out")" -ge 2
check "but not half a name" test "$(grep -c 'c\.d' "$out")" -eq 0
check "the record says it, too" grep -q "broke off" "$tmp/record"
list --expect=1 < <(printf 'a.dev\nb.dev\n')
expect_error 1 "1 are expected" "nor is one that has more"
list --expect=0 < <(printf '')
expect_status 0 "an empty list may be expected"
list --end-marker='# end' < <(printf 'a.dev\n\n# end \nb.dev\n')
expect_status 0 "a list ends at its end marker"
check "and what follows is not read" test "$(grep -c 'b\.dev' "$out")" -eq 0
list --end-marker='# end' --expect=2 --shard=1/2 < <(printf 'a.dev\nb.dev\n# end')
expect_status 0 "which may lack a newline; a share knows the whole list's"
list --end-marker=END --quiet < <(printf 'a.dev\nb.d')
expect_error 1 "END" "a list without its end marker broke off"
list --end-marker=END < <(printf 'not a name\n')
expect_error 1 "END" "and that outweighs items that failed"
run probe --nameserver="$lab_dns" --expect=1 a.dev
expect_error 2 --input "without a list there is nothing to expect"
run probe --nameserver="$lab_dns" --input="$tmp/list" --end-marker=' '
expect_error 2 --end-marker "a blank end marker is refused"

done_testing
