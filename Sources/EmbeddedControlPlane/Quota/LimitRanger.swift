internal import DocumentModel
internal import KubernetesModel

/// Completes and bounds what pods and claims ask for, as the limit ranges of the namespace say.
struct LimitRanger: AdmissionPlugin {
    let store: ObjectStore

    private static let annotation = "kubernetes.io/limit-ranger"

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        guard review.operation == .create, review.target.resource == .pods else { return }
        for range in ranges(review) {
            for limit in range where limit["type"]?.string == "Container" { complete(&object, limit) }
        }
    }

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        guard review.operation == .create else { return }
        var problems: [String] = []
        let spec = object["spec"]
        for limit in ranges(review).flatMap({ $0 }) {
            switch (review.target.resource, limit["type"]?.string) {
            case (.pods, "Container"):
                for container in (spec?["containers"]?.array ?? []) + (spec?["initContainers"]?.array ?? []) {
                    problems += LimitCheck(limit, "Container", container["resources"]).problems
                }
            case (.pods, "Pod"):
                problems += LimitCheck(limit, "Pod", Self.total(spec?["containers"]?.array ?? [])).problems
            case (.persistentVolumeClaims, "PersistentVolumeClaim"):
                let requests = spec?["resources"]?["requests"] ?? .object([:])
                problems +=
                    LimitCheck(limit, "PersistentVolumeClaim", ["requests": requests, "limits": requests]).problems
                    .map { $0.replacing(", but limit is", with: ", but request is") }
            default: break
            }
        }
        // What several containers do wrong alike is said once.
        var said: Set<String> = []
        problems = problems.filter { said.insert($0).inserted }
        guard !problems.isEmpty else { return }
        let text = problems.count == 1 ? problems[0] : "[\(problems.joined(separator: ", "))]"
        throw .forbidden(group: "", resource: review.target.definition.plural, review.target.name, text)
    }

    private func ranges(_ review: AdmissionReview) -> [[Value]] {
        store.snapshot(.limitRanges).objects(in: review.target.namespace).map {
            $0.value.at("spec", "limits")?.array ?? []
        }
    }

    private func complete(_ object: inout Object, _ limit: Value) {
        var notes: [String] = []
        for (list, word) in [("containers", "container"), ("initContainers", "init container")] {
            guard let containers = object["spec"]?[list]?.array else { continue }
            let completed = containers.map { container -> Value in
                var container = container
                for (part, field) in [("requests", "defaultRequest"), ("limits", "default")] {
                    let added = fill(&container, part, limit[field]?.object ?? [:])
                    guard !added.isEmpty else { continue }
                    let what = part == "requests" ? "request" : "limit"
                    notes.append(
                        "\(added.joined(separator: ", ")) \(what) for \(word) \(container["name"]?.string ?? "")")
                }
                return container
            }
            object["spec", default: .object([:])][list] = .array(completed)
        }
        guard !notes.isEmpty else { return }
        var view = KubernetesObject(content: object)
        view.annotations[Self.annotation] = "LimitRanger plugin set: " + notes.joined(separator: "; ")
        object = view.content
    }

    private func fill(_ container: inout Value, _ part: String, _ defaults: Object) -> [String] {
        var added: [String] = []
        for (name, amount) in defaults.sorted() where container.at("resources", part, name) == nil {
            container.set(["resources", part, name], to: amount)
            added.append(name)
        }
        return added
    }

    private static func total(_ containers: [Value]) -> Value {
        var parts: [String: ResourceUsage] = ["requests": ResourceUsage(), "limits": ResourceUsage()]
        for container in containers {
            for part in ["requests", "limits"] {
                for (name, amount) in container.at("resources", part)?.object ?? [:] {
                    parts[part]?.add(name, Cells.text(amount))
                }
            }
        }
        return .object(
            Object(
                parts.map { part, usage in
                    (
                        key: part,
                        value: .object(Object(usage.amounts.map { (key: $0.key, value: .string($0.value.canonical)) }))
                    )
                }))
    }
}

/// One limit against what one container, pod or claim asks for.
private struct LimitCheck {
    private let limit: Value
    private let type: String
    private let resources: Value?

    init(_ limit: Value, _ type: String, _ resources: Value?) {
        self.limit = limit
        self.type = type
        self.resources = resources
    }

    var problems: [String] {
        let minimum = (limit["min"]?.object ?? [:]).sorted().compactMap { below($0.key, Cells.text($0.value)) }
        let maximum = (limit["max"]?.object ?? [:]).sorted().compactMap { above($0.key, Cells.text($0.value)) }
        return minimum + maximum
            + (limit["maxLimitRequestRatio"]?.object ?? [:]).sorted().compactMap { ratio($0.key, Cells.text($0.value)) }
    }

    private func ratio(_ name: String, _ text: String) -> String? {
        guard let most = Quantity(text) else { return nil }
        let start = "\(name) max limit to request ratio per \(type) is \(text), but "
        guard let request = amount("requests", name), !request.amount.isZero else {
            return start + "no request is specified or request is 0"
        }
        guard let limit = amount("limits", name), !limit.amount.isZero else {
            return start + "no limit is specified or limit is 0"
        }
        let found = Double(limit.amount.nano) / Double(request.amount.nano)
        guard found > Double(most.nano) / 1e9 else { return nil }
        return start + "provided ratio is \(GoText.fixed(found))"
    }

    private func amount(_ part: String, _ name: String) -> (text: String, amount: Quantity)? {
        guard let text = resources?.at(part, name).map(Cells.text), let amount = Quantity(text) else { return nil }
        return (text, amount)
    }

    private func above(_ name: String, _ text: String) -> String? {
        guard let most = Quantity(text) else { return nil }
        guard let limit = amount("limits", name) else {
            return "maximum \(name) usage per \(type) is \(text).  No limit is specified"
        }
        if limit.amount > most { return "maximum \(name) usage per \(type) is \(text), but limit is \(limit.text)" }
        if let request = amount("requests", name), request.amount > most {
            return "maximum \(name) usage per \(type) is \(text), but request is \(request.text)"
        }
        return nil
    }

    private func below(_ name: String, _ text: String) -> String? {
        guard let least = Quantity(text) else { return nil }
        guard let request = amount("requests", name) else {
            return "minimum \(name) usage per \(type) is \(text).  No request is specified"
        }
        if request.amount < least {
            return "minimum \(name) usage per \(type) is \(text), but request is \(request.text)"
        }
        if let limit = amount("limits", name), limit.amount < least {
            return "minimum \(name) usage per \(type) is \(text), but limit is \(limit.text)"
        }
        return nil
    }
}
