import DocumentModel
import KubernetesModel
import Platform
import Testing

@testable import SluiceCommand

@Suite struct LocalBuildTests {
    static let files = [
        "deployment.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: ${replicas:=1}
          template:
            spec:
              containers:
              - name: web
                image: example.com/web:1
        """,
        "secret.yaml": """
        apiVersion: v1
        kind: Secret
        metadata:
          name: sealed
        data:
          token: RU5DW2FiY10=
        sops:
          mac: ENC[AES256_GCM,data:abc]
        """,
        "notes/ignored.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ignored\n",
        ".sourceignore": "notes/\n",
        "../ks.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: other
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: apps
        spec:
          interval: 5m
          path: ./apps
          prune: true
          targetNamespace: prod
          sourceRef:
            kind: GitRepository
            name: platform
          images:
          - name: example.com/web
            newTag: "2"
          commonMetadata:
            labels:
              team: one
          postBuild:
            substitute:
              replicas: "3"
            substituteFrom:
            - kind: ConfigMap
              name: vars
        """,
    ]

    private func withFiles(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryDirectory { root in
            for (path, text) in Self.files {
                let file = path.hasPrefix("../") ? "\(root)/\(path.dropFirst(3))" : "\(root)/apps/\(path)"
                try FileSystem.createDirectory(FileSystem.parent(of: file))
                try FileSystem.writeAtomically(Array(text.utf8), to: file)
            }
            try await body(root)
        }
    }

    private static var variables: KubernetesObject {
        var object = KubernetesObject(kind: .configMap, namespace: "flux-system", name: "vars")
        object.content["data"] = ["replicas": "9"]
        return object
    }

    @Test func `a dry run builds from a file alone, and leaves the directory as it is`() async throws {
        try await withFiles { root in
            let before = try FileSystem.list("\(root)/apps").map(\.name)
            let cluster = FakeCluster()
            let run = await sluice(
                "build kustomization apps --path \(root)/apps --kustomization-file \(root)/ks.yaml --dry-run",
                on: cluster)
            #expect(run.exitCode == 0, "\(run.errors)")
            let documents = try YAML.parse(run.output).map(\.value)
            #expect(documents.compactMap { $0["kind"]?.string } == ["Deployment", "Secret"])
            let web = documents.first
            #expect(web?.at("metadata", "namespace") == "prod")
            #expect(web?.at("spec", "replicas") == 3)
            #expect(web?.at("spec", "template", "spec", "containers")?[0]?["image"] == "example.com/web:2")
            #expect(web?.at("metadata", "labels")?["team"] == "one")
            #expect(web?.at("metadata", "labels")?["kustomize.toolkit.fluxcd.io/name"] == "apps")
            #expect(run.output.contains("token: KipTT1BTKio="))
            #expect(!run.output.contains("ENC["))
            #expect(cluster.calls.isEmpty)
            #expect(try FileSystem.list("\(root)/apps").map(\.name) == before)
        }
    }

    @Test func `patterns leave more out, and files of ignore patterns count`() async throws {
        try await withFiles { root in
            let run = await sluice(
                "build ks apps --path \(root)/apps --kustomization-file \(root)/ks.yaml --dry-run --ignore-paths secret.yaml"
            )
            #expect(run.output.contains("kind: Deployment"))
            #expect(!run.output.contains("kind: Secret"))
            #expect(!run.output.contains("ignored"))
        }
    }

