#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# examples/slurm under a real slurmctld with three nodes on this machine: shares are killed, requeued and lose
# their node; the join, which waits by a dependency, has each name once.
# shellcheck source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"
# shellcheck source=../cli/shares.sh
. "${0%/*}/../cli/shares.sh"

cluster=$SWIM_TEST_SRCDIR/tests/scale/cluster
examples=$SWIM_TEST_SRCDIR/examples/slurm
chmod 711 "$tmp"
end_cluster () {
  timeout 10 scancel --user="$(id -un)" 2>/dev/null
  timeout 60 "$cluster" stop "$tmp/slurm"
  clean_up
}
trap end_cluster EXIT
if ! timeout "$(scaled 60)" "$cluster" start "$tmp/slurm" 3 2>"$tmp/cluster.err"; then
  skip_all "no Slurm runs here: $(tail -n 1 "$tmp/cluster.err")"
fi
export SLURM_CONF=$tmp/slurm/slurm.conf

start_lab local
put_swimlane_in_path
mkdir "$tmp/requeues"
cd "$tmp" || exit 1

# submit ARGUMENT…: prints the id of the job.
submit () {
  timeout 30 sbatch --parsable --output="$tmp/task-%A_%a.log" "$@"
}

# states JOB: the state of each of its tasks that is neither done nor given up.
states () {
  timeout 30 squeue --noheader --array --jobs="$1" --format='%K %T' 2>/dev/null
}

# in_state JOB STATE: the tasks that are in it.
in_state () {
  states "$1" | awk -v state="$2" '$2 == state { print $1 }'
}

# is_over ID TIME: nothing of a job that was requeued, and is to start at TIME, is left on a node: no process, and
# the second is past up to which its credentials are revoked.
is_over () {
  local seen=$tmp/requeues/$1.$2

  [ -e "$seen" ] || touch "$seen"
  [ -n "$(find "$seen" ! -newermt '2 seconds ago')" ] && ! compgen -G "$tmp/slurm/spool.*/*_$1.*" >/dev/null
}

# hurry JOB: a task that was requeued may start now, and not in two minutes, where it is over; a node that finds it
# twice is drained, and the job held.
hurry () {
  local task id start

  while read -r task id start; do
    ! is_over "$id" "$start" || timeout 30 scontrol update JobId="$1_$task" StartTime=now
  done < <(timeout 30 squeue --noheader --array --jobs="$1" --format='%K %A %S %r' |
    awk '$4 == "BeginTime" { print $1, $2, $3 }')
}

