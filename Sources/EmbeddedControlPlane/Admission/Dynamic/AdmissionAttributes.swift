internal import CommonExpressionLanguage
internal import DocumentModel
internal import KubernetesModel

/// A write as policies and webhooks see it.
struct AdmissionAttributes: Sendable {
    var target: Target
    var operation: AdmissionReview.Operation
    /// Nil for a deletion.
    var object: Object?
    var old: Object?
    var options: WriteOptions

    /// The kind that a subresource takes, where it is another than the object's.
    private let foreignKind: GroupVersionKind?

    /// - Parameters:
    ///   - isNamed: false while the name that a creation generates is not known to anybody yet.
    ///   - isForeign: whether the object is already of the kind that the subresource takes.
    init(_ object: Object, _ review: AdmissionReview, isNamed: Bool = true, isForeign: Bool = false) {
        foreignKind = review.target.foreignKind
        target = isNamed ? review.target : review.target.named("")
        operation = review.operation
        self.object = review.operation == .delete ? nil : object
        old = review.old
        options = review.options
        guard target.subresource == "scale" else { return }
        let view = ScaleView(target)
        if !isForeign { self.object = self.object.map(view.scale) }
        old = old.map(view.scale)
    }

    var name: String { target.name.isEmpty ? object?["metadata"]?["name"]?.string ?? "" : target.name }

    /// The namespace of the request; of a namespace itself, its name.
    var namespace: String { target.resource == .namespaces ? name : target.namespace }

    /// Policies and webhooks do not judge what they are made of, so that mistakes can be taken back.
    var isExempt: Bool {
        target.definition.group == "admissionregistration.k8s.io"
            && [
                "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy",
                "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
            ].contains(target.definition.kind)
    }

    /// These attributes with objects in another version of the kind.
    func converted(to version: String) -> AdmissionAttributes {
        guard version != target.version.name, foreignKind == nil else { return self }
        var copy = self
        copy.object = object.map { target.definition.rules.convert($0, to: version) }
        copy.old = old.map { target.definition.rules.convert($0, to: version) }
        return copy
    }

    private func kind(_ version: String) -> Value {
        if let foreignKind {
            return [
                "group": .string(foreignKind.group), "version": .string(foreignKind.version),
                "kind": .string(foreignKind.kind),
            ]
        }
        return [
            "group": .string(target.definition.group), "version": .string(version),
            "kind": .string(target.definition.kind),
        ]
    }

    private func resource(_ version: String) -> Value {
        [
            "group": .string(target.definition.group), "version": .string(version),
            "resource": .string(target.definition.plural),
        ]
    }

    /// The request as `AdmissionRequest` describes it, without objects.
    ///
    /// - Parameter version: the version that a rule matched in.
    func request(version: String) -> Object {
        var request: Object = ["kind": kind(version), "resource": resource(version)]
        if !target.subresource.isEmpty { request["subResource"] = .string(target.subresource) }
        request["requestKind"] = kind(target.version.name)
        request["requestResource"] = resource(target.version.name)
        if !target.subresource.isEmpty { request["requestSubResource"] = .string(target.subresource) }
        if !name.isEmpty { request["name"] = .string(name) }
        if !namespace.isEmpty { request["namespace"] = .string(namespace) }
        request["operation"] = .string(operation.rawValue)
        request["userInfo"] = userInfo
        request["dryRun"] = .bool(options.isDryRun)
        request["options"] = optionsValue
        return request
    }

    private var userInfo: Value {
        let user = target.user
        var info: Object = [:]
        if !user.name.isEmpty { info["username"] = .string(user.name) }
        if !user.uid.isEmpty { info["uid"] = .string(user.uid) }
        if !user.groups.isEmpty { info["groups"] = .array(user.groups.map { .string($0) }) }
        if !user.extra.isEmpty {
            var extra = Object()
            for (key, values) in user.extra.sorted(by: { $0.key < $1.key }) {
                extra[key] = .array(values.map { .string($0) })
            }
            info["extra"] = .object(extra)
        }
        return .object(info)
    }

    private var optionsValue: Value {
        let kind: String =
            switch operation {
            case .create: "CreateOptions"
            case .update: "UpdateOptions"
            case .delete: "DeleteOptions"
            case .connect: "PodExecOptions"
            }
        var value: Object = ["kind": .string(kind), "apiVersion": "meta.k8s.io/v1"]
        if options.isDryRun { value["dryRun"] = ["All"] }
        for (key, text) in options.asked { value[key] = text }
        return .object(value)
    }

    /// 403 in the name of the object, as plug-ins of the server refuse.
    func forbidden(_ why: String) -> APIError {
        var name = self.name
        if name.isEmpty {
            name = (object?["metadata"]?["generateName"]?.string ?? "") + "Unknown"
        }
        return .forbidden(group: target.definition.group, resource: target.definition.plural, name, why)
    }
}
