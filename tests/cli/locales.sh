#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The locale changes nothing that is read or written: in a German one a number has a comma, and in a
# Turkish one I and i are letters of their own. A line of the table is a command; it ends with that
# status in the C locale, and with the same status and the same output in the others.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

locales="de_DE tr_TR"
for locale in $locales; do
  localedef -i "$locale" -f UTF-8 "$tmp/$locale.UTF-8" 2>/dev/null ||
    skip_all "localedef cannot make the locale $locale"
done
command -v python3 >/dev/null || skip_all "python3 is not installed"

serve_script lame-dns.py good
dns=127.0.0.1:$port
start_lab local
saved=$SWIM_TEST_SRCDIR/tests/saved
golden=$SWIM_TEST_SRCDIR/tests/cli/golden

printf 'IF.test\r\nINFO.Test\n\nİD.test\nı.test\n-x.test\n1,5.test\n' >"$tmp/list"
printf '\357\273\277IF\nID\nİD\nin\n' >"$tmp/words"
printf '127.0.0.1:%s # one\n' "${dns##*:}" >"$tmp/nameservers"
printf '127.0.0.1:1,5\n' >"$tmp/comma-nameservers"
printf 'X-Id: I\nIF-MATCH: "i"\n' >"$tmp/headers"
printf 'MACHINE 127.0.0.1 LOGIN i PASSWORD I\n' >"$tmp/no-netrc"
printf 'machine 127.0.0.1 login i password I\n' >"$tmp/netrc"
printf '[delay]\nmin = 1.5ms\nmax = 2,5ms\n' >"$tmp/comma.scenario"
printf '[DELAY]\nmin = 1ms\n' >"$tmp/upper.scenario"
printf '[status]\nshare = 0,5\nstatus = 500\n' >"$tmp/status.scenario"
for number in 0.5 0,5 .5 5e-1 1.5; do
  sed "s/\"wall_seconds\" *: *[0-9.e+-]*/\"wall_seconds\":$number/" "$saved/record.json" \
    >"$tmp/record-$number.json"
done
sed 's/"probe"/"PROBE"/; s/"ok"/"OK"/; s/"items"/"ITEMS"/' "$saved/record.json" >"$tmp/record-upper.json"
printf '{"name":"IF.test","status":"ok","detail":null}\n' >"$tmp/before"
printf '{"name":"IF.test","status":"INVALID","detail":null,"seconds":0,5}\n' >"$tmp/bad-before"

# What differs from run to run is replaced: times with a point, rates, and ports of a connection.
normalise () {
  sed -E 's/[0-9]+(\.[0-9]+)? ?(s|ms|µs)\b/TIME/g; s/"(seconds|rtt)":[0-9.]+/"\1":TIME/g
    s/[0-9]+(\.[0-9]+)?( [KMG]?i?B)?\/s/RATE/g; s/“[^”]*\.swimlane-[^”]*”/TEMPORARY/g' "$@"
}

# play FILE LOCALE WORD…: the status, the output and the files that it made, into a file.
play () {
  local into=$1 locale=$2

  shift 2
  rm -rf "$tmp/dest" && mkdir "$tmp/dest"
  cp "$tmp/before" "$tmp/bad-before" "$tmp/dest"
  command_line="swimlane $*"
  status=0
  timeout --kill-after=5 "$(scaled 60)" env LOCPATH="$tmp" LANGUAGE=en LC_ALL="$locale.UTF-8" \
    "$SWIMLANE" "$@" >"$out" 2>"$err" </dev/null || status=$?
  {
    echo "status $status"
    normalise "$out" "$err"
    (cd "$tmp/dest" && find . -type f | LC_ALL=C sort && cat before bad-before | normalise)
  } >"$into" 2>/dev/null
}

