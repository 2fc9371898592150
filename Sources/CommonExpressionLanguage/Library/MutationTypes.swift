extension CELStructure {
    /// Makes sure that the names of the objects inside follow from the fields they stand in, as those of
    /// `Object{spec: Object.spec{}}` do.
    ///
    /// - Throws: ``CELError`` with all that do not.
    public func checkTypeNames() throws(CELError) {
        var problems: [String] = []
        try Self.check(.structure(self), typeName, &problems)
        if !problems.isEmpty { throw CELError(problems.joined(separator: "\n")) }
    }

    private static func check(_ value: CELValue, _ expected: String, _ problems: inout [String]) throws(CELError) {
        switch value {
        case .structure(let structure):
            if structure.typeName != expected {
                problems.append(
                    "unexpected type name \(CELQuote.text(structure.typeName)), expected \(CELQuote.text(expected)), "
                        + "which matches field name path from root Object type")
            }
            for (name, value) in structure.fields { try check(value, "\(expected).\(name)", &problems) }
        case .list(let list): for element in try list.values() { try check(element, expected, &problems) }
        case .map(let map): for (_, element) in try map.entries() { try check(element, expected, &problems) }
        default: break
        }
    }
}

extension FunctionTable {
    mutating func addMutation() {
        global("jsonpatch.escapeKey", "string_jsonpatch_escapeKey_string", .string, .string) { text throws(CELError) in
            var result = ""
            for scalar in try Texts.text(text).unicodeScalars {
                switch scalar {
                case "~": result += "~0"
                case "/": result += "~1"
                default: result.unicodeScalars.append(scalar)
                }
            }
            return .string(result)
        }
    }
}
