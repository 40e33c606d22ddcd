# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks the report of a watched script against what the script says of itself, and prints TAP.

usage: scripts.py REPORT.json SAID [SOURCE]
       where each line of SAID is: function, ns, line of the call in the file SOURCE; without that, functions
       have no names in the report, and the stalls are told by their order
"""
import json
import sys

# The function that blocked → the cause, and the call that says so (None: none); and whether that is a call
# of a function of libc.
EXPECTED = {
    "nap": ("blocked", {"nanosleep", "clock_nanosleep"}, True),
    "cache_lock": ("blocked", {"flock"}, True),
    "read_pipe": ("blocked", {"read"}, True),
    "wait_for_child": ("blocked", {"waitpid"}, True),
    "compute_thumbnail": ("computing", {None}, False),
}

# What GLib's functions call for programs that can only call those.
EXPECTED_OF_GLIB = {
    "nap": ("blocked", {"nanosleep", "clock_nanosleep"}, True),
    "read_pipe": ("blocked", {"poll", "read"}, True),
    "wait_for_child": ("blocked", {"poll", "waitpid"}, True),
    "compute_thumbnail": ("computing", {None}, False),
}

# Each takes 100 ms. On a busy machine the thread waits for a CPU beside, and if that was most of it, this is told.
BUSY_NS = 150e6


def find(report, function):
    """The stalls in whose stack that function of the program is."""
    return [stall for stall in report["stalls"]
            if any(frame["function"] == function for frame in stall["stack"]["frames"])]


def check_stall(stall, ns, expected):
    cause, calls, caught = expected
    if stall["cause"] == "starved" and ns > BUSY_NS:
        return None
    if stall["cause"] != cause and (stall["cause"], cause) != ("starved", "computing"):
        return f"it is {stall['cause']}"
    if stall["call"] not in calls:
        return f"the call is {stall['call']}"
    if stall["caught"] != caught:
        return f"caught is {stall['caught']}"
    # The loop's own work comes before and after, and a busy machine may come in between.
    if stall["seconds"] * 1e9 < ns - 1e6:
        return f"it was {ns / 1e6} ms, and is told to be {stall['seconds'] * 1e3} ms"
    return None


def check_place(stall, function, line, source):
    frame = next(frame for frame in stall["stack"]["frames"] if frame["function"] == function)
    own = stall["stack"]["frames"][stall["stack"]["own"]]
    # That of the program which it is in; a function that computes may call others.
    if own["function"] not in {function, "now_ns"}:
        return f"the frame to be shown is {own['function']}"
    if not frame["file"].endswith(source) or not line <= frame["line"] <= line + 5:
        return f"it is in {frame['file']}:{frame['line']}, not in line {line} or just below"
    return None


def check(report, function, ns, line, source):
    found = find(report, function)
    if len(found) != 1:
        return f"it is in {len(found)} stalls"
    return check_stall(found[0], ns, EXPECTED[function]) or check_place(found[0], function, line, source)


def check_nth(report, number, function, ns):
    stalls = sorted((stall for stall in report["stalls"] if stall["seconds"] > 0.09), key=lambda stall: stall["start"])
    if len(stalls) < number:
        return f"there are {len(stalls)} stalls"
    return check_stall(stalls[number - 1], ns, EXPECTED_OF_GLIB[function])


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        said = [line.split() for line in file]
    for number, (function, ns, line) in enumerate(said, 1):
        if len(sys.argv) > 3:
            problem = check(report, function, int(ns), int(line), sys.argv[3])
        else:
            problem = check_nth(report, number, function, int(ns))
        print("ok" if problem is None else "not ok", number, "-", function, "is found, with what is known of it")
        if problem is not None:
            print("#", problem)
    print(f"1..{len(said)}")


main()
