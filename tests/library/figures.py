# SPDX-License-Identifier: LGPL-2.1-or-later
"""What each figure of the tutorial is, and what its claims in words rest on. scripts/figures reads the page.

A figure that is exact is counted in the sources or at a server, and the page has to have just that. A time is at
least what the delays of the lab add up to, in any run on any machine, and on the page not much more."""

import os
import re

from measuring import ATTEMPTS, SLOWDOWN, finish

# GLib's pool for tasks begins with so many threads, and one is added after each such time at the soonest.
POOL = 10
POOL_GROWS = 0.1
# A time on the page is the least of so many runs.
RUNS = 20
# What a page may add to what the lab makes necessary: the work of a quiet machine.
PAGE_FACTOR = 1.1
PAGE_EXTRA = 0.03

# Programs with something changed: in which file, what stands there, and what is to stand there.
VARIANTS = {
    "two-threads": ("blogdom-threads.c", "resolver, 20, FALSE", "resolver, 2, FALSE"),
    "as-many-threads": ("blogdom-threads.c", "resolver, 20, FALSE", "resolver, 18, FALSE"),
    "two-connections": ("flags-callbacks.c", "chapter_session (20)", "chapter_session (2)"),
    "soup-default": ("flags-callbacks.c", "chapter_session (20)", "(chapter_session (1), soup_session_new ())"),
    "many-connections": ("mistake.c", "chapter_session (5)", "chapter_session (20)"),
}
SHARED = ("chapter.c", "chapter-dex.c", "domainlib.c", "lab-resolver.c")


def needs(chapter):
    """What each program cannot take less than, in seconds."""
    flags = chapter.flags
    grown = [0] * POOL + [POOL_GROWS * n for n in range(1, len(chapter.lookups))]
    return {
        "blogdom-sequential": sum(chapter.lookups),
        "blogdom-threads": max(chapter.lookups),
        "two-threads": finish(chapter.lookups, [0, 0]),
        "blogdom-callbacks": finish(chapter.lookups, grown),
        "flags-sequential": sum(flags),
        "flags-threads": max(flags),
        "flags-callbacks": max(flags),
        "two-connections": sum(flags) / 2,
        "mistake": min(flags) + sum(flags),  # the first flag, and then one call after the other
        "repair": 2 * sum(flags) / 5,  # two requests a flag, five at once
    }


