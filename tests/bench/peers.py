#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures swimlane beside what a user would pick instead, on loopback.

Each work load is a few contenders, run in turn round after round in an order that rotates, so that a
machine whose speed drifts does not favour one. What is compared is the ratio of the two in the same
round; the table gives its median and its range, and whether that median reaches the goal. Every
contender is timed as a whole process, unless a line says otherwise.

usage: peers.py SWIMLANE [--rounds N] [--only WORD]… [--before PROGRAM] [--json FILE] [--markdown]"""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import typing

import bench_servers as servers

# The one that Debian and Fedora install the modules for.
PYTHON = "/usr/bin/python3"
HERE = pathlib.Path(__file__).resolve().parent
SIZE = 2048
LONGEST = 300  # seconds; whatever takes that long hangs
# Runs a command, and prints what it held at the most, in KiB.
PEAK = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""


class Problem(Exception):
    """A contender cannot be measured; the text says why."""


@dataclasses.dataclass
class Run:
    """What a process took, and a figure that it gave itself: a stall, a rate."""
    wall: float
    cpu: float
    figure: float | None = None


@dataclasses.dataclass
class Row:
    """A line of the table: how many times as good we are as a peer, or a figure of our own."""
    load: str
    against: str
    goal: float | None  # None where there is none
    ratios: list
    at_most: bool = False
    unit: str = "×"
    note: str = ""  # why there are no ratios

    @property
    def median(self):
        return statistics.median(self.ratios)

    def verdict(self):
        if not self.ratios:
            return f"not measured: {self.note}"
        if self.goal is None:
            return ""
        holds = self.median <= self.goal if self.at_most else self.median >= self.goal
        return "holds" if holds else "missed"


@dataclasses.dataclass
class Sizes:
    """How much there is to do; --scale makes it less, to try the benchmark itself."""
    files: int = 10_000
    big: int = 2 << 30
    names: int = 100_000
    adns_names: int = 20_000
    many_names: int = 1_000_000

    def scaled(self, divisor):
        return Sizes(**{field: max(value // divisor, 1) for field, value in vars(self).items()})


class Program:
    """A build of swimlane: the one that is measured, or an earlier one."""

    def __init__(self, path):
        self.path = os.path.abspath(path)
        done = subprocess.run([self.path, "--list=clients"], capture_output=True, text=True)
        lines = done.stdout.splitlines() if done.returncode == 0 else []
        self.clients = [line.split("\t")[0] for line in lines]

    def client(self, name):
        """The options that choose an HTTP client. Before it could be chosen there was only libsoup."""
        if name in self.clients:
            return [f"--client={name}"]
        if name == "soup" and not self.clients:
            return []
        raise Problem(f"this build has no client {name}: {self.path}")


def need(*programs):
    for program in programs:
        if servers.find(program) is None:
            raise Problem(f"{program} is not installed")


class Bench:
    """What all loads share. Servers and inputs are made when the first load asks for them."""

    def __init__(self, args, folder, stack):
        self.swimlane = Program(args.swimlane)
        self.before = Program(args.before) if args.before else None
        self.client_name = args.client
        self.folder = folder
        self.stack = stack
        self.rounds = args.rounds
        self.sizes = Sizes().scaled(args.scale)
        self.rows = []
        self.raw = {}
        self.made = {}

    def once(self, name, make):
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    # Servers and inputs.

    def root(self):
        """The folder that nginx and the lab serve."""
        def make():
            root = self.folder / "www"
            root.mkdir()
            for i in range(self.sizes.files):
                (root / f"f{i}").write_bytes(os.urandom(SIZE))
            os.truncate(os.open(root / "big", os.O_CREAT | os.O_WRONLY), self.sizes.big)
            return root
        return self.once("root", make)

    def nginx(self, tls=False):
        need("nginx")
        scheme = "https" if tls else "http"
        return self.once(scheme, lambda: f"{scheme}://127.0.0.1:%d" % self.stack.enter_context(
            servers.nginx(self.folder, self.root(), tls)))

    def authorities(self):
        need("openssl")
        return self.once("authorities", lambda: servers.authorities(self.folder))

    def lab(self, delay):
        return self.once(f"lab {delay}", lambda: self.stack.enter_context(
            servers.lab(self.swimlane.path, self.root(), delay)))

    def knotd(self):
        need("knotd")
        return self.once("knotd", lambda: self.stack.enter_context(
            servers.knotd(self.folder, self.sizes.names)))

    def write_list(self, name, lines):
        def make():
            path = self.folder / name
            path.write_text("".join(f"{line}\n" for line in lines))
            return path
        return self.once(f"list {name}", make)

    def urls(self, base):
        name = re.sub(r"\W", "", base)
        return self.write_list(name, (f"{base.rstrip('/')}/f{i}" for i in range(self.sizes.files)))

    def names(self, count, suffix=""):
        return self.write_list(f"names{count}{suffix.strip()}",
                               (f"name{i}.dev{suffix}" for i in range(count)))

    # Running.

    def run(self, argv, stdin=None, stdout=None, may_fail=False):
        """Runs a command to its end; gives what it took, and what it printed where no file takes that."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with contextlib.ExitStack() as files:
            source = files.enter_context(open(stdin)) if stdin else subprocess.DEVNULL
            target = files.enter_context(open(stdout, "w")) if stdout else subprocess.PIPE
            begun = time.monotonic()
            try:
                done = subprocess.run(argv, stdin=source, stdout=target, stderr=subprocess.PIPE, text=True,
                                      errors="replace", timeout=LONGEST)
            except FileNotFoundError as error:
                raise Problem(f"{argv[0]} is not installed") from error
            except subprocess.TimeoutExpired as error:
                raise Problem(f"{argv[0]} took longer than {LONGEST} s") from error
            wall = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0 and not may_fail:
            last = (done.stderr.strip().splitlines() or ["without a word"])[-1]
            raise Problem(f"{pathlib.Path(argv[0]).name} ended with {done.returncode}: {last[-200:]}")
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Run(wall, cpu), done.stdout

    def fetch(self, argv, count, size=SIZE):
        """Runs a command that fills the folder "out", which must then hold that many files of that size."""
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        run, _ = self.run(argv)
        found = [entry.stat().st_size for entry in os.scandir(out)]
        if found != [size] * count:
            raise Problem(f"{pathlib.Path(argv[0]).name} left {len(found)} files of {sum(found)} bytes in "
                          f"all instead of {count} of {count * size}")
        return run

    def measure(self, load, contenders):
        """Runs the contenders, which are functions by name; gives a list of runs, or a Problem, of each."""
        runs = {name: [] for name in contenders}
        order = list(contenders)
        for number in range(self.rounds):
            for name in order[number % len(order):] + order[:number % len(order)]:
                if isinstance(runs[name], Problem):
                    continue
                try:
                    runs[name].append(contenders[name]())
                except Problem as problem:
                    runs[name] = problem
            print(f"  {load}: round {number + 1} of {self.rounds}", file=sys.stderr)
        self.raw.setdefault(load, {}).update({
            name: str(list_) if isinstance(list_, Problem) else [dataclasses.asdict(r) for r in list_]
            for name, list_ in runs.items()})
        return runs

    # Lines of the table.

    def add(self, load, against, goal, runs, ratio, names, at_most=False, unit="×"):
        """A line with the ratio of the runs of those names in each round."""
        lists = [runs[name] for name in names]
        note = "; ".join(str(list_) for list_ in lists if isinstance(list_, Problem))
        ratios = [] if note else [ratio(*of_round) for of_round in zip(*lists)]
        self.rows.append(Row(load, against, goal, ratios, at_most, unit, note))

    def add_walls(self, load, goal, runs, peer, own="swimlane", against=None):
        """How many times as fast we are."""
        self.add(load, against or peer, goal, runs, lambda o, p: p.wall / o.wall, (own, peer))

    def add_cpu(self, load, goal, runs, peer, own="swimlane"):
        self.add(load + ", CPU", peer, goal, runs, lambda o, p: o.cpu / p.cpu, (own, peer), at_most=True)

    def add_stall(self, load, goal, runs, name):
        self.add(load + ", loop stall", "", goal, runs, lambda own: own.figure * 1000, (name,),
                 at_most=True, unit=" ms")

    def add_note(self, load, against, goal, note):
        self.rows.append(Row(load, against, goal, [], note=note))

    # Commands. Each gives a function that measures once.

    def probe(self, *options, names=None, program=None, stdout=None):
        port = self.knotd()
        names = names or self.names(self.sizes.names)
        argv = [(program or self.swimlane).path, "probe", "--resolver=dns", "--jobs=100",
                f"--nameserver=127.0.0.1:{port}", f"--input={names}", *options]
        return lambda: self.run(argv, stdout=stdout or os.devnull)[0]

    def download(self, urls, in_flight, *options, count=None, size=SIZE, client=None, program=None):
        """With the option --record the run has the longest stall of the loop as its figure."""
        def measure():
            name = client or self.client_name
            argv = [program.path, "download", "--quiet", *program.client(name), f"--input={urls}",
                    f"--dest={self.folder / 'out'}", f"--jobs={in_flight}", "--per-host=0",
                    "--timeout=300", *options]
            run = self.fetch(argv, count or self.sizes.files, size)
            if f"--record={record}" in options:
                run.figure = json.loads(record.read_text())["loop"]["delay_max"]
            return run
        program = program or self.swimlane
        record = self.folder / "record.json"
        return measure

    def stall(self, urls, in_flight, *options):
        return self.download(urls, in_flight, f"--record={self.folder / 'record.json'}", "--no-outcomes",
                             *options)

    def curl(self, urls, in_flight, *options, count=None, size=SIZE):
        config = urls.with_suffix(".curl")
        with open(config, "w") as text:
            for url in urls.read_text().split():
                text.write(f'url = "{url}"\noutput = "{self.folder}/out/{url.rsplit("/", 1)[1]}"\n')
        return lambda: self.fetch(["curl", "--silent", "--parallel", "--parallel-max", str(in_flight),
                                   "--config", str(config), *options], count or self.sizes.files, size)

    def script(self, name, urls, in_flight):
        return lambda: self.fetch([PYTHON, str(HERE / name), str(urls), str(self.folder / "out"),
                                   str(in_flight)], self.sizes.files)

    def dnsperf(self):
        """Its figure is the rate that it prints: its process also reads the list before the first
        question and waits after the last."""
        port = self.knotd()
        queries = self.names(self.sizes.names, " A")

        def measure():
            run, printed = self.run(["dnsperf", "-s", "127.0.0.1", "-p", str(port), "-d", str(queries),
                                     "-n", "1"])
            rate = re.search(r"Queries per second:\s+([\d.]+)", printed)
            if rate is None:
                raise Problem("dnsperf printed no “Queries per second”")
            run.figure = float(rate[1])
            return run
        return measure


