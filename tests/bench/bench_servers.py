# SPDX-License-Identifier: LGPL-2.1-or-later
"""The servers that the benchmark asks: nginx, knotd and the lab, on loopback and on free ports, each
ended with the benchmark."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time


def find(name):
    """The path of a program, also where only root has it on the PATH."""
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.02)
    raise RuntimeError(f"{process.args[0]} does not listen on port {port}")


def wait_for_name(port, name, seconds=30):
    """Until the DNS server answers for the name, which may take long after it listens."""
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
    query = b"\0\1\1\0\0\1\0\0\0\0\0\0" + labels + b"\0\0\1\0\1"
    deadline = time.monotonic() + seconds
    with socket.socket(type=socket.SOCK_DGRAM) as client:
        client.settimeout(1)
        client.connect(("127.0.0.1", port))
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                client.send(query)
                if client.recv(512)[3] & 0xf == 0:
                    return
            time.sleep(0.05)
    raise RuntimeError(f"the DNS server on port {port} does not answer for {name}")


@contextlib.contextmanager
def running(argv, **kwargs):
    process = subprocess.Popen(argv, **kwargs)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def authorities(folder: pathlib.Path):
    """A key and a certificate for 127.0.0.1, and a list of the authorities to trust: those of the system,
    since reading some hundred of them is what may be slow, and the certificate itself."""
    certificate, bundle = folder / "server.pem", folder / "authorities.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=swimlane bench", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", folder / "server.key", "-out", certificate], check=True, capture_output=True)
    text = certificate.read_text()
    for path in ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"):
        with contextlib.suppress(OSError):
            text += pathlib.Path(path).read_text()
            break
    bundle.write_text(text)
    return bundle


@contextlib.contextmanager
def nginx(folder: pathlib.Path, root: pathlib.Path, tls=False):
    """Serves the files of root with one worker, over TLS with what authorities () made; gives the port."""
    port = free_port()
    conf = folder / f"nginx-{port}.conf"
    protocol = (f" ssl;\n    ssl_certificate {folder}/server.pem;\n"
                f"    ssl_certificate_key {folder}/server.key" if tls else "")
    temporary = "".join(
        f"  {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.geteuid() == 0 else ""
    conf.write_text(f"""{user}daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid {folder}/nginx-{port}.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 10000000;
{temporary}  server {{
    listen 127.0.0.1:{port} backlog=4096{protocol};
    root {root};
  }}
}}
""")
    argv = [find("nginx"), "-p", str(folder), "-c", str(conf)]
    with running(argv, stderr=subprocess.DEVNULL) as process:
        wait_for_port(port, process)
        yield port


@contextlib.contextmanager
def knotd(folder: pathlib.Path, names: int):
    """Answers for name0.dev, name1.dev…, each with an address of either kind, with one UDP worker, on
    a free port and, where that may be had, on port 53 of 127.0.0.53; gives the port."""
    port = free_port()
    (folder / "knot").mkdir()
    with open(folder / "dev.zone", "w") as zone:
        zone.write("$ORIGIN dev.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\n"
                   "ns A 127.0.0.1\n")
        for i in range(names):
            zone.write(f"name{i} A 192.0.2.{i % 250}\nname{i} AAAA 2001:db8::{i >> 16:x}:{i & 0xffff:x}\n")
    well_known = "\n  listen: 127.0.0.53@53" if os.geteuid() == 0 else ""
    (folder / "knot.conf").write_text(f"""server:
  rundir: {folder}/knot
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  listen: 127.0.0.1@{port}{well_known}
database:
  storage: {folder}/knot
log:
  - target: stderr
    any: error
zone:
  - domain: dev
    storage: {folder}
    file: dev.zone
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
""")
    with running([find("knotd"), "-c", str(folder / "knot.conf")]) as process:
        wait_for_port(port, process)
        wait_for_name(port, "name0.dev")
        yield port


@contextlib.contextmanager
def lab(swimlane, root: pathlib.Path, delay):
    """The lab, which answers after a delay; gives the URL."""
    argv = [swimlane, "serve", f"--delay={delay}", f"--root={root}"]
    with running(argv, stdout=subprocess.PIPE, text=True) as process:
        yield json.loads(process.stdout.readline())["http"]
