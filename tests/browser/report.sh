#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The page as people see it: real reports, opened in a browser. Not part of "make check", since a
# browser is much to ask for; .ci/run calls it. The screenshots stay in $SWIM_BROWSER_SHOTS.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"

shots=${SWIM_BROWSER_SHOTS:-$tmp/shots}
command -v chromedriver >/dev/null || skip_all "there is no chromedriver"

# looks_well PAGE NAME
looks_well () {
  check "$2" python3 "${0%/*}/look.py" "$1" "$shots"
  check "$2: it is well-formed" python3 -c \
    'import sys, xml.dom.minidom as dom; dom.parse (sys.argv[1])' "$1"
}

run compare --lab --rounds=6 --warmup=0 --export-html="$tmp/compare.html" \
  --export-svg="$tmp/compare.svg"
expect_status 0 "both jobs are compared"
looks_well "$tmp/compare.html" "the report of a comparison looks well"
check "its picture is well-formed" python3 -c \
  'import sys, xml.dom.minidom as dom; dom.parse (sys.argv[1])' "$tmp/compare.svg"

run sweep probe --lab --vary=blocking-share:0,10,50 --rounds=2 --warmup=0 \
  --export-html="$tmp/sweep.html"
expect_status 0 "a sweep is run"
looks_well "$tmp/sweep.html" "the report of a sweep looks well"

printf '%s\n' '<script>alert(1)</script>.dev' '"><img src=x onerror=alert(1)>' $'\x1b[2J' \
  '</title></style></svg><b>' 'as.dev' >"$tmp/traps"
run probe --lab=local --mode=mixed --blocking-share=100 --stall-ms=0.001 --suffix='' -q \
  -i "$tmp/traps" --export-html="$tmp/traps.html"
check "names that are traps are in the report" grep -qF '&lt;script' "$tmp/traps.html"
looks_well "$tmp/traps.html" "names that are traps do nothing"

seq -f 'n%.0f.dev' 100000 >"$tmp/many"
run probe --lab=local --suffix='' -q -i "$tmp/many" --export-html="$tmp/many.html" \
  --export-svg="$tmp/many.svg"
check "a picture of 100,000 items is there" test -s "$tmp/many.svg"
check "and is below 5 MiB" test "$(stat -c %s "$tmp/many.svg")" -lt 5242880
check "so is the page" test "$(stat -c %s "$tmp/many.html")" -lt 5242880

done_testing