# The loads: each is a function of the table below.

def load_small(bench):
    urls = bench.urls(bench.nginx())
    load = f"{bench.sizes.files:,} × 2 KiB, 32 in flight"
    out = str(bench.folder / "out")
    runs = bench.measure(load, {
        "swimlane": bench.download(urls, 32),
        "two loops": bench.download(urls, 32, "--loops=2"),
        "libsoup": bench.download(urls, 32, client="soup"),
        "curl -Z": bench.curl(urls, 32),
        "wget2": lambda: bench.fetch(["wget2", "--quiet", "-i", str(urls), "-P", out, "--max-threads=32"],
                                     bench.sizes.files),
        "aria2c": lambda: bench.fetch(["aria2c", "--quiet", "-i", str(urls), "-d", out, "-j32", "-x1",
                                       "--file-allocation=none"], bench.sizes.files),
        "aiohttp": bench.script("fetch_aiohttp.py", urls, 32),
        "httpx": bench.script("fetch_httpx.py", urls, 32),
    })
    bench.add_walls(load, 1.3, runs, "curl -Z")
    bench.add_cpu(load, 0.85, runs, "curl -Z")
    for peer, goal in (("wget2", 1.25), ("aria2c", 5), ("aiohttp", 10), ("httpx", 35)):
        bench.add_walls(load, goal, runs, peer)
    bench.add_walls(load + ", --loops=2", 1.5, runs, "curl -Z", own="two loops")
    bench.add_walls(load, None, runs, "libsoup", against="--client=soup")


