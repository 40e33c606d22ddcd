# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the commands of a page about examples/stutter.c, in this folder and in their order, and tells what they do
not print of what the page shows: manual.py PAGE. Each line that is shown has to be printed, wherever it is broken,
with other figures; words, the last parts of paths, and places in the code are the same. It prints “ok” and the command,
“skip” where the machine gave it no CPU in any attempt, or what is missing."""

import os
import re
import subprocess
import sys

ATTEMPTS = 10

# What is told of a stall in which the program had no CPU for some of the time.
BUSY = ("had no CPU", "without a CPU", "handled no event")
ROFF = (("\\-", "-"), ("\\e", "\\"), ("\\(mc", "µ"), ("\\&...", "…"))
FIGURE = re.compile(r"(?:\d+(?:\.\d+)?)(?:ms|s|µs|%)?([.,;:]?)")
PLACE = re.compile(r"(\([\w.]+):\d+\)")
UNIT = re.compile(r"(?:ms|s|µs)([.,;:]?)")


def read_commands(path):
    """Each command about the example with the lines that are shown below it; those that make it, too."""
    commands = []
    shown = None
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    for line in lines:
        for name, character in ROFF if not path.endswith(".md") else ():
            line = line.replace(name, character)
        if line.startswith("$ "):
            shown = []
            commands.append((line[2:], shown))
        elif line in (".Ed", "```"):
            shown = None
        elif shown is not None and line != "…":
            shown.append(line)
    wanted = re.compile(r"stutter|^mkdir|before\.json|^echo \$\?$")
    return [(command, lines) for command, lines in commands if wanted.search(command)]


def alike(shown, printed, computes):
    """Whether two words are the same, but for figures and for what a column had no room for. Of what computes it is
    chance in which line it was seen."""
    if computes and PLACE.fullmatch(shown):
        return PLACE.sub(r"\1", shown) == PLACE.sub(r"\1", printed)
    for pattern in (FIGURE, UNIT):
        match = pattern.fullmatch(shown)
        if match:
            other = pattern.fullmatch(printed)
            return other is not None and other.group(1) == match.group(1)
    shown, printed = (word.rsplit("/", 1)[-1] for word in (shown, printed))
    cut = next((word.index("…") for word in (shown, printed) if "…" in word), None)
    return shown[:cut] == printed[:cut]


def is_printed(line, words):
    wanted = line.split()
    computes = "computed" in wanted
    return any(all(alike(*pair, computes) for pair in zip(wanted, words[at:])) for at in range(len(words) - len(wanted) + 1))


def run(command):
    """What a command prints, both streams, and its status. Columns are as wide as those of the page."""
    done = subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=dict(os.environ, COLUMNS="80", LC_ALL="C.UTF-8"),
                          check=False)
    return done.stdout.decode(), done.returncode


status = 0
last = 0
commands = read_commands(sys.argv[1])
for command, lines in commands:
    # On a busy machine there are other stalls, truly; then it is run again.
    starved = 0
    for _ in range(ATTEMPTS if "watch" in command else 1):
        output, ended = (f"{last}\n", 0) if command == "echo $?" else run(command)
        missing = [line for line in lines if not is_printed(line, output.split())]
        if not missing:
            break
        starved += any(words in output for words in BUSY)
    last = ended
    if missing and starved == ATTEMPTS:
        print(f"skip {command}")
    elif missing or ended != (3 if "--fail-if" in command else 0):
        print(f"{command}: status {ended}, not printed: {missing}\n{output}")
        status = 1
    else:
        print(f"ok {command}")
sys.exit(status)
