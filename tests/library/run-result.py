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
loop, latency, usage = record["loop"], record["latency"]["service"], record["usage"]
for name, expected in (
        ("wall", record["wall_seconds"]), ("setup", record["setup_seconds"]),
        ("throughput", record["throughput_per_sec"]), ("bytes", record["bytes"]),
        ("p50", latency["p50"]), ("p90", latency["p90"]), ("p99", latency["p99"]),
        ("p99.9", latency["p999"]), ("max", latency["max"]), ("delay.p50", loop["delay_p50"]),
        ("delay.p99", loop["delay_p99"]), ("stall.max", loop["delay_max"]),
        ("stall.count", loop["stalls"]), ("blocked", loop["blocked_fraction"]),
        ("utilization", loop["utilization"]), ("cpu.user", usage["cpu_user_seconds"]),
        ("cpu.system", usage["cpu_system_seconds"]), ("rss", usage["rss_max_bytes"]),
        ("threads", usage["threads_max"]), ("speedup", None), ("no such figure", None)):
    same(result.get_figure(name), expected)
counts = {}
for name in record["statuses"]:
    known, status = Swimlane.status_from_string(name)
    assert known
    counts[name] = result.get_count(status)
assert counts == record["statuses"] and sum(counts.values()) == len(files)
assert result.get_worst_stall()[0] == bool(loop["worst_stalls"])

try:
    Swimlane.Run(mode="threads").execute()
    raise AssertionError("a run without a job was executed")
except GLib.Error as error:
    assert error.matches(Swimlane.error_quark(), Swimlane.Error.USAGE), error
