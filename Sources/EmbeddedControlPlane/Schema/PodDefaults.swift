internal import DocumentModel

/// The defaults of pods, alone and in templates.
enum PodDefaults {
    /// - Parameter isPod: whether it is a pod itself, which gets more than a template.
    static func apply(to spec: inout Value, isPod: Bool) {
        spec.setDefaultText("dnsPolicy", "ClusterFirst")
        spec.setDefaultText("restartPolicy", "Always")
        spec.setDefaultText("schedulerName", "default-scheduler")
        spec.setDefault("securityContext", [:])
        spec.setDefault("terminationGracePeriodSeconds", 30)
        if isPod { spec.setDefault("enableServiceLinks", true) }
        let isHostNetwork = spec["hostNetwork"]?.bool ?? false
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            spec.change([list, "*"]) { container in
                apply(toContainer: &container)
                guard isPod, list != "ephemeralContainers" else { return }
                if isHostNetwork { applyHostPorts(&container) }
                applyRequests(&container)
            }
        }
        if isPod { applyWholeResources(&spec) }
        spec.change(["volumes", "*"], apply(toVolume:))
    }

    /// What a pod asks for as a whole follows its containers where it says something but not all.
    private static func applyWholeResources(_ spec: inout Value) {
        guard var resources = spec["resources"]?.object else { return }
        var limits = resources["limits"]?.object ?? [:]
        var requests = resources["requests"]?.object ?? [:]
        let pod: Value = ["spec": spec]
        if !limits.isEmpty || !requests.isEmpty {
            for (name, limit) in ResourceUsage.needs(of: pod, "limits")
            where ResourceName.isHugePage(name) && requests[name] == nil && limits[name] == nil {
                limits[name] = .string(limit.canonical)
            }
        }
        if !limits.isEmpty {
            resources["limits"] = .object(limits)
            for (name, request) in ResourceUsage.needs(of: pod, "requests")
            where ["cpu", "memory"].contains(name) && requests[name] == nil {
                requests[name] = .string(request.canonical)
            }
            for (name, limit) in limits
            where requests[name] == nil && (["cpu", "memory"].contains(name) || ResourceName.isHugePage(name)) {
                requests[name] = limit
            }
        }
        if !requests.isEmpty { resources["requests"] = .object(requests) }
        spec["resources"] = .object(resources)
    }

    private static func apply(toContainer container: inout Value) {
        container.setDefaultText("imagePullPolicy", ImageReference.pullPolicy(of: container["image"]?.string ?? ""))
        container.setDefaultText("terminationMessagePath", "/dev/termination-log")
        container.setDefaultText("terminationMessagePolicy", "File")
        container.setDefault("resources", [:])
        container.change(["ports", "*"]) { $0.setDefaultText("protocol", "TCP") }
        container.change(["env", "*", "valueFrom", "fieldRef"]) { $0.setDefaultText("apiVersion", "v1") }
        container.change(["env", "*", "valueFrom", "fileKeyRef"]) { $0.setDefault("optional", false) }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            container.change([probe], apply(toProbe:))
        }
        for hook in ["postStart", "preStop"] {
            container.change(["lifecycle", hook, "httpGet"], apply(toHTTPGet:))
        }
    }

    private static func apply(toProbe probe: inout Value) {
        for (field, value) in [
            ("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3),
        ] as [(String, Int64)] where (probe[field]?.integer ?? 0) == 0 {
            probe[field] = .integer(value)
        }
        probe.change(["httpGet"], apply(toHTTPGet:))
        probe.change(["grpc"]) { $0.setDefault("service", "") }
    }

    private static func apply(toHTTPGet request: inout Value) {
        request.setDefaultText("path", "/")
        request.setDefaultText("scheme", "HTTP")
    }

    /// On the network of the host a port is that of the host.
    private static func applyHostPorts(_ container: inout Value) {
        container.change(["ports", "*"]) { port in
            if (port["hostPort"]?.integer ?? 0) == 0 { port["hostPort"] = port["containerPort"] }
        }
    }

    /// A pod asks for what it is limited to, where it says nothing.
    private static func applyRequests(_ container: inout Value) {
        container.change(["resources"]) { resources in
            guard let limits = resources["limits"]?.object, !limits.isEmpty else { return }
            var requests = resources["requests"]?.object ?? [:]
            for (name, limit) in limits where requests[name] == nil { requests[name] = limit }
            resources["requests"] = .object(requests)
        }
    }

    private static let sources: Set<String> = [
        "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi",
        "glusterfs", "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc",
        "azureFile", "configMap", "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "projected",
        "portworxVolume", "scaleIO", "storageos", "csi", "ephemeral", "image",
    ]

    /// The defaults of volumes whose drivers came with the server, in pods and in volumes of their own.
    static func applyDrivers(to volume: inout Value) {
        volume.change(["iscsi"]) { $0.setDefaultText("iscsiInterface", "default") }
        volume.change(["rbd"]) { rbd in
            rbd.setDefaultText("pool", "rbd")
            rbd.setDefaultText("user", "admin")
            rbd.setDefaultText("keyring", "/etc/ceph/keyring")
        }
        volume.change(["azureDisk"]) { disk in
            disk.setDefaultText("cachingMode", "ReadWrite")
            disk.setDefaultText("kind", "Shared")
            disk.setDefaultText("fsType", "ext4")
            disk.setDefault("readOnly", false)
        }
        volume.change(["scaleIO"]) { volume in
            volume.setDefaultText("storageMode", "ThinProvisioned")
            volume.setDefaultText("fsType", "xfs")
        }
    }

    private static func apply(toVolume volume: inout Value) {
        if volume.object?.contains(where: { sources.contains($0.key) }) == false { volume["emptyDir"] = [:] }
        for source in ["secret", "configMap", "downwardAPI", "projected"] {
            volume.change([source]) { $0.setDefault("defaultMode", 420) }
        }
        volume.change(["hostPath"]) { $0.setDefault("type", "") }
        volume.change(["downwardAPI", "items", "*", "fieldRef"]) { $0.setDefaultText("apiVersion", "v1") }
        volume.change(["projected", "sources", "*"]) { source in
            source.change(["serviceAccountToken"]) { $0.setDefault("expirationSeconds", 3600) }
            source.change(["downwardAPI", "items", "*", "fieldRef"]) { $0.setDefaultText("apiVersion", "v1") }
        }
        applyDrivers(to: &volume)
        volume.change(["ephemeral", "volumeClaimTemplate", "spec"]) { $0.setDefaultText("volumeMode", "Filesystem") }
        volume.change(["image"]) { image in
            image.setDefaultText("pullPolicy", ImageReference.pullPolicy(of: image["reference"]?.string ?? ""))
        }
    }
}
