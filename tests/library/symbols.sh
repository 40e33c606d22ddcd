#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the library exports, what its public headers declare and what is documented is the same.
# shellcheck source=../cli/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"

src=$SWIM_TEST_SRCDIR/src
library=$(dirname "$SWIMLANE")/.libs/libswimlane-1.so

# headers: the public header and all that it includes, by their paths in src/.
headers () {
  local header

  echo swimlane.h
  sed -n 's/^#include "\(.*\)"$/\1/p' "$src/swimlane.h"
  while read -r header; do
    sed -n 's/^#include "\(.*\)"$/\1/p' "$src/$header"
  done < <(sed -n 's/^#include "\(.*\)"$/\1/p' "$src/swimlane.h")
}

# same NAME: the sorted files $tmp/left and $tmp/right hold the same lines.
same () {
  sort -u -o "$tmp/left" "$tmp/left"
  sort -u -o "$tmp/right" "$tmp/right"
  check "$1" diff "$tmp/left" "$tmp/right"
}

# comments FILE…: the doc comments, each on one line.
comments () {
  awk '/^\/\*\*$/ { inside = 1; text = "" }
       inside { text = text $0 }
       inside && /\*\/$/ { print text; inside = 0 }' "$@"
}

cd "$src" || exit 1
headers | sort -u >"$tmp/headers"
mapfile -t headers <"$tmp/headers"

# The functions that the headers mark, with those that the macros of GObject declare.
grep -hv 'G_DECLARE_' "${headers[@]}" | tr '\n' ' ' | grep -oE 'SWIM_API [^;]*\)' >"$tmp/marked"
cat "${headers[@]}" | tr -s '\n ' ' ' >"$tmp/one-line"
grep -oE 'G_DECLARE_[A-Z_]+ \(Swim[A-Za-z]+, [a-z_]+,' "$tmp/one-line" |
  sed -E 's/.* ([a-z_]+),/\1_get_type/' >"$tmp/left"
grep -oE '\<swim_[a-z0-9_]+ \(' "$tmp/marked" | tr -d ' (' >>"$tmp/left"
cp "$tmp/left" "$tmp/declared"
if nm -D --defined-only "$library" >"$tmp/nm" 2>/dev/null; then
  # A sanitizer or a profiler adds names of its own.
  sed -n 's/^.* [TDBR] \(swim_.*\)$/\1/p' "$tmp/nm" >"$tmp/right"
  same "the library exports what the public headers declare"
  check "it exports nothing under another prefix" \
    diff /dev/null <(sed -n 's/^.* [TDBR] //p' "$tmp/nm" | grep -v -e '^swim_' -e '^_' -e asan -e ubsan)
else
  skip "the library exports what the public headers declare" "there is no nm, or no shared library"
fi

# definition FUNCTION FILE…: the function with its body.
definition () {
  awk -v name="$1" 'index ($0, name " (") == 1 { inside = 1 }
                    inside { print }
                    inside && /^}/ { exit }' "${@:2}"
}

# Each function that takes a pointer looks at what it is given, except for one that frees, which
# takes NULL. What a macro defines has no text to be looked at; it is called below like the others.
tr -s ' ' <"$tmp/marked" | grep -E '^SWIM_API [A-Za-z0-9 ]+ \**swim_[a-z0-9_]+ \(' >"$tmp/functions"
sed -nE 's/.* \**(swim_[a-z0-9_]+) \([^)]*\*.*/\1/p' "$tmp/functions" | grep -v '_free$' |
  while read -r function; do
    definition "$function" ./*/*.c ./*/*/*.c >"$tmp/definition"
    grep -q '^{' "$tmp/definition" && ! grep -q 'g_return_\(val_\)\?if_fail' "$tmp/definition" &&
      echo "$function"
  done >"$tmp/unchecked"
check "each public function checks its arguments" diff /dev/null "$tmp/unchecked"
mapfile -t classes < <(grep -ohE 'G_DECLARE_[A-Z_]+ \(Swim[A-Za-z]+' "$tmp/one-line" | sed 's/.*(//')
if ! command -v python3 >/dev/null || ! python3 -c \
  'import ctypes, sys; ctypes.CDLL (sys.argv[1])' "$library" 2>/dev/null; then
  skip "each refuses bad arguments" "there is no python3 that can load the library"
else
  check "each refuses bad arguments" python3 "$SWIM_TEST_SRCDIR/tests/library/bad-arguments.py" \
    "$library" "${classes[@]}" <"$tmp/functions"
fi

# The package's list is not in the tarball.
if [ -e ../debian/libswimlane-1-0.symbols ]; then
  cp "$tmp/declared" "$tmp/left"
  sed -n 's/^ \(swim_[a-z0-9_]*\)@Base .*/\1/p' ../debian/libswimlane-1-0.symbols >"$tmp/right"
  same "debian/libswimlane-1-0.symbols lists each"
