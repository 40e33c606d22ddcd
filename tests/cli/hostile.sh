#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Servers and lists that mean harm: names of files that lead elsewhere, redirects to where nobody
# asked to go, certificates that are not good, and ends of bodies that are not to be trusted.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

if ! python3 -c 'import ssl' 2>/dev/null; then
  skip_all "there is no python3"
fi

# serve LOG [CERTIFICATE KEY]: sets port.
serve () {
  serve_script hostile-server.py "$@"
}

# status_of URL…: the class of each, as it was printed.
classes () {
  sed -nE 's/.*"status" ?: ?"([^"]*)".*/\1/p' "$out" | tr '\n' ' '
}

# fetch ARGUMENT…: into a folder of its own, below one in which nothing else may appear.
fetch () {
  rm -rf "$tmp/around"
  mkdir -p "$tmp/around/dest"
  run download --dest="$tmp/around/dest" --format=ndjson --jobs=4 --retries=0 "$@"
}

# names: what is in the folder, with bytes that are no plain text escaped.
names () {
  (cd "$tmp/around/dest" && LC_ALL=C ls -A --quoting-style=c)
}

serve "$tmp/log"
url=http://127.0.0.1:$port

# Names.
printf -v long '%0300d' 0
cat >"$tmp/list" <<END
$url/..
$url/%2e%2e%2f%2e%2e%2fetc%2fpasswd
$url/a/../../../../b.txt
$url/..%5c..%5cwindows
$url/nul%00byte
$url/esc%1b%5b31mred
$url/line%0abreak
$url/$long.txt
$url/Case.txt
$url/case.TXT
$url/CON
$url/com1.txt
$url/aux.tar.gz
$url/%e2%80%aegnp.exe
$url/%ff%fe
$url/-rf
$url/.hidden
$url/
END
count=$(wc -l <"$tmp/list")
fetch --input="$tmp/list"
find "$tmp/around" -mindepth 1 -not -path "$tmp/around/dest" -not -path "$tmp/around/dest/*" \
  >"$tmp/outside"
check "no name leads out of the folder" test ! -s "$tmp/outside"
check "a file for each that was done" \
  test "$(grep -c '"status" ?: ?"ok"' -E "$out")" -eq "$(names | wc -l)"
check "and an outcome for each" test "$(wc -l <"$out")" -eq "$count"
check "no name has a control character or one that turns the writing" \
  test "$(names | grep -cE '\\[a-z]|\\0|\\1[0-7]|\\342\\200\\25')" -eq 0
check "none is longer than a file system allows" test "$(names | awk 'length > 202' | wc -l)" -eq 0
check "none is a device on Windows" \
  test "$(names | tr -d '"' | grep -ciE '^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)')" -eq 0
check "none differs from another in case alone" \
  test "$(names | tr '[:upper:]' '[:lower:]' | sort | uniq -d | wc -l)" -eq 0

# Redirects.
echo secret >"$tmp/secret"
for to in "file://$tmp/secret" "ftp://127.0.0.1/x" "javascript:x" "data:text/plain,x" "http:///x" "//" \
  "http://[::1" "gopher://127.0.0.1:$port/"; do
  fetch "$url/x?to=$(printf '%s' "$to" | sed 's/%/%25/g; s/&/%26/g; s/#/%23/g')"
  check "a redirect to $to is not followed" test "$(classes)" = "redirect-error "
  check "and leaves no file" test -z "$(names)"
done

first=$port
: >"$tmp/log"
serve "$tmp/other-log"
: >"$tmp/other-log"
fetch "http://user:password@127.0.0.1:$first/x?to=http://127.0.0.1:$port/y"
check "a redirect to another host is followed" grep -q 'GET /y' "$tmp/other-log"
check "and no credentials with it" \
  test "$(grep -ciE 'authorization|password|cookie|referer' "$tmp/other-log")" -eq 0

# TLS. What is trusted here is trusted by nobody else, so it is put in the place of the system's list
# in a mount namespace.
if ! command -v openssl >/dev/null; then
  skip "TLS" "there is no openssl"
  done_testing
  exit 0
fi

