/// Reads `--feature-gates`.
enum FeatureGateParser {
    /// The gates after `switches`, each `Name=true` or `Name=false`.
    ///
    /// - Throws: ``FlagSyntaxError`` for an unknown name or another value.
    static func parse(_ switches: [String], known: [FeatureGate]) throws(FlagSyntaxError) -> FeatureGates {
        var gates = FeatureGates(known: known)
        for text in switches where !text.isEmpty {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0].trimmed
            guard gates.states[name] != nil else {
                let names = known.map(\.name).sorted().joined(separator: ", ")
                throw FlagSyntaxError("feature-gate '\(name)' not supported; this program knows \(names)")
            }
            guard parts.count == 2 else { throw FlagSyntaxError("feature gate '\(name)' needs a value: \(name)=true") }
            gates.states[name] = try Bool.parse(parts[1].trimmed, after: nil)
        }
        return gates
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        let body = drop { $0 == " " }
        let end = body.lastIndex { $0 != " " }
        return end.map { String(body[...$0]) } ?? ""
    }
}
