"""Serves Git repositories for tests, over HTTP, HTTPS and SSH, with all the bad manners tests need.

usage: git-server.py ROOT [CERTIFICATE KEY CLIENT-CA [SSHD-CONFIG]]

Prints one line of ports: http, https, ssh (0 where there is none). Ends when its standard input does. The first name of a
path says how to behave, the rest is the path below ROOT. Every request goes into ROOT/log: method, path, command, whether
it carried credentials.
"""
import base64
import http.server
import os
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

ROOT = sys.argv[1]
LOG = threading.Lock()
PORTS = {}


def record(text):
    with LOG, open(os.path.join(ROOT, "log"), "a") as log:
        log.write(text + "\n")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.handle_request(b"")

    def do_POST(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.handle_request(body)

    def handle_request(self, body):
        url = urllib.parse.urlsplit(self.path)
        _, mode, rest = (url.path + "//").split("/", 2)
        rest = rest.rstrip("/")
        command = body[4:].split(b"\n")[0].decode() if body[4:].startswith(b"command=") else ""
        sent = "credentials" if "Authorization" in self.headers else "anonymous"
        record(f"{self.command} {url.path} {command} {sent}")
        self.close_connection = True
        kind, _, argument = mode.partition("-")
        behave = getattr(self, "mode_" + kind, None)
        if behave is None:
            return self.answer(404, b"no such mode")
        behave(rest, url.query, body, argument)

    def answer(self, status, body, kind="text/plain", headers=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def git(self, rest, query, body, version2=True):
        """The status, headers and body that git-http-backend gives."""
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": ROOT, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": "/" + rest,
            "QUERY_STRING": query, "REQUEST_METHOD": self.command, "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "REMOTE_USER": "tester", "HOME": ROOT,
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }
        if version2 and "Git-Protocol" in self.headers:
            environment["GIT_PROTOCOL"] = self.headers["Git-Protocol"]
        result = subprocess.run(["git", "http-backend"], input=body, stdout=subprocess.PIPE, env=environment)
        head, _, content = result.stdout.partition(b"\r\n\r\n")
        headers = [line.decode().split(": ", 1) for line in head.split(b"\r\n") if b": " in line]
        status = next((int(v.split()[0]) for n, v in headers if n == "Status"), 200)
        return status, [(n, v) for n, v in headers if n != "Status"], content

    def serve(self, rest, query, body, version2=True):
        status, headers, content = self.git(rest, query, body, version2)
        kind = next((v for n, v in headers if n == "Content-Type"), "text/plain")
        self.answer(status, content, kind)

    def mode_public(self, rest, query, body, _):
        self.serve(rest, query, body)

    def mode_v0(self, rest, query, body, _):
        self.serve(rest, query, body, version2=False)

    def mode_basic(self, rest, query, body, _):
        wanted = "Basic " + base64.b64encode("alice:s3crét".encode()).decode()
        if self.headers.get("Authorization") != wanted:
            return self.answer(401, b"", headers=[("WWW-Authenticate", 'Basic realm="git"')])
        self.serve(rest, query, body)

    def mode_bearer(self, rest, query, body, _):
        if self.headers.get("Authorization") != "Bearer t0ken":
            return self.answer(401, b"", headers=[("WWW-Authenticate", "Bearer")])
        self.serve(rest, query, body)

    def mode_mtls(self, rest, query, body, _):
        if not isinstance(self.connection, ssl.SSLSocket) or not self.connection.getpeercert():
            return self.answer(403, b"")
        self.serve(rest, query, body)

    def mode_status(self, rest, query, body, argument):
        self.answer(int(argument), b"")

    def mode_redirect(self, rest, query, body, target):
        """Sends the question, and only that, to another mode, or to the same under another name of this host."""
        place = f"/{target.removeprefix('elsewhere-')}/{rest}?{query}"
        if target.startswith("elsewhere-"):
            place = f"http://localhost:{PORTS['http']}{place}"
        if self.command == "POST":
            return self.answer(500, b"a pack was asked for at the old place")
        self.answer(302, b"", headers=[("Location", place)])

    def mode_loop(self, rest, query, body, _):
        self.answer(302, b"", headers=[("Location", f"/loop/{rest}?{query}")])

    def mode_astray(self, rest, query, body, _):
        self.answer(302, b"", headers=[("Location", "/login.html")])

    def mode_downgrade(self, rest, query, body, _):
        self.answer(302, b"", headers=[("Location", f"http://127.0.0.1:{PORTS['http']}/public/{rest}?{query}")])

    def mode_dumb(self, rest, query, body, _):
        self.answer(200, b"0" * 40 + b"\trefs/heads/main\n")

    def mode_garbage(self, rest, query, body, argument):
        """A smart answer by its type, with `argument` for content."""
        content = urllib.parse.unquote(argument).encode("latin-1")
        self.answer(200, content, "application/x-git-upload-pack-advertisement")

    def mode_cut(self, rest, query, body, argument):
        """Breaks off the answer to the request for objects after so many bytes."""
        if self.command == "GET" or b"command=ls-refs" in body:
            return self.serve(rest, query, body)
        _, _, content = self.git(rest, query, body)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-git-upload-pack-result")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: int(argument)])

    def mode_short(self, rest, query, body, argument):
        """As `cut`, but the answer claims to be complete."""
        if self.command == "GET" or b"command=ls-refs" in body:
            return self.serve(rest, query, body)
        self.answer(200, self.git(rest, query, body)[2][: int(argument)], "application/x-git-upload-pack-result")

    def mode_flip(self, rest, query, body, argument):
        """Alters one byte of the answer with the objects, counted from its end."""
        if self.command == "GET" or b"command=ls-refs" in body:
            return self.serve(rest, query, body)
        content = bytearray(self.git(rest, query, body)[2])
        content[-int(argument)] ^= 0x55
        self.answer(200, bytes(content), "application/x-git-upload-pack-result")

    def mode_pack(self, rest, query, body, argument):
        """Sends a pack of its own making."""
        if self.command == "GET" or b"command=ls-refs" in body:
            return self.serve(rest, query, body)
        pack = urllib.parse.unquote_to_bytes(argument)
        band = b"\x01" + pack
        content = b"000dpackfile\n" + b"%04x" % (len(band) + 4) + band + b"0000"
        self.answer(200, content, "application/x-git-upload-pack-result")

    def mode_slow(self, rest, query, body, _):
        """Sends the objects drop by drop."""
        if self.command == "GET" or b"command=ls-refs" in body:
            return self.serve(rest, query, body)
        content = self.git(rest, query, body)[2]
        self.send_response(200)
        self.send_header("Content-Type", "application/x-git-upload-pack-result")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for start in range(0, len(content), 7):
            self.wfile.write(content[start : start + 7])
            self.wfile.flush()
            time.sleep(0.0005)

    def mode_stall(self, rest, query, body, argument):
        """Sends the beginning of the objects, or nothing at all, and then waits for the client to go."""
        if argument != "all" and (self.command == "GET" or b"command=ls-refs" in body):
            return self.serve(rest, query, body)
        if argument != "all":
            content = self.git(rest, query, body)[2]
            self.send_response(200)
            self.send_header("Content-Type", "application/x-git-upload-pack-result")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: int(argument)])
            self.wfile.flush()
        record(f"STALLED {rest}")
        try:
            self.connection.recv(1)
        except OSError:
            pass
        record(f"GONE {rest}")

    def mode_flood(self, rest, query, body, _):
        """References without end."""
        self.send_response(200)
        self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
        self.send_header("Connection", "close")
        self.end_headers()
        line = b"003f" + b"1" * 40 + b" refs/heads/branch\n"
        try:
            while True:
                self.wfile.write(line * 1000)
        except OSError:
            pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64


