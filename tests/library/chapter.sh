#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The programs of examples/chapter: built by their own Makefile, with a compiler and pkg-config alone, they
# have all the same answers in the lab, and those of swimlane.
# shellcheck source=../cli/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"
# shellcheck source=chapter-lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/chapter-lib.sh"

for source in "$chapter"/*-*.c "$chapter"/domain*.c "$chapter"/mistake.c "$chapter"/repair.c; do
  case ${source##*/} in
    chapter-dex.c | lab-resolver.c | domainlib.c) ;;
    *) check "${source##*/} can be read at one sight" test "$(wc -l <"$source")" -lt 60 ;;
  esac
done

build_chapter
start_lab local
export LAB_HTTP=$lab_http LAB_DNS=$lab_dns

# What swimlane says of the same names, and the flags that it gets.
"$chapter_built/blogdom-sequential" | cut -c 3- >"$tmp/names"
check "a program asks for the names" test "$(wc -l <"$tmp/names")" -eq 18
run probe --nameserver="$lab_dns" --input="$tmp/names"
sort "$out" >"$tmp/probed"
read -ra codes <<<"$(run_in flags-sequential && head -n 1 "$out")"
check "a program saves the flags of twenty countries" test "${#codes[@]}" -eq 20
run download --base-url="$lab_http/flags" --dest="$tmp/flags" "${codes[@]}"
expect_status 0 "swimlane downloads the same flags"

# check_flags NAME PROGRAM ARGUMENT…: a program that saves the twenty flags, as swimlane does.
check_flags () {
  local name=$1

  run_in "${@:2}"
  expect_status 0 "$name: it runs"
  expect_match '^20 flags downloaded in [0-9.,]+s$' "$name: it says what it has done"
  check "$name: it names each country once" diff \
    <(printf '%s\n' "${codes[@]}" | sort) <(head -n 1 "$out" | tr ' ' '\n' | sed '/^$/d' | sort)
  check "$name: its files are those of swimlane" diff -r "$tmp/flags" "$folder/downloaded"
}

for program in "${programs[@]}"; do
  case $program in
    blogdom-*)
      run_in "$program"
      expect_status 0 "$program: it runs"
      check "$program: it finds what swimlane finds" diff "$tmp/probed" <(sort "$out")
      ;;
    domaincheck*)
      run_in "$program"
      expect_status 0 "$program: it runs"
      check "$program: it finds what swimlane finds" diff "$tmp/probed" \
        <(tail -n +3 "$out" | sed -e 's/^\t\t/  /' -e 's/^\([^ ]\)/+ \1/' | sort)
      ;;
    flags2-*) ;;
    flags3-*) ;;
    *) check_flags "$program" "$program" ;;
  esac
done

# The scripts in the manner of the book do the same. What is compiled of them stays out of the sources.
export PYTHONDONTWRITEBYTECODE=1 no_proxy=127.0.0.1
for script in flags_threads flags_asyncio; do
  check "$script.py can be read at one sight" test "$(wc -l <"$chapter/$script.py")" -lt 60
  if [ ! -x /usr/bin/python3 ]; then
    skip "$script.py: it runs" "/usr/bin/python3 is missing"
  elif [ "$script" = flags_asyncio ] && ! /usr/bin/python3 -c 'import aiohttp' 2>/dev/null; then
    skip "$script.py: it runs" "aiohttp is missing (Debian: python3-aiohttp)"
  else
    check_flags "$script.py" /usr/bin/python3 "$chapter/$script.py"
  fi
done

# Errors are counted, and what is not there is no other error.
start_lab error
export LAB_HTTP=$lab_http
some=(AD AE AF AG AL AM AO AR AT AU AZ BA BB)
run download --base-url="$lab_http/flags" --retries=0 --dest="$tmp/some" "${some[@]}"
got=$(find "$tmp/some" -name '*.gif' | wc -l)
for program in "${programs[@]}"; do
  [[ $program == flags2-* ]] || continue
  run_in "$program" 20 "${some[@]}" ZZ
  expect_status 0 "$program: it runs, errors or not"
  check "$program: the files are those of swimlane" diff -r "$tmp/some" "$folder/downloaded"
  expect_out "$got downloaded, 1 not found, $((${#some[@]} - got)) errors" "$program: it counts them"
  check "$program: it shows how far it is" grep -q '100% 14/14' "$err"
done

# A server with what belongs to a country, the flag and the name of the file.
mkdir "$tmp/root"
for code in "${codes[@]}"; do
  lower=${code,,}
  mkdir -p "$tmp/root/flags/$lower"
  cp "$tmp/flags/$lower.gif" "$tmp/root/flags/$lower/"
  printf '{"country": "Land of %s", "iso_cc": "%s"}\n' "$code" "$code" >"$tmp/root/flags/$lower/metadata.json"
done
rm "$tmp/root/flags/fr/metadata.json"
echo '[]' >"$tmp/root/flags/de/metadata.json"
echo '{"country": "../outside"}' >"$tmp/root/flags/us/metadata.json"
"$SWIMLANE" serve --scenario=local --root="$tmp/root" >"$tmp/ready" 2>/dev/null </dev/null &
children+=("$!")
wait_for "$tmp/ready" '}'
LAB_HTTP=$(json_string "$tmp/ready" http)
for program in "${programs[@]}"; do
  [[ $program == flags3-* ]] || continue
  run_in "$program"
  expect_status 0 "$program: it runs"
  check "$program: a flag is named as the metadata says" \
    cmp "$tmp/flags/cn.gif" "$folder/downloaded/Land_of_CN.gif"
  check "$program: no name leads out of the folder" test -e "$folder/downloaded/.._outside.gif"
  check "$program: what has no metadata is not saved" test "$(find "$folder/downloaded" -type f | wc -l)" -eq 18
  check "$program: and the reason is said" grep -q 'FR: .*404' "$out" "$err"
  check "$program: so it is where they name no country" grep -q 'DE: .*names no country' "$out" "$err"
done

# The errors of the scripts: one flag of twenty is not there, and then no server.
rm "$tmp/root/flags/de/de.gif"
for script in flags_threads flags_asyncio; do
  /usr/bin/python3 -c 'import aiohttp' 2>/dev/null || break
  run_in /usr/bin/python3 "$chapter/$script.py"
  expect_error 0 'DE: ' "$script.py: it says what it could not get"
  check "$script.py: and why" grep -q 'DE: .*404' "$err"
  expect_match '^19 flags downloaded' "$script.py: and counts the others"
  LAB_HTTP=http://127.0.0.1:1 run_in /usr/bin/python3 "$chapter/$script.py"
  expect_error 0 'swimlane serve' "$script.py: it says where the lab is, without one"
done

# Who has forgotten to run the lab is told so, and no name is said to be missing.
export LAB_HTTP=http://127.0.0.1:1 LAB_DNS=127.0.0.1:1
run_in blogdom-sequential
expect_error 1 'swimlane serve' "a program that reaches no name server says what to do"
check "and takes no name for missing" test ! -s "$out"
run_in flags-callbacks
expect_error 0 'swimlane serve' "so does one that reaches no HTTP server"
LAB_DNS=localhost
run_in blogdom-threads
expect_error 1 'LAB_DNS' "an address that is none is named"
LAB_HTTP=flags
run_in flags-sequential
expect_error 1 'LAB_HTTP' "so is a URL"

done_testing
