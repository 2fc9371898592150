import DocumentModel
import KubernetesModel
import Testing

@testable import SluiceCommand

@Suite struct CreateTests {
    @Test func `the manifest of a Git repository is what the flags say`() async {
        let run = await sluice(
            "create source git podinfo --url https://github.com/stefanprodan/podinfo --branch master -n default",
            "--ignore-paths .cosign,non-existent-dir/ --sparse-checkout-paths .cosign,non-existent-dir/ --export")
        #expect(run.exitCode == 0)
        #expect(
            run.output == """
                ---
                apiVersion: source.toolkit.fluxcd.io/v1
                kind: GitRepository
                metadata:
                  name: podinfo
                  namespace: default
                spec:
                  ignore: |-
                    .cosign
                    non-existent-dir/
                  interval: 1m0s
                  ref:
                    branch: master
                  sparseCheckout:
                  - .cosign
                  - non-existent-dir/
                  url: https://github.com/stefanprodan/podinfo

                """)
    }

    @Test func `the manifest of a Kustomization is what the flags say`() async {
        let run = await sluice(
            "create kustomization apps --source OCIRepository/platform.sources --path=./apps --prune=true --interval 10m",
            "--health-check Deployment/a.prod,HelmRelease/b.prod --depends-on infra,other/base --label team=one",
            "--decryption-provider sops --decryption-secret age --retry-interval 2m --export")
        #expect(
            run.output == """
                ---
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata:
                  labels:
                    team: one
                  name: apps
                  namespace: flux-system
                spec:
                  decryption:
                    provider: sops
                    secretRef:
                      name: age
                  dependsOn:
                  - name: infra
                  - name: base
                    namespace: other
                  healthChecks:
                  - kind: Deployment
                    name: a
                    namespace: prod
                  - apiVersion: helm.toolkit.fluxcd.io/v2
                    kind: HelmRelease
                    name: b
                    namespace: prod
                  interval: 10m0s
                  path: ./apps
                  prune: true
                  retryInterval: 2m0s
                  sourceRef:
                    kind: OCIRepository
                    name: platform
                    namespace: sources
                  timeout: 2m0s

                """)
    }

    @Test func `creating applies, waits and tells the revision; again it updates`() async {
        let cluster = FakeCluster(controller: Make.reconciled)
        let line = "create source git platform --url https://git.example.com/platform --branch main"
        let run = await sluice(line, on: cluster)
        #expect(run.exitCode == 0)
        #expect(
            run.errors == """
                ✚ generating GitRepository source
                ► applying GitRepository source
                ✔ GitRepository source created
                ◎ waiting for GitRepository source reconciliation
                ✔ GitRepository source reconciliation completed
                ✔ fetched revision: \(Make.revision)

                """)
        #expect(await sluice("\(line) --interval 5m", on: cluster).errors.contains("✔ GitRepository source updated"))
        let stored = cluster.object(.gitRepository, "flux-system", "platform")
        #expect(stored?.value.at("spec", "interval")?.string == "5m0s")
    }

    @Test func `a Kustomization is created with its own words`() async {
        let run = await sluice(
            "create ks apps --source platform --path ./apps --wait", on: FakeCluster(controller: Make.reconciled))
        #expect(
            run.errors == """
                ✚ generating Kustomization
                ► applying Kustomization
                ✔ Kustomization created
                ◎ waiting for Kustomization reconciliation
                ✔ Kustomization apps is ready
                ✔ applied revision \(Make.revision)

                """)
    }

    @Test func `basic credentials go into a Secret of the same name`() async {
        let cluster = FakeCluster(controller: Make.reconciled)
        let run = await sluice(
            "create source git p --url https://git.example.com/p --branch main -u me -p hush-hush", on: cluster)
        #expect(run.progress.contains("✔ authentication configured"))
        #expect(!run.errors.contains("hush-hush"))
        #expect(cluster.object(.secret, "flux-system", "p")?.value.at("stringData", "password")?.string == "hush-hush")
        let source = cluster.object(.gitRepository, "flux-system", "p")
        #expect(source?.value.at("spec", "secretRef", "name")?.string == "p")
    }

    static let wrong = [
        ("create source git x --branch main", "url is required"),
        (
            "create source git x --url ftp://a/b --branch main",
            "git URL scheme 'ftp' not supported, can be: ssh, http and https"
        ),
        (
            "create source git x --url https://a/b",
            "a Git ref is required, use one of the following: --branch, --tag, --commit, --ref-name or --tag-semver"
        ),
        (
            "create source git x --url ssh://a/b --branch main --ca-file f",
            "specifying a CA file is not supported for Git over SSH"
        ),
        ("create source git X --url https://a/b --branch main", "name 'X' is invalid"),
        (
            "create source git x --url https://a/b --branch main --label a",
            "invalid label format 'a', must be key=value"
        ),
        ("create ks x --source y --path apps", "path must begin with ./"),
        ("create ks x --path ./", "source is required"),
        ("create ks x --source Chart/y", "source kind 'Chart' is not supported"),
        (
            "create ks x --source y --health-check Job/a.b",
            "invalid health check kind 'Job' can be HelmRelease, Deployment, DaemonSet or StatefulSet"
        ),
        (
            "create ks x --source y --health-check Deployment/a",
            "invalid health check 'Deployment/a' must be in the format 'kind/name.namespace'"
        ),
        ("create secret git x --url https://a", "for Git over HTTP/S the username and password, or a bearer token"),
        (
            "create secret git x --url https://a -u a -p b --bearer-token c",
            "user credentials and bearer token cannot be used together"
        ),
        (
            "create secret git x --url ssh://git@a/b --ssh-key-algorithm dsa",
            "SSH key algorithm 'dsa' is not supported, must be one of: ecdsa, ed25519, rsa"
        ),
        (
            "create secret git x --url ssh://git@a/b --ssh-ecdsa-curve p1",
            "curve 'p1' is not supported, must be one of: p256, p384, p521"
        ),
        (
            "create secret git x --url ssh://git@a/b --ssh-key-algorithm rsa --ssh-rsa-bits 1000",
            "RSA key bit size '1000' must be from 2048 to 8192, and a multiple of 8"
        ),
        (
            "create secret git x --url ssh://git@127.0.0.1:1/b",
            "SSH key scan for host '127.0.0.1' failed: cannot connect"
        ),
        (
            "create source git x --url ssh://git@a/b --branch main --private-key-file /nonexistent",
            "unable to read private key file"
        ),
        ("create secret proxy x", "address is required"),
        ("create secret tls x --tls-crt-file f", "--tls-crt-file and --tls-key-file must be given together"),
        ("create secret tls x --ca-crt-file /nonexistent/ca", "unable to read TLS CA file"),
    ]

    @Test(arguments: wrong) func `wrong flags are refused before anything is touched`(
        _ line: String, _ message: String
    ) async {
        let cluster = FakeCluster()
        let run = await sluice(line, on: cluster)
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("✗ \(message)"), "\(run.errors)")
        #expect(cluster.calls.isEmpty)
    }

    @Test func `secrets are exported with their data as text`() async {
        let git = await sluice(
            "create secret git podinfo-auth --url https://a/b -u my-username -p my-password -n my-namespace --export")
        #expect(
            git.output == """
                ---
                apiVersion: v1
                kind: Secret
                metadata:
                  name: podinfo-auth
                  namespace: my-namespace
                stringData:
                  password: my-password
                  username: my-username

                """)
        let proxy = await sluice("create secret proxy p --address https://my-proxy.com -n my-namespace --export")
        #expect(proxy.output.hasSuffix("stringData:\n  address: https://my-proxy.com\ntype: Opaque\n"))
    }

    @Test func `a Secret is created without showing what is in it`() async {
        let cluster = FakeCluster()
        let run = await sluice("create secret git auth --url https://a/b --bearer-token hush-hush", on: cluster)
        #expect(run.errors == "► git secret 'auth' created in 'flux-system' namespace\n")
        #expect(run.output.isEmpty)
        #expect(cluster.object(.secret, "flux-system", "auth") != nil)
    }
}
