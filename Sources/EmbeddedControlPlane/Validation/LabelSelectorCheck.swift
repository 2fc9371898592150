internal import DocumentModel

extension Checks {
    /// A selector by labels.
    mutating func selector(_ path: String, _ selector: Value?) {
        for (key, value) in (selector?["matchLabels"]?.object ?? [:]).sorted() {
            invalid("\(path).matchLabels", key, NameSyntax.qualifiedName(key))
            invalid("\(path).matchLabels", value.string ?? "", NameSyntax.labelValue(value.string ?? ""))
        }
        for (index, expression) in (selector?["matchExpressions"]?.array ?? []).enumerated() {
            requirement("\(path).matchExpressions[\(index)]", expression)
        }
    }

    private mutating func requirement(_ path: String, _ requirement: Value) {
        let values = requirement["values"]?.array ?? []
        switch requirement["operator"]?.string {
        case "In", "NotIn":
            if values.isEmpty {
                required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'")
            }
        case "Exists", "DoesNotExist":
            if !values.isEmpty {
                forbidden("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
            }
        default: invalid("\(path).operator", requirement["operator"], "not a valid selector operator")
        }
        let key = requirement["key"]?.string ?? ""
        invalid("\(path).key", key, NameSyntax.qualifiedName(key))
        for (index, value) in values.enumerated() {
            invalid("\(path).values[\(index)]", value.string ?? "", NameSyntax.labelValue(value.string ?? ""))
        }
    }
}

/// Whether labels are chosen by a selector.
enum SelectorMatch {
    static func isEmpty(_ selector: Value?) -> Bool {
        (selector?["matchLabels"]?.object ?? [:]).isEmpty && (selector?["matchExpressions"]?.array ?? []).isEmpty
    }

    static func matches(_ selector: Value?, _ labels: Object) -> Bool {
        for (key, value) in selector?["matchLabels"]?.object ?? [:] where labels[key] != value { return false }
        return (selector?["matchExpressions"]?.array ?? []).allSatisfy { fits($0, labels) }
    }

    /// Whether the selector can be used at all.
    static func isUsable(_ selector: Value?) -> Bool {
        for (key, value) in selector?["matchLabels"]?.object ?? [:] where !isFine(key, [value]) { return false }
        return (selector?["matchExpressions"]?.array ?? []).allSatisfy { expression in
            let values = expression["values"]?.array ?? []
            let isEmpty = values.isEmpty
            guard isFine(expression["key"]?.string ?? "", values) else { return false }
            return switch expression["operator"]?.string {
            case "In", "NotIn": !isEmpty
            case "Exists", "DoesNotExist": isEmpty
            default: false
            }
        }
    }

    private static func isFine(_ key: String, _ values: [Value]) -> Bool {
        NameSyntax.qualifiedName(key).isEmpty
            && values.allSatisfy { NameSyntax.labelValue($0.string ?? "").isEmpty }
    }

    private static func fits(_ requirement: Value, _ labels: Object) -> Bool {
        let value = labels[requirement["key"]?.string ?? ""]
        let values = requirement["values"]?.array ?? []
        return switch requirement["operator"]?.string {
        case "In": value.map { values.contains($0) } ?? false
        case "NotIn": value.map { !values.contains($0) } ?? true
        case "Exists": value != nil
        case "DoesNotExist": value == nil
        default: false
        }
    }
}