def load_stall(bench):
    """Runs of their own, so that those that are timed write no record."""
    urls = bench.urls(bench.nginx())
    load = f"{bench.sizes.files:,} × 2 KiB"
    runs = bench.measure(load + ", loop stall", {"few": bench.stall(urls, 32),
                                                 "many": bench.stall(urls, 1000)})
    bench.add_stall(load + ", 32 in flight", 5, runs, "few")
    bench.add_stall(load + ", 1,000 in flight", 10, runs, "many")


def load_flat(bench):
    urls = bench.urls(bench.nginx())
    load = f"{bench.sizes.files:,} × 2 KiB, 1,000 in flight"
    runs = bench.measure(load, {"swimlane": bench.download(urls, 1000),
                                "few": bench.download(urls, 16)})
    bench.add_walls(load, 0.95, runs, "few", against="16 in flight")


def load_tls(bench):
    """No goal was set, but most of what is downloaded comes over TLS."""
    authorities = bench.authorities()
    urls = bench.urls(bench.nginx(tls=True))
    load = f"{bench.sizes.files:,} × 2 KiB over TLS, 32 in flight"
    trust = f"--cacert={authorities}"
    runs = bench.measure(load, {"swimlane": bench.download(urls, 32, trust),
                                "stall": bench.stall(urls, 32, trust),
                                "curl -Z": bench.curl(urls, 32, "--cacert", str(authorities))})
    bench.add_walls(load, None, runs, "curl -Z")
    bench.add_cpu(load, None, runs, "curl -Z")
    bench.add_stall(load, None, runs, "stall")


