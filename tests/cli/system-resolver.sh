#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The system's own resolver in the lab: in namespaces where the lab's DNS is the system's, or else a
# word about what forbids them.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

if ! find_namespaces; then
  run probe --lab --resolver=system
  expect_error 1 "resolver" "where namespaces are forbidden, the resolver is said to need them"
  skip "the system's resolver in the lab" "namespaces are not permitted here"
  done_testing
  exit 0
fi

run probe --lab --resolver=dns
LC_ALL=C sort "$out" >"$tmp/dns"
for mode in $(modes); do
  run probe --lab --resolver=system --mode="$mode"
  expect_status 0 "$mode: ends with 0"
  LC_ALL=C sort "$out" >"$tmp/system"
  check "$mode: the same answers as by DNS" diff "$tmp/dns" "$tmp/system"
done

run download --lab=local --resolver=system --mode=async --dest="$tmp/flags" fr de
expect_status 0 "a download too finds the lab by the system's resolver"

done_testing
