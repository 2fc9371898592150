#!/usr/bin/env python3
"""Serves one Git repository over smart HTTP on loopback, for the walk-through. It is no part of the product.

The first start makes the repository from a folder of files, and a working copy of it. Anybody on this machine may push.
"""
import argparse
import http.server
import os
import shutil
import subprocess
import sys


def git(*arguments, folder):
    environment = dict(os.environ, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
    command = ["git", "-c", "user.name=Platform Team", "-c", "user.email=platform@example.com",
               "-c", "init.defaultBranch=main", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def make_repository(root, seed, url):
    """The bare repository, and beside it a working copy whose remote is the URL."""
    bare, copy = os.path.join(root, "git", "platform.git"), os.path.join(root, "platform")
    if not os.path.isdir(bare):
        os.makedirs(bare)
        git("init", "--quiet", "--bare", folder=bare)
        git("config", "http.receivepack", "true", folder=bare)
        git("symbolic-ref", "HEAD", "refs/heads/main", folder=bare)
        shutil.rmtree(copy, ignore_errors=True)
    if not os.path.isdir(copy):
        shutil.copytree(seed, copy)
        git("init", "--quiet", folder=copy)
        git("config", "user.name", "Platform Team", folder=copy)
        git("config", "user.email", "platform@example.com", folder=copy)
        git("add", "--all", folder=copy)
        git("commit", "--quiet", "-m", "Describe the platform", folder=copy)
        git("push", "--quiet", bare, "HEAD:refs/heads/main", folder=copy)
        git("remote", "add", "origin", url, folder=copy)
        git("fetch", "--quiet", bare, "main:refs/remotes/origin/main", folder=copy)
        git("branch", "--quiet", "--set-upstream-to=origin/main", folder=copy)
    git("remote", "set-url", "origin", url, folder=copy)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    project_root = ""

    def do_GET(self):
        if self.path == "/healthz":
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.run_backend(b"")

    def do_POST(self):
        self.run_backend(self.read_body())

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            body += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return body

    def run_backend(self, body):
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "GIT_PROJECT_ROOT": self.project_root,
            "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "REMOTE_ADDR": self.client_address[0],
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
        }
        result = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        sys.stderr.buffer.write(result.stderr)
        head, _, content = result.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line]
        status = next((value for name, value in fields if name.lower() == "status"), "200 OK")
        self.send_response(int(status.split()[0]))
        for name, value in fields:
            if name.lower() != "status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", required=True, help="the folder for the repository and its working copy")
    parser.add_argument("--seed", required=True, help="the folder with the first commit's files")
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    Handler.project_root = os.path.join(options.root, "git")
    make_repository(options.root, options.seed, f"http://127.0.0.1:{options.port}/platform.git")
    http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
