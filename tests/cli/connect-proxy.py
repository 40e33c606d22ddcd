#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A proxy for proxy.sh: tunnels to one server, whatever host is asked for, and logs each head it gets.

usage: connect-proxy.py LOG PORT    prints its own port when it is ready

PORT is that of the server on loopback. The host that CONNECT names says what becomes of it:
status-NNN.test is answered so, hangup.test by the end of the connection, garbage.test by what is no
HTTP, long.test by a head of 400 KB, and any other by the tunnel. What is no CONNECT is answered with a few bytes.
"""
import re
import socket
import socketserver
import sys
import threading


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one of the two has gone


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        head = b""
        while (line := self.rfile.readline()) not in (b"", b"\r\n"):
            head += line
        with open(sys.argv[1], "ab") as log:
            log.write(head)
        words = head.split()
        if len(words) < 2:
            return
        if words[0] != b"CONNECT":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nhello\n")
            return
        host = words[1].decode("latin-1").partition(":")[0]
        if match := re.fullmatch(r"status-(\d+)\.test", host):
            self.wfile.write(b"HTTP/1.1 %s No\r\nLocation: https://ok.test/y\r\n"
                             b"Content-Length: 3\r\n\r\nno\n" % match[1].encode())
        elif host == "garbage.test":
            self.wfile.write(b"what do you mean?\r\n\r\n")
        elif host == "long.test":
            try:
                self.wfile.write(b"HTTP/1.1 200 Connected\r\nX: %s\r\n\r\n" % (b"x" * 400000))
            except OSError:
                pass  # it need not be read
        elif host != "hangup.test":
            self.tunnel()

    def tunnel(self):
        with socket.create_connection(("127.0.0.1", int(sys.argv[2]))) as server:
            self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=pump, args=(server, self.connection))
            back.start()
            pump(self.connection, server)
            back.join()


class Proxy(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


with Proxy(("127.0.0.1", 0), Handler) as proxy:
    print(proxy.server_address[1], flush=True)
    proxy.serve_forever()
