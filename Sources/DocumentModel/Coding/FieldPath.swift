/// The way from the root to a field, shared with the paths of its neighbours.
indirect enum FieldPath: Sendable {
    case root
    case field(FieldPath, String)
    case element(FieldPath, Int)

    /// As `Codable` has it.
    var codingPath: [any CodingKey] {
        var keys: [any CodingKey] = []
        var path = self
        while true {
            switch path {
            case .root: return keys.reversed()
            case .field(let parent, let name):
                keys.append(FieldKey(stringValue: name))
                path = parent
            case .element(let parent, let index):
                keys.append(FieldKey(intValue: index))
                path = parent
            }
        }
    }

    /// `spec.containers[0].name`; nil for the root.
    var text: String? { Self.text(codingPath) }

    static func text(_ keys: [any CodingKey]) -> String? {
        var text = ""
        for key in keys {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return text.isEmpty ? nil : text
    }
}

/// A key of a path.
struct FieldKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = "[\(intValue)]"
        self.intValue = intValue
    }
}
