# SPDX-License-Identifier: LGPL-2.1-or-later
"""A process that plays cases: http, https (http/1.1 and h2) and DNS, each on a free port of loopback.
The path of a request is /RUN/SEED-NUMBER; how often it was asked for is counted for each run."""
import asyncio
import collections
import multiprocessing
import os
import resource
import socket
import ssl
import struct
import subprocess

import cases

HOSTS_A_CERTIFICATE = 25  # reading one with many addresses takes GnuTLS milliseconds, for each connection
LONGEST_FLOOD = 6.0  # seconds: well above every time limit
CONFIG = """[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
[leaf]
basicConstraints = critical, CA:FALSE
subjectAltName = %s
"""


def find_host(rank):
    """A client may use a connection again before it sees that it has ended; so each case that ends one is asked for
    at another address than the others of its batch, and what is found does not depend on them."""
    return "127.0.%d.%d" % (rank // 250, rank % 250 + 1)


def find_rank(host):
    third, fourth = host.split(".")[2:]
    return int(third) * 250 + int(fourth) - 1


def make_certificate(folder, name, section, hosts, *words):
    config = os.path.join(folder, name + ".conf")
    with open(config, "w") as file:
        file.write(CONFIG % ",".join("IP:" + host for host in hosts))
    subprocess.run(("openssl", "req", "-x509", "-config", config, "-extensions", section, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", name + ".key", "-out", name + ".pem", "-days", "30", "-subj", "/CN=" + name) + words,
                   check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_ca(folder):
    make_certificate(folder, "ca", "ca", [find_host(0)])


def certificate_of(folder, rank):
    """The path of the certificate of the host with that rank, without its suffix."""
    first = rank - rank % HOSTS_A_CERTIFICATE
    name = os.path.join(folder, "leaf-%d" % first)
    if not os.path.exists(name + ".pem"):
        make_certificate(folder, os.path.basename(name), "leaf", [find_host(first + i) for i in range(HOSTS_A_CERTIFICATE)], "-CA", "ca.pem", "-CAkey", "ca.key")
    return name


class Contexts:
    """What TLS needs, by host; made before anybody waits for it."""
    def __init__(self, folder, protocol, hosts):
        by_name, self.by_host = {}, {}
        for host in hosts:
            name = certificate_of(folder, find_rank(host))
            if name not in by_name:
                by_name[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                by_name[name].load_cert_chain(name + ".pem", name + ".key")
                by_name[name].set_alpn_protocols([protocol])
            self.by_host[host] = by_name[name]

    def wrap(self, transport, *pipes):
        return self.by_host[transport.get_extra_info("sockname")[0]].wrap_bio(*pipes, server_side=True)


class Connection(asyncio.Protocol):
    counts = collections.Counter()

    def __init__(self, tls=None):
        self.tls, self.seen, self.busy, self.shaken = tls, b"", False, tls is None
        self.over = False

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            self.layer = self.tls.wrap(transport, self.incoming, self.outgoing)

    def data_received(self, data):
        if self.over:
            return
        if self.tls:
            data = self.decrypt(data)
        self.seen += data
        if not self.busy:
            self.look()

    def decrypt(self, data):
        self.incoming.write(data)
        plain = []
        try:
            if not self.shaken:
                self.layer.do_handshake()
                self.shaken = True
                self.greet()
            while True:
                piece = self.layer.read(65536)
                if not piece:
                    break
                plain.append(piece)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            self.transport.abort()
        self.transport.write(self.outgoing.read())
        return b"".join(plain)

    def greet(self):
        pass

    def look(self):
        if b"\r\n\r\n" not in self.seen:
            return
        request, _, self.seen = self.seen.partition(b"\r\n\r\n")
        path = request.split(b" ", 2)[1].decode()
        start = None
        for line in request.lower().split(b"\r\n"):
            if line.startswith(b"range: bytes="):
                start = int(line[13:].split(b"-")[0])
        n = self.counts[path]
        self.counts[path] += 1
        seed, dash, number = path.rsplit("/", 1)[-1].rpartition("-")
        if not dash or not number.isdigit():  # of no case: where a random Location has led to
            self.transport.abort()
            return
        self.answer(cases.make(seed, int(number)).answers(n, start))

    def answer(self, answer):
        self.busy = True
        if answer.ending == "flood":
            self.flood(answer)
            return
        pieces, at = [], 0
        for cut in list(answer.cuts) + [len(answer.data)]:
            pieces.append(answer.data[at:cut])
            at = cut
        self.play(pieces, answer.ending)

    def put(self, data):
        if self.tls and data:
            self.layer.write(data)
            data = self.outgoing.read()
        self.transport.write(data)

    def play(self, pieces, ending):
        if self.transport.is_closing():
            return
        if ending == "half" and len(pieces) == 1:  # the end of the record never comes
            self.layer.write(pieces[0] + b"?" * 100)
            data = self.outgoing.read()
            self.transport.write(data[:-60])
            self.end("fin")
            return
        self.put(pieces[0])
        if len(pieces) > 1:
            loop = asyncio.get_running_loop()
            loop.call_later(0.0005, self.play, pieces[1:], ending)
            return
        self.end(ending)

    def end(self, ending):
        self.over = ending != "keep"
        if ending == "keep":
            self.busy = False
            self.look()
        elif ending == "hang":
            asyncio.get_running_loop().call_later(LONGEST_FLOOD, self.transport.abort)
        elif ending == "rst":
            sock = self.transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.close()
        else:
            if ending == "notify":
                try:
                    self.layer.unwrap()
                except ssl.SSLError:
                    pass
                self.transport.write(self.outgoing.read())
            self.close()

    def close(self):
        self.transport.close()

    def flood(self, answer):
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_FLOOD
        block = answer.again * max(1, 2000 // len(answer.again))
        self.put(answer.data)

        def more():
            if self.transport.is_closing():
                return
            if loop.time() > until:
                self.transport.abort()
                return
            if self.transport.get_write_buffer_size() < 65536:
                self.put(block)
            loop.call_later(0.008, more)
        more()


async def listen(loop, factory, hosts):
    """The port, which is the same at each of the hosts."""
    while True:
        server = await loop.create_server(factory, hosts[0], 0, backlog=1000)
        port = server.sockets[0].getsockname()[1]
        try:
            if hosts[1:]:
                await loop.create_server(factory, hosts[1:], port, backlog=100)
            return port
        except OSError:  # another has it at one of them
            server.close()


async def serve(folder, pipe, hosts):
    import dns_packets
    import http2
    loop = asyncio.get_running_loop()
    tls = {"tls": Contexts(folder, "http/1.1", hosts.get("tls", [])), "h2": Contexts(folder, "h2", hosts.get("h2", []))}
    factories = {"http": Connection, "tls": lambda: Connection(tls["tls"]), "h2": lambda: http2.make_connection(Connection, tls["h2"])}
    ports = {}
    for kind, those in hosts.items():
        ports[kind] = await (dns_packets.serve(loop) if kind == "dns" else listen(loop, factories[kind], those))
    pipe.send(ports)
    ended = asyncio.Event()
    loop.add_reader(pipe.fileno(), ended.set)  # the other end is closed, if only by a signal
    await ended.wait()
    os._exit(0)


def run(folder, pipe, other, hosts):
    other.close()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # a socket for each host
    asyncio.run(serve(folder, pipe, hosts))


def start(folder, hosts):
    """hosts: addresses by kind. The process and its ports by kind; it ends with this one, and knows the cases that
    were made before."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=run, args=(folder, there, here, hosts), daemon=True)
    process.start()
    there.close()  # so that its death is noticed
    process.pipe = here  # open as long as the process is of use
    return process, here.recv()
