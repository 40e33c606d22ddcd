# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether a report of watch has every main context that strace saw: an eventfd that a thread polled.

usage: programs.py TRACE REPORT     TRACE: by strace -f -v -y, of clone, clone3, eventfd2, poll, ppoll"""
import collections
import json
import re
import sys

LINE = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(\(| resumed>)(.*)")
EVENTFD = re.compile(r"fd=(\d+)<anon_inode:\[eventfd\]>")


def polled_eventfds(path):
    """The eventfds that each process polled; one that has the number of another is another."""
    process_of = {}
    made = collections.Counter()
    polled = collections.defaultdict(set)
    flags = {}
    for line in open(path, errors="replace"):
        match = LINE.match(line)
        if match is None:
            continue
        thread, call, begun, rest = int(match[1]), match[2], match[3] == "(", match[4]
        process = process_of.get(thread, thread)
        result = re.search(r"= (\d+)(<|$)", rest)
        if call in ("clone", "clone3"):
            flags[thread] = rest if begun else flags.get(thread, "")
            if result and "CLONE_THREAD" in flags[thread]:
                process_of[int(result[1])] = process
        elif call == "eventfd2" and result:
            made[process, int(result[1])] += 1
        elif call in ("poll", "ppoll") and begun:
            for fd in map(int, EVENTFD.findall(rest)):
                if made[process, fd]:
                    polled[process].add((fd, made[process, fd]))
    return polled


def main():
    polled = polled_eventfds(sys.argv[1])
    report = json.load(open(sys.argv[2]))
    status = 0
    for number, process in enumerate(report["processes"]):
        found = sum(loop["contexts"] for loop in report["loops"] if loop["process"] == number)
        expected = len(polled[process["pid"]])
        print(f"# {process['program']}: {found} of {expected} contexts")
        if found != expected or found == 0:
            status = 1
    return status if report["processes"] else 1


sys.exit(main())
