#!/usr/bin/env python3
"""A TCP proxy that can be cut, to let a server seem gone.

usage: tcp-proxy.py HOST PORT

Prints `port: N` once it listens on loopback. A line `cut` on its standard input drops every connection and refuses new ones,
`open` lets them through again; each is answered with the same word. Ends when its standard input is closed.
"""

import contextlib
import socket
import sys
import threading

connections = set()
lock = threading.Lock()
is_open = True


def drop(*sockets):
    for item in sockets:
        with contextlib.suppress(OSError):
            item.shutdown(socket.SHUT_RDWR)
        item.close()


def pump(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    drop(source, target)
    with lock:
        connections.discard(source)


def accept(listener, address):
    while True:
        client, _ = listener.accept()
        if not is_open:
            drop(client)
            continue
        try:
            server = socket.create_connection(address, timeout=10)
            server.settimeout(None)
        except OSError:
            drop(client)
            continue
        with lock:
            connections.update((client, server))
        threading.Thread(target=pump, args=(client, server), daemon=True).start()
        threading.Thread(target=pump, args=(server, client), daemon=True).start()


def main():
    global is_open
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    address = (sys.argv[1], int(sys.argv[2]))
    threading.Thread(target=accept, args=(listener, address), daemon=True).start()
    print(f"port: {listener.getsockname()[1]}", flush=True)
    for line in sys.stdin:
        word = line.strip()
        is_open = word == "open"
        if word == "cut":
            with lock:
                victims = list(connections)
                connections.clear()
            drop(*victims)
        print(word, flush=True)


main()
