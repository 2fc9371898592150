#!/usr/bin/env python3
"""An HTTPS proxy before an API server that can make its watches miss events and then expire.

usage: watch-proxy.py KUBECONFIG FOLDER

Writes FOLDER/watched-kubeconfig, which leads through the proxy, and prints `port: N` once it listens on loopback.
A line `mute` on its standard input withholds all events of running and new watches; `expire` ends each watch with the error an API
server gives when the version is too old (410, Expired), and lets later watches through. Each is answered with the same word.
Ends when its standard input is closed.
"""

import base64
import contextlib
import http.client
import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
from urllib.parse import parse_qs, urlsplit

import yaml

lock = threading.Condition()
is_muted = False
generation = 0

EXPIRED = {
    "type": "ERROR",
    "object": {
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": 410, "reason": "Expired",
        "message": "too old resource version: 1 (2)",
    },
}


def material(entry, name, folder):
    """The path of what a kubeconfig gives inline or by path."""
    if data := entry.get(f"{name}-data"):
        path = os.path.join(folder, name + ".pem")
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
        return path
    return entry.get(name)


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = None
    trust = None
    token = None

    def log_message(self, *_):
        pass

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        link = http.client.HTTPSConnection(*self.upstream, context=self.trust, timeout=600)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection", "accept-encoding")}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        with contextlib.closing(link):
            link.request(self.command, self.path, body or None, headers)
            answer = link.getresponse()
            query = parse_qs(urlsplit(self.path).query)
            if answer.status == 200 and query.get("watch", ["0"])[0] in ("1", "true"):
                self.watch(link, answer)
                return
            data = answer.read()
            self.head(answer, {"Content-Length": str(len(data))})
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = forward

    def head(self, answer, more):
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "content-length", "transfer-encoding", "date", "server"):
                self.send_header(name, value)
        for name, value in more.items():
            self.send_header(name, value)
        self.end_headers()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def watch(self, link, answer):
        self.head(answer, {"Transfer-Encoding": "chunked"})
        with lock:
            mine = generation
        done = threading.Event()

        def expire():
            with lock:
                while generation == mine and not done.is_set():
                    lock.wait(0.2)
            if not done.is_set():
                with contextlib.suppress(OSError):
                    self.chunk(json.dumps(EXPIRED).encode() + b"\n")
                    self.chunk(b"")
                with contextlib.suppress(OSError):
                    link.sock.shutdown(2)

        ender = threading.Thread(target=expire, daemon=True)
        ender.start()
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            while line := answer.readline():
                with lock:
                    if generation != mine:
                        break
                    if not is_muted:
                        self.chunk(line)
            else:
                self.chunk(b"")
        done.set()
        ender.join()
        self.close_connection = True


def main():
    global is_muted, generation
    source, folder = sys.argv[1:]
    with open(source) as file:
        config = yaml.safe_load(file)
    cluster = config["clusters"][0]["cluster"]
    user = config["users"][0]["user"]
    server = urlsplit(cluster["server"])
    Proxy.upstream = (server.hostname, server.port or 443)
    Proxy.trust = ssl.create_default_context(cafile=material(cluster, "certificate-authority", folder))
    Proxy.token = user.get("token")
    if certificate := material(user, "client-certificate", folder):
        Proxy.trust.load_cert_chain(certificate, material(user, "client-key", folder))
    own, key = os.path.join(folder, "watch-proxy.crt"), os.path.join(folder, "watch-proxy.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", own],
        check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    listener.daemon_threads = True
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(own, key)
    listener.socket = serving.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
    port = listener.server_port
    config["clusters"][0]["cluster"] = {"server": f"https://127.0.0.1:{port}", "certificate-authority": own}
    config["users"][0]["user"] = {}
    with open(os.path.join(folder, "watched-kubeconfig"), "w") as file:
        yaml.safe_dump(config, file)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    print(f"port: {port}", flush=True)
    for line in sys.stdin:
        with lock:
            if line.strip() == "mute":
                is_muted = True
            if line.strip() == "expire":
                is_muted = False
                generation += 1
                lock.notify_all()
        print(line.strip(), flush=True)


main()
