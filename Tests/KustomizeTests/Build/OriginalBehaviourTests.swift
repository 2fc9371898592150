import DocumentModel
import Kustomize
import Testing

/// What kustomize 5.8 does that one would not guess; the results are its own.
@Suite struct OriginalBehaviourTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var path = ""
        let files: [String: String]
        let expected: String
    }

    @Test(arguments: cases) func `a build gives what the original gives`(_ example: Case) throws {
        let objects = try documents(try built(example.files, at: example.path, options: .kubectl))
        #expect(try objects == documents(example.expected))
    }

    private static let configMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c, labels: {a: "1"}, annotations: {n: x}}

        """
    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec: {template: {spec: {containers: [{name: a, image: b}]}}}

        """
    private static let widget = """
        apiVersion: e.com/v1
        kind: Widget
        metadata: {name: w}
        spec: {version: 1.20, on: True, since: 2024-01-02}

        """

    static let cases = [
        Case(
            testDescription: "names of fields are matched without regard to case, the last in byte order counts",
            files: [
                "kustomization.yaml": """
                resources: [c.yaml]
                namePrefix: a-
                nameprefix: b-

                """,
                "c.yaml": Self.configMap,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    "n": x
                  labels:
                    a: "1"
                  name: b-c

                """),
        Case(
            testDescription: "a label that one step has put into many places changes in all of them", path: "o",
            files: [
                "b/kustomization.yaml": """
                resources: [w.yaml]
                commonLabels: {app: web}

                """,
                "b/w.yaml": Self.deployment,
                "o/kustomization.yaml": """
                resources: [../b]
                labels: [{pairs: {app: other}}]

                """,
            ],
            expected: """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  labels:
                    app: other
                  name: web
                spec:
                  selector:
                    matchLabels:
                      app: other
                  template:
                    metadata:
                      labels:
                        app: other
                    spec:
                      containers:
                      - image: b
                        name: a

                """),
        Case(
            testDescription: "a patch changes such a label in all places, too", path: "o",
            files: [
                "b/kustomization.yaml": """
                resources: [w.yaml]
                commonLabels: {app: web}

                """,
                "b/w.yaml": Self.deployment,
                "o/kustomization.yaml": """
                resources: [../b]
                patches:
                - patch: |
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec: {template: {metadata: {labels: {app: "new"}}}}

                """,
            ],
            expected: """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  labels:
                    app: new
                  name: web
                spec:
                  selector:
                    matchLabels:
                      app: new
                  template:
                    metadata:
                      labels:
                        app: new
                    spec:
                      containers:
                      - image: b
                        name: a

                """),
        Case(
            testDescription: "a label that was there before is one of its own", path: "o",
            files: [
                "b/kustomization.yaml": """
                resources: [w.yaml]
                commonLabels: {app: web}

                """,
                "b/w.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, labels: {app: old}}
                spec: {template: {spec: {containers: [{name: a, image: b}]}}}

                """,
                "o/kustomization.yaml": """
                resources: [../b]
                labels: [{pairs: {app: other}}]

                """,
            ],
            expected: """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  labels:
                    app: other
                  name: web
                spec:
                  selector:
                    matchLabels:
                      app: web
                  template:
                    metadata:
                      labels:
                        app: web
                    spec:
                      containers:
                      - image: b
                        name: a

                """),
        Case(
            testDescription: "with a target, null is a label like any other",
            files: [
                "kustomization.yaml": """
                resources: [c.yaml]
                patches:
                - target: {kind: ConfigMap}
                  patch: |
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: c, labels: {a: null}, annotations: null}

                """,
                "c.yaml": Self.configMap,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    "n": x
                  labels:
                    a: "null"
                  name: c

                """),
        Case(
            testDescription: "without a target, null removes",
            files: [
                "kustomization.yaml": """
                resources: [c.yaml]
                patches:
                - patch: |
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: c, labels: {a: null}, annotations: null}

                """,
                "c.yaml": Self.configMap,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  labels: {}
                  name: c

                """),
        Case(
            testDescription: "an unquoted number is copied as it is written",
            files: [
                "kustomization.yaml": """
                resources: [w.yaml, c.yaml]
                replacements:
                - source: {kind: Widget, fieldPath: spec.version}
                  targets: [{select: {kind: ConfigMap}, fieldPaths: [metadata.labels.a], options: {create: true}}]
                - source: {kind: Widget, fieldPath: spec.version}
                  targets: [{select: {kind: ConfigMap}, fieldPaths: [metadata.annotations.n], options: {delimiter: x, index: 0}}]
                - source: {kind: Widget, fieldPath: spec.since}
                  targets: [{select: {kind: ConfigMap}, fieldPaths: [metadata.annotations.d], options: {create: true}}]

                """,
                "w.yaml": Self.widget,
                "c.yaml": Self.configMap,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    d: "2024-01-02"
                    "n": 1.20x
                  labels:
                    a: "1.20"
                  name: c
                ---
                apiVersion: e.com/v1
                kind: Widget
                metadata:
                  name: w
                spec:
                  "on": true
                  since: "2024-01-02T00:00:00Z"
                  version: 1.2

                """),
        Case(
            testDescription: "a patch that selects nothing may be wrong",
            files: [
                "kustomization.yaml": """
                resources: [c.yaml]
                images: [{name: "*"}]
                patches:
                - target: {kind: Nothing}
                  patch: |
                    - op: frob
                      path: /a

                """,
                "c.yaml": Self.configMap,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    "n": x
                  labels:
                    a: "1"
                  name: c

                """),
        Case(
            testDescription: "a key that stands twice in a patch counts the first time",
            files: [
                "kustomization.yaml": """
                resources: [c.yaml]
                patches:
                - patch: |
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: c, labels: {a: "2", a: "3"}}

                """,
                "c.yaml": Self.configMap,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    "n": x
                  labels:
                    a: "2"
                  name: c

                """),
        Case(
            testDescription: "annotations that stand twice are joined",
            files: [
                "kustomization.yaml": "resources: [c.yaml]\n",
                "c.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c
                  annotations: {x: "1", y: "2"}
                  annotations: {x: "3", z: "4"}

                """,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    x: "1"
                    "y": "2"
                    z: "4"
                  name: c

                """),
        Case(
            testDescription: "what follows the end of a document counts for nothing",
            files: [
                "kustomization.yaml": "resources: [c.yaml]\n",
                "c.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: c, labels: {a: "1"}, annotations: {n: x}}
                ...
                nothing: here
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: d, labels: {a: "1"}, annotations: {n: x}}

                """,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    "n": x
                  labels:
                    a: "1"
                  name: c
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    "n": x
                  labels:
                    a: "1"
                  name: d

                """),
        Case(
            testDescription: "elements whose key is null go away when their list merges",
            files: [
                "kustomization.yaml": """
                resources: [w.yaml]
                patches:
                - patch: |
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec: {replicas: 3}

                """,
                "w.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec: {template: {spec: {containers: [{name: ~, image: b}]}}}

                """,
            ],
            expected: """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                spec:
                  replicas: 3
                  template:
                    spec:
                      containers: []

                """),
        Case(
            testDescription: "a patch of nothing but comments is noted",
            files: [
                "kustomization.yaml": """
                resources: [c.yaml]
                patches: [{path: p.yaml}]
                buildMetadata: [transformerAnnotations]

                """,
                "c.yaml": Self.configMap,
                "p.yaml": "# nothing\n",
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    alpha.config.kubernetes.io/transformations: |
                      - configuredIn: kustomization.yaml
                        configuredBy:
                          apiVersion: builtin
                          kind: PatchTransformer
                    "n": x
                  labels:
                    a: "1"
                  name: c

                """),
        Case(
            testDescription: "annotations that a patch replaces take the origin with them",
            files: [
                "kustomization.yaml": """
                resources: [c.yaml]
                buildMetadata: [originAnnotations]
                patches:
                - target: {kind: ConfigMap}
                  patch: |
                    - op: replace
                      path: /metadata/annotations
                      value: {o: p}

                """,
                "c.yaml": Self.configMap,
            ],
            expected: """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  annotations:
                    config.kubernetes.io/origin: |
                      configuredIn: kustomization.yaml
                      configuredBy:
                        apiVersion: builtin
                        kind: PatchTransformer
                    o: p
                  labels:
                    a: "1"
                  name: c

                """),
        Case(
            testDescription: "a list without elements has metadata",
            files: [
                "kustomization.yaml": "resources: [l.yaml]\n",
                "l.yaml": """
                apiVersion: v1
                kind: PodList

                """,
            ],
            expected: """
                apiVersion: v1
                kind: PodList
                metadata: {}

                """),
    ]
}
