#!/usr/bin/env python3
"""A few calls of kubectl, for the walk-through on a machine that has none. It is no part of the product.

    kube get KIND [NAME] [-n NAMESPACE]
    kube delete KIND NAME [-n NAMESPACE]
    kube scale KIND NAME REPLICAS [-n NAMESPACE]
"""
import argparse
import base64
import json
import os
import re
import ssl
import sys
import tempfile
import urllib.error
import urllib.request

PATHS = {"deployment": "apis/apps/v1", "service": "api/v1", "configmap": "api/v1", "pod": "api/v1",
         "secret": "api/v1", "namespace": "api/v1", "resourcequota": "api/v1"}


class Cluster:
    def __init__(self, kubeconfig):
        text = open(kubeconfig, encoding="utf-8").read()
        find = lambda key: re.search(rf"{key}:\s*\"?([^\s\"]+)", text).group(1)
        self.server = find("server")
        self.context = ssl.create_default_context(
            cadata=base64.b64decode(find("certificate-authority-data")).decode())
        with tempfile.NamedTemporaryFile() as pair:
            pair.write(base64.b64decode(find("client-certificate-data")) + b"\n")
            pair.write(base64.b64decode(find("client-key-data")))
            pair.flush()
            self.context.load_cert_chain(pair.name)

    def call(self, method, path, body=None):
        request = urllib.request.Request(f"{self.server}/{path}", method=method, data=body and json.dumps(body).encode())
        request.add_header("Accept", "application/json")
        request.add_header("Content-Type", "application/merge-patch+json")
        try:
            with urllib.request.urlopen(request, context=self.context) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            sys.exit("error: " + json.load(error).get("message", str(error)))


def path_of(options):
    kind = options.kind.lower().rstrip("s")
    kind = {"deploy": "deployment", "svc": "service", "cm": "configmap", "n": "namespace"}.get(kind, kind)
    if kind not in PATHS:
        sys.exit(f"error: this helper knows {', '.join(sorted(PATHS))}; kubectl knows the rest")
    place = "" if kind == "namespace" else f"/namespaces/{options.namespace}"
    name = f"/{options.name}" if options.name else ""
    return f"{PATHS[kind]}{place}/{kind}s{name}"


def show(item):
    status, spec = item.get("status", {}), item.get("spec", {})
    text = ""
    if "replicas" in spec:
        text = f"{status.get('readyReplicas', 0)}/{spec['replicas']} ready"
    print(f"{item['metadata']['name']:40} {text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["get", "delete", "scale"])
    parser.add_argument("kind")
    parser.add_argument("name", nargs="?")
    parser.add_argument("replicas", nargs="?", type=int)
    parser.add_argument("-n", "--namespace", default="default")
    options = parser.parse_args()
    cluster = Cluster(os.environ.get("KUBECONFIG") or os.path.join(os.path.dirname(__file__), "..", "kubeconfig"))
    if options.verb == "get":
        answer = cluster.call("GET", path_of(options))
        for item in answer.get("items", [answer]):
            show(item)
        return
    if not options.name:
        sys.exit("error: a name is required")
    if options.verb == "delete":
        cluster.call("DELETE", path_of(options))
        print(f"{options.kind} \"{options.name}\" deleted")
    else:
        cluster.call("PATCH", path_of(options), {"spec": {"replicas": options.replicas}})
        print(f"{options.kind} \"{options.name}\" scaled to {options.replicas}")


if __name__ == "__main__":
    main()
