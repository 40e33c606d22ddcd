#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Record types other than addresses, from a knotd: the same answers as kdig's where that is installed,
# in every mode.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=servers.sh
. "${0%/*}/servers.sh"

command -v knotd >/dev/null || skip_all "knotd is not installed"

write_knot_conf () {
  mkdir -p "$tmp/knot"
  cat >"$tmp/knot.conf" <<END
server:
  rundir: $tmp/knot
  listen: 127.0.0.1@$1
database:
  storage: $tmp/knot
log:
  - target: stderr
    any: warning
template:
  - id: default
    storage: $tmp
    zonefile-sync: -1
    journal-content: none
zone:
  - domain: test
    file: test.zone
  - domain: 2.0.192.in-addr.arpa
    file: reverse4.zone
  - domain: 8.b.d.0.1.0.0.2.ip6.arpa
    file: reverse6.zone
END
  cat >"$tmp/test.zone" <<'END'
$ORIGIN test.
$TTL 300
@       SOA ns hostmaster 1 3600 600 86400 60
@       NS  ns
ns      A   127.0.0.1
@       MX  10 mail
@       MX  20 mail.example.
@       CAA 0 issue "ca.example; policy=ev"
@       TXT "v=spf1 -all"
mail    A   192.0.2.1
mail    AAAA 2001:db8::1
txt     TXT "with \"quotes\" and \\ a backslash" "second" "a\009tab \200"
_sip._tcp SRV 0 5 5060 mail
www     HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1
svc     SVCB 0 www
naptr   NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@test!" .
host    SSHFP 4 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
_443._tcp TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
odd     TYPE65400 \# 4 0a000001
one     CNAME two
two     CNAME three
three   60 CNAME mail
nowhere CNAME gone
long    TXT "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
long    TXT "1123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
long    TXT "2123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
long    TXT "3123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
long    TXT "4123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
END
  cat >"$tmp/reverse4.zone" <<'END'
$TTL 300
@ SOA ns.test. hostmaster.test. 1 3600 600 86400 60
@ NS  ns.test.
1 PTR mail.test.
1 PTR www.test.
END
  cat >"$tmp/reverse6.zone" <<'END'
$TTL 300
@ SOA ns.test. hostmaster.test. 1 3600 600 86400 60
@ NS  ns.test.
1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR mail.test.
END
}

start_server knot knotd -c "$tmp/knot.conf"
dns=127.0.0.1:$port

# answers ARGUMENT…: the records that a run prints, sorted, in $out.
answers () {
  run probe --nameserver="$dns" --show=answers "$@"
  grep -P '^\t' "$out" | sed 's/^\t//' | LC_ALL=C sort >"$tmp/answers"
}

# expect_answer LINE NAME: LINE has blanks in place of tabs.
expect_answer () {
  check "$2" grep -qxF -e "$1" <(tr '\t' ' ' <"$tmp/answers")
}

# One name for each type, and what the zone says of it.
cases=(
  'test MX|test. 300 IN MX 10 mail.test.'
  'test NS|test. 300 IN NS ns.test.'
  'test SOA|test. 300 IN SOA ns.test. hostmaster.test. 1 3600 600 86400 60'
  'test CAA|test. 300 IN CAA 0 issue "ca.example; policy=ev"'
  'test TXT|test. 300 IN TXT "v=spf1 -all"'
  'txt.test TXT|txt.test. 300 IN TXT "with \"quotes\" and \\ a backslash" "second" "a\009tab \200"'
  '_sip._tcp.test SRV|_sip._tcp.test. 300 IN SRV 0 5 5060 mail.test.'
  'www.test HTTPS|www.test. 300 IN HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1'
  'svc.test SVCB|svc.test. 300 IN SVCB 0 www.test.'
  'naptr.test NAPTR|naptr.test. 300 IN NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:info@test!" .'
  'host.test SSHFP|host.test. 300 IN SSHFP 4 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
  '_443._tcp.test TLSA|_443._tcp.test. 300 IN TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
  'odd.test TYPE65400|odd.test. 300 IN TYPE65400 \# 4 0a000001'
  'mail.test a|mail.test. 300 IN A 192.0.2.1'
  'mail.test TYPE28|mail.test. 300 IN AAAA 2001:db8::1'
  'one.test CNAME|one.test. 300 IN CNAME two.test.'
  'one.test A|three.test. 60 IN CNAME mail.test.'
  '1.2.0.192.in-addr.arpa PTR|1.2.0.192.in-addr.arpa. 300 IN PTR mail.test.'
)

for case in "${cases[@]}"; do
  read -r name type <<<"${case%%|*}"
  answers --type="$type" "$name"
  expect_answer "${case#*|}" "$name has the $type that the zone has"
  check "and is found" grep -qxF "+ $name" "$out"
