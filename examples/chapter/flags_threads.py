#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Downloads twenty flags, each in a thread, as flags-threads.c does."""

from concurrent import futures
from http.client import HTTPException
from urllib.request import urlopen

from flags import complain, flag_url, main, save_flag


def get_flag(cc):
    with urlopen(flag_url(cc)) as answer:
        return answer.read()


def download_one(cc):
    try:
        flag = get_flag(cc)
    except (OSError, HTTPException) as error:  # URLError and HTTPError are OSErrors
        complain(cc, error)
        return False
    save_flag(cc, flag)
    return True


def download_many(countries):
    with futures.ThreadPoolExecutor(max_workers=20) as executor:
        return sum(executor.map(download_one, countries))


if __name__ == "__main__":
    main(download_many)
