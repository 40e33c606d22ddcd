#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The manifests in examples/kubernetes are valid by the published schema, and the check would find mistakes.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"

check_manifests=$SWIM_TEST_SRCDIR/tests/scale/check-manifests
examples=$SWIM_TEST_SRCDIR/examples/kubernetes
schema=${SWIM_TEST_SCHEMA:-$tmp/schema} # a folder that is kept saves installing again

for program in node npm; do
  command -v "$program" >/dev/null || skip_all "there is no $program"
done
/usr/bin/python3 -c 'import yaml' 2>/dev/null || skip_all "there is no PyYAML"
for name in probe join; do
  check "$name.yaml is valid" "$check_manifests" "$schema" "$examples/$name.yaml"
done

# refused NAME SED: probe.yaml with this mistake is not valid.
refused () {
  sed "$2" "$examples/probe.yaml" >"$tmp/wrong.yaml"
  if cmp -s "$tmp/wrong.yaml" "$examples/probe.yaml"; then
    fail "$1 was tried"
  elif "$check_manifests" "$schema" "$tmp/wrong.yaml" >"$tmp/said" 2>&1; then
    fail "$1 is refused" "$tmp/said"
  else
    check "$1 is refused" grep -q 'wrong.yaml: not valid' "$tmp/said"
  fi
}

refused "a field that does not exist" 's/maxFailedIndexes/maxFailedIndices/'
refused "an unknown value" 's/action: FailJob/action: EndJob/'
refused "a number as a string" 's/completions: 16/completions: "16"/'
refused "a field that is missing" '/- type: DisruptionTarget/d; s/onPodConditions:/onPodConditions: [{}]/'
done_testing
