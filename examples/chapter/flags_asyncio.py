#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same on the event loop of asyncio, as flags-coroutines.c does it on GLib's. Needs aiohttp
(Debian: python3-aiohttp)."""

import asyncio

from aiohttp import ClientError, ClientSession

from flags import complain, flag_url, main, save_flag


async def get_flag(session, cc):
    async with session.get(flag_url(cc), raise_for_status=True) as answer:
        return await answer.read()


async def download_one(session, cc):
    try:
        flag = await get_flag(session, cc)
    except ClientError as error:
        complain(cc, error)
        return False
    save_flag(cc, flag)
    return True


async def supervise(countries):
    async with ClientSession() as session:
        done = await asyncio.gather(*(download_one(session, cc) for cc in countries))
    return sum(done)


def download_many(countries):
    return asyncio.run(supervise(countries))


if __name__ == "__main__":
    main(download_many)
