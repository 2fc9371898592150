import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ControlPlaneTests {
    @Test func `objects are created, changed with care, and deleted`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            let made = try await client.create(configMap("one", ["a": "1"]))
            #expect(made.uid.count == 36)
            let key = ObjectKey(namespace: "default", name: "one")
            let patched = try await client.patch(.configMap, key, .merge(["data": ["b": "2"]]))
            #expect(patched.content["data"] == ["a": "1", "b": "2"])
            let conflict = await #expect(throws: KubernetesError.self) { try await client.replace(made) }
            #expect(conflict?.code == .conflict)
            let unchanged = try await client.patch(.configMap, key, .merge(["data": ["b": "2"]]))
            #expect(unchanged.resourceVersion == patched.resourceVersion)
            _ = try await client.delete(.configMap, key)
            #expect(try await client.getIfPresent(.configMap, key) == nil)
        }
    }

    @Test func `a watch from a list misses nothing`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            let list = try await client.list(.configMap, ListOptions(namespace: "default"))
            for number in 0..<5 { _ = try await client.create(configMap("c\(number)")) }
            _ = try await client.delete(.configMap, ObjectKey(namespace: "default", name: "c0"))
            let events = EventLog()
            try await client.watch(.configMap, ListOptions(namespace: "default"), from: list.resourceVersion) { event in
                await events.add("\(event)") >= 6 ? .stop : .proceed
            }
            #expect(await events.count == 6)
        }
    }

    @Test func `a client that makes many requests and gives up many watches keeps its connection`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            for number in 0..<600 { _ = try await client.create(configMap("c\(number)")) }
            for _ in 0..<300 {
                let watch = Task {
                    try await client.watch(.configMap, ListOptions(namespace: "default"), from: "0") { _ in .proceed }
                }
                watch.cancel()
                _ = await watch.result
                // A stream that went on after its watch was given up would count here.
                _ = try await client.get(.configMap, ObjectKey(namespace: "default", name: "c0"))
            }
            let list = try await client.list(.configMap, ListOptions(namespace: "default"))
            #expect(list.items.count { $0.name.hasPrefix("c") } == 600)
        }
    }

    @Test func `a class that is marked as the default is taken`() async throws {
        try await TestControlPlane.with { plane in
            let kind = GroupVersionKind(apiVersion: "networking.k8s.io/v1", kind: "IngressClass")
            var marked = KubernetesObject(kind: kind, name: "marked")
            marked.content["metadata"] = [
                "name": "marked", "annotations": ["ingressclass.kubernetes.io/is-default-class": "true"],
            ]
            marked.content["spec"] = ["controller": "example.org/c"]
            _ = try await plane.client.create(marked)
            let ingress = GroupVersionKind(apiVersion: "networking.k8s.io/v1", kind: "Ingress")
            var object = KubernetesObject(kind: ingress, namespace: "default", name: "i")
            object.content["spec"] = ["defaultBackend": ["service": ["name": "s", "port": ["number": 80]]]]
            #expect(try await plane.client.create(object).content["spec"]?["ingressClassName"] == "marked")
        }
    }

    @Test func `a pod of a runtime class that is not there is refused`() async throws {
        try await TestControlPlane.with { plane in
            var pod = KubernetesObject(kind: .pod, namespace: "default", name: "p")
            pod.content["spec"] = ["runtimeClassName": "none", "containers": [["name": "c", "image": "i"]]]
            let error = await #expect(throws: KubernetesError.self) { try await plane.client.create(pod) }
            #expect(error?.message.contains("RuntimeClass \"none\" not found") == true)
        }
    }

    @Test func `a namespace that is deleted still has its objects for a moment, and stays while others hold it`()
        async throws
    {
        try await TestControlPlane.with { plane in
            let client = plane.client
            let kind = GroupVersionKind.namespace
            var held = KubernetesObject(kind: kind, name: "held")
            held.content["spec"] = ["finalizers": ["example.org/hold"]]
            _ = try await client.create(held)
            let object = KubernetesObject(kind: .configMap, namespace: "held", name: "in")
            _ = try await client.create(object)
            _ = try await client.delete(kind, held.key)
            _ = try await client.delete(.configMap, object.key)
            try await eventually("the namespace keeps the hold of the server") {
                try await client.get(kind, held.key).content["spec"]?["finalizers"] == ["example.org/hold"]
            }
            #expect(try await client.get(kind, held.key).status?["phase"] == "Terminating")
            held.content["spec"] = ["finalizers": []]
            _ = try await client.replace(held, WriteOptions(subresource: "finalize"))
            #expect(try await client.getIfPresent(kind, held.key) == nil)
        }
    }

    @Test func `server-side apply reports who owns what`() async throws {
        try await TestControlPlane.with { plane in
            _ = try await plane.client.apply(configMap("s", ["a": "1"]), fieldManager: "first")
            let error = await #expect(throws: KubernetesError.self) {
                try await plane.client.apply(configMap("s", ["a": "2"]), fieldManager: "second", force: false)
            }
            #expect(error?.code == .conflict)
            let forced = try await plane.client.apply(configMap("s", ["a": "2"]), fieldManager: "second")
            #expect(forced.content["data"]?["a"] == "2")
            let released = try await plane.client.apply(configMap("s"), fieldManager: "second")
            #expect(released.content["data"]?["a"] == nil)
        }
    }

    @Test(.enabled(if: !TestControlPlane.isReal, "nothing runs workloads there"))
    func `deployments roll out and jobs complete`() async throws {
        try await TestControlPlane.with { plane in
            let template: Value = [
                "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
            ]
            var deployment = KubernetesObject(kind: .deployment, namespace: "default", name: "d")
            deployment.content["spec"] = ["replicas": 2, "selector": ["matchLabels": ["a": "b"]], "template": template]
            _ = try await plane.client.create(deployment)
            try await eventually("the deployment is not available") {
                try await plane.client.get(.deployment, deployment.key).status?["availableReplicas"] == 2
            }
            var job = KubernetesObject(kind: .job, namespace: "default", name: "j")
            var jobTemplate = template
            jobTemplate.set(["spec", "restartPolicy"], to: "Never")
            job.content["spec"] = ["template": jobTemplate]
            _ = try await plane.client.create(job)
            try await eventually("the job does not complete") {
                try await plane.client.get(.job, job.key).status?["succeeded"] == 1
            }
        }
    }

    @Test(.enabled(if: !TestControlPlane.isReal, "nothing runs workloads there"))
    func `a deployment that is to crash never becomes available`() async throws {
        try await TestControlPlane.with { plane in
            var deployment = KubernetesObject(kind: .deployment, namespace: "default", name: "d")
            deployment.annotations = ["dev.sluice/rollout": "crash", "dev.sluice/rollout-delay": "10ms"]
            deployment.content["spec"] = [
                "selector": ["matchLabels": ["a": "b"]],
                "template": [
                    "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                ],
            ]
            _ = try await plane.client.create(deployment)
            try await eventually("no pod crashes") {
                let pods = try await plane.client.list(.pod, ListOptions(namespace: "default")).items
                return pods.contains {
                    $0.status?["containerStatuses"]?[0]?.at("state", "waiting", "reason") == "CrashLoopBackOff"
                }
            }
            let status = try await plane.client.get(.deployment, deployment.key).status
            #expect(status?["availableReplicas"] == nil)
        }
    }

    @Test func `dependents go with their owner, namespaces with all they hold`() async throws {
        try await TestControlPlane.with { plane in
            let owner = try await plane.client.create(configMap("owner"))
            var child = configMap("child")
            child.content["metadata"]?["ownerReferences"] = [
                ["apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": .string(owner.uid)]
            ]
            _ = try await plane.client.create(child)
            _ = try await plane.client.delete(.configMap, owner.key)
            try await eventually("the dependent stays") {
                try await plane.client.getIfPresent(.configMap, child.key) == nil
            }
            let namespace = KubernetesObject(kind: .namespace, name: "gone")
            _ = try await plane.client.create(namespace)
            _ = try await plane.client.create(KubernetesObject(kind: .configMap, namespace: "gone", name: "x"))
            _ = try await plane.client.delete(.namespace, namespace.key)
            try await eventually("the namespace stays") {
                try await plane.client.getIfPresent(.namespace, namespace.key) == nil
            }
        }
    }

    @Test func `an impersonated user may do what roles say`() async throws {
        try await TestControlPlane.with { plane in
            let eve = try plane.client.impersonating(user: "eve")
            let refused = await #expect(throws: KubernetesError.self) {
                try await eve.list(.configMap, ListOptions(namespace: "default"))
            }
            #expect(refused?.code == .forbidden)
            var binding = KubernetesObject(
                kind: .init(apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding"), namespace: "default",
                name: "eve")
            binding.content["roleRef"] = [
                "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view",
            ]
            binding.content["subjects"] = [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "eve"]]
            _ = try await plane.client.create(binding)
            try await eventually("the binding does not work") {
                do { return try await !eve.list(.configMap, ListOptions(namespace: "default")).items.isEmpty } catch {
                    return false
                }
            }
        }
    }

    @Test func `an apply of what is not there needs the permission to create it`() async throws {
        try await TestControlPlane.with { plane in
            let group = "rbac.authorization.k8s.io"
            for (kind, content) in [
                ("Role", ["rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["patch"]]]] as Object),
                (
                    "RoleBinding",
                    [
                        "roleRef": ["apiGroup": .string(group), "kind": "Role", "name": "patcher"],
                        "subjects": [["apiGroup": .string(group), "kind": "User", "name": "eve"]],
                    ]
                ),
            ] {
                var object = KubernetesObject(
                    kind: .init(apiVersion: group + "/v1", kind: kind), namespace: "default", name: "patcher")
                for (key, value) in content { object.content[key] = value }
                _ = try await plane.client.create(object)
            }
            let eve = try plane.client.impersonating(user: "eve")
            try await eventually("the binding does not work") {
                do {
                    _ = try await eve.apply(configMap("new", ["a": "1"]), fieldManager: "eve")
                    return false
                } catch {
                    return "\(error)".contains("cannot create resource")
                }
            }
            _ = try await plane.client.create(configMap("new"))
            _ = try await eve.apply(configMap("new", ["a": "1"]), fieldManager: "eve")
        }
    }

    @Test func `a restart finds everything as it was`() async throws {
        let before = EventLog()
        try await TestControlPlane.runs(2) { time, plane in
            guard time > 0 else {
                await before.add(try await plane.client.create(configMap("stays", ["a": "1"])).resourceVersion)
                return
            }
            let object = try await plane.client.get(.configMap, ObjectKey(namespace: "default", name: "stays"))
            #expect(await before.texts == [object.resourceVersion])
            #expect(object.content["data"] == ["a": "1"])
        }
    }
}

/// What happened, in order.
actor EventLog {
    private(set) var texts: [String] = []
    var count: Int { texts.count }

    /// Returns how much there is then.
    @discardableResult
    func add(_ text: String) -> Int {
        texts.append(text)
        return texts.count
    }
}
