internal import DocumentModel

/// Which of the names a custom resource definition wants it gets.
struct CRDNaming: Sendable {
    /// `status.acceptedNames`.
    private(set) var accepted: Object
    /// What the condition `NamesAccepted` says, when not all are.
    private(set) var conflict: (reason: String, message: String)?

    /// - Parameter others: the other definitions of the group.
    init(_ definition: Object, others: [Object]) {
        let wanted = definition["spec"]?["names"]
        let before = definition["status"]?["acceptedNames"]
        var taken: Set<String> = []
        var takenKinds: Set<String> = []
        for other in others {
            let names = other["status"]?["acceptedNames"]
            for name in [names?["plural"], names?["singular"]] + (names?["shortNames"]?.array ?? []) {
                if let name = name?.string, !name.isEmpty { taken.insert(name) }
            }
            for name in [names?["kind"], names?["listKind"]] {
                if let name = name?.string, !name.isEmpty { takenKinds.insert(name) }
            }
        }
        accepted = ["plural": before?["plural"] ?? "", "kind": before?["kind"] ?? ""]
        claim("plural", "PluralConflict", wanted, before, taken)
        claim("singular", "SingularConflict", wanted, before, taken)
        claimShortNames(wanted, before, taken)
        claim("kind", "KindConflict", wanted, before, takenKinds)
        claim("listKind", "ListKindConflict", wanted, before, takenKinds)
        if let categories = wanted?["categories"] { accepted["categories"] = categories }
    }

    private mutating func claim(
        _ field: String, _ reason: String, _ wanted: Value?, _ before: Value?, _ taken: Set<String>
    ) {
        guard let name = wanted?[field]?.string, !name.isEmpty else { return }
        guard before?[field]?.string != name, taken.contains(name) else {
            accepted[field] = .string(name)
            return
        }
        if let known = before?[field] { accepted[field] = known }
        conflict = (reason, "\(GoText.quoted(name)) is already in use")
    }

    private mutating func claimShortNames(_ wanted: Value?, _ before: Value?, _ taken: Set<String>) {
        let names = (wanted?["shortNames"]?.array ?? []).compactMap(\.string)
        guard !names.isEmpty else { return }
        let known = (before?["shortNames"]?.array ?? []).compactMap(\.string)
        let refused = names.filter { taken.contains($0) && !known.contains($0) }
        guard refused.isEmpty else {
            conflict = (
                "ShortNamesConflict", refused.map { "\(GoText.quoted($0)) is already in use" }.joined(separator: ", ")
            )
            return
        }
        accepted["shortNames"] = wanted?["shortNames"]
    }
}
