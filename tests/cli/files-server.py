#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A server of files with all that a server can say of them, for transfer.sh.

usage: files-server.py FOLDER    prints its port when it is ready

Listens on loopback. Each file has a strong ETag and Last-Modified, and can be continued. The query
cut=N breaks the whole file off after N bytes, pause=S waits S seconds after each 64 KiB, named=NAME
tells that name in Content-Disposition, lean=1 leaves Last-Modified out of parts (RFC 9110, 15.3.7), and
first=1 does the first two to the first answer alone, which then cannot be continued.
"""
import email.utils
import http.server
import os
import sys
import time
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked = set()

    def answer(self, code, fields, body=b""):
        self.send_response(code)
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for at in range(0, len(body), 65536):
                self.wfile.write(body[at : at + 65536])
                time.sleep(float(self.query.get("pause", ["0"])[0]))
        except OSError:
            self.close_connection = True

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        self.query = urllib.parse.parse_qs(url.query)
        if "first" in self.query and self.path in self.asked:
            del self.query["cut"], self.query["named"]
        self.asked.add(self.path)
        path = os.path.join(sys.argv[1], os.path.basename(url.path))
        if not os.path.isfile(path):
            self.answer(404, {"Content-Length": "0"})
            return
        modified = int(os.path.getmtime(path))
        since = self.headers.get("If-Modified-Since")
        if since and email.utils.parsedate_to_datetime(since).timestamp() >= modified:
            self.answer(304, {})
            return
        with open(path, "rb") as file:
            body = file.read()
        fields = {
            "ETag": f'"{modified}-{len(body)}"',
            "Last-Modified": email.utils.formatdate(modified, usegmt=True),
        }
        if "first" in self.query:
            fields.clear()
        if "named" in self.query:
            fields["Content-Disposition"] = f'attachment; filename="{self.query["named"][0]}"'
        if self.headers.get("If-Range", "none") == fields.get("ETag"):
            first = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            fields["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
            fields["Content-Length"] = str(len(body) - first)
            if "lean" in self.query:
                del fields["Last-Modified"]
            self.answer(206, fields, body[first:])
            return
        fields["Content-Length"] = str(len(body))
        if "cut" in self.query:
            body = body[: int(self.query["cut"][0])]
            self.close_connection = True
        self.answer(200, fields, body)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
