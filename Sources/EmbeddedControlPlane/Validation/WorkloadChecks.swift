internal import DocumentModel

/// Deployments, sets and controllers of pods.
extension Checks {
    mutating func deployment(_ object: Object) {
        let spec = object["spec"] ?? [:]
        nonNegative("spec.replicas", spec["replicas"])
        let selects = workloadSelector(spec["selector"], kind: "deployment")
        template(spec, isUsable: selects)
        strategy("spec.strategy", spec["strategy"])
        nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
        nonNegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
        let deadline = spec["progressDeadlineSeconds"]
        nonNegative("spec.progressDeadlineSeconds", deadline)
        if let limit = deadline?.integer, limit <= spec["minReadySeconds"]?.integer ?? 0 {
            invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")
        }
    }

    mutating func replicaSet(_ object: Object) {
        let spec = object["spec"] ?? [:]
        nonNegative("spec.replicas", spec["replicas"])
        nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
        let selects = workloadSelector(spec["selector"], kind: "deployment")
        template(spec, isUsable: selects)
    }

    mutating func replicationController(_ object: Object) {
        let spec = object["spec"] ?? [:]
        nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
        if spec["selector"]?.object?.isEmpty ?? true { required("spec.selector") }
        nonNegative("spec.replicas", spec["replicas"])
        guard let template = spec["template"], template.object != nil else { return required("spec.template") }
        let labels = template.at("metadata", "labels")
        let selector = spec["selector"]?.object ?? [:]
        if !selector.isEmpty, !selector.allSatisfy({ labels?[$0.key] == $0.value }) {
            invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
        }
        podOfSet(spec, template, "ReplicationController")
    }

    mutating func daemonSet(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let selector = spec["selector"]
        self.selector("spec.selector", selector)
        let template = spec["template"] ?? [:]
        let labels = template.at("metadata", "labels")
        if selector?.object == nil
            || SelectorMatch.isUsable(selector) && !SelectorMatch.matches(selector, labels?.object ?? [:])
        {
            invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
        }
        if selector?.object != nil, SelectorMatch.isEmpty(selector) {
            invalid("spec.selector", selector, "empty selector is invalid for daemonset")
        }
        podOfSet(spec, template, "DaemonSet")
        nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
        daemonSetStrategy(spec["updateStrategy"])
        nonNegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
    }

    mutating func statefulSet(_ object: Object, isUpdate: Bool) {
        let spec = object["spec"] ?? [:]
        switch spec["podManagementPolicy"]?.string {
        case .none, "": required("spec.podManagementPolicy")
        case "OrderedReady", "Parallel": break
        default:
            invalid("spec.podManagementPolicy", spec["podManagementPolicy"], "must be 'OrderedReady' or 'Parallel'")
        }
        statefulSetStrategy(spec["updateStrategy"])
        for field in ["whenDeleted", "whenScaled"] {
            oneOf(
                "spec.persistentVolumeClaimRetentionPolicy.\(field)",
                spec.at("persistentVolumeClaimRetentionPolicy", field), ["Retain", "Delete"], sorted: false)
        }
        for (index, claim) in (spec["volumeClaimTemplates"]?.array ?? []).enumerated() where !isUpdate {
            claimSpec("spec.volumeClaimTemplates[\(index)].spec", claim["spec"] ?? [:])
        }
        nonNegative("spec.replicas", spec["replicas"])
        nonNegative("spec.minReadySeconds", spec["minReadySeconds"])
        nonNegative("spec.ordinals.start", spec.at("ordinals", "start"))
        if !isUpdate, let name = spec["serviceName"]?.string, !name.isEmpty {
            invalid("spec.serviceName", name, NameSyntax.label(name))
        }
        let selects = workloadSelector(spec["selector"], kind: "statefulset")
        template(spec, isUsable: selects, kind: "StatefulSet")
    }

    /// - Returns: whether the selector can be used.
    private mutating func workloadSelector(_ selector: Value?, kind: String) -> Bool {
        guard let selector, selector.object != nil else {
            required("spec.selector")
            return true
        }
        self.selector("spec.selector", selector)
        if SelectorMatch.isEmpty(selector) {
            invalid("spec.selector", selector, "empty selector is invalid for \(kind)")
        }
        guard SelectorMatch.isUsable(selector) else {
            invalid("spec.selector", selector, kind == "statefulset" ? "" : "invalid label selector")
            return false
        }
        return true
    }

    private mutating func template(_ spec: Value, isUsable: Bool, kind: String = "ReplicaSet") {
        guard isUsable else {
            if kind == "StatefulSet" { podsOfSet(spec["template"] ?? [:], kind) }
            return
        }
        let template = spec["template"] ?? [:]
        let labels = template.at("metadata", "labels")
        if spec["selector"]?.object == nil || !SelectorMatch.matches(spec["selector"], labels?.object ?? [:]) {
            invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
        }
        podOfSet(spec, template, kind)
    }

