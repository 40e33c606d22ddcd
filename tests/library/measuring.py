# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the programs of the chapter in the lab, whole or with a word changed, and tells what they took; and what
they cannot take less than, which follows from the delays of the lab alone and not from the machine."""

import heapq
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import holding

SCENARIO = "quick"
SLOWDOWN = float(os.environ.get("SWIM_TEST_SLOWDOWN", "1"))
# Of a run in which it is not the machine that is slow; on a busy one some attempts fail.
ATTEMPTS = 10


class Run:
    """What a program printed, and its seconds: by its own clock where it tells them."""

    def __init__(self, output, wall, cpu):
        self.output = output
        told = re.search(r"downloaded in ([\d.,]+)s", output)
        self.seconds = float(told.group(1).replace(",", ".")) if told else wall
        self.wall = wall
        self.cpu = cpu


def finish(waits, free):
    """When the last of these waits ends, if each is taken in this order by who is free first. Longer waits never
    end sooner, so that no machine is quicker."""
    free = list(free)
    heapq.heapify(free)
    end = 0
    for wait in waits:
        done = heapq.heappop(free) + wait
        heapq.heappush(free, done)
        end = max(end, done)
    return end


class Chapter:
    """The programs, built, and a lab. Use it in a with statement."""

    def __init__(self, top, swimlane, runs):
        self.folder = os.path.join(top, "examples", "chapter")
        self.swimlane = swimlane
        self.runs = runs
        self.cache = {}
        self.scenario = os.path.join(top, "data", "scenarios", SCENARIO + ".scenario")
        self.lab_delays = os.path.join(os.path.dirname(os.path.dirname(swimlane)), "tests", "library", "lab-delays")
        with open(os.path.join(self.folder, "chapter.c"), encoding="utf-8") as file:
            lists = re.findall(r"\*const chapter_\w+\[\] = \{(.*?)\}", file.read(), re.DOTALL)
        self.domains, self.countries = (re.findall(r'"([^"]+)"', text) for text in lists)
        self.lookups = self.delays("dns", self.domains)
        self.flags = self.delays("http", [code.lower() for code in self.countries])

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.tmp = self.temporary.name
        self.lab = subprocess.Popen([self.swimlane, "serve", "--scenario=" + SCENARIO], stdout=subprocess.PIPE,
                                    text=True)
        lab = json.loads(self.lab.stdout.readline())
        self.environment = {"LAB_DNS": lab["nameserver"], "LAB_HTTP": lab["http"]}
        self.build("plain", [])
        return self

    def __exit__(self, *_):
        self.lab.terminate()
        self.lab.wait()
        self.temporary.cleanup()

    def delays(self, side, names):
        """How late the lab answers each, in seconds."""
        done = subprocess.run([self.lab_delays, SCENARIO, side, *names], stdout=subprocess.PIPE, check=True)
        return [int(line) / 1e6 for line in done.stdout.split()]

    def build(self, variant, changes, target="all"):
        """Builds the programs with changes, each a file, what stands there and what is to stand there."""
        sources = os.path.join(self.tmp, variant + "-sources")
        built = os.path.join(self.tmp, variant)
        # The sources alone, and none of their permissions: they may be read-only, and others built beside them.
        os.makedirs(sources)
        for name in os.listdir(self.folder):
            if name.endswith((".c", ".h")) or name == "Makefile":
                shutil.copyfile(os.path.join(self.folder, name), os.path.join(sources, name))
        os.makedirs(built)
        for name, old, new in changes:
            with open(os.path.join(sources, name), encoding="utf-8") as file:
                text = file.read()
            if old not in text:
                raise ValueError(f"{name} has no {old}")
            with open(os.path.join(sources, name), "w", encoding="utf-8") as file:
                file.write(text.replace(old, new))
        environment = {key: value for key, value in os.environ.items()
                       if key not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "LDFLAGS", "CPPFLAGS", "CFLAGS")}
        subprocess.run(["make", "-s", "-C", built, "-f", os.path.join(sources, "Makefile"), target],
                       env=environment, stdout=subprocess.DEVNULL, check=True)

    def has(self, program):
        return os.path.exists(os.path.join(self.tmp, "plain", program))

    def start(self, command, folder, environment):
        """Runs a command in a folder; both its streams, its seconds, and those of the CPU."""
        with tempfile.TemporaryFile() as output:
            began = time.monotonic()
            process = subprocess.Popen(command, cwd=folder, env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
                                       stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            text = output.read().decode()
        if process.returncode != 0:
            raise ValueError(f"{command} ended with {process.returncode}:\n{text}")
        return Run(text, wall, usage.ru_utime + usage.ru_stime)

    def run(self, command, variant="plain"):
        """The shortest of the runs of a command; it is run once for all who ask."""
        key = (tuple(command), variant)
        if key not in self.cache:
            folder = os.path.join(self.tmp, variant)
            runs = [self.start(command, folder, self.environment) for _ in range(self.runs)]
            self.cache[key] = min(runs, key=lambda run: run.seconds)
        return self.cache[key]

    def watch(self, program, variant="plain"):
        """The report of a watch of a program."""
        report = os.path.join(self.tmp, "watch.json")
        self.start([self.swimlane, "watch", "--quiet", "--export-json=" + report, "--", "./" + program],
                   os.path.join(self.tmp, variant), self.environment)
        with open(report, encoding="utf-8") as file:
            return json.load(file)

    def can_watch(self):
        """Whether this build has the command, and this machine lets it look."""
        if not hasattr(self, "watches"):
            try:
                self.watch("flags-callbacks")
                self.watches = True
            except ValueError as error:
                print(error, file=sys.stderr)
                self.watches = False
        return self.watches

    def find_watch(self, program, is_good, variant="plain"):
        """The first report that is_good likes, and None, or None and why there was none in all attempts."""
        starved = 0
        for _ in range(ATTEMPTS):
            report = self.watch(program, variant)
            if is_good(report):
                return report, None
            starved += any(stall["cause"] == "starved" for stall in report["stalls"])
        if starved == ATTEMPTS:
            return None, "skip: the machine is too busy, in each run the program had no CPU when it wanted some"
        return None, f"in {ATTEMPTS} runs it is not so; the last: {report['words']}"

    def hold(self, side, program, wanted, variant="plain"):
        """Runs a program against a server that holds its answers until so many requests are there: how many came,
        and how long after the start each."""
        folder = os.path.join(self.tmp, variant)
        with getattr(holding, side)(wanted) as (gate, environment):
            began = time.monotonic()
            self.start(["timeout", str(60 * SLOWDOWN), "./" + program], folder, environment)
            return gate.held, [arrival - began for arrival in gate.arrivals]