def load_200ms(bench):
    urls = bench.urls(bench.lab("200ms"))
    load = f"{bench.sizes.files:,} × 2 KiB after 200 ms, 1,000 in flight"
    runs = bench.measure(load, {"swimlane": bench.download(urls, 1000),
                                "curl -Z": bench.curl(urls, 300)})
    bench.add_walls(load, 3.2, runs, "curl -Z", against="curl -Z of 300")


def load_50ms(bench):
    urls = bench.urls(bench.lab("50ms"))
    load = f"{bench.sizes.files:,} × 2 KiB after 50 ms, 200 in flight"
    runs = bench.measure(load, {"swimlane": bench.download(urls, 200)})
    ideal = bench.sizes.files * 0.05 / 200
    bench.add(load, "the ideal", 0.95, runs, lambda own: ideal / own.wall, ("swimlane",))


def load_big(bench):
    size = bench.sizes.big
    load = f"one file of {size / (1 << 30):g} GiB"
    urls = bench.write_list("big", [f"{bench.nginx()}/big"])
    free = shutil.disk_usage(bench.folder).free
    if free < size + size // 8:
        bench.add_note(load, "curl", 1, f"{bench.folder} has room for {free >> 20} MiB only")
        return
    runs = bench.measure(load, {"swimlane": bench.download(urls, 1, count=1, size=size),
                                "curl": bench.curl(urls, 1, count=1, size=size)})
    shutil.rmtree(bench.folder / "out")
    bench.add_walls(load, 1, runs, "curl")


def load_soup(bench):
    load = f"{bench.sizes.files:,} × 2 KiB, 32 in flight, libsoup"
    if bench.before is None:
        bench.add_note(load, "before", 1, "--before=PROGRAM names an earlier build")
        return
    urls = bench.urls(bench.nginx())
    runs = bench.measure(load, {
        "swimlane": bench.download(urls, 32, client="soup"),
        "before": bench.download(urls, 32, client="soup", program=bench.before)})
    bench.add_walls(load, 1, runs, "before")
    bench.add_cpu(load, 0.95, runs, "before")


