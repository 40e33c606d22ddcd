# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares what watch tells of a program's system calls with what strace -f -k saw of the same run.

usage: strace.py REPORT.json STRACE.log NUMBERS.c
"""
import collections
import json
import re
import sys

LIBRARY = "swimlane-watch.so"
LINE = re.compile(r"(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)")
TRAP = re.compile(r"(\d+) +--- SIGSYS .*si_syscall=__NR_(\w+)")
FRAME = re.compile(r" > (\S*?)\((\w*)")
# Functions each of which makes one system call, each time. Others make several, or none.
SIMPLE = {"access", "connect", "fallocate", "fdatasync", "flock", "fstat", "fsync", "lstat", "mkdir", "open", "pread",
          "pwrite", "readv", "recv", "rename", "send", "splice", "stat", "statx", "truncate", "utimes", "waitid"}
# They stand around all that a loop does.
LOOPS = {"g_main_loop_run", "g_main_context_iteration"}
ALIASES = {"openat": "open", "creat": "open", "fstatat": "stat", "utimensat": "utimes"}


class Call:
    def __init__(self, tid, name, text, trapped=False):
        self.tid = tid
        self.name = name
        self.text = text
        self.trapped = trapped  # the library caught it on its way to the kernel, and made it itself
        self.frames = []  # (object, function), the innermost first
        self.context = None  # the main context that it polls

    def get_fd(self):
        return int(found[0]) if (found := re.match(r"\d+", self.text)) else None

    def get_result(self):
        return int(found[1]) if (found := re.search(r"= (-?\d+)[^=]*$", self.text)) else None


def read_calls(path):
    """In the order in which they began."""
    calls = []
    begun = {}
    caught = {}  # in the handler of the signal that says so
    call = None
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            if found := FRAME.match(line):
                if call is not None:
                    call.frames.append((found[1].rsplit("/", 1)[-1], found[2]))
                continue
            call = None
            if found := TRAP.match(line):
                caught[found[1]] = Call(*found.groups(), "", True)
                calls.append(caught[found[1]])
                continue
            found = LINE.match(line)
            if found is None:
                continue
            tid, resumed, name, text = found.groups()
            if tid in caught:
                # The handler makes it.
                if name == "rt_sigreturn":
                    del caught[tid]
                elif name == caught[tid].name and caught[tid].text == "":
                    caught[tid].text = text
                continue
            if resumed:
                call = begun.pop(tid, None)
                if call is not None:
                    call.text += text
                continue
            call = Call(tid, name, text)
            calls.append(call)
            if text.endswith("<unfinished ...>"):
                begun[tid] = call
    return calls


def keep_program(calls):
    """Leaves out its children."""
    threads = {calls[0].tid}
    for call in calls:
        if call.tid in threads and "CLONE_THREAD" in call.text and call.get_result() is not None:
            threads.add(str(call.get_result()))
    return [call for call in calls if call.tid in threads and "CLONE_THREAD" not in call.text]


def find_polls(calls):
    """Marks the polls of main contexts, and leaves out what is on their descriptors."""
    contexts = {}
    kept = []
    for number, call in enumerate(calls):
        if call.name == "eventfd2" and any("g_main_context_new" in function for _, function in call.frames):
            contexts[call.get_result()] = number
        elif call.name in {"poll", "ppoll"}:
            fds = (int(fd) for fd in re.findall(r"{fd=(\d+)", call.text))
            call.context = next((contexts[fd] for fd in fds if fd in contexts), None)
        elif call.name == "close" and call.frames:
            contexts.pop(call.get_fd(), None)
        elif call.name in {"read", "write"} and call.get_fd() in contexts:
            continue
        kept.append(call)
    return kept


def find_turns(calls):
    """The calls of each thread with a loop, from the first poll of its context to the end of the turn after the
    last."""
    threads = collections.defaultdict(list)
    inside = []
    for call in calls:
        threads[call.tid].append(call)
    for own in threads.values():
        polls = collections.Counter(call.context for call in own if call.context is not None)
        if not polls:
            continue
        context = polls.most_common(1)[0][0]
        at = [i for i, call in enumerate(own) if call.context == context]
        last = [call for call in own[at[-1]:] if any(function in LOOPS for _, function in call.frames)]
        inside += leave_out_own(own[at[0]:at[-1]] + last)
    return [call for call in inside if call.context is None]


def leave_out_own(calls):
    """What the library does for itself."""
    return [call for call in calls if not call.frames or call.frames[0][0] != LIBRARY]


def read_immediate(path):
    with open(path, encoding="utf-8") as file:
        return set(re.findall(r"^  SYS_(\w+),$", file.read(), re.M))


def may_wait(call, immediate):
    if call.name == "futex":
        return re.search(r"FUTEX_(WAIT|LOCK_PI)", call.text) is not None
    if call.name == "fcntl":
        return "SETLKW" in call.text
    # New processes are told, but no stack is seen of how they are made.
    return not call.name.startswith("clone") and call.name not in immediate | {"vfork", "exit", "exit_group"}


def get_wrapper(call):
    """The function of the library that is the furthest out, by the name that watch has for it."""
    names = [function for module, function in call.frames if module == LIBRARY and function not in LOOPS]
    if not names:
        return None
    name = re.sub("64$", "", names[-1])
    return ALIASES.get(name, name)


def say(passes, what, notes):
    print("ok -" if passes else "not ok -", what)
    for note in [] if passes else notes:
        print("#", note)


def check_missed(calls, audit):
    missed = [call for call in calls if not call.trapped and get_wrapper(call) is None]
    most = 0 if audit == "complete" else 0.03
    print(f"# {len(missed)} of {len(calls)} potentially blocking system calls were missed")
    say(len(calls) > 200 and len(missed) <= most * len(calls),
        f"of the potentially blocking system calls {'none is' if most == 0 else 'at most 3 % are'} missed ({audit})",
        [f"{call.name} ({call.text.strip()[:60]} in {' '.join(name for _, name in call.frames[:6])}" for call in missed])


def check_counts(calls, report):
    audit = report["audit"]
    told = collections.Counter()
    for call in report["calls"]:
        if call["trapped"] or call["function"] in SIMPLE:
            told[call["trapped"], call["function"]] += call["count"]
    seen = collections.Counter((call.trapped, call.name if call.trapped else get_wrapper(call)) for call in calls)
    seen = {key: count for key, count in seen.items() if key[0] or key[1] in SIMPLE}
    say(told == seen, f"and the counts of {len(told)} functions are exact ({audit})",
        [f"{name}: {seen.get((trapped, name), 0)} were made, {told.get((trapped, name), 0)} are told"
         for trapped, name in sorted(set(seen) | set(told)) if seen.get((trapped, name)) != told.get((trapped, name))])


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    immediate = read_immediate(sys.argv[3])
    calls = find_turns(find_polls(keep_program(read_calls(sys.argv[2]))))
    calls = [call for call in calls if may_wait(call, immediate)]
    check_missed(calls, report["audit"])
    check_counts(calls, report)


main()
