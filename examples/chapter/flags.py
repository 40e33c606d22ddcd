# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the scripts share, as chapter.c is for the programs in C: the list, where the server is, and
the work that is the same however one waits."""

import os
import sys
import time

COUNTRIES = "CN IN US ID BR PK NG BD RU JP MX PH VN ET EG DE IR TR CD FR".split()
LAB = os.environ.get("LAB_HTTP", "http://127.0.0.1:8080")
FOLDER = "downloaded"


def flag_url(cc):
    name = cc.lower()
    return f"{LAB}/flags/{name}/{name}.gif"


def save_flag(cc, flag):
    """Writes downloaded/cc.gif: a call that blocks for a moment."""
    with open(os.path.join(FOLDER, f"{cc.lower()}.gif"), "wb") as file:
        file.write(flag)
    print(f"{cc} ", end="", flush=True)


def complain(cc, error):
    print(f"{cc}: {error}", file=sys.stderr)


def main(download_many):
    """Runs a function that downloads the flags and returns how many it has."""
    os.makedirs(FOLDER, exist_ok=True)
    start = time.perf_counter()
    done = download_many(COUNTRIES)
    print(f"\n{done} flags downloaded in {time.perf_counter() - start:.2f}s")
    if done == 0:
        print("Is the lab there? Run swimlane serve --http-port=8080, or set LAB_HTTP.", file=sys.stderr)