class Figures:
    def __init__(self, chapter):
        self.chapter = chapter
        self.needs = needs(chapter)
        self.variants = set()

    # What is counted

    def source(self, name):
        with open(os.path.join(self.chapter.folder, name), encoding="utf-8") as file:
            return file.read()

    def find(self, name, pattern):
        return re.search(pattern, self.source(name), re.DOTALL).group(1)

    def delay(self, key):
        with open(self.chapter.scenario, encoding="utf-8") as file:
            return re.search(rf"^{key}=(\d+)ms$", file.read(), re.MULTILINE).group(1)

    def longest(self):
        """The lines of the longest program, without what programs share."""
        return max(self.source(name).count("\n") for name in os.listdir(self.chapter.folder)
                   if name.endswith(".c") and name not in SHARED)

    def mean(self, delays):
        return round(1000 * sum(delays) / len(delays))

    def at_once(self, program, wanted, variant="plain"):
        """How many requests of a program an HTTP server has that answers none."""
        return self.chapter.hold("web", program, wanted, variant)[0]

    def counted(self, name):
        """An exact figure as the page has it; None if it is none."""
        chapter = self.chapter
        ways = {
            "runs": lambda: RUNS,
            "domains": lambda: len(chapter.domains),
            "countries": lambda: len(chapter.countries),
            "lookup-mean": lambda: self.mean(chapter.lookups),
            "lookup-longest": lambda: round(1000 * max(chapter.lookups)),
            "flag-mean": lambda: self.mean(chapter.flags),
            "delay-min": lambda: self.delay("min"),
            "delay-max": lambda: self.delay("max"),
            "program-lines": lambda: 10 * (self.longest() // 10 + 1),
            "iterator-lines": lambda: self.source("domainlib.c").count("\n"),
            "future-lines": lambda: self.find("chapter-dex.c",
                                              r"\n(DexFuture \*\nchapter_dex_send_and_read .*?\n\}\n)").count("\n"),
            "libdex": lambda: self.find("Makefile", r"libdex-1 >= ([\d.]+)"),
            "threads-limit": lambda: self.find("blogdom-threads.c", r"resolver, (\d+), FALSE"),
            "threads-two": lambda: re.search(r"\d+", VARIANTS["two-threads"][2]).group(),
            "soup-default": lambda: self.at_once("flags-callbacks", 2, self.variant("soup-default")),
            "two-connections-at-once": lambda: self.at_once("flags-callbacks", 2, self.variant("two-connections")),
            "two-connections-rounds": lambda: len(chapter.countries) // 2,
            "flags2-default": lambda: self.at_once("flags2-callbacks", 5),
            "mistake-at-once": lambda: self.at_once("mistake", 5),
            "pool": lambda: POOL if self.pool_of("blogdom-callbacks") is None else "another number",
        }
        return str(ways[name]()) if name in ways else None

    # What is measured

    def variant(self, name):
        """Builds a program with something changed, when it is asked for first."""
        if name not in self.variants:
            self.chapter.build(name, [VARIANTS[name]], VARIANTS[name][0][:-2])
            self.variants.add(name)
        return name

    def measure(self, name):
        """A figure as it belongs on the page."""
        return f"{self.took(name):.2f}" if name in self.needs else self.counted(name)

    def refuse(self, name, shown):
        """Why a figure on the page cannot be; None if it can."""
        if name in self.needs:
            return self.refuse_time(name, float(shown))
        counted = self.counted(name)
        if counted is None:
            return f"there is no figure “{name}”"
        return None if counted == shown else f"it is {counted}, not {shown}"

    def refuse_printed(self, program, lines):
        """The same for the time in what a program prints, if there is one."""
        took = re.search(r"downloaded in ([\d.]+)s", "\n".join(lines))
        return self.refuse_time(program, float(took.group(1))) if took else None

    def refuse_claim(self, name):
        """Why a claim does not hold; None if it does."""
        claim = getattr(self, "claim_" + name.replace("-", "_"), None)
        return claim() if claim is not None else f"there is no claim “{name}”"

    def took(self, name):
        """The seconds of a program, or of one with something changed."""
        if name in VARIANTS:
            return self.chapter.run(["./" + VARIANTS[name][0][:-2]], self.variant(name)).seconds
        return self.chapter.run(["./" + name]).seconds

    def refuse_time(self, name, shown):
        """Why a time on the page cannot be; None if it can. A figure of two places is rounded."""
        least = self.needs[name]
        most = PAGE_FACTOR * least + PAGE_EXTRA
        if not least - 0.005 <= shown <= most:
            return f"{name} takes {least:.3f} s by the delays of the lab alone, and {most:.3f} s would be much: not {shown}"
        if self.took(name) < least - 0.005:
            return f"{name} took {self.took(name):.3f} s, which is less than the lab's delays, {least:.3f} s"
        return None

    # What is claimed in words: why it is not so; None if it is so

    def claim_works_little(self):
        """Less than a tenth of the first program's time is work."""
        run = self.chapter.run(["./blogdom-sequential"])
        return None if run.cpu < 0.1 * SLOWDOWN * run.wall else f"{run.cpu} s of {run.wall} s are work"

    def claim_threads_at_once(self):
        """With 18 threads as with 20 all names are asked at once, so that the slowest is what counts."""
        wanted = len(self.chapter.domains)
        for variant in ("plain", self.variant("as-many-threads")):
            held = self.chapter.hold("dns", "blogdom-threads", wanted, variant)[0]
            if held != wanted:
                return f"{held} names were asked at once, not {wanted}"
        return None

    def claim_callbacks_longer(self):
        """The callbacks take longer than the threads, since not all names are asked at once."""
        if self.needs["blogdom-callbacks"] < 1.5 * self.needs["blogdom-threads"]:
            return "by the delays of the lab they are not"
        return self.pool_of("blogdom-callbacks")

    def pool_of(self, program):
        """Why the lookups of a program do not go through a pool that grows as GLib's; None if they do."""
        wanted = len(self.chapter.domains)
        for _ in range(ATTEMPTS):
            held, arrivals = self.chapter.hold("dns", program, wanted)
            if held != wanted:
                return f"{held} names were asked at once in the end, not {wanted}"
            early = [i for i in range(POOL, wanted) if arrivals[i] < POOL_GROWS * (i + 1 - POOL)]
            if early:
                return f"the lookup after {early[0]} others began {arrivals[early[0]]:.3f} s after the start"
            if arrivals[POOL - 1] < POOL_GROWS:
                return None
        return f"there were never {POOL} lookups before the pool grew"

    def claim_same_calls(self):
        """The coroutines make the calls of the callbacks."""
        if not self.chapter.has("blogdom-coroutines"):
            return "skip: pkg-config does not find libdex-1"
        return self.pool_of("blogdom-coroutines")

    def claim_flags_at_once(self):
        """Threads and callbacks have all flags in flight at once, the sequential program one."""
        for program, wanted in (("flags-sequential", 1), ("flags-threads", 20), ("flags-callbacks", 20)):
            held = self.at_once(program, wanted)
            if held != wanted:
                return f"{program} had {held} requests at once, not {wanted}"
        return None

    def claim_mistake_slower(self):
        """The mistake makes the program slower than the sequential one: it cannot be quicker."""
        if self.needs["mistake"] <= self.needs["flags-sequential"]:
            return "by the delays of the lab it is not"
        return self.refuse_time("mistake", self.needs["mistake"])

    def claim_repair_at_once(self):
        """The repaired program has its limit of requests in flight, and takes less than half of the time."""
        if 2 * self.needs["repair"] > self.needs["mistake"]:
            return "by the delays of the lab it is not"
        held = self.at_once("repair", 5)
        return None if held == 5 else f"it had {held} requests at once, not 5"

    def claim_half_as_long(self):
        """Two connections take a little more than half as long as the sequential program."""
        half = self.needs["flags-sequential"] / 2
        return self.refuse_time("two-connections", half)

    def is_long_stall(self, report):
        """Most of a run, in a turn with more than its five requests could give."""
        return any(stall["seconds"] > report["seconds"] / 2 for stall in report["stalls"])

    def claim_one_long_stall(self):
        """With 20 connections most of the run is one stall, with five it never is."""
        if not self.chapter.can_watch():
            return "skip: programs cannot be watched here"
        _, reason = self.chapter.find_watch("mistake", self.is_long_stall, self.variant("many-connections"))
        if reason is not None:
            return reason
        return self.chapter.find_watch("mistake", lambda report: not self.is_long_stall(report))[1]
