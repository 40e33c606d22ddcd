#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares what swimlane makes of random answers of hostile servers, in every mode and with each HTTP client, with
each other and with strict references (h11, h2, dnspython).

usage: scripts/hostile [OPTION…] SEED COUNT     the inputs SEED-1 to SEED-COUNT
       scripts/hostile [OPTION…] --only=SEED-NUMBER
The status is 1 where something was found. It is checked that
- no item, and no run, takes longer than its time limit and a tenth (and ALLOWANCE, as others use the machine too),
- what is ok has the bytes that the reference reads, and what is verified is complete to it,
- what was not bent is ok,
- all modes agree on class, integrity and bytes, and so do the clients,
but for what exceptions.txt names. What is found is tried again by itself, and counts where it happens again."""
import argparse
import collections
import concurrent.futures
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import cases
import reference
import server

MODES = ["sequential", "threads", "async", "mixed", "offload", "tasks", "coroutine"]
TIMEOUT, MAX_TIME = 2.5, 4.0  # seconds
ALLOWANCE = 2.0               # likewise, on a machine that is busy
DNS_ALLOWANCE = 0.25          # likewise, for one name at a time
BATCH = 2000                  # inputs that go to each run of swimlane
# Runs at a time, most of which wait, and items of each at a time: to play many, to see again what was found, and to
# see it by itself.
CROWD, FEW, ALONE = (16, 32), (4, 2), (1, 1)
PATIENCE = 4.0                # about how many seconds a run waits in which each item waits for the one before
WAITS = {"probe": 0.15, "retry": 0.15, "plain": 0.01, "resume": 0.01}  # about how long one item does that is not slow
HERE = os.path.dirname(os.path.abspath(__file__))


class Got:
    """What became of an item in a mode with a client."""
    def __init__(self, item=None, data=None, why=""):
        item = item or {}
        self.status = item.get("status", "no outcome")
        self.integrity = item.get("integrity", "") if self.status == "ok" else ""
        self.detail, self.seconds = item.get("detail") or why, item.get("seconds", 0)
        self.addresses = frozenset(item.get("addresses") or ())
        self.data = data

    def key(self):
        return (self.status, self.integrity, self.data, self.addresses)

    def __str__(self):
        return "%s%s%s%s, %.2f s%s" % (self.status, " " + self.integrity if self.integrity else "", "" if self.data is None else
                                       ", %d bytes" % len(self.data), " " + ",".join(sorted(self.addresses)) if self.addresses else "", self.seconds, ": " + self.detail if self.detail else "")


class Finding:
    def __init__(self, case, client, what):
        self.case, self.client, self.what = case, client, what


class Harness:
    def __init__(self, options):
        self.options = options
        self.program = options.program
        self.folder = tempfile.mkdtemp(prefix="hostile-")
        server.make_ca(self.folder)
        self.servers, self.ports, self.hosts = [], {}, {}
        self.numbers = itertools.count(1)  # of runs, from several threads
        self.items = 0
        self.jobs = 32
        self.exceptions = read_exceptions()
        self.excused = collections.Counter()
        self.environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}

    def call(self, words, lines, limit):
        """The items by name, and why there may be too few."""
        path = os.path.join(self.folder, "list-%d" % next(self.numbers))
        with open(path, "w") as file:
            file.write("".join(line + "\n" for line in lines))
        command = [self.program] + words + ["--format=ndjson", "--quiet", "--input=" + path, "--timeout=%g" % TIMEOUT, "--no-outcomes"]
        process = subprocess.Popen([w for w in command if w != "--quiet"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment)
        why = ""
        try:
            out, err = process.communicate(timeout=limit)
            if process.returncode < 0 or process.returncode > 4:
                why = "status %d: %s" % (process.returncode, err.decode("utf-8", "replace")[-300:])
            elif b"CRITICAL" in err or b"WARNING" in err:
                self.warn(err)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            why = "the run had not ended after %d s" % limit
        os.unlink(path)
        found = {}
        for line in out.splitlines():
            if line.startswith(b"{"):
                item = json.loads(line)
                found[item["name"].rsplit("/", 1)[-1]] = item
        return found, why

    def warn(self, err):
        for line in err.decode("utf-8", "replace").splitlines():
            if ("CRITICAL" in line or "WARNING" in line) and self.excused["said: " + line.split("**")[-1][:90]] == 0:
                print("a library said: " + line, flush=True)
                self.excused["said: " + line.split("**")[-1][:90]] += 1

    def limit(self, some):
        return 60 + sum((MAX_TIME + 1) if case.slow else 0.15 for case in some)

    def start_servers(self, some):
        """One for each client and for DNS, since none is to wait for what the others are sent; and new ones for each
        batch, since making a case would take time, too."""
        for process in self.servers:
            process.kill()
        self.servers, hosts = [], collections.defaultdict(list)
        secure_first = sorted((case for case in some if case.kind != "dns"), key=lambda case: port_of(case) == "http")
        for rank, case in enumerate(secure_first, 1):
            shares = case.kind == "resume" or case.notes[0].ending == "keep"
            self.hosts[case.name] = server.find_host(0 if shares else rank)
            if self.hosts[case.name] not in hosts[port_of(case)]:
                hosts[port_of(case)].append(self.hosts[case.name])
        for client in self.options.clients if hosts else []:
            process, self.ports[client] = server.start(self.folder, hosts)
            self.servers.append(process)
        if any(case.kind == "dns" for case in some):
            process, self.ports["dns"] = server.start(self.folder, {"dns": []})
            self.servers.append(process)

    def url(self, client, case, run):
        port = port_of(case)
        return "%s://%s:%d/%s/%s" % ("http" if port == "http" else "https", self.hosts[case.name], self.ports[client][port], run, case.name)

    def download(self, client, form, mode, some):
        """form: plain, retry or resume (two runs). Got by name."""
        run = "r%d" % next(self.numbers)
        dest = os.path.join(self.folder, run)
        urls = [self.url(client, case, run) for case in some]
        words = ["download", "--client=" + client, "--mode=" + mode, "--dest=" + dest, "--cacert=" + os.path.join(self.folder, "ca.pem"), "--per-host=0", "--jobs=%d" % self.jobs,
                 "--max-time=%g" % (MAX_TIME if form == "plain" else 20), "--retries=%d" % (3 if form == "retry" else 0)]
        found, why = self.call(words, urls, self.limit(some))
        for _ in range(2 if form == "resume" else 0):
            again, why = self.call(words + ["--resume"], urls, self.limit(some))
            found.update(again)
        got = {}
        for case in some:
            item = found.get(case.name)
            data = None
            if item is not None and item.get("status") == "ok" and item.get("file"):
                try:
                    with open(os.path.join(dest, item["file"]), "rb") as file:
                        data = file.read()
                except OSError as error:
                    item["detail"] = str(error)
            got[case.name] = Got(item, data, why)
        shutil.rmtree(dest, ignore_errors=True)
        self.items += len(some)
        return got

    def probe(self, mode, some):
        words = ["probe", "--mode=" + mode, "--type=A", "--jobs=%d" % self.jobs, "--nameserver=127.0.0.1:%d" % self.ports["dns"]["dns"], "--retries=0", "--suffix="]
        found, why = self.call(words, [case.text for case in some], self.limit(some))
        self.items += len(some)
        return {case.name: Got(found.get(case.text), None, why) for case in some}

    def plan(self, some):
        """(client, form, cases) in which all modes are to agree."""
        by_kind = collections.defaultdict(list)
        for case in some:
            by_kind[case.kind].append(case)
        plain = by_kind["http"] + by_kind["tls"]
        for client in self.options.clients:
            yield client, "plain", plain + (by_kind["h2"] if client == "curl" else [])
            yield client, "resume", by_kind["resume"]
            yield client, "retry", by_kind["resume"][:max(1, len(by_kind["resume"]) // 4)]
        yield "dns", "probe", by_kind["dns"]

    def runs_of(self, some):
        """(client, form, mode, cases): what is to be run, the longest first."""
        runs = []
        for client, form, those in self.plan(some):
            # What is slow begins first, and the others overtake it.
            those = sorted(those, key=lambda case: not case.slow)
            waits = sum(TIMEOUT if case.slow else WAITS[form] for case in those)
            for mode in self.options.modes if those else []:
                one_by_one = mode == "sequential" or (mode == "mixed" and form == "probe")
                parts = int(min(len(those), 1 + waits // PATIENCE)) if one_by_one else 1
                runs += [(one_by_one, (client, form, mode, those[part::parts])) for part in range(parts)]
        return [run for _, run in sorted(runs, key=lambda run: not run[0])]

    def batch(self, some, crowd=CROWD, ahead=lambda: None):
        """Findings, and every outcome. ahead: work of ours for the time in which we wait."""
        workers, self.jobs = crowd
        self.start_servers(some)
        results = collections.defaultdict(dict)
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            jobs = [(run, pool.submit(self.probe, run[2], run[3]) if run[0] == "dns" else pool.submit(self.download, *run)) for run in self.runs_of(some)]
            ahead()
        for (client, form, mode, those), job in jobs:
            for case in those:
                results[case.name, form].setdefault(client, {})[mode] = job.result()[case.name]
        by_name = {case.name: case for case in some}
        findings = []
        for (name, form), clients in results.items():
            findings += self.judge(by_name[name], form, clients)
        return findings, results

    def judge(self, case, form, clients):
        findings = []
        for client, modes in clients.items():
            whats = set()
            for mode, got in modes.items():
                limit = find_limit(form, mode)
                if got.status == "no outcome" or got.seconds > limit:
                    whats.add("late: %s takes %.1f s (%s)" % (mode, got.seconds, got.detail))
                wrong = self.find_wrong(case, got)
                if wrong:
                    whats.add(wrong)
            # A file that a run finds complete is not verified again.
            if len({got.key() if form in ("plain", "probe") else (got.status, got.data) for got in modes.values()}) > 1:
                whats.add("modes: " + "; ".join(sorted("%s %s" % (got.status, got.integrity) for got in modes.values())))
            findings += [Finding(case, client, what) for what in sorted(whats) if not self.is_excused(case, client, what)]
        if len(clients) > 1 and not findings:
            keys = {client: next(iter(modes.values())) for client, modes in clients.items()}
            statuses = {got.status for got in keys.values()}
            if len(statuses) > 1:
                what = "clients: " + ", ".join("%s %s" % (client, keys[client].status) for client in sorted(keys))
                what += " (%s)" % "; ".join(keys[client].detail[:60] for client in sorted(keys) if keys[client].detail)
                if not self.is_excused(case, "both", what):
                    findings.append(Finding(case, "both", what))
        return findings

    def find_wrong(self, case, got):
        verdict = case.verdict
        if case.kind == "dns":
            return find_wrong_dns(verdict, got)
        if case.bodies is not None:
            if got.status == "ok" and got.data not in case.bodies:
                return "bytes: ok with other bytes (%s)" % case.how
            if case.honest and got.status != "ok":
                return "refused: a right answer is %s (%s)" % (got.status, case.how)
            return None
        body = verdict.body + (b"?" if self.options.wrong else b"")
        if got.status == "ok":
            if case.kind == "h2" and verdict.kind != reference.COMPLETE and verdict.code in (0, 200) and got.data == case.sent:
                return None  # the announced bytes were there, and the connection broke after them
            if verdict.kind != reference.COMPLETE:
                return "%s: %s (%s)" % ("verified" if got.integrity == "verified" else "ok", verdict.kind, verdict.why or verdict.where)
            if not 200 <= verdict.code < 300:
                return "code: %d is ok" % verdict.code
            if got.data != body:
                return "bytes: ok with other bytes"
            if got.integrity == "verified" and not verdict.proof and case.kind != "tls":
                return "verified: nothing shows the end"
        elif verdict.kind == reference.COMPLETE and 200 <= verdict.code < 300 and verdict.code != 206:
            return "refused: complete, but %s (%s)" % (got.status, (got.detail or "")[:60])
        return None

    def is_excused(self, case, client, what):
        why = case.verdict.why if case.verdict else ""
        if getattr(case.verdict, "kind", "") == reference.REFUSED:
            why += " refused-by-reference"
        for kind, whose, said, reason, _ in self.exceptions:
            if kind in (case.kind, "*") and whose in (client, "*") and what.startswith(said) and (reason == "*" or reason in why or reason in what):
                self.excused["%s %s %s %s" % (kind, whose, said, reason)] += 1
                return True
        return False


def port_of(case):
    return case.kind if case.kind in ("tls", "h2") else "http"


def find_limit(form, mode):
    """The longest that an item may take, in seconds."""
    if form != "probe":
        return (MAX_TIME if form == "plain" else 20) * 1.1 + ALLOWANCE
    # The time of a name is that of its queries: it waits while others use up what a server that refuses many is
    # asked, and in mixed while others block the loop. One name at a time waits for nobody.
    limits = {"sequential": TIMEOUT * 1.1 + DNS_ALLOWANCE, "mixed": float("inf")}
    return limits.get(mode, 3 * TIMEOUT * 1.1 + ALLOWANCE)


def find_wrong_dns(verdict, got):
    if got.status == "ok":
        if verdict.kind not in ("found", "foundafter"):
            return "ok: %s (%s)" % (verdict.kind, verdict.why)
        if got.addresses and got.addresses != verdict.addresses:
            return "bytes: other addresses"
    elif got.status == "not-found" and verdict.kind != "missing":
        return "missing: %s (%s)" % (verdict.kind, verdict.why)
    elif verdict.kind in ("found", "missing"):
        if (got.status, verdict.kind) != ("not-found", "missing"):
            return "refused: %s, but %s" % (verdict.kind, got.status)
    return None


def read_exceptions():
    """Lines of the table: kind, client, how the finding begins, a word in it or in why the reference refuses, and the reason."""
    lines = []
    with open(os.path.join(HERE, "exceptions.txt"), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                lines.append([w.strip() for w in line.rstrip("\n").split("|", 4)])
    return lines


def show(data):
    text = repr(data)
    return text if len(text) < 1500 else text[:1000] + " … " + text[-300:] + " (%d bytes)" % len(data)


def describe(case):
    print("%s: %s%s" % (case.name, case.kind, " " + case.how if case.kind == "resume" else ""))
    for note in case.notes:
        if hasattr(note, "data"):
            print("  answer, then %s, cut at %s: %s" % (note.ending, list(note.cuts)[:5], show(note.data)))
        else:
            print("  packet: %s" % show(note))
    print("  the reference: %s" % (case.verdict or "bytes of either version"))


def only(harness, text):
    seed, _, number = text.rpartition("-")
    case = cases.make(seed, int(number))
    describe(case)
    findings, results = harness.batch([case])
    for (_, form), clients in results.items():
        for client, modes in clients.items():
            for mode, got in modes.items():
                print("  %-6s %-6s %-10s %s" % (client, form, mode, got))
    for finding in findings:
        print("  FOUND %s %s" % (finding.client, finding.what))
    return len(findings)


def confirm(harness, finding):
    """It happens again by itself. What is late is tried once more: that may be due to others on the machine."""
    tries = 1 if finding.what.startswith("late") else 3
    for _ in range(tries):
        again, _ = harness.batch([finding.case], ALONE)
        if any(f.what.split(":")[0] == finding.what.split(":")[0] for f in again):
            return True
    return False


def many(harness, seed, first, count):
    shapes, unsure, checked = collections.OrderedDict(), [], collections.Counter()
    again, crowd = 0, CROWD
    begun = time.monotonic()

    def inputs(start):
        return [cases.make(seed, k) for k in range(start, min(start + BATCH, first + count))]

    for start in range(first, first + count, BATCH):
        findings, _ = harness.batch(inputs(start), crowd, lambda: inputs(start + BATCH))
        if len(findings) > BATCH // 50 and crowd[0] > FEW[0]:  # there is more to do here than we know of
            crowd = (crowd[0] // 2, crowd[1] // 2)
        if findings:  # most of what the crowd has caused is gone where there are few
            once = len(findings)
            findings, _ = harness.batch(list({f.case.name: f.case for f in findings}.values()), FEW)
            if len(findings) < once:
                again += once - len(findings)
                print("%d findings of %d were not seen again among those inputs" % (once - len(findings), once), flush=True)
        for finding in findings:
            shape = (finding.case.kind, finding.client, finding.what.split("(")[0] if finding.what.startswith(("late", "clients")) else finding.what)
            if shape in shapes:
                shapes[shape].append(finding)
                continue
            if checked[shape] >= 3:
                continue
            checked[shape] += 1
            if confirm(harness, finding):
                shapes[shape] = [finding]
                print("FOUND %s %s %s   scripts/hostile --only=%s" % (finding.case.kind, finding.client, finding.what, finding.case.name), flush=True)
            else:
                unsure.append(finding)
                print("not seen again, alone: %s %s %s (%s)" % (finding.case.kind, finding.client, finding.what, finding.case.name), flush=True)
        if (start - first) // BATCH % 10 == 0 or harness.options.verbose:
            print("%d of %d inputs, %d items, %.0f s" % (min(start + BATCH - first, count), count, harness.items, time.monotonic() - begun), flush=True)
    for shape, findings in shapes.items():
        print("%4d × %s %s %s: %s" % ((len(findings),) + shape + (" ".join(f.case.name for f in findings[:4]),)))
    for what, times in sorted(harness.excused.items()):
        print("excused %d × %s" % (times, what))
    print("hostile: %d inputs, %d items in %d runs, %d kinds of findings, %d not seen again, %.0f s"
          % (count, harness.items, next(harness.numbers) - 1, len(shapes), again + len(unsure), time.monotonic() - begun))
    return len(shapes)


def main():
    parser = argparse.ArgumentParser(prog="scripts/hostile", usage="%(prog)s [OPTION…] SEED COUNT | --only=SEED-NUMBER")
    parser.add_argument("seed", nargs="?")
    parser.add_argument("count", nargs="?", type=int)
    parser.add_argument("--only", help="show the bytes of one input and every outcome")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--program", default=os.environ.get("SWIMLANE", "build/src/swimlane"))
    parser.add_argument("--clients", type=lambda text: text.split(","), default=["curl", "soup"])
    parser.add_argument("--modes", type=lambda text: text.split(","), default=MODES)
    parser.add_argument("--wrong", action="store_true", help="expect a byte more than is right: everything is found")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.only is None and options.count is None:
        parser.error("SEED and COUNT, or --only")
    harness = Harness(options)
    try:
        found = only(harness, options.only) if options.only else many(harness, options.seed, options.first, options.count)
    finally:
        shutil.rmtree(harness.folder, ignore_errors=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