done

# Another program's answers, in the same form but for quotes, the case of digits and blanks at the end.
plain () {
  tr '\t' ' ' <"$1" | tr -d '"' | tr '[:upper:]' '[:lower:]' | sed -e 's/  */ /g' -e 's/ $//' \
    | LC_ALL=C sort
}

if command -v kdig >/dev/null; then
  for case in "${cases[@]}"; do
    read -r name type <<<"${case%%|*}"
    answers --type="$type" "$name"
    kdig @127.0.0.1 -p "${dns#*:}" +noall +answer "$name" "$type" >"$tmp/theirs"
    check "kdig says the same of $name $type" diff <(plain "$tmp/answers") <(plain "$tmp/theirs")
  done
else
  skip "kdig says the same" "kdig is not installed"
fi

# Several types are one outcome: found with one of them, not with none.
printf '%s\n' test mail.test nowhere.test gone.test 192.0.2.1 2001:DB8::1 192.0.2.9 >"$tmp/list"
cat >"$tmp/expected" <<'END'
  192.0.2.9
  gone.test
  mail.test
  nowhere.test
+ 192.0.2.1
+ 2001:DB8::1
+ test
END
for mode in $(modes); do
  run probe --nameserver="$dns" --mode="$mode" --type=mx,txt,MX --input="$tmp/list"
  expect_status 0 "$mode: a name without a record is no failure"
  LC_ALL=C sort "$out" >"$tmp/sorted"
  check "$mode: each name has one outcome" diff "$tmp/expected" "$tmp/sorted"

  run probe --nameserver="$dns" --mode="$mode" --type=A,MX --format=ndjson one.test
  check "$mode: NDJSON has every question, with aliases, code and flags" python3 - "$out" <<'END'
import json, sys
outcome = json.load (open (sys.argv[1]))
assert outcome['status'] == 'ok' and outcome['addresses'] == ['192.0.2.1'], outcome
assert outcome['ttl'] == 60, outcome
a, mx = outcome['responses']
assert (a['type'], a['status'], a['rcode']) == ('A', 'ok', 'NOERROR'), a
assert 'aa' in a['flags'] and 'tc' not in a['flags'], a
assert [(r['name'], r['ttl'], r['type'], r['data']) for r in a['answers']] == [
    ('one.test.', 300, 'CNAME', 'two.test.'), ('two.test.', 300, 'CNAME', 'three.test.'),
    ('three.test.', 60, 'CNAME', 'mail.test.'), ('mail.test.', 300, 'A', '192.0.2.1')], a
assert (mx['type'], mx['status'], mx['detail'], mx['rcode']) == \
    ('MX', 'not-found', 'NODATA', 'NOERROR'), mx
assert len (mx['answers']) == 3, mx
END
done

# A record keeps them where they were asked for, and is read without them.
run probe --nameserver="$dns" --type=MX --show=answers --record="$tmp/record.json" test gone.test
check "the record has the responses" python3 - "$tmp/record.json" <<'END'
import json, sys
test, = [o for o in json.load (open (sys.argv[1]))['outcomes'] if o['name'] == 'test']
assert [r['data'] for r in test['responses'][0]['answers']] == ['10 mail.test.', '20 mail.example.'] or \
    [r['data'] for r in test['responses'][0]['answers']] == ['20 mail.example.', '10 mail.test.']
END
status=0
python3 "${0%/*}/validate.py" "$SWIM_TEST_SRCDIR/data/swimlane-record.schema.json" "$tmp/record.json" \
  >"$tmp/validated" 2>&1 || status=$?
case $status in
  0) pass "as its schema says" ;;
  77) skip "as its schema says" "python3-jsonschema is not installed" ;;
  *) fail "as its schema says" "$tmp/validated" ;;
esac
run report "$tmp/record.json"
expect_status 0 "and it can be read"

answers 192.0.2.1 2001:db8::1
check "an address has all its names" test "$(grep -c 'PTR' "$tmp/answers")" -eq 3

# An answer of 600 bytes comes over TCP, or in a datagram of which EDNS says that it may be so long.
for size in 0 1232; do
  answers --type=TXT --edns-size=$size -v long.test
  check "--edns-size=$size: a long answer is whole" test "$(wc -l <"$tmp/answers")" -eq 5
done

if strace -o "$tmp/trace" true 2>/dev/null; then
  for case in 0:1 512:1 1232:0; do
    strace -f -o "$tmp/trace" -e trace=socket "$SWIMLANE" probe --nameserver="$dns" --type=TXT \
      --edns-size="${case%:*}" long.test >"$out" 2>"$err" </dev/null
    check "--edns-size=${case%:*}: TCP is used ${case#*:} times" \
      test "$(grep -c SOCK_STREAM "$tmp/trace")" -eq "${case#*:}"
  done