    private mutating func podOfSet(_ spec: Value, _ template: Value, _ kind: String) {
        var template = template
        if kind == "StatefulSet" {
            // The controller gives pods these names itself.
            for field in ["subdomain", "hostname"] { template.set(["spec", field], to: nil) }
        }
        var claims: [String] = []
        var known: Set<String> = []
        for claim in spec["volumeClaimTemplates"]?.array ?? [] {
            let name = claim.at("metadata", "name")?.string ?? ""
            if known.insert(name).inserted { claims.append(name) }
        }
        if !claims.isEmpty {
            // The claims become volumes of the pods, in place of those of the same name.
            let own = (template.at("spec", "volumes")?.array ?? []).filter {
                !known.contains($0["name"]?.string ?? "")
            }
            let added = claims.map { name -> Value in
                ["name": .string(name), "persistentVolumeClaim": ["claimName": .string(name)]]
            }
            template.set(["spec", "volumes"], to: .array(added + own))
        }
        podTemplate("spec.template", template)
        if kind == "StatefulSet" { templateMetadata("spec.template", template) }
        podsOfSet(template, kind)
    }

    /// How pods that are kept alive run: for ever.
    private mutating func podsOfSet(_ template: Value, _ kind: String) {
        oneOf("spec.template.spec.restartPolicy", template.at("spec", "restartPolicy") ?? "", ["Always"])
        if template.at("spec", "activeDeadlineSeconds")?.integer != nil {
            forbidden(
                "spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in \(kind) is not Supported")
        }
    }

    private mutating func strategy(_ path: String, _ strategy: Value?) {
        switch strategy?["type"]?.string {
        case "Recreate":
            if strategy?["rollingUpdate"]?.object != nil {
                forbidden(
                    "\(path).rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
            }
        case "RollingUpdate":
            guard let rolling = strategy?["rollingUpdate"], rolling.object != nil else {
                return required("\(path).rollingUpdate", "this should be defaulted and never be nil")
            }
            rollingUpdate("\(path).rollingUpdate", rolling)
        default:
            add([
                FieldError(
                    .notSupported, path, value: strategy, "supported values: \"Recreate\", \"RollingUpdate\"")
            ])
        }
    }

    private mutating func rollingUpdate(_ path: String, _ rolling: Value) {
        amount("\(path).maxUnavailable", rolling["maxUnavailable"])
        amount("\(path).maxSurge", rolling["maxSurge"])
        if Self.isZero(rolling["maxUnavailable"]), Self.isZero(rolling["maxSurge"]) {
            invalid("\(path).maxUnavailable", rolling["maxUnavailable"], "may not be 0 when `maxSurge` is 0")
        }
        atMostAll("\(path).maxUnavailable", rolling["maxUnavailable"])
    }

    /// Whether an amount comes to nothing; a text that is no number counts as nothing too.
    private static func isZero(_ value: Value?) -> Bool {
        guard let text = value?.string else { return value?.integer ?? 0 == 0 }
        return Int(text.hasSuffix("%") ? String(text.dropLast()) : text) ?? 0 == 0
    }

    private mutating func daemonSetStrategy(_ strategy: Value?) {
        let path = "spec.updateStrategy"
        switch strategy?["type"]?.string {
        case "OnDelete": break
        case "RollingUpdate":
            guard let rolling = strategy?["rollingUpdate"], rolling.object != nil else {
                return required("\(path).rollingUpdate")
            }
            amount("\(path).rollingUpdate.maxUnavailable", rolling["maxUnavailable"])
            amount("\(path).rollingUpdate.maxSurge", rolling["maxSurge"])
            atMostAll("\(path).rollingUpdate.maxUnavailable", rolling["maxUnavailable"])
            atMostAll("\(path).rollingUpdate.maxSurge", rolling["maxSurge"])
            if Self.isZero(rolling["maxUnavailable"]), Self.isZero(rolling["maxSurge"]) {
                required("\(path).rollingUpdate.maxUnavailable", "cannot be 0 when maxSurge is 0")
            }
            if !Self.isZero(rolling["maxUnavailable"]), !Self.isZero(rolling["maxSurge"]) {
                invalid(
                    "\(path).rollingUpdate.maxSurge", rolling["maxSurge"],
                    "may not be set when maxUnavailable is non-zero")
            }
        default:
            add([
                FieldError(
                    .notSupported, path, value: strategy, "supported values: \"RollingUpdate\", \"OnDelete\"")
            ])
        }
    }

    private mutating func statefulSetStrategy(_ strategy: Value?) {
        let path = "spec.updateStrategy"
        switch strategy?["type"]?.string {
        case .none, "": required(path)
        case "OnDelete":
            if let rolling = strategy?["rollingUpdate"], rolling.object != nil {
                invalid("\(path).rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'")
            }
        case "RollingUpdate":
            let partition = strategy?.at("rollingUpdate", "partition")
            nonNegative("\(path).rollingUpdate.partition", partition)
        default: invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'")
        }
    }
}
