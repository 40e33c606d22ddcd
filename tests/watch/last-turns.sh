#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Programs whose languages find GLib's functions by dlsym () leave a loop in a turn that takes long: that is
# told, and nothing of what they do after it. What C programs do is seen in test-last-turns.c.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all "python3 is missing"

here=$SWIM_TEST_SRCDIR/tests/watch

# is_told PROGRAM…: as long as the program says.
is_told () {
  "$SWIMLANE" watch -q --export-json="$tmp/report.json" -- "$@" >"$tmp/said" &&
    python3 "$here/last-turns.py" check "$tmp/report.json" "$tmp/said"
}

for way in quit application; do
  if python3 -c 'import gi' 2>/dev/null; then
    check "Python: the last turn is told, $way" is_told python3 "$here/last-turns.py" "$way"
  else
    skip "Python: the last turn is told, $way" "Python with GObject (python3-gi) is missing"
  fi
done
if command -v gjs >/dev/null; then
  check "JavaScript: the last turn is told" is_told gjs "$here/last-turns.js"
else
  skip "JavaScript: the last turn is told" "gjs is missing"
fi
done_testing