    @Test func `variables come from the cluster, and a missing Kustomization is an error`() async throws {
        try await withFiles { root in
            let line = "build ks apps --path \(root)/apps --kustomization-file \(root)/ks.yaml"
            let run = await sluice(line, on: FakeCluster([Make.kustomization("apps"), Self.variables]))
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("replicas: 3"))
            let missing = await sluice(line)
            #expect(missing.errors == "✗ failed to get kustomization object: Kustomization \"apps\" not found\n")
            let unset = await sluice(line, on: FakeCluster([Make.kustomization("apps")]))
            #expect(unset.errors.contains("substitute from 'ConfigMap/vars' error: not found"))
        }
    }

    @Test func `wrong flags and files are refused`() async throws {
        try await withFiles { root in
            #expect(await sluice("build ks apps").errors.hasPrefix("✗ invalid resource path \"\""))
            #expect(await sluice("build ks apps --path /nonexistent").errors.hasPrefix("✗ invalid resource path"))
            #expect(
                await sluice("build ks apps --path \(root) --dry-run").errors
                    == "✗ dry-run mode requires a kustomization file\n")
            let other = await sluice("build ks nope --path \(root)/apps --kustomization-file \(root)/ks.yaml --dry-run")
            #expect(other.errors.contains("failed find kustomization with name 'nope' and namespace 'flux-system'"))
        }
    }

    @Test func `a difference is shown and told by the exit code`() async throws {
        try await withFiles { root in
            let line = "diff kustomization apps --path \(root)/apps --kustomization-file \(root)/ks.yaml"
            let gone = "prod_old__ConfigMap"
            var live = Make.kustomization("apps", inventory: [gone])
            live.content["spec"]?["prune"] = true
            let cluster = FakeCluster([live, Self.variables])
            let first = await sluice(line, on: cluster)
            #expect(first.exitCode == 1)
            #expect(
                first.output
                    == "► Deployment/prod/web created\n► Secret/prod/sealed created\n► ConfigMap/prod/old deleted\n")
            #expect(first.progress.last == "⚠️ identified at least one change, exiting with non-zero exit code")
            let wrong = await sluice("diff ks apps --path /nonexistent", on: cluster)
            #expect(wrong.exitCode == 2)
        }
    }

    @Test func `no difference ends with exit code 0, and drift is shown field by field`() async throws {
        try await withFiles { root in
            let file = "--path \(root)/apps --kustomization-file \(root)/ks.yaml"
            let build = await sluice("build ks apps \(file) --dry-run")
            let objects = try YAML.parse(build.output).compactMap { KubernetesObject($0.value) }
            let cluster = FakeCluster(objects + [Make.kustomization("apps"), Self.variables])
            let same = await sluice("diff ks apps \(file) --progress-bar=false", on: cluster)
            #expect(same.exitCode == 0, "\(same.output)\(same.errors)")
            #expect(same.output.isEmpty && same.errors.isEmpty)
            var drifted = objects
            drifted[0].content["spec"]?["replicas"] = 5
            drifted[1].content["data"] = ["token": "b3RoZXI="]
            let other = await sluice(
                "diff ks apps \(file)", on: FakeCluster(drifted + [Make.kustomization("apps"), Self.variables]))
            #expect(other.exitCode == 1)
            #expect(
                other.output == """
                    ► Deployment/prod/web drifted

                    spec.replicas
                    ± value change
                    - 5
                    + 3

                    ► Secret/prod/sealed drifted

                    data.token
                    ± value change
                    - *** (before)
                    + *** (after)


                    """)
        }
    }

    @Test func `variables of the environment are filled into standard input`() async {
        let input = ["name: ${name}", "image: ${image:=web}", "rest: $$kept ${upper^^}"]
        let variables = ["name": "apps", "upper": "abc", "1 bad": "x"]
        let run = await sluice("envsubst", variables: variables, input: input)
        #expect(run.output.hasPrefix("name: apps\nimage: web\n"))
        #expect(run.output.contains("ABC"))
        let strict = await sluice("envsubst --strict", input: ["${unset}"])
        #expect(strict.exitCode == 1)
        #expect(strict.errors.contains("unset"))
    }

    @Test func `a directory is rendered by the engine alone`() async throws {
        try await withFiles { root in
            try FileSystem.writeAtomically(
                Array("resources: [deployment.yaml]\nnamePrefix: a-\n".utf8), to: "\(root)/apps/kustomization.yaml")
            let run = await sluice("kustomize build \(root)/apps")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("name: a-web"))
            let out = "\(root)/out.yaml"
            #expect(await sluice("kustomize build \(root)/apps -o \(out)").output.isEmpty)
            #expect(String(decoding: try FileSystem.read(out), as: UTF8.self) == run.output)
            try FileSystem.createDirectory("\(root)/out")
            _ = await sluice("kustomize build \(root)/apps -o \(root)/out")
            #expect(try FileSystem.list("\(root)/out").map(\.name) == ["apps_v1_deployment_a-web.yaml"])
            let helm = await sluice("kustomize build \(root)/apps --enable-helm")
            #expect(helm.errors == "✗ --enable-helm: rendering Helm charts is not built yet\n")
            #expect(await sluice("kustomize build /nonexistent").errors.contains("there is no directory"))
        }
    }
}
