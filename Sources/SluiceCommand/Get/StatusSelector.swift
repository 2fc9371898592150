internal import KubernetesModel

/// Which objects a listing keeps by one of their conditions: `Ready=False`, `ready!=true`.
struct StatusSelector: Sendable, Equatable {
    let type: String
    let status: String
    let isNegated: Bool

    /// - Throws: ``CommandFailure`` when `text` has not the form.
    init(_ text: String) throws {
        let characters = Array(text)
        guard let equals = characters.firstIndex(of: "=") else {
            throw CommandFailure(
                "expected status selector in type=status or type!=status format, but found: \(text)")
        }
        isNegated = equals > 0 && characters[equals - 1] == "!"
        type = String(characters[..<(isNegated ? equals - 1 : equals)])
        status = String(characters[(equals + 1)...])
    }

    /// Whether `object` is kept. A condition that is not there has no status at all.
    func matches(_ object: KubernetesObject) -> Bool {
        let isEqual = object.conditionStatus(type)?.lowercased() == status.lowercased()
        return isEqual != isNegated
    }
}
