#!/usr/bin/env python3
"""A Git server for tests: smart HTTP through `git http-backend`, on loopback.

usage: git-server.py ROOT [--user U --password P] [--token T] [--certificate FILE --key FILE [--client-authority FILE]]

Prints `port: N` once it listens, then serves the repositories below ROOT until its standard input is closed. The first name
of a URL's path says who may come in: /public/x.git anybody, /basic/x.git the user, /bearer/x.git the token.
"""

import argparse
import base64
import hmac
import http.server
import os
import ssl
import subprocess
import sys
import threading

PASSED_HEADERS = {"Content-Type": "CONTENT_TYPE", "Git-Protocol": "GIT_PROTOCOL", "Content-Encoding": "HTTP_CONTENT_ENCODING"}


def body_of(request):
    """The whole body of a request, chunked or not."""
    if request.headers.get("Transfer-Encoding", "").lower() != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length") or 0))
    body = b""
    while size := int(request.rfile.readline().split(b";")[0], 16):
        body += request.rfile.read(size)
        request.rfile.readline()
    request.rfile.readline()
    return body


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def is_welcome(self, realm):
        given = self.headers.get("Authorization", "")
        options = self.server.options
        if realm == "public":
            return True
        if realm == "basic":
            login = f"{options.user}:{options.password}".encode()
            return hmac.compare_digest(given, "Basic " + base64.b64encode(login).decode())
        return realm == "bearer" and hmac.compare_digest(given, f"Bearer {options.token}")

    def refuse(self, status, text):
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def answer(self):
        body = body_of(self)
        path, _, query = self.path.partition("?")
        realm, _, rest = path.lstrip("/").partition("/")
        if not self.is_welcome(realm):
            return self.refuse(401, b"who are you?\n")
        environment = {
            "GIT_PROJECT_ROOT": self.server.options.root,
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "3",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "GIT_CONFIG_KEY_1": "uploadpack.allowAnySHA1InWant",
            "GIT_CONFIG_VALUE_1": "true",
            "GIT_CONFIG_KEY_2": "uploadpack.allowFilter",
            "GIT_CONFIG_VALUE_2": "true",
            "PATH": os.environ["PATH"],
            "HOME": self.server.options.root,
            "PATH_INFO": "/" + rest,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(body)),
        }
        for header, name in PASSED_HEADERS.items():
            if header in self.headers:
                environment[name] = self.headers[header]
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in fields if name == "Status"), 200)
        if not fields:
            return self.refuse(500, done.stderr or b"git http-backend said nothing\n")
        self.send_response(status)
        for name, value in fields:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = answer
    do_POST = answer


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    for name in ("user", "password", "token", "certificate", "key", "client-authority"):
        parser.add_argument("--" + name, default="")
    options = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    server.options = options
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
        if options.client_authority:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(options.client_authority)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"port: {server.server_address[1]}", flush=True)
    sys.stdin.read()


main()
