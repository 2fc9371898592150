/// What trees are made of.
enum Pieces {
    static let objects = [
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata:
              labels: {app: web, version: "1.20"}
            spec:
              serviceAccountName: sa
              containers:
              - name: main
                image: registry.example.com:5000/web:1@sha256:abc
                args: [--a, $(FOO)]
                env:
                - {name: A, valueFrom: {configMapKeyRef: {name: conf, key: k}}}
                - {name: B, value: "1"}
                ports:
                - {containerPort: 80, protocol: TCP}
                - {containerPort: 80, protocol: UDP}
                volumeMounts: [{mountPath: /a, name: v}]
              volumes:
              - {name: v, secret: {secretName: secret}}
        """,
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: prod}
        spec:
          serviceName: db
          template: {spec: {containers: [{name: db, image: postgres:16}]}}
          volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}}]
        """,
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: conf, annotations: {note: &n x, again: *n}}
        data:
          k: |
            a: {b: c} # comment
            list: [1, 2]
          j: '{"a": {"b": [1, 2]}}'
        """,
        "apiVersion: v1\nkind: Secret\nmetadata: {name: secret}\ndata: {k: dg==}\n",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\n",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\n",
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n",
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: listed}, data: {a: b}}\n",
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: rb}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
        subjects: [{kind: ServiceAccount, name: sa, namespace: default}]
        """,
        """
        apiVersion: e.com/v1
        kind: Widget
        metadata: {name: w}
        spec: {version: 1.20, on: True, since: 2024-01-02, none: ~, blank: , parts: [{id: a, v: 1}, {id: b}]}
        """,
    ]

    static let patches = [
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: null}}
        spec:
          template:
            spec:
              containers:
              - name: main
                env: [{name: A, $patch: delete}, {name: C, value: x}]
                ports: [{containerPort: 80, name: new}]
              - {name: side, image: s}
        """,
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n$patch: delete\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata: {$patch: replace, z: y}\n",
        "apiVersion: e.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {parts: [{id: b, v: 2}], on: null}\n",
        "- {op: add, path: /metadata/labels/new, value: x}\n- {op: remove, path: /spec/replicas}\n",
        "[{\"op\": \"replace\", \"path\": \"/metadata/annotations\", \"value\": {\"a~1b\": \"1\"}}]",
        "- {op: copy, from: /metadata/name, path: /metadata/namespace}\n- {op: test, path: /kind, value: ConfigMap}\n",
        "- {op: add, path: /spec/template/spec/containers/-1/args/0, value: {a: [b]}}\n",
    ]

    static let fields = [
        "namespace: team", "namePrefix: p-", "nameSuffix: -s", "commonLabels: {app: x, team: z}",
        "commonAnnotations: {note: z}", "labels: [{pairs: {app: w}, includeSelectors: true}]",
        "labels: [{pairs: {a: b}, includeTemplates: true, fields: [{path: spec/x, kind: Widget, create: true}]}]",
        "images: [{name: registry.example.com:5000/web, newTag: v2}, {name: 'post.*', newName: pg, digest: sha256:d}]",
        "replicas: [{name: web, count: 3}]",
        "configMapGenerator: [{name: gen, literals: [a=b, 'c=\"d\"'], files: [file.txt]}]",
        "configMapGenerator: [{name: conf, behavior: merge, envs: [file.txt]}]",
        "secretGenerator: [{name: secret, behavior: replace, literals: [k=v], type: x, options: {immutable: true}}]",
        "generatorOptions: {disableNameSuffixHash: true, labels: {g: h}}",
        "patches: [{path: patch.yaml, target: {kind: 'Deploy.*|ConfigMap', name: '.*'}}]",
        "patches: [{path: patch.yaml, target: {labelSelector: 'app in (web,x),!old'}, options: {allowNameChange: true}}]",
        "patchesStrategicMerge: [patch.yaml]",
        "patchesJson6902: [{path: patch.yaml, target: {version: v1, kind: ConfigMap, name: conf}}]",
        "replacements: [{source: {kind: Widget, fieldPath: spec.version}, targets: [{select: {name: web}, fieldPaths: [metadata.labels.app, 'spec.template.spec.containers.[name=main].image'], options: {delimiter: ':', index: 1, create: true}}]}]",
        "replacements: [{source: {kind: ConfigMap, name: conf, fieldPath: metadata.name}, targets: [{select: {kind: ConfigMap}, reject: [{name: gen}], fieldPaths: [data.k.a.b, data.j.a.b.0]}]}]",
        "replacements: [{sourceValue: '5', targets: [{select: {kind: '.*'}, fieldPaths: [metadata.labels.n], options: {create: true}}]}]",
        "vars: [{name: FOO, objref: {apiVersion: v1, kind: Service, name: web}, fieldref: {fieldPath: 'spec.ports[0].port'}}]",
        "openapi: {path: schema.json}", "crds: [schema.json]", "sortOptions: {order: fifo}",
        "sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Secret], orderLast: [Namespace]}}",
        "buildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]",
        "transformers: ['{apiVersion: builtin, kind: PrefixTransformer, metadata: {name: t}, prefix: q-, fieldSpecs: [{path: metadata/name}]}']",
        "transformers: ['{apiVersion: builtin, kind: ValueAddTransformer, metadata: {name: t}, value: v, targets: [{fieldPath: spec/a/b, filePathPosition: 1}]}']",
        "generators: ['{apiVersion: builtin, kind: IAMPolicyGenerator, metadata: {name: g}, cloud: gke, kubernetesService: {name: k}}']",
        "validators: ['{apiVersion: builtin, kind: LabelTransformer, metadata: {name: v}, labels: {app: x}, fieldSpecs: [{path: metadata/labels}]}']",

    ]

    /// Fields that seldom say something that can be built.
    static let rareFields = [
        "helmCharts: [{name: chart}]", "bases: [../d0]", "resources: [https://example.com/x.yaml]",
        "configurations: [patch.yaml]",
    ]

    static let schema = """
        {"definitions": {"W": {"type": "object",
          "x-kubernetes-group-version-kind": [{"group": "e.com", "version": "v1", "kind": "Widget"}],
          "properties": {"spec": {"$ref": "#/definitions/S"}}},
        "S": {"properties": {"parts": {"type": "array", "items": {"$ref": "#/definitions/S"},
          "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "id"}}}}}
        """
}
