#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a program in Python learns of a run, against the record that the run writes.

    run-result.py EXAMPLE RECORD FILE…

EXAMPLE is hash-files.py, whose job is run over the files.
"""
import json
import math
import runpy
import sys

import gi
gi.require_version("Swimlane", "1.0")
from gi.repository import GLib, Swimlane

HashJob = runpy.run_path(sys.argv[1], run_name="example")["HashJob"]
path, files = sys.argv[2], sys.argv[3:]


def same(figure, expected):
    assert math.isnan(figure) if expected is None else math.isclose(figure, expected), \
        (figure, expected)


run = Swimlane.Run(job=HashJob(), items=Swimlane.Items.new_from_names(files), mode="threads", jobs=2)
notified = []
run.connect("notify::seed", lambda run, spec: notified.append(run.props.seed))
run.set_seed(7)
run.props.stall_seconds = 0.02
assert notified == [7] and run.props.mode == "threads" and run.props.jobs == 2
assert run.get_result() is None
run.execute()
run.save_record("hash", path)
with open(path) as file:
    record = json.load(file)

result = run.get_result()
same(result.get_wall_seconds(), record["wall_seconds"])
same(result.get_setup_seconds(), record["setup_seconds"])
same(result.get_throughput(), record["throughput_per_sec"])
same(result.get_items(), len(files))
same(result.get_bytes(), record["bytes"])
for name, count in record["statuses"].items():
    known, status = Swimlane.status_from_string(name)
    assert known
    same(result.get_count(status), count)
latency = record["latency"]["service"]
for quantile, name in (0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p999"), (1, "max"):
    same(result.get_latency(quantile), latency[name])
loop = record["loop"]
for quantile, name in (0.5, "delay_p50"), (0.99, "delay_p99"), (1, "delay_max"):
    same(result.get_loop_delay(quantile), loop[name])
same(result.get_blocked_seconds(), loop["blocked_seconds"])
same(result.get_utilization(), loop["utilization"])
same(result.get_stalls(), loop["stalls"])
assert result.get_worst_stall()[0] == bool(loop["worst_stalls"])
usage = record["usage"]
same(result.get_cpu_user_seconds(), usage["cpu_user_seconds"])
same(result.get_cpu_system_seconds(), usage["cpu_system_seconds"])
same(result.get_rss_max_bytes(), usage["rss_max_bytes"])
same(result.get_threads_max(), usage["threads_max"])
same(result.get_voluntary_switches(), usage["context_switches_voluntary"])
same(result.get_involuntary_switches(), usage["context_switches_involuntary"])

try:
    Swimlane.Run(mode="threads").execute()
    raise AssertionError("a run without a job was executed")
except GLib.Error as error:
    assert error.matches(Swimlane.error_quark(), Swimlane.Error.USAGE), error
