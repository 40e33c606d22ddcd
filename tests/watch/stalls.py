# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks the report of a watch against what the watched program says of itself, and prints TAP without a plan.

usage: stalls.py REPORT.json SAID

A line of SAID is: function, ns, line of the call; the last is: turns ns…
"""
import json
import sys

# The function that waited → the cause, the calls that may be told to be it (None: none), and the functions of
# the program that it may be shown to be in, beside itself.
EXPECTED = {
    "nap": ("blocked", {"nanosleep", "clock_nanosleep"}, set()),
    "cache_lock": ("blocked", {"flock"}, set()),
    "read_pipe": ("blocked", {"read"}, set()),
    "read_line": ("blocked", {"fgets"}, set()),
    "wait_for_worker": ("blocked", {"pthread_cond_wait"}, set()),
    "wait_for_child": ("blocked", {"waitpid"}, set()),
    "sleep_inline": ("blocked", {"nanosleep"}, set()),
    "compute_thumbnail": ("computing", {None}, {"compute", "now_ns"}),
    "compute_beside_hogs": ("starved", {None}, {"compute", "now_ns"}),
    "read_beside_hogs": ("starved", {None}, set()),
    "connect_to_server": ("blocked", {"connect"}, set()),
    "connect_to_daemon": ("blocked", {"connect"}, set()),
    "look_up_server": ("blocked", {"getaddrinfo"}, set()),
    "save_document": ("blocked", {"fsync"}, set()),
    "call_service": ("blocked", {"private_loop"}, set()),
    "run_helper": ("blocked", {"waitpid", "read"}, set()),
    "nap_in_dialog": ("blocked", {"nanosleep", "clock_nanosleep"}, set()),
    "run_private_loop": ("blocked", {"private_loop"}, {"run_for_a_while"}),
}

TARGETS = {
    "cache_lock": "/tmp/swimlane-stalls-",
    "read_pipe": "pipe:[",
    "read_line": "pipe:[",
    "connect_to_server": "127.0.0.1:",
    "connect_to_daemon": "unix:@swimlane-stalls-",
    "look_up_server": "server.test.",
    "save_document": "/var/tmp/swimlane-stalls-",
}

# How long what the program does takes at most. On a busy machine it waits for a CPU beside; if that was most of
# the time, this is told, and a stack only if the thread could be stopped in time.
ALONE = {"compute_beside_hogs": 150e6, "read_beside_hogs": 500e6}

# The program looks at its clock right after the poll has returned and right before the next: what lies between
# is in the told turn alone.
TOLERANCE = 1e6


def find(report, function):
    """The stalls in whose stack that function of the program is."""
    return [stall for stall in report["stalls"]
            if any(frame["function"] == function for frame in stall["stack"]["frames"])]


def find_starved(report, function, ns):
    """The stalls in which a busy machine left the program without a CPU for so long."""
    if ns < 1.5 * ALONE.get(function, 100e6):
        return []
    return [stall for stall in report["stalls"]
            if stall["cause"] == "starved" and 0 <= stall["seconds"] * 1e9 - ns + 1 <= TOLERANCE]


def frame_problem(stack, function, line, others):
    frame = next(frame for frame in stack["frames"] if frame["function"] == function)
    own = stack["frames"][stack["own"]]
    if own["function"] not in {function} | others:
        return f"the frame to be shown is {own['function']}"
    if not frame["file"].endswith("stalls.c") or not line <= frame["line"] <= line + 5:
        return f"it is in {frame['file']}:{frame['line']}, not in line {line} or just below"
    return None


def stall_problem(report, function, ns, line):
    cause, calls, others = EXPECTED[function]
    if find_starved(report, function, ns):
        return None
    found = find(report, function)
    if len(found) != 1:
        return f"it is in {len(found)} stalls"
    stall = found[0]
    # There is no telling how much of that time the disk takes.
    if function == "save_document" and stall["cause"] == "starved":
        return frame_problem(stall["stack"], function, line, others)
    if stall["cause"] != cause:
        return f"it is {stall['cause']}"
    if stall["call"] not in calls:
        return f"the call is {stall['call']}"
    is_complete = report["audit"] == "complete" and not any("refused to catch" in note for note in report["notes"])
    caught = stall["call"] is not None and (function != "sleep_inline" or is_complete)
    if stall["caught"] != caught:
        return f"caught is {stall['caught']}"
    if TARGETS.get(function, "") not in (stall["target"] or ""):
        return f"it is told to be on {stall['target']}"
    if not 0 <= stall["seconds"] * 1e9 - ns + 1 <= TOLERANCE:
        return f"it was {ns / 1e6} ms, and is told to be {stall['seconds'] * 1e3} ms"
    return frame_problem(stall["stack"], function, line, others)


def find_call(report, function):
    _, names, _ = EXPECTED[function]
    return next((call for call in report["calls"] if call["function"] in names
                 and any(frame["function"] == function for frame in call["stack"]["frames"])), None)


def call_problem(report, function, ns, line):
    """Of a call that did not make the turn long."""
    call = find_call(report, function)
    if call is None:
        return "the call is not told"
    if call["count"] != 1 or call["max"] * 1e9 > ns:
        return f"{call['count']} calls of up to {call['max']} s are told"
    return frame_problem(call["stack"], function, line, EXPECTED[function][2])


def problem_of(report, function, ns, line):
    is_stall = ns / 1e9 >= report["stall_threshold"]
    if function not in EXPECTED:
        # The machine was busy if there is one: that is seen in its turns.
        return "a stall is told" if not is_stall and find(report, function) else None
    # How long that takes is not ours to say.
    if function == "save_document" and (not is_stall or find_call(report, function)["max"] * 1e9 < ns / 2):
        return call_problem(report, function, ns, line)
    return stall_problem(report, function, ns, line)


def turns_problem(report, turns):
    """Each stall that is told was a turn of the program, and no turn is left out."""
    threshold = report["stall_threshold"] * 1e9
    main = next(loop for loop in report["loops"] if loop["name"] == "main")
    told = sorted((stall["seconds"] * 1e9 for stall in main["report"]["worst_stalls"]), reverse=True)
    said = sorted((ns for ns in turns if ns >= threshold - TOLERANCE), reverse=True)
    if not sum(ns >= threshold for ns in said) <= main["report"]["stalls"] == len(told) <= len(said):
        return f"{main['report']['stalls']} stalls are told ({told}), and these were: {said}"
    for one, other in zip(told, said):
        if not 0 <= one - other + 1 <= TOLERANCE:
            return f"a stall of {one} ns is told, and was of {other}"
    return None


def say(problem, what, stalls):
    print("ok -" if problem is None else "not ok -", what)
    if problem is None:
        return
    print("#", problem)
    for stall in stalls:
        print(f"# told: {stall['seconds'] * 1e3} ms, {stall['cause']}, {stall['call']} in",
              *(frame["function"] for frame in stall["stack"]["frames"]))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        said = [line.split() for line in file]
    audit = f"(--audit={report['audit']})"
    for function, ns, line in said[:-1]:
        what = "is found, with its duration, cause, call and line" if function in EXPECTED else "is no stall"
        near = [stall for stall in report["stalls"] if abs(stall["seconds"] * 1e9 - int(ns)) < TOLERANCE]
        say(problem_of(report, function, int(ns), int(line)), f"{function} {what} {audit}", near)
    say(turns_problem(report, [int(ns) for ns in said[-1][1:]]),
        f"no other stall is told, and none is left out {audit}", [])


main()