else
  skip "debian/libswimlane-1-0.symbols lists each" "there is no debian/"
fi

comments ./*/*.c ./*/*/*.c >"$tmp/comments"
comments "${headers[@]}" >>"$tmp/comments"
grep -v '_get_type$' "$tmp/declared" >"$tmp/left"
sed -nE 's/^\/\*\* \* (swim_[a-z0-9_]+):.*/\1/p' "$tmp/comments" >"$tmp/all-right"
grep -xFf "$tmp/left" "$tmp/all-right" >"$tmp/right"
same "each public function is documented"
check "no other function is documented as if it were public" \
  diff /dev/null <(grep -vxFf "$tmp/left" "$tmp/all-right")
grep -oE 'G_DECLARE_[A-Z_]+ \(Swim[A-Za-z]+' "$tmp/one-line" | sed 's/.*(//' >"$tmp/left"
sed -nE 's/^\} (Swim[A-Za-z]+);/\1/p;
         s/^struct _(Swim[A-Za-z]+)$/\1/p; s/^typedef .*\(\*(Swim[A-Za-z]+)\).*/\1/p;
         s/^typedef void \(\*(Swim[A-Za-z]+)\).*/\1/p' "${headers[@]}" >>"$tmp/left"
sed -nE 's/^\/\*\* \* (Swim[A-Za-z]+):.*/\1/p' "$tmp/comments" | grep -xFf "$tmp/left" >"$tmp/right"
same "each public type is documented"
sed -nE 's/^SWIM_STATUS \(([A-Z_]+), .*/SWIM_STATUS_\1/p' base/statuses.def >"$tmp/left"
grep -oE '@SWIM_STATUS_[A-Z_]+' base/swim-status.h | tr -d @ >"$tmp/right"
same "each status class is documented"
grep -E '^/\*\* \* [Ss]wim' "$tmp/comments" | grep -v 'Since: [0-9]' >"$tmp/left"
check "each doc comment says since when" diff /dev/null "$tmp/left"
# The scanner reads the sources that src/introspection.mk lists.
gir=$(dirname "$(dirname "$SWIMLANE")")/Swimlane-1.0.gir
if [ ! -e "$gir" ] || ! command -v python3 >/dev/null; then
  skip "each comment is in the description for other languages" "there is no Swimlane-1.0.gir, or no python3"
else
  grep -v '_get_type$' "$tmp/declared" >"$tmp/left"
  python3 "$SWIM_TEST_SRCDIR/tests/library/described.py" "$gir" >"$tmp/right"
  same "each comment is in the description for other languages"
fi
# Else it would read as a paragraph of its own; a formatter that breaks a line does not know.
awk '/^ *\/\*\*$/ { inside = 1 }
     inside && /^ *\* (@[a-zA-Z0-9_]+|Returns):/ { continued = 1; next }
     !inside || / *\*\/$|^ *\*$/ { continued = 0 }
     / *\*\/$/ { inside = 0 }
     continued && !/^ *\*   / { print FILENAME ":" FNR ": " $0 }' \
  ./*/*.[ch] ./*/*/*.[ch] >"$tmp/left"
check "what continues a parameter in a doc comment is indented" diff /dev/null "$tmp/left"

# What is installed is enough.
grep -ohE 'src/[a-z/]+/[a-z-]+\.(h|def)|src/swimlane\.h' <(sed -n '/^swiminclude_HEADERS/,/^swimrun_HEADERS.*/p' local.mk) |
  sed 's/^src\///' >"$tmp/right"
{ cat "$tmp/headers"; echo base/statuses.def; } >"$tmp/left"
same "each public header is installed"

done_testing
