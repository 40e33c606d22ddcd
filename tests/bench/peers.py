#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures swimlane beside what a user would pick instead, on loopback.

Each work load is a few contenders, run in turn round after round in an order that rotates, so that a
machine whose speed drifts does not favour one. What is compared is the ratio of the two in the same
round; the table gives its median and its range. Every contender is timed as a whole process.

usage: peers.py SWIMLANE [--rounds N] [--only WORD] [--json FILE]"""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import bench_servers as servers

# The one that Debian and Fedora install the modules for.
PYTHON = "/usr/bin/python3"
HERE = pathlib.Path(__file__).resolve().parent
FILES = 10_000
SIZE = 2048
BIG = 2 << 30
NAMES = 100_000
ADNS_NAMES = 20_000
MANY_NAMES = 1_000_000
LONGEST = 300  # seconds; whatever takes that long hangs
# Runs a command, and prints what it held at the most, in KiB.
PEAK = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""


@dataclasses.dataclass
class Run:
    """What a process took."""
    wall: float
    cpu: float


@dataclasses.dataclass
class Row:
    """A line of the table: how many times as good we are as a peer, or a figure of our own."""
    load: str
    against: str
    goal: float  # None where there is none
    ratios: list
    at_most: bool = False
    unit: str = "×"

    @property
    def median(self):
        return statistics.median(self.ratios)

    def holds(self):
        if self.goal is None:
            return True
        return self.median <= self.goal if self.at_most else self.median >= self.goal


class Bench:
    def __init__(self, swimlane, folder, rounds):
        self.swimlane = swimlane
        self.folder = folder
        self.rounds = rounds
        self.rows = []
        self.raw = {}

    def run(self, argv, stdin=None, may_fail=False):
        """Runs a command to its end; a failure ends the benchmark, unless it may fail."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        source = open(stdin) if stdin else subprocess.DEVNULL
        done = subprocess.run(argv, stdin=source, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, timeout=LONGEST)
        wall = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0 and not may_fail:
            raise RuntimeError(f"{' '.join(map(str, argv[:6]))}… failed: {done.stderr[-500:]}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Run(wall, cpu)

    def fetch(self, argv, count):
        """Runs a command that fills the folder "out", which must then hold that many files."""
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        run = self.run(argv)
        found = len(os.listdir(out))
        if found != count:
            raise RuntimeError(f"{argv[0]} left {found} files instead of {count}")
        return run

    def measure(self, load, contenders):
        """Runs the contenders, which are functions by name; gives the list of runs of each."""
        runs = {name: [] for name in contenders}
        order = list(contenders)
        for number in range(self.rounds):
            for name in order[number % len(order):] + order[:number % len(order)]:
                runs[name].append(contenders[name]())
            print(f"  {load}: round {number + 1} of {self.rounds}", file=sys.stderr)
        self.raw[load] = {name: [dataclasses.asdict(r) for r in list_] for name, list_ in runs.items()}
        return runs

    def add(self, load, against, goal, ratios, at_most=False, unit="×"):
        self.rows.append(Row(load, against, goal, ratios, at_most, unit))

    def add_peak(self, load, goal, argv, stdin):
        """How much memory the command takes at the most, in MiB."""
        with open(stdin) as source:
            done = subprocess.run([sys.executable, "-c", PEAK, *argv], stdin=source, check=True,
                                  stdout=subprocess.PIPE, text=True, timeout=LONGEST)
        self.add(load + ", peak RSS", "", goal, [int(done.stdout) / 1024], at_most=True, unit=" MiB")

    def add_walls(self, load, goal, runs, peer, own="swimlane"):
        """How many times as fast we are."""
        self.add(load, peer, goal, [p.wall / o.wall for p, o in zip(runs[peer], runs[own])])

    # Commands.

    def probe(self, port, names, *options, program=None):
        return lambda: self.run([program or self.swimlane, "probe", "--quiet", "--resolver=dns",
                                 f"--nameserver=127.0.0.1:{port}", f"--input={names}",
                                 "--jobs=100", *options])

    def download(self, urls, in_flight, *options, count=FILES, program=None):
        return lambda: self.fetch([program or self.swimlane, "download", "--quiet", f"--input={urls}",
                                   f"--dest={self.folder / 'out'}", f"--jobs={in_flight}",
                                   "--per-host=0", "--timeout=300", *options], count)

    def curl(self, urls, in_flight, count=FILES):
        config = urls.with_suffix(".curl")
        with open(config, "w") as text:
            for url in urls.read_text().split():
                text.write(f'url = "{url}"\noutput = "{self.folder}/out/{url.rsplit("/", 1)[1]}"\n')
        return lambda: self.fetch(["curl", "--silent", "--parallel", "--parallel-max",
                                   str(in_flight), "--config", str(config)], count)

    def script(self, name, urls, in_flight):
        return lambda: self.fetch([PYTHON, str(HERE / name), str(urls),
                                   str(self.folder / "out"), str(in_flight)], FILES)

    def write_urls(self, name, base, count=FILES):
        path = self.folder / name
        path.write_text("".join(f"{base.rstrip('/')}/f{i}\n" for i in range(count)))
        return path


def bench_names(bench):
    names = bench.folder / "names"
    names.write_text("".join(f"name{i}.dev\n" for i in range(NAMES)))
    few = bench.folder / "few"
    few.write_text("".join(f"name{i}.dev\n" for i in range(ADNS_NAMES)))
    queries = bench.folder / "queries"
    queries.write_text("".join(f"name{i}.dev A\n" for i in range(NAMES)))
    with servers.knotd(bench.folder, NAMES) as port:
        load = f"{NAMES:,} names from knotd"
        runs = bench.measure(load, {
            "swimlane": bench.probe(port, names, "--type=A"),
            "both types": bench.probe(port, names, "--type=both"),
            "dnsperf": lambda: bench.run(["dnsperf", "-s", "127.0.0.1", "-p", str(port),
                                          "-d", str(queries), "-n", "1"]),
        })
        bench.add_walls(load + ", A", 1.2, runs, "dnsperf")
        bench.add_walls(load + ", A and AAAA", 0.5, runs, "dnsperf", own="both types")
        many = bench.folder / "many"
        many.write_text("".join(f"name{i}.dev\n" for i in range(MANY_NAMES)))
        bench.add_peak(f"{MANY_NAMES:,} names, as NDJSON", 64,
                       [bench.swimlane, "probe", "--resolver=dns", f"--nameserver=127.0.0.1:{port}",
                        "--input=-", "--format=ndjson"], many)
        if os.geteuid() == 0:
            load = f"{ADNS_NAMES:,} names from knotd, A"
            config = "--config", "nameserver 127.0.0.53"
            runs = bench.measure(load, {
                "swimlane": bench.probe(port, few, "--type=A"),
                # It overruns the server and gives up names that it lost.
                "adnshost": lambda: bench.run(["adnshost", *config, "-a", "-f", "-t", "a"],
                                              stdin=few, may_fail=True),
            })
            bench.add_walls(load, 10, runs, "adnshost")


def bench_files(bench):
    root = bench.folder / "www"
    root.mkdir()
    for i in range(FILES):
        (root / f"f{i}").write_bytes(os.urandom(SIZE))
    os.truncate(os.open(root / "big", os.O_CREAT | os.O_WRONLY), BIG)
    with servers.nginx(bench.folder, root) as port:
        bench_many(bench, bench.write_urls("urls", f"http://127.0.0.1:{port}"))
        big = bench.folder / "big.list"
        big.write_text(f"http://127.0.0.1:{port}/big\n")
        load = "one file of 2 GiB from nginx"
        runs = bench.measure(load, {"swimlane": bench.download(big, 1, count=1),
                                    "curl": bench.curl(big, 1, count=1)})
        bench.add_walls(load, 0.9, runs, "curl")
    shutil.rmtree(bench.folder / "out")
    os.unlink(root / "big")
    bench_delays(bench, root)


def bench_many(bench, urls):
    load = f"{FILES:,} × 2 KiB from nginx, 32 in flight"
    aria2 = ["aria2c", "--quiet", "-i", str(urls), "-d", str(bench.folder / "out"), "-j32", "-x1",
             "--file-allocation=none"]
    wget2 = ["wget2", "--quiet", "-i", str(urls), "-P", str(bench.folder / "out"),
             "--max-threads=32"]
    runs = bench.measure(load, {
        "swimlane": bench.download(urls, 32),
        "two loops": bench.download(urls, 32, "--loops=2"),
        "curl -Z": bench.curl(urls, 32),
        "aria2c": lambda: bench.fetch(aria2, FILES),
        "wget2": lambda: bench.fetch(wget2, FILES),
        "aiohttp": bench.script("fetch_aiohttp.py", urls, 32),
        "httpx": bench.script("fetch_httpx.py", urls, 32),
    })
    bench.add_walls(load, 0.7, runs, "curl -Z")
    bench.add_walls(load + ", --loops=2", 1.0, runs, "curl -Z", own="two loops")
    bench.add(load + ", CPU", "curl -Z", 1.6,
              [o.cpu / p.cpu for p, o in zip(runs["curl -Z"], runs["swimlane"])], at_most=True)
    for peer, goal in (("aria2c", 5), ("wget2", None), ("aiohttp", 2), ("httpx", 8)):
        bench.add_walls(load, goal, runs, peer)
    load = f"{FILES:,} × 2 KiB from nginx, 1,000 in flight"
    runs = bench.measure(load, {"swimlane": bench.download(urls, 1000),
                                "16 in flight": bench.download(urls, 16)})
    bench.add_walls(load, 0.9, runs, "16 in flight")


def bench_delays(bench, root):
    with servers.lab(bench.swimlane, root, "50ms") as base:
        load = f"{FILES:,} × 2 KiB after 50 ms, 200 in flight"
        urls = bench.write_urls("urls50", base)
        runs = bench.measure(load, {"swimlane": bench.download(urls, 200)})
        ideal = FILES * 0.05 / 200
        bench.add(load, "the ideal", 0.9, [ideal / r.wall for r in runs["swimlane"]])
    with servers.lab(bench.swimlane, root, "200ms") as base:
        load = f"{FILES:,} × 2 KiB after 200 ms, 1,000 in flight"
        urls = bench.write_urls("urls200", base)
        runs = bench.measure(load, {"swimlane": bench.download(urls, 1000),
                                    "curl -Z": bench.curl(urls, 300)})
        bench.add_walls(load, 2.5, runs, "curl -Z")


def bench_before(bench, before):
    """This program beside an earlier version of it, which must not have been faster."""
    names = bench.folder / "names"
    names.write_text("".join(f"name{i}.dev\n" for i in range(NAMES)))
    root = bench.folder / "www"
    root.mkdir()
    for i in range(FILES):
        (root / f"f{i}").write_bytes(os.urandom(SIZE))
    with (servers.knotd(bench.folder, NAMES) as dns_port,
          servers.nginx(bench.folder, root) as http_port):
        urls = bench.write_urls("urls", f"http://127.0.0.1:{http_port}")
        loads = {
            f"{NAMES:,} names from knotd, A":
                lambda program: bench.probe(dns_port, names, "--type=A", program=program),
            f"{FILES:,} × 2 KiB from nginx, 32 in flight":
                lambda program: bench.download(urls, 32, program=program),
        }
        for load, command in loads.items():
            runs = bench.measure(load, {"swimlane": command(None), "before": command(before)})
            bench.add_walls(load, 0.97, runs, "before")
            bench.add(load + ", CPU", "before", 1.03,
                      [o.cpu / b.cpu for b, o in zip(runs["before"], runs["swimlane"])], at_most=True)


def version(*argv):
    with contextlib.suppress(OSError):
        done = subprocess.run(argv, capture_output=True, text=True)
        lines = (done.stdout + done.stderr).strip().splitlines()
        return lines[0] if lines else None


def describe_machine(swimlane):
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                if line.startswith("model name")), None)
    return {
        "cpu": cpu, "cpus": os.cpu_count(), "kernel": platform.release(),
        "swimlane": version(swimlane, "--version"), "curl": version("curl", "--version"),
        "aria2c": version("aria2c", "--version"), "wget2": version("wget2", "--version"),
        "dnsperf": version("dnsperf", "-h"), "adnshost": version("adnshost", "--version"),
        "nginx": version(servers.find("nginx"), "-v"),
        "knotd": version(servers.find("knotd"), "--version"),
        "python": platform.python_version(),
        "aiohttp": version(PYTHON, "-c", "import aiohttp; print(aiohttp.__version__)"),
        "httpx": version(PYTHON, "-c", "import httpx; print(httpx.__version__)"),
    }