def load_names(bench):
    count = bench.sizes.names
    load = f"{count:,} names from knotd"
    runs = bench.measure(load, {
        "A": bench.probe("--type=A", "--quiet"),
        "both": bench.probe("--type=both", "--quiet"),
        "dnsperf": bench.dnsperf(),
    })
    bench.add(load + ", A", "dnsperf", 1.1, runs, lambda own, peer: count / own.wall / peer.figure,
              ("A", "dnsperf"))
    bench.add(load + ", A and AAAA", "dnsperf", None, runs,
              lambda own, peer: 2 * count / own.wall / peer.figure, ("both", "dnsperf"))


def load_text(bench):
    load = f"{bench.sizes.names:,} names, text in a file"
    runs = bench.measure(load, {
        "quiet": bench.probe("--type=A", "--quiet"),
        "text": bench.probe("--type=A", stdout=bench.folder / "names.out")})
    bench.add_walls(load, 0.9, runs, "quiet", own="text", against="the same, -q")


def load_names_before(bench):
    load = f"{bench.sizes.names:,} names from knotd, A"
    if bench.before is None:
        bench.add_note(load, "before", 0.97, "--before=PROGRAM names an earlier build")
        return
    runs = bench.measure(load, {
        "swimlane": bench.probe("--type=A", "--quiet"),
        "before": bench.probe("--type=A", "--quiet", program=bench.before)})
    bench.add_walls(load, 0.97, runs, "before")
    bench.add_cpu(load, 1.03, runs, "before")


def load_memory(bench):
    """How much memory a long list takes at the most."""
    load = f"{bench.sizes.many_names:,} names, as NDJSON, peak RSS"
    argv = [sys.executable, "-c", PEAK, bench.swimlane.path, "probe", "--resolver=dns",
            f"--nameserver=127.0.0.1:{bench.knotd()}", "--input=-", "--format=ndjson"]
    names = bench.names(bench.sizes.many_names)

    def measure():
        run, printed = bench.run(argv, stdin=names)
        run.figure = int(printed) / 1024
        return run
    rounds, bench.rounds = bench.rounds, 1
    runs = bench.measure(load, {"swimlane": measure})
    bench.rounds = rounds
    bench.add(load, "", 64, runs, lambda own: own.figure, ("swimlane",), at_most=True, unit=" MiB")


def load_adns(bench):
    count = bench.sizes.adns_names
    load = f"{count:,} names from knotd, A"
    if os.geteuid() != 0:
        bench.add_note(load, "adnshost", 10, "adnshost asks port 53, which takes root privileges")
        return
    names = bench.names(count)
    runs = bench.measure(load, {
        "swimlane": bench.probe("--type=A", "--quiet", names=names),
        # It overruns the server and gives up names that it lost.
        "adnshost": lambda: bench.run(["adnshost", "--config", "nameserver 127.0.0.53", "-a", "-f", "-t",
                                       "a"], stdin=names, stdout=os.devnull, may_fail=True)[0],
    })
    bench.add_walls(load, 10, runs, "adnshost")


class Load(typing.NamedTuple):
    name: str  # for --only
    add: typing.Callable[[Bench], None]


LOADS = [
    Load("files-small", load_small),
    Load("files-stall", load_stall),
    Load("files-flat", load_flat),
    Load("files-tls", load_tls),
    Load("files-200ms", load_200ms),
    Load("files-50ms", load_50ms),
    Load("files-big", load_big),
    Load("files-before", load_soup),
    Load("names-rate", load_names),
    Load("names-text", load_text),
    Load("names-before", load_names_before),
    Load("names-memory", load_memory),
    Load("names-adns", load_adns),
]


def choose(words):
    """The loads whose names have one of the words in them; without any all."""
    chosen = [load for load in LOADS if not words or any(word in load.name for word in words)]
    for word in words:
        if not any(word in load.name for load in LOADS):
            sys.exit(f"peers.py: --only={word} names none of {', '.join(load.name for load in LOADS)}")
    return chosen