authority
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$tmp/self.key" -out "$tmp/self.pem" -days 30 \
  -subj "/CN=127.0.0.1" -addext "subjectAltName=IP:127.0.0.1" 2>/dev/null
certificate good 30 IP:127.0.0.1
certificate other 30 DNS:elsewhere.test
certificate expired 0 IP:127.0.0.1
certificate unsigned 30 IP:127.0.0.1
sleep 1.1 # a certificate for 0 days has expired when the second is over

trusting=(unshare --mount)
if [ "$(id -u)" -ne 0 ]; then
  trusting+=(--map-root-user)
fi
bundle=/etc/ssl/certs/ca-certificates.crt
[ -e "$bundle" ] || bundle=/etc/pki/tls/certs/ca-bundle.crt
if ! "${trusting[@]}" mount --bind "$tmp/ca.pem" "$bundle" 2>/dev/null; then
  skip "TLS" "namespaces are not permitted here"
  done_testing
  exit 0
fi

# fetch_trusting ARGUMENT…: likewise, but with the test's authority trusted.
fetch_trusting () {
  rm -rf "$tmp/around"
  mkdir -p "$tmp/around/dest"
  # shellcheck disable=SC2016
  "${trusting[@]}" sh -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' sh "$tmp/ca.pem" "$bundle" \
    "$SWIMLANE" download --dest="$tmp/around/dest" --format=ndjson --retries=0 "$@" >"$out" 2>"$err" \
    </dev/null
}

for mode in threads async; do
  for name in good self other expired; do
    serve "$tmp/tls-log" "$tmp/$name.pem" "$tmp/$name.key"
    : >"$tmp/tls-log"
    fetch_trusting --mode="$mode" "https://127.0.0.1:$port/x"
    if [ "$name" = good ]; then
      check "$mode: a good certificate is trusted" test "$(classes)" = "ok "
      good=$port
    else
      check "$mode: one that is $name is not" test "$(classes)" = "tls-error "
      check "$mode: and nothing is asked for" test ! -s "$tmp/tls-log"
      check "$mode: nor kept" test -z "$(names)"
    fi
  done
  fetch "https://127.0.0.1:$good/x"
  check "$mode: where its authority is not known, a good one is not trusted either" \
    test "$(classes)" = "tls-error "
  fetch_trusting --mode="$mode" "https://127.0.0.1:$good/x?to=$url/y"
  check "$mode: a redirect from https to http is not followed" test "$(classes)" = "redirect-error "
  fetch_trusting --mode="$mode" "https://127.0.0.1:$good/x?open=1&notify=1"
  check "$mode: a body that ends with TLS is whole" test "$(classes)" = "ok "
  # libcurl 7.88 does not tell; such a body is unverified with it.
  for required in --client=soup --require-verified; do
    fetch_trusting --mode="$mode" "$required" "https://127.0.0.1:$good/x?open=1"
    check "$mode: one that ends without is not ($required)" test "$(classes)" != "ok "
    check "$mode: and is not kept" test -z "$(names)"
  done
  fetch_trusting --mode="$mode" "https://127.0.0.1:$good/x"
  check "$mode: with its length it needs no such end" test "$(classes)" = "ok "
done

# Bodies that nothing proves to be whole.
for mode in async threads; do
  run download --mode="$mode" --dest="$tmp/open-$mode" --retries=0 --record="$tmp/open.json" \
    "$url/whole" "$url/open?open=1"
  expect_status 0 "$mode: a file that ends with the connection is stored"
  expect_out '1 unverified (a truncated file would look the same; --require-verified refuses them)' \
    "$mode: and the summary counts it"
  check "$mode: so does the record" grep -qE '"unverified" ?: ?1' "$tmp/open.json"
  run report "$tmp/open.json"
  expect_match '2 \(2 ok; 1 unverified\)' "$mode: and the report of it"
  fetch --mode="$mode" --require-verified "$url/whole" "$url/open?open=1"
  expect_status 4 "$mode: with --require-verified it is a failure"
  check "$mode: of its own class" \
    test "$(classes | tr ' ' '\n' | sort | tr '\n' ' ')" = "ok protocol-error "
  check "$mode: and leaves no file" test "$(names)" = '"whole"'
done

done_testing