class TLSServer(Server):
    def __init__(self, certificate, key, authority):
        super().__init__(("127.0.0.1", 0), Handler)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.context.load_verify_locations(authority)
        self.context.verify_mode = ssl.CERT_OPTIONAL

    def finish_request(self, request, address):
        """Shakes hands on the connection's own thread."""
        try:
            with self.context.wrap_socket(request, server_side=True) as secured:
                self.RequestHandlerClass(secured, address, self)
        except OSError:
            pass


def serve_ssh(listener, configuration):
    while True:
        connection, _ = listener.accept()
        command = ["/usr/sbin/sshd", "-i", "-e", "-f", configuration]
        with open(os.path.join(ROOT, "sshd.log"), "a") as log:
            subprocess.Popen(command, stdin=connection, stdout=connection, stderr=log)
        connection.close()


def start(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


plain = Server(("127.0.0.1", 0), Handler)
PORTS["http"] = start(plain)
PORTS["https"] = start(TLSServer(*sys.argv[2:5])) if len(sys.argv) > 4 else 0
PORTS["ssh"] = 0
if len(sys.argv) > 5:
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    PORTS["ssh"] = listener.getsockname()[1]
    threading.Thread(target=serve_ssh, args=(listener, sys.argv[5]), daemon=True).start()
print(PORTS["http"], PORTS["https"], PORTS["ssh"], flush=True)
sys.stdin.read()
shutil.rmtree(ROOT, ignore_errors=True)
