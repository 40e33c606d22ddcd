# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the commands of a page that begin with ./ and compares what they print with what it shows: each
line as a terminal has it in the end, but for times and for the order of its words. A line of dots stands
for any others. The times are held against runs by scripts/figures."""

import re
import subprocess
import sys


def alike(line):
    """What is the same in two runs."""
    return sorted(re.sub(r"[0-9]+[.,][0-9]+", "N", line).split())


def read_examples(path):
    """Each command with the lines that the page shows below it."""
    examples = []
    shown = None
    for line in open(path, encoding="utf-8").read().split("\n"):
        if line.startswith("$ "):
            shown = []
            examples.append((line[2:], shown))
        elif line == ".Ed":
            shown = None
        elif shown is not None and line != "\\&...":
            shown.append(line)
    return examples


status = 0
count = 0
for command, lines in read_examples(sys.argv[1]):
    if not command.startswith("./"):
        continue
    count += 1
    done = subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    output = done.stdout.decode()
    printed = [alike(line.split("\r")[-1]) for line in output.split("\n")]
    missing = [line for line in lines if alike(line) not in printed]
    if done.returncode or missing or not lines:
        print(f"{command}: status {done.returncode}, not printed: {missing}\n{output}")
        status = 1
sys.exit(status or (0 if count > 4 else "there are too few commands"))