def print_table(rows):
    width = max(len(row.load) for row in rows)
    print(f"{'WORK LOAD':<{width}}  {'AGAINST':<12}  GOAL     MEDIAN  RANGE")
    for row in rows:
        sign = "≤" if row.at_most else "≥"
        goal = "" if row.goal is None else f"{sign} {row.goal:g}"
        print(f"{row.load:<{width}}  {row.against:<12}  {goal:<7}  {row.median:6.2f}{row.unit}  "
              f"{min(row.ratios):.2f}–{max(row.ratios):.2f}  {'' if row.holds() else 'missed'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("swimlane")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=["names", "files"])
    parser.add_argument("--before", metavar="PROGRAM",
                        help="measure beside this earlier version only")
    parser.add_argument("--json", type=pathlib.Path)
    args = parser.parse_args()
    parts = {"names": bench_names, "files": bench_files}
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory, prefix="swimlane-bench-") as folder:
        os.chmod(folder, 0o755)
        bench = Bench(os.path.abspath(args.swimlane), pathlib.Path(folder), args.rounds)
        if args.before:
            bench_before(bench, os.path.abspath(args.before))
            parts = {}
        for name, part in parts.items():
            if args.only in (None, name):
                part(bench)
    if args.json:
        args.json.write_text(json.dumps({
            "machine": describe_machine(bench.swimlane), "raw": bench.raw,
            "rows": [dataclasses.asdict(row) for row in bench.rows]}, indent=1) + "\n")
    print_table(bench.rows)


if __name__ == "__main__":
    main()
