#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A server for hostile.sh: answers any path with a few bytes, and writes down what it is asked.

usage: hostile-server.py LOG [CERTIFICATE KEY]    prints its port when it is ready

It listens on loopback, or on the address that HOSTILE_ADDRESS names.

In the query, to=URL redirects there, and open=1 leaves the length out, so that only the end of the
connection says where the body ends; with TLS that end comes without a close_notify, unless
notify=1 is there too.
"""
import http.server
import os
import socket
import ssl
import sys
import urllib.parse

ADDRESS = os.environ.get("HOSTILE_ADDRESS", "127.0.0.1")


class Handler(http.server.BaseHTTPRequestHandler):
    body = b"hello\n"

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        with open(sys.argv[1], "a", encoding="latin-1") as log:
            log.write(f"{self.requestline}\nto: {self.connection.getsockname()[0]}\n{self.headers}")
        self.close_connection = True
        if "to" in query:
            self.send_response(302)
            self.send_header("Location", query["to"][0])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        if "open" not in query:
            self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)
        if "notify" in query:
            self.connection.unwrap()

    def do_CONNECT(self):
        with open(sys.argv[1], "a", encoding="latin-1") as log:
            log.write(f"{self.requestline}\n")
        self.send_error(502)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if ":" in ADDRESS else socket.AF_INET
    request_queue_size = 128

    def handle_error(self, *args):
        pass  # a client that does not trust us leaves in the middle of the handshake


server = Server((ADDRESS, 0), Handler)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
print(server.server_address[1], flush=True)
server.serve_forever()
