# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fetches the URLs of a list with aiohttp as the book's asyncio script does: a semaphore, one session,
each file saved in a thread. usage: fetch_aiohttp.py LIST FOLDER IN-FLIGHT"""

import asyncio
import pathlib
import sys

import aiohttp


async def fetch(session, semaphore, url, folder):
    async with semaphore, session.get(url) as response:
        response.raise_for_status()
        body = await response.read()
    await asyncio.to_thread((folder / url.rsplit("/", 1)[1]).write_bytes, body)


async def main(urls, folder, in_flight):
    semaphore = asyncio.Semaphore(in_flight)
    connector = aiohttp.TCPConnector(limit=in_flight)
    async with aiohttp.ClientSession(connector=connector) as session:
        for done in asyncio.as_completed([fetch(session, semaphore, u, folder) for u in urls]):
            await done


if __name__ == "__main__":
    lines = pathlib.Path(sys.argv[1]).read_text().split()
    asyncio.run(main(lines, pathlib.Path(sys.argv[2]), int(sys.argv[3])))
