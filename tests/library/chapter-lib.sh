# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# What the tests of the chapter's programs share: they build them, and run each in a folder of its own.

chapter=$(cd "$SWIM_TEST_SRCDIR" && pwd)/examples/chapter
chapter_built=$tmp/chapter
for program in cc make pkg-config; do
  command -v "$program" >/dev/null || skip_all "$program is missing"
done
for package in libsoup-3.0 json-glib-1.0; do
  pkg-config --exists "$package" || skip_all "pkg-config does not find $package"
done

# build_chapter: all that can be built here; sets programs to their names. The make that runs this test,
# and what was set for the library's own build, are no business of theirs.
build_chapter () {
  local program

  mkdir "$chapter_built"
  check "they are built without a warning" env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u LDFLAGS -u CPPFLAGS \
    make -s -C "$chapter_built" -f "$chapter/Makefile" CFLAGS='-O1 -g -Wall -Wextra -Wno-unused-parameter -Werror'
  programs=()
  for program in "$chapter"/*.c; do
    program=${program##*/}
    program=${program%.c}
    if [ -x "$chapter_built/$program" ]; then
      programs+=("$program")
    elif [[ $program == *-coroutines ]]; then
      skip "$program is built" "pkg-config does not find libdex-1"
    fi
  done
}

# run_in PROGRAM ARGUMENT…: as run does it, in a new folder, $folder. A program may have its path.
run_in () {
  command_line="$*"
  status=0
  folder=$tmp/run.${1##*/}
  rm -rf "$folder"
  mkdir "$folder"
  (cd "$folder" && PATH=$chapter_built:$PATH exec timeout --kill-after=5 "$(scaled 60)" "$@") \
    >"$out" 2>"$err" </dev/null || status=$?
}
