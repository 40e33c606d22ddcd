#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# swimlane-tutorial(7): its listings are those of the programs, and its commands print what it shows, but
# for times (figures.sh) and for the order in which answers come.
# shellcheck source=../cli/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
# shellcheck source=chapter-lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/chapter-lib.sh"

command -v python3 >/dev/null || skip_all "python3 is missing"
page=$SWIM_TEST_SRCDIR/man/swimlane-tutorial.7

check "the listings are those of the programs" python3 "$SWIM_TEST_SRCDIR/scripts/listings" --check "$page"
sed 's/return found/return FALSE/' "$page" >"$tmp/other.7"
check "a listing that is another is found" \
  test "$(python3 "$SWIM_TEST_SRCDIR/scripts/listings" --check "$tmp/other.7" | wc -l)" -eq 1
line=$(grep -n 'soup_session_send (' "$chapter/mistake.c" | cut -d: -f1)
check "the line of the mistake is that of the program" \
  test "$(grep -o 'mistake\.c:[0-9]*' "$page" | sort -u)" = "mistake.c:$line"
for program in "$chapter"/*.c; do
  check "${program##*/} is named" grep -q "${program##*/}" "$page"
done

# The page of HTML is made from it: by this, and, where the reference of the library is built, by gi-docgen.
if command -v mandoc >/dev/null; then
  mandoc -T html -O fragment "$page" | sed -f "$SWIM_TEST_SRCDIR/docs/tutorial.sed" >"$tmp/tutorial.html"
  check "the page of HTML says the same" python3 "$SWIM_TEST_SRCDIR/tests/library/tutorial-html.py" \
    "$page" "$tmp/tutorial.html"
  sed 's/18 names/17 names/' "$tmp/tutorial.html" >"$tmp/other.html"
  check "a figure that is another is found" test "$(python3 "$SWIM_TEST_SRCDIR/tests/library/tutorial-html.py" \
    "$page" "$tmp/other.html" | grep -c '18 names')" -eq 1
else
  skip "the page of HTML says the same" "mandoc is missing"
fi
reference=$(dirname "$(dirname "$SWIMLANE")")/docs/reference/tutorial.html
if [ -e "$reference" ]; then
  check "so it does in the reference" python3 "$SWIM_TEST_SRCDIR/tests/library/tutorial-html.py" "$page" "$reference"
else
  skip "so it does in the reference" "it is built with --enable-docs only"
fi

build_chapter
start_lab quick
export LAB_HTTP=$lab_http LAB_DNS=$lab_dns
cd "$chapter_built" || exit 1
check "its commands print what it shows" python3 "$SWIM_TEST_SRCDIR/tests/library/tutorial.py" "$page"

# Its comparisons, in one round. The watched programs are looked at in tests/watch/chapter.sh.
comparisons=0
while read -r words; do
  # shellcheck disable=SC2086 # words of a command
  run $words --rounds=1 --export-svg="$tmp/compared.svg"
  expect_status 0 "swimlane $words"
  expect_match '^async .*█' "it draws what is in flight"
  check "and its lanes" grep -q '<svg' "$tmp/compared.svg"
  rm -f "$tmp/compared.svg"
  comparisons=$((comparisons + 1))
done < <(sed -e ':join' -e '/\\e$/ { N; s/\\e\n//; b join' -e '}' "$page" | sed -n 's/^\$ swimlane \(compare .*\)/\1/p')
check "there are three of them" test "$comparisons" -eq 3

done_testing