else
  skip "EDNS saves TCP" "strace is not possible here"
fi

# What is printed.
run probe --nameserver="$dns" --type=MX --only=found --input="$tmp/list"
check "--only=found prints names alone" \
  diff <(printf '%s\n' 192.0.2.1 2001:DB8::1 test) <(LC_ALL=C sort "$out")
run probe --nameserver="$dns" --type=MX --only=missing --input="$tmp/list" -v
check "--only=missing too" diff <(printf '%s\n' 192.0.2.9 gone.test mail.test nowhere.test) \
  <(LC_ALL=C sort "$out")
check "and the counts are apart" grep -q '^7 queries, .*: .* NOERROR, 3 NXDOMAIN$' "$err"
run probe --nameserver="$dns" --only=failed "a..b" mail.test
expect_status 4 "--only does not change the status"
check "--only=failed prints failures" test "$(cat "$out")" = \
  '! a..b: invalid input: a label of the name is empty; is there an extra dot?'
run probe --nameserver="$dns" --only=found --format=ndjson --input="$tmp/list" --type=MX
check "--only holds for NDJSON" test "$(wc -l <"$out")" -eq 3

# Where it is printed.
run probe --nameserver="$dns" --output="$tmp/results" mail.test
check "--output has the results" test "$(cat "$tmp/results")" = '+ mail.test'
check "and standard output has none" test ! -s "$out"
run probe --nameserver="$dns" --output="$tmp/results" gone.test
check "--output overwrites" test "$(cat "$tmp/results")" = '  gone.test'
run probe --nameserver="$dns" --output=/dev/full --input="$tmp/list"
expect_error 1 "/dev/full" "a full disk is an error"
run probe --nameserver="$dns" --output="$tmp/none/results" mail.test
expect_error 1 "$tmp/none/results" "a file that cannot be made is an error"
run probe --nameserver="$dns" --output="$tmp/list" --input="$tmp/list"
expect_error 2 "--output" "the list is not overwritten"
check "and still there" test "$(wc -l <"$tmp/list")" -eq 7
run compare probe --lab --output="$tmp/results"
expect_error 2 "--output" "a comparison prints no results"

# Nameservers from a file.
printf '# ours\n\n  %s # knot\n' "$dns" >"$tmp/servers"
run probe --nameservers="$tmp/servers" mail.test
expect_out "+ mail.test" "a file names the servers"
printf '%s\nns.example\n' "$dns" >"$tmp/servers"
run probe --nameservers="$tmp/servers" mail.test
expect_error 2 "$tmp/servers:2" "a wrong line of it is named"
printf '# none\n' >"$tmp/servers"
run probe --nameservers="$tmp/servers" mail.test
expect_error 2 "$tmp/servers" "a file without any is an error"

# A list that is piped in is read.
"$SWIMLANE" probe --nameserver="$dns" <"$tmp/list" >"$out" 2>"$err"
check "a list as standard input is read" test "$(wc -l <"$out")" -eq 7
printf 'mail.test\n' | "$SWIMLANE" probe --nameserver="$dns" >"$out" 2>"$err"
expect_out "+ mail.test" "from a pipe too"
printf '' | "$SWIMLANE" probe --nameserver="$dns" >"$out" 2>"$err"
status=$?
expect_status 0 "an empty pipe is an empty list"
check "and not the book's names" test ! -s "$out"
printf 'gone.test\n' | "$SWIMLANE" probe --nameserver="$dns" mail.test >"$out" 2>"$err"
check "names that are given are the list" test "$(cat "$out")" = '+ mail.test'
printf 'mail\n' >"$tmp/words"
"$SWIMLANE" probe --nameserver="$dns" --words="$tmp/words" --suffix=.test <"$tmp/list" >"$out" 2>"$err"
check "and so are words" test "$(cat "$out")" = '+ mail.test'
printf 'as.dev\nif.dev\n' | "$SWIMLANE" compare probe --lab=local --rounds=1 --modes=async \
  --export-json="$tmp/compare.json" >"$out" 2>"$err"
check "a comparison reads it too" python3 -c \
  'import json, sys; assert json.load (open (sys.argv[1]))["results"][0]["items"] == 2' "$tmp/compare.json"

# The program's own resolver is for addresses only.
run probe --resolver=system 127.0.0.1
expect_status 4 "the system's resolver is not asked for an address"
expect_match 'ask DNS servers' "and it is said who can be"

done_testing
