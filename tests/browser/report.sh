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

# A page with all that is looked for, so that a look that finds nothing is known to mean something.
cat >"$tmp/broken.html" <<'END'
<!DOCTYPE html><html><body><p style="width:2000px; break-after: page">wide</p>
<script>nothing.at.all ()</script><img src="http://127.0.0.1:8/image.png" alt="">
<table><thead><tr><th>size</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<svg width="200" height="100" role="img" aria-label="Chart"><line x1="30" x2="30" y1="0" y2="90"
stroke="red"/><text x="10" y="40">first</text><text x="12" y="42">second</text>
<text x="180" y="90">outside</text><text x="10" y="80" font-size="5">tiny</text></svg>
</body></html>
END
check "a broken page is not taken for a good one" \
  test "$(python3 "${0%/*}/look.py" "$tmp/broken.html" "$tmp" >"$tmp/said"; echo $?)" = 1
while read -r problem; do
  check "said of a broken page: $problem" grep -qF "light, 360 pixels: $problem" "$tmp/said"
done <<'END'
the page is wider than its window
the page has no lang
the page has no title
there is a script
a heading without scope: size
a row without a header: 1
Chart: first overlaps second
Chart: a line runs through first
Chart: cut off: outside
Chart: too small to read: tiny
the console says: http://127.0.0.1:8/image.png
a request to http://127.0.0.1:8/image.png
END
check "said of a broken page: the error of its script" \
  grep -q 'the console says: .*nothing is not defined' "$tmp/said"
if command -v gs >/dev/null; then
  check "said of a broken page: it ends early on paper" \
    grep -qF "paper: page 1 of 2 is half empty" "$tmp/said"
fi

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

# What is measured differs each time, so a comparison that is kept shows the panels: its first mode is
# made to take five times as long.
python3 - "$SWIM_TEST_SRCDIR/tests/cli/golden/comparison.json" >"$tmp/slow.json" <<'END'
import json, sys
kept = json.load (open (sys.argv[1]))
for run in kept["results"][0]["runs"]:
    run["wall_seconds"] *= 5
json.dump (kept, sys.stdout)
END
run report --export-html="$tmp/panels.html" "$tmp/slow.json"
expect_status 0 "a comparison that is kept is shown"
looks_well "$tmp/panels.html" "a report with two panels looks well"
check "the second panel enlarges a part of the first, and ends at its slowest mode" \
  test "$(grep -c 'the first 168 ms, enlarged</text>' "$tmp/panels.html")" = 1
check "that part is marked" grep -q 'class="cut"' "$tmp/panels.html"

run compare download --all --lab --rounds=1 --warmup=0 --export-html="$tmp/all.html"
expect_status 0 "a comparison of 194 files"
looks_well "$tmp/all.html" "its report looks well"

# A mode looks the same in each chart of each report, whichever modes are beside it.
run compare probe --lab --modes=offload,mixed --rounds=1 --warmup=0 --export-html="$tmp/two.html"
for mode in mixed offload; do
  grep -oh "class=\"m[0-9]\"><title>$mode<" "$tmp"/{compare,sweep,all,two}.html | sort | uniq -c \
    >"$tmp/styles"
  check "$mode has one style in all charts" test "$(wc -l <"$tmp/styles")" = 1
done
check "the model of a sweep is in its legend" grep -q '>model</text>' "$tmp/sweep.html"
check "the values of a sweep have a unit" grep -q '>50 %</text>' "$tmp/sweep.html"

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