# finish JOB: until all its tasks have ended, for five minutes at most; otherwise it tells what Slurm says.
finish () {
  local deadline=$((SECONDS + 300))

  while [ -n "$(states "$1")" ]; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      timeout 30 squeue --array --long
      timeout 30 sinfo --Node --long
      grep error: "$tmp"/slurm/*.log | tail -n 10
      return 1
    fi
    hurry "$1"
    sleep 0.2
  done
}

# await COMMAND…: until it prints something; that is in $awaited.
await () {
  local deadline=$((SECONDS + $(scaled 60 | cut -d. -f1)))

  until awaited=$("$@") && [ -n "$awaited" ]; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

# job_says JOB FIELD: of “scontrol show job”.
job_says () {
  timeout 30 scontrol show job "$1" | tr ' ' '\n' | sed -n "s/^$2=//p" | head -n 1
}

# ended_well JOB: how many tasks did.
ended_well () {
  timeout 30 scontrol show job "$1" | tr ' ' '\n' | grep -cx JobState=COMPLETED
}

# is_queued JOB_TASK: prints the task where it waits.
is_queued () {
  in_state "${1%_*}" PENDING | grep -x "${1#*_}"
}

# under_way JOB: the tasks that run and have results; those that wait to be run again may start.
under_way () {
  local task

  hurry "$1"
  for task in $(in_state "$1" RUNNING); do
    [ ! -s "$tmp/shares/$task.ndjson" ] || echo "$task"
  done
}

# survivor JOB: the node of a task that has outlived its kill, and the task: that which began last, since it has
# most of its three seconds before it.
survivor () {
  hurry "$1"
  timeout 30 squeue --noheader --states=RUNNING --jobs="$1" --format='%M %N %i' | awk '$1 != "0:00"' | sort |
    head -n 1 | cut -d ' ' -f 2-
}

# The last cannot be a name: its share has status 4, which is no failed task.
{ seq -f 'n%.0f.dev' 12000 && echo "not a name"; } >names
LC_ALL=C sort names >names.sorted

# Each share is killed once, and takes three seconds otherwise.
export KILLS=1 KILL_WITHIN=400
array=$(submit "$examples/probe.sbatch" "$tmp/names" "$tmp/shares")
join=$(submit --dependency="afterany:$array" "$examples/join.sbatch" "$tmp/shares")
check "the join waits" grep -q Dependency <(timeout 30 squeue --noheader --jobs="$join" --format=%r)

# Some are requeued by hand while they run, and one loses its node.
for _ in 1 2 3; do
  await under_way "$array" || break
  task=$(echo "$awaited" | head -n 1)
  timeout 30 scontrol requeue "${array}_$task" 2>>"$tmp/requeue.err" && echo "$task" >>requeued
done
check "shares were requeued while they ran" test -s requeued
await survivor "$array"
read -r node lost <<<"$awaited"
check "a node with a share goes down" timeout 30 scontrol update NodeName="$node" State=DOWN Reason=test
check "its shares are queued again" await is_queued "$lost"
timeout 30 scontrol update NodeName="$node" State=RESUME 2>>"$tmp/requeue.err" # it may be back already

check "all shares get to their end" finish "$array"
check "and then the join" finish "$join"
names_in shares/*.ndjson >answered
check "each name has one result, after $(killed) kills and $(wc -l <requeued) requeues" \
  diff names.sorted answered
check "the shares were killed" test "$(killed)" -ge 8
check "no task of 16 failed" test "$(ended_well "$array")" -eq 16
check "the join is complete" test "$(job_says "$join" ExitCode)" = 0:0
check "it counts what failed" grep -q '12001 (.* 1 invalid)' shares/report.txt
run probe --nameserver="$lab_dns" -q --input=names --record=one.json
check "its digest is that of one run" \
  test "$(sed -n 's/^digest: *//p' shares/report.txt)" = "$(json_string one.json digest)"

# All URLs are of one host, so that one share has them and the others are empty.
export KILLS=0
for code in cn in us id br; do
  echo "$lab_url/flags/$code/$code.gif"
done >urls
array=$(submit "$examples/download.sbatch" "$tmp/urls" "$tmp/files")
join=$(submit --dependency="afterany:$array" "$examples/join.sbatch" "$tmp/files")
check "the shares of a download end" finish "$array"
check "and their join" finish "$join"
check "which is complete" test "$(job_says "$join" ExitCode)" = 0:0
names_in files/*.ndjson >answered
check "each URL has one result" diff <(LC_ALL=C sort urls) answered
check "one share has the files" test "$(find files -name '*.gif' | cut -d/ -f2 | sort | uniq -c | awk '{ print $1 }')" = 5

# Rounds of several nodes.
head -n 5 names >few
array=$(submit "$examples/compare.sbatch" "$tmp/few" "$tmp/rounds")
merge=$(submit --dependency="afterany:$array" "$examples/merge.sbatch" "$tmp/rounds")
check "the comparisons end" finish "$array"
check "and are merged" finish "$merge"
check "without a difference" test "$(job_says "$merge" ExitCode)" = 0:0
check "to the rounds of all" grep -q '20 rounds' rounds/report.txt

# A share that fails for good is missing, and the join, which runs all the same, says so.
rm shares/7.json
again=$(submit "$examples/join.sbatch" "$tmp/shares")
check "the join of fewer shares ends" finish "$again"
check "with status 4" test "$(job_says "$again" ExitCode)" = 4:0
check "and names the share" grep -q 'share 7 of 16' shares/report.txt "task-${again}_4294967294.log"
done_testing
