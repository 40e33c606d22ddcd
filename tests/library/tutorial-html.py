# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tells which lines of a page of the manual, text or literal, an HTML page lacks, and which marks of the source it
has: tutorial-html.py PAGE HTML. Both are the same page, so that what holds for one holds for the other."""

import html
import re
import sys

ESCAPES = {"\\(lq": "“", "\\(rq": "”", "\\(mc": "µ", "\\(en": "–", "\\-": "-", "\\&": "", "\\e": "\\"}


def flatten(text):
    """In one line, and with the quotes that gi-docgen makes round."""
    return " ".join(text.replace("’", "'").split())


def read_lines(path):
    """What a page prints, without the lines of macros."""
    for line in open(path, encoding="utf-8").read().split("\n"):
        if not line.startswith("."):
            yield flatten(re.sub(r"\\(?:\(..|.)", lambda match: ESCAPES.get(match.group(), match.group()), line))


with open(sys.argv[2], encoding="utf-8") as file:
    shown = flatten(html.unescape(re.sub(r"<[^>]*>", "", file.read())))
wanted = [line for line in read_lines(sys.argv[1]) if line]
missing = [line for line in wanted if line not in shown]
marks = re.findall(r"\b(?:figures|claims|programs|listing) [a-z]+-[a-z-]+(?!\S)", shown)
print("\n".join(missing + marks))
sys.exit(1 if missing or marks or len(wanted) < 200 else 0)
