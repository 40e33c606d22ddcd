#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Is the what-if of a watch true? Predicts from examples/stutter.c how it would be with its calls in threads, and
measures examples/stutter-repaired.c, in which they are. Computing is left on the loop in both, as the what-if has it.
The machine should do nothing else.

What comes due while a call blocks is handled in one turn after it, and in several if nothing blocks. The what-if cannot
know that, so it is a bound there, which is shown too.

usage: tests/bench/what_if.py SWIMLANE [ROUNDS]       exits with 1 if p99 is not within 10 %, or no bound
"""
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile

EXAMPLES = os.path.join(os.path.dirname(__file__), "..", "..", "examples")
COMPUTED_IN_THREAD = "run_in_thread (app, make_thumbnail);"
COMPUTED_ON_LOOP = "make_thumbnail (g_task_new (NULL, NULL, on_done, app), NULL, app, NULL);"
# More of it, so that it decides the 99th percentile, and does not last as long each time: in ms from the start, where
# nothing blocks, and where the settings are locked until 500.
COMPUTED_OFTEN = """static const guint times[] = {{ {times} }};
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    g_timeout_add_once (times[i], {function}, &app);
  g_timeout_add_once (1400,"""
APART = [*range(520, 680, 20), *range(1000, 1360, 20)]
BEHIND = [*range(210, 500, 45), *range(1000, 1360, 20)]
ONCE = "g_timeout_add_once (1400,"
LONG = "+ 100 * 1000;"
SHORT = "+ 1000 + g_random_int_range (0, 9000);"


def build(folder, name, function, times):
    with open(os.path.join(EXAMPLES, name + ".c"), encoding="utf-8") as file:
        source = file.read()
    assert name == "stutter" or COMPUTED_IN_THREAD in source
    assert ONCE in source and LONG in source
    source = source.replace(COMPUTED_IN_THREAD, COMPUTED_ON_LOOP).replace(LONG, SHORT)
    source = source.replace(ONCE, COMPUTED_OFTEN.format(function=function, times=", ".join(map(str, times))))
    path = os.path.join(folder, name)
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gio-2.0"], check=True, capture_output=True, text=True)
    subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-g", "-O1", "-x", "c", "-", "-o", path,
                    *flags.stdout.split()], input=source, text=True, check=True)
    return path


def watch(swimlane, program, folder):
    report = os.path.join(folder, "report.json")
    subprocess.run([swimlane, "watch", "--quiet", "--export-json=" + report, "--", program, folder], check=True,
                   stdout=subprocess.DEVNULL)
    with open(report, encoding="utf-8") as file:
        return next(loop for loop in json.load(file)["loops"] if loop["name"] == "main")


def compare(swimlane, rounds, times):
    """The p99 that is predicted, in times of the one that is measured."""
    before, predicted, repaired = [], [], []
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        stutter = build(folder, "stutter", "make_thumbnail", times)
        other = build(folder, "stutter-repaired", "on_picture_added", times)
        for _ in range(rounds):
            loop = watch(swimlane, stutter, folder)
            before.append(loop["report"])
            predicted.append(loop["what_if"])
            repaired.append(watch(swimlane, other, folder)["report"])
    ratios = []
    for figure in "delay_p99", "delay_max":
        was, is_predicted, is_repaired = (1e3 * statistics.median(one[figure] for one in ones)
                                          for ones in (before, predicted, repaired))
        ratios.append(is_predicted / is_repaired)
        print(f"  {figure}: {was:.2f} ms before; predicted {is_predicted:.2f} ms, repaired {is_repaired:.2f} ms: "
              f"{100 * (ratios[-1] - 1):+.1f} %")
    return ratios[0]


def main():
    swimlane = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    print("Computing comes due where nothing blocks:")
    apart = compare(swimlane, rounds, APART)
    print("Some of it comes due while a call blocks:")
    behind = compare(swimlane, rounds, BEHIND)
    sys.exit(abs(apart - 1) > 0.1 or behind < 0.9)


main()
