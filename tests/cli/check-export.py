# SPDX-License-Identifier: LGPL-2.1-or-later
"""check-export.py FORMAT FILE [MODES]: is the file what readers of that format take it for? MODES,
separated by commas, are those that it must have. Says what is wrong, one thing a line."""
import csv
import json
import sys

FORMULA = "=+-@\t\r"


def rows_of(path):
    with open(path, "rb") as file:
        text = file.read().decode("utf-8")
    if not text.endswith("\r\n"):
        yield None, "the last line does not end with CR LF"
    rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
    for row in rows[1:]:
        if len(row) != len(rows[0]):
            yield None, f"a row has {len(row)} cells and the heading {len(rows[0])}: {row}"
        for name, cell in zip(rows[0], row):
            yield (name, cell), None


def is_number(value):
    """What is lost may be less than nothing."""
    try:
        float(value)
    except ValueError:
        return False
    return True


def check_csv(path, modes):
    seen = set()
    for cell, problem in rows_of(path):
        if problem:
            yield problem
            continue
        name, value = cell
        if name == "mode":
            seen.add(value)
        if value and value[0] in FORMULA and not is_number(value):
            yield f"a spreadsheet takes this for a formula: {value}"
    if modes and seen != modes:
        yield f"its modes are {sorted(seen)}"


def check_trace(path, modes):
    with open(path, encoding="utf-8") as file:
        trace = json.load(file)
    lanes = {}
    processes = {}
    for event in trace["traceEvents"]:
        missing = {"ph", "pid", "tid", "name"} - event.keys()
        if missing:
            yield f"{event} has no {missing}"
        if event["ph"] == "X":
            lanes.setdefault((event["pid"], event["tid"]), []).append(
                (event["ts"], event["dur"], event["name"]))
        elif event["ph"] == "C":
            if event["ts"] < 0 or event["args"]["items"] < 0:
                yield f"a counter that cannot be: {event}"
        elif event["ph"] == "M":
            if event["name"] == "process_name":
                processes[event["pid"]] = event["args"]["name"]
        else:
            yield f"a phase that is not ours: {event}"
    for lane, slices in lanes.items():
        if lane[0] not in processes:
            yield f"process {lane[0]} has no name"
        slices.sort()
        # A stall is in ns, and decimals are not exact in binary.
        for (start, length, name), (after, _, other) in zip(slices, slices[1:]):
            if after < start + length - 0.0015:
                yield f"in lane {lane} {name} overlaps {other}"
    seen = {name.split(" ", 1)[1] for name in processes.values()}
    if modes and seen != modes:
        yield f"its modes are {sorted(seen)}"


def check_hyperfine(path, modes):
    """Reads what the scripts of hyperfine read, of version 1 and of version 2."""
    with open(path, encoding="utf-8") as file:
        results = json.load(file)["results"]
    labels = [b.get("name", b["command"]) for b in results]
    if modes and set(labels) != modes:
        yield f"its commands are {labels}"
    for b in results:
        times = [float(time) for time in b["times"]]
        newer = [m["time_wall_clock"]["value"] for m in b["measurements"]]
        summary = b["summary"]["time_wall_clock"]
        if times != newer:
            yield f"{times} are not {newer}"
        for name in ("mean", "median", "min", "max"):
            if float(b[name]) != float(summary[name]):
                yield f"{name} is {b[name]} and {summary[name]}"
        if summary["unit"] != "second" or summary["count"] != len(times):
            yield f"this is no summary of {len(times)} times: {summary}"
        if not min(times) <= b["median"] <= max(times):
            yield f"{b['median']} is no median of {times}"
        float(b["user"]) + float(b["system"])
        dict(b["parameters"])


def main():
    kind, path = sys.argv[1:3]
    modes = set(sys.argv[3].split(",")) if len(sys.argv) > 3 else None
    problems = list({
        "csv": check_csv,
        "hyperfine": check_hyperfine,
        "trace": check_trace,
    }[kind](path, modes))
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