n=0
while read -r expected line; do
  [ -n "$line" ] || continue
  read -r -a words <<<"$line"
  n=$((n + 1))
  label=${line//"$tmp"/…}
  label=${label//"$SWIM_TEST_SRCDIR"/…}
  label=$n:\ ${label//:"$port"/}
  play "$tmp/expected" C "${words[@]}"
  expect_status "$expected" "$label"
  for locale in $locales; do
    play "$tmp/got" "$locale" "${words[@]}"
    check "$locale: $label" diff "$tmp/expected" "$tmp/got"
  done
done <<TABLE
4 probe --mode=sequential --nameserver=$dns --input=$tmp/list
4 probe --mode=sequential --nameserver=$dns --input=$tmp/list --format=ndjson
2 probe --mode=sequential --nameserver=$dns --input=$tmp/list --only=invalid
2 probe --mode=sequential --nameserver=$dns --input=$tmp/list --only=INVALID
0 probe --mode=sequential --nameserver=$dns --words=$tmp/words --suffix=.TEST --max-length=5
0 probe --mode=sequential --nameserver=$dns --type=hinfo,MINFO,isdn,svcb,type65 IF.test
2 probe --mode=sequential --nameserver=$dns --type=I,nl IF.test
0 probe --mode=sequential --nameserver=$dns --edns-size=1232 --rate=1000.5 --timeout=20.5 IF.test
2 probe --nameserver=$dns --rate=1000,5 IF.test
2 probe --nameserver=$dns --timeout=20,5 IF.test
2 probe --nameserver=$dns --edns-size=1.232 IF.test
2 probe --nameserver=$dns --blocking-share=12,5 IF.test
0 probe --nameserver=$dns --blocking-share=12.5 --mode=mixed IF.test
2 probe --nameserver=$dns --stall-ms=0,5 IF.test
0 probe --nameservers=$tmp/nameservers IF.test
2 probe --nameservers=$tmp/comma-nameservers IF.test
0 probe --mode=sequential --nameserver=$dns --resume=$tmp/dest/before IF.test ID.test
2 probe --mode=sequential --nameserver=$dns --resume=$tmp/dest/bad-before IF.test ID.test
2 probe --MODE=async --nameserver=$dns IF.test
2 probe --mode=MIXED --nameserver=$dns IF.test
0 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest FI IT id
2 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest İT ıd 1,5
4 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --max-size=0.1K fr
2 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --max-size=0,1K fr
2 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --limit-rate=1,5M fr
0 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --limit-rate=1.5m/s fr
2 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --limit-rate=1.5MIB/S fr
2 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --connect-timeout=2,5 fr
2 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --max-time=2,5s fr
0 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --header-file=$tmp/headers fr
0 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --netrc-file=$tmp/netrc fr
0 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --netrc-file=$tmp/no-netrc fr
2 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --client=CURLI fr
0 download --mode=sequential --base-url=$lab_http/flags --dest=$tmp/dest --if-modified-since=2024-01-15 fr
0 report $saved/record.json
0 report $tmp/record-0.5.json
1 report $tmp/record-0,5.json
1 report $tmp/record-.5.json
0 report $tmp/record-5e-1.json
1 report $tmp/record-upper.json
3 report $tmp/record-1.5.json --fail-if=wall>1.25s
0 report $tmp/record-1.5.json --fail-if=wall>1.75s
2 report $tmp/record-1.5.json --fail-if=wall>1,25s
2 report $tmp/record-1.5.json --fail-if=WALL>1.25s
0 report $saved/comparison.json
0 report $golden/comparison.json --wide
0 report $golden/comparison.json --threshold=2.5
2 report $golden/comparison.json --threshold=2,5
3 report $golden/comparison.json --fail-if=sequential.wall>0.1s
2 report $golden/comparison.json --fail-if=sequential.wall>0,1s
0 report $golden/comparison.json --sort=wall
2 report $golden/comparison.json --sort=ITEMS
0 report $golden/comparison.json --export-csv=-
0 report $golden/comparison.json --export-items-csv=-
0 report $golden/comparison.json --export-markdown=-
0 report $golden/comparison.json --export-json=-
0 report $golden/comparison.json --export-html=-
0 report $golden/comparison.json --export-svg=-
0 report $golden/comparison.json --export-trace=-
0 report $saved/sweep.json
0 report $saved/sweep.json --export-csv=-
0 report $saved/sweep.json --export-svg=-
0 report $saved/watch.json
0 report $saved/watch.json --export-json=-
2 serve --delay=1,5ms
1 serve --scenario=$tmp/comma.scenario
1 serve --scenario=$tmp/upper.scenario
1 serve --scenario=$tmp/status.scenario
2 sweep probe --lab --vary=BLOCKING-SHARE:1
2 compare probe --lab --rounds=1,5
TABLE

done_testing
