internal import DocumentModel

/// Which labels an object must have.
struct LabelSelector: Sendable, Hashable {
    enum Operator: String, Sendable {
        /// What a label of `matchLabels`, or `a=b` in a parameter, says; no operator of manifests.
        case equals = "="
        case isIn = "In"
        case notIn = "NotIn"
        case exists = "Exists"
        case doesNotExist = "DoesNotExist"
        case greaterThan = "Gt"
        case lessThan = "Lt"
    }

    struct Requirement: Sendable, Hashable {
        var key: String
        var relation: Operator
        var values: [String] = []

        func matches(_ labels: [String: String]) -> Bool {
            let label = labels[key]
            switch relation {
            case .equals, .isIn: return label.map(values.contains) ?? false
            case .notIn: return label.map { !values.contains($0) } ?? true
            case .exists: return label != nil
            case .doesNotExist: return label == nil
            case .greaterThan, .lessThan:
                guard let label, let have = Int64(label), let limit = values.first.flatMap({ Int64($0) }) else {
                    return false
                }
                return relation == .greaterThan ? have > limit : have < limit
            }
        }
    }

    var requirements: [Requirement] = []

    func matches(_ labels: [String: String]) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

    /// Reads a `LabelSelector` of a manifest.
    init(_ value: Value) {
        for (key, label) in value["matchLabels"]?.object ?? [:] {
            requirements.append(Requirement(key: key, relation: .equals, values: [label.string ?? ""]))
        }
        for expression in value["matchExpressions"]?.array ?? [] {
            guard let relation = Operator(rawValue: expression["operator"]?.string ?? "") else { continue }
            let values = (expression["values"]?.array ?? []).compactMap(\.string)
            requirements.append(
                Requirement(key: expression["key"]?.string ?? "", relation: relation, values: values))
        }
    }

    /// A selector for exactly these labels.
    init(labels: Object) {
        for (key, label) in labels {
            requirements.append(Requirement(key: key, relation: .equals, values: [label.string ?? ""]))
        }
    }

    /// As `kubectl` prints selectors: `a=b,c notin (d)`; sorted by key.
    var text: String {
        requirements.sorted { $0.key < $1.key }.map { requirement in
            let list = requirement.values.sorted().joined(separator: ",")
            switch requirement.relation {
            case .equals: return "\(requirement.key)=\(list)"
            case .isIn: return "\(requirement.key) in (\(list))"
            case .notIn: return "\(requirement.key) notin (\(list))"
            case .exists: return requirement.key
            case .doesNotExist: return "!\(requirement.key)"
            case .greaterThan: return "\(requirement.key)>\(list)"
            case .lessThan: return "\(requirement.key)<\(list)"
            }
        }.joined(separator: ",")
    }
}

extension LabelSelector {
    /// Reads the text of a `labelSelector` parameter.
    ///
    /// - Throws: 400 for one that cannot be read.
    init(_ text: String) throws(APIError) {
        var parser = LabelSelectorParser(text)
        do throws(LabelSelectorParser.Mistake) {
            requirements = try parser.requirements()
        } catch {
            throw .badRequest(error.text)
        }
    }
}
