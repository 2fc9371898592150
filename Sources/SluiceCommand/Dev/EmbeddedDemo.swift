// Written by SLUICE_RECORD=1 swift test --filter EmbeddedFilesTests from config/demo. Do not edit.
// swift-format-ignore-file

/// The files of the walk-through, by their paths in its folder.
enum EmbeddedDemo {
    static let files: [String: String] = [
        "git-server.py": ##"""
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

            """##,
        "kube.py": ##"""
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

            """##,
        "repository/README.md": ##"""
            # platform

            What runs in the cluster. Nobody applies anything by hand: what is on the branch `main` is what runs.

            | folder | what it describes |
            |---|---|
            | `clusters/local` | what the cluster applies, and in which order |
            | `infrastructure` | namespaces, quotas and permissions |
            | `apps/base` | the storefront, as it is everywhere |
            | `apps/staging`, `apps/production` | what differs there |

            """##,
        "repository/apps/base/deployment.yaml": ##"""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: storefront
            spec:
              replicas: 1
              selector:
                matchLabels:
                  app: storefront
              template:
                metadata:
                  labels:
                    app: storefront
                spec:
                  containers:
                  - name: storefront
                    image: registry.example.com/storefront:1.4.0
                    ports:
                    - name: http
                      containerPort: 8080
                    readinessProbe:
                      httpGet:
                        path: /ready
                        port: http
                    resources:
                      requests:
                        cpu: 100m
                        memory: 128Mi
                    volumeMounts:
                    - name: settings
                      mountPath: /etc/storefront
                  volumes:
                  - name: settings
                    configMap:
                      name: storefront

            """##,
        "repository/apps/base/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - deployment.yaml
            - service.yaml
            configMapGenerator:
            - name: storefront
              files:
              - settings.properties
            labels:
            - pairs:
                app.kubernetes.io/name: storefront

            """##,
        "repository/apps/base/service.yaml": ##"""
            apiVersion: v1
            kind: Service
            metadata:
              name: storefront
            spec:
              selector:
                app: storefront
              ports:
              - name: http
                port: 80
                targetPort: http

            """##,
        "repository/apps/base/settings.properties": ##"""
            greeting=Welcome
            currency=EUR
            items.per.page=20

            """##,
        "repository/apps/production/disruption-budget.yaml": ##"""
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: storefront
            spec:
              minAvailable: 2
              selector:
                matchLabels:
                  app: storefront

            """##,
        "repository/apps/production/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: production
            resources:
            - ../base
            - disruption-budget.yaml
            replicas:
            - name: storefront
              count: 3
            patches:
            - target:
                kind: Deployment
                name: storefront
              patch: |-
                - op: replace
                  path: /spec/template/spec/containers/0/resources/requests/cpu
                  value: 500m

            """##,
        "repository/apps/staging/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: staging
            resources:
            - ../base
            images:
            - name: registry.example.com/storefront
              newTag: 1.5.0-rc.1
            configMapGenerator:
            - name: storefront
              behavior: merge
              literals:
              - log.level=debug

            """##,
        "repository/clusters/local/infrastructure.yaml": ##"""
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata:
              name: infrastructure
              namespace: flux-system
            spec:
              interval: 1m
              retryInterval: 10s
              timeout: 2m
              sourceRef:
                kind: GitRepository
                name: platform
              path: ./infrastructure
              prune: true
              wait: true

            """##,
        "repository/clusters/local/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - infrastructure.yaml
            - staging.yaml
            - production.yaml

            """##,
        "repository/clusters/local/production.yaml": ##"""
            # Production follows staging: it is applied once staging is healthy.
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata:
              name: production
              namespace: flux-system
            spec:
              dependsOn:
              - name: infrastructure
              - name: staging
              interval: 1m
              retryInterval: 10s
              timeout: 2m
              sourceRef:
                kind: GitRepository
                name: platform
              path: ./apps/production
              prune: true
              wait: true

            """##,
        "repository/clusters/local/staging.yaml": ##"""
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata:
              name: staging
              namespace: flux-system
            spec:
              dependsOn:
              - name: infrastructure
              interval: 1m
              retryInterval: 10s
              timeout: 2m
              sourceRef:
                kind: GitRepository
                name: platform
              path: ./apps/staging
              prune: true
              wait: true

            """##,
        "repository/infrastructure/kustomization.yaml": ##"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources:
            - namespaces.yaml
            - quotas.yaml
            - permissions.yaml
            labels:
            - pairs:
                app.kubernetes.io/managed-by: platform-team

            """##,
        "repository/infrastructure/namespaces.yaml": ##"""
            apiVersion: v1
            kind: Namespace
            metadata:
              name: staging
              labels:
                environment: staging
                pod-security.kubernetes.io/enforce: baseline
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: production
              labels:
                environment: production
                pod-security.kubernetes.io/enforce: restricted

            """##,
        "repository/infrastructure/permissions.yaml": ##"""
            # The developers may do everything in staging, and look in production.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: developers
              namespace: staging
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: edit
            subjects:
            - apiGroup: rbac.authorization.k8s.io
              kind: Group
              name: developers
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: developers
              namespace: production
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: ClusterRole
              name: view
            subjects:
            - apiGroup: rbac.authorization.k8s.io
              kind: Group
              name: developers

            """##,
        "repository/infrastructure/quotas.yaml": ##"""
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: compute
              namespace: staging
            spec:
              hard:
                requests.cpu: "2"
                requests.memory: 4Gi
                pods: "20"
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata:
              name: compute
              namespace: production
            spec:
              hard:
                requests.cpu: "8"
                requests.memory: 16Gi
                pods: "80"

            """##,
    ]
}
