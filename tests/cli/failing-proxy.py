# SPDX-License-Identifier: LGPL-2.1-or-later
"""A proxy for download-resume.sh that hands nothing on, and prints its port when it is ready.

usage: failing-proxy.py FILE

FILE says how each request is answered: by a status, or by garbage, or empty: by the end, or away: by a redirect
to is.dev, which some DNS servers of the lab do not know.
"""
import socketserver
import sys


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while self.rfile.readline() not in (b"", b"\r\n"):
            pass
        with open(sys.argv[1]) as lines:
            how = lines.read().strip()
        if how == "garbage":
            self.wfile.write(b"this is no HTTP\r\n\r\n")
        elif how == "away":
            self.wfile.write(b"HTTP/1.1 302 Away\r\nLocation: http://is.dev/\r\nContent-Length: 0\r\n\r\n")
        elif how != "empty":
            self.wfile.write(f"HTTP/1.1 {how} Answer\r\nContent-Length: 3\r\n\r\nno\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", 0), Handler) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