def version(*argv):
    with contextlib.suppress(OSError):
        done = subprocess.run(argv, capture_output=True, text=True)
        lines = (done.stdout + done.stderr).strip().splitlines()
        return lines[0] if lines else None
    return None


def describe_machine(bench):
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
                if line.startswith("model name")), None)
    return {
        "cpu": cpu, "cpus": os.cpu_count(), "kernel": platform.release(), "load": os.getloadavg(),
        "swimlane": version(bench.swimlane.path, "--version"), "client": bench.client_name,
        "before": version(bench.before.path, "--version") if bench.before else None,
        "curl": version("curl", "--version"),
        "aria2c": version("aria2c", "--version"), "wget2": version("wget2", "--version"),
        "dnsperf": version("dnsperf", "-h"), "adnshost": version("adnshost", "--version"),
        "nginx": version(servers.find("nginx") or "nginx", "-v"),
        "knotd": version(servers.find("knotd") or "knotd", "--version"),
        "python": platform.python_version(),
        "aiohttp": version(PYTHON, "-c", "import aiohttp; print(aiohttp.__version__)"),
        "httpx": version(PYTHON, "-c", "import httpx; print(httpx.__version__)"),
    }


def print_table(rows):
    width = max(len(row.load) for row in rows)
    peers = max(len(row.against) for row in rows)
    print(f"{'WORK LOAD':<{width}}  {'AGAINST':<{peers}}  {'GOAL':<7}  {'MEDIAN':<10}  {'RANGE':<13}")
    for row in rows:
        sign = "≤" if row.at_most else "≥"
        goal = "" if row.goal is None else f"{sign} {row.goal:g}"
        median = f"{row.median:6.2f}{row.unit}" if row.ratios else ""
        range_ = f"{min(row.ratios):.2f}–{max(row.ratios):.2f}" if row.ratios else ""
        print(f"{row.load:<{width}}  {row.against:<{peers}}  {goal:<7}  {median:<10}  {range_:<13}  "
              f"{row.verdict()}".rstrip())


def print_markdown(rows):
    """The table as the README has it."""
    print("| work load | against | |\n| --- | --- | --- |")
    load = None
    for row in rows:
        if row.ratios:
            print(f"| {row.load if row.load != load else ''} | {row.against} | {row.median:.3g}"
                  f"{'' if row.unit == '×' else row.unit} ({min(row.ratios):.3g}–{max(row.ratios):.3g}) |")
            load = row.load


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("swimlane")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", metavar="WORD", action="append", default=[],
                        help="only the loads with the word in their name: "
                             + ", ".join(load.name for load in LOADS))
    parser.add_argument("--client", default="curl", help="the HTTP client that is measured (curl)")
    parser.add_argument("--before", metavar="PROGRAM", help="an earlier build, to be measured beside")
    parser.add_argument("--json", type=pathlib.Path, help="write all figures and what they were taken with")
    parser.add_argument("--markdown", action="store_true", help="print the table as the README has it")
    # Divides the sizes, to try the benchmark itself.
    parser.add_argument("--scale", type=int, default=1, help=argparse.SUPPRESS)
    return parser.parse_args()


def main():
    args = parse()
    loads = choose(args.only)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory, prefix="swimlane-bench-") as folder, \
            contextlib.ExitStack() as stack:
        os.chmod(folder, 0o755)
        bench = Bench(args, pathlib.Path(folder), stack)
        for load in loads:
            try:
                load.add(bench)
            except Problem as problem:
                bench.add_note(load.name, "", None, str(problem))
        machine = describe_machine(bench)
    if args.json:
        args.json.write_text(json.dumps({
            "machine": machine, "raw": bench.raw,
            "rows": [{**dataclasses.asdict(row), "verdict": row.verdict()} for row in bench.rows],
        }, indent=1) + "\n")
    if args.markdown:
        print_markdown(bench.rows)
    else:
        print_table(bench.rows)


if __name__ == "__main__":
    main()
