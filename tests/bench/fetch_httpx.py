# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fetches the URLs of a list with httpx as the book's asyncio script does: a semaphore, one client,
each file saved in a thread. usage: fetch_httpx.py LIST FOLDER IN-FLIGHT"""

import asyncio
import pathlib
import sys

import httpx


async def fetch(client, semaphore, url, folder):
    async with semaphore:
        response = await client.get(url)
    response.raise_for_status()
    await asyncio.to_thread((folder / url.rsplit("/", 1)[1]).write_bytes, response.content)


async def main(urls, folder, in_flight):
    semaphore = asyncio.Semaphore(in_flight)
    limits = httpx.Limits(max_connections=in_flight, max_keepalive_connections=in_flight)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:
        for done in asyncio.as_completed([fetch(client, semaphore, u, folder) for u in urls]):
            await done


if __name__ == "__main__":
    lines = pathlib.Path(sys.argv[1]).read_text().split()
    asyncio.run(main(lines, pathlib.Path(sys.argv[2]), int(sys.argv[3])))
