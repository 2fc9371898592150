/// Puts values in the place of references.
struct ReferenceExpansion {
    let variables: [String: String]
    let isStrict: Bool

    func expand(_ parts: [ReferencePart]) throws(SubstitutionError) -> [UInt8] {
        var result: [UInt8] = []
        for part in parts { result += try expand(part) }
        return result
    }

    private func expand(_ part: ReferencePart) throws(SubstitutionError) -> [UInt8] {
        switch part {
        case .text(let text): return text
        case .reference(let reference):
            var arguments: [[UInt8]] = []
            for argument in reference.arguments { arguments.append(try expand(argument)) }
            return try value(of: reference, arguments)
        }
    }

    private func value(of reference: Reference, _ arguments: [[UInt8]]) throws(SubstitutionError) -> [UInt8] {
        let isTolerant = ["=", ":=", ":-", ":+", ":?"].contains(reference.operation)
        guard let text = variables[reference.name] ?? (isStrict && !isTolerant ? nil : "") else {
            throw SubstitutionError(
                "envsubst error: variable substitution failed: variable not set (strict mode): \"\(reference.name)\"")
        }
        let bytes = Array(text.utf8)
        if isTolerant { return bytes.isEmpty ? arguments.flatMap { $0 } : bytes }
        switch reference.operation {
        case "#" where arguments.isEmpty: return Array(String(bytes.count).utf8)
        case "^": return firstChanged(text) { $0.uppercaseMapping }
        case "^^": return Array(text.uppercased().utf8)
        case ",": return firstChanged(text) { $0.lowercaseMapping }
        case ",,": return Array(text.lowercased().utf8)
        case ":": return substring(bytes, arguments)
        case "#", "##", "%", "%%": return removed(bytes, reference.operation, arguments)
        case "/", "//", "/#", "/%": return replaced(bytes, reference.operation, arguments)
        default: return bytes
        }
    }

    private func firstChanged(_ text: String, _ change: (Unicode.Scalar.Properties) -> String) -> [UInt8] {
        guard let first = text.unicodeScalars.first else { return [] }
        return Array(change(first.properties).utf8) + text.unicodeScalars.dropFirst().flatMap { Array(String($0).utf8) }
    }

    private func number(_ bytes: [UInt8]) -> Int? { Int(String(decoding: bytes, as: UTF8.self)) }

    /// By bytes. What is no number leaves the whole; a negative length counts from the end.
    private func substring(_ bytes: [UInt8], _ arguments: [[UInt8]]) -> [UInt8] {
        guard let first = arguments.first, var start = number(first) else { return bytes }
        if start < 0 { start = max(0, bytes.count + max(start, -bytes.count)) }
        guard arguments.count > 1 else { return Array(bytes.dropFirst(start)) }
        guard let length = number(arguments[1]) else { return bytes }
        guard length < 0 else { return Array(bytes.dropFirst(start).prefix(length)) }
        let end = bytes.count + max(length, -bytes.count)
        return end < start ? [] : Array(bytes[start..<end])
    }

    private func removed(_ bytes: [UInt8], _ operation: String, _ arguments: [[UInt8]]) -> [UInt8] {
        guard let argument = arguments.first else { return bytes }
        let isSuffix = operation.hasPrefix("%")
        var text = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        var pattern = Array(String(decoding: argument, as: UTF8.self).unicodeScalars)
        if isSuffix {
            text.reverse()
            pattern.reverse()
        }
        guard let glob = Glob(pattern) else { return bytes }
        let lengths = glob.matchingPrefixes(of: text)
        guard let length = operation.utf8.count == 1 ? lengths.first : lengths.last else { return bytes }
        var rest = Array(text.dropFirst(length))
        if isSuffix { rest.reverse() }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: rest)
        return Array(String(result).utf8)
    }

    private func replaced(_ bytes: [UInt8], _ operation: String, _ arguments: [[UInt8]]) -> [UInt8] {
        guard let pattern = arguments.first else { return bytes }
        let replacement = arguments.count > 1 ? arguments[1] : []
        switch operation {
        case "/#":
            guard arguments.count == 2, bytes.starts(with: pattern) else { return bytes }
            return replacement + bytes.dropFirst(pattern.count)
        case "/%":
            guard arguments.count == 2, bytes.reversed().starts(with: pattern.reversed()) else { return bytes }
            return bytes.dropLast(pattern.count) + replacement
        default: return replaceText(bytes, pattern, replacement, all: operation == "//")
        }
    }

    private func replaceText(_ bytes: [UInt8], _ pattern: [UInt8], _ replacement: [UInt8], all: Bool) -> [UInt8] {
        guard let first = pattern.first else { return all ? interspersed(bytes, replacement) : replacement + bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == first, bytes.count - index >= pattern.count,
                bytes[index..<(index + pattern.count)].elementsEqual(pattern)
            else {
                result.append(bytes[index])
                index += 1
                continue
            }
            result += replacement
            index += pattern.count
            if !all { return result + bytes[index...] }
        }
        return result
    }

    /// The replacement before every character and at the end, which is what replacing nothing comes to.
    private func interspersed(_ bytes: [UInt8], _ replacement: [UInt8]) -> [UInt8] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.flatMap { replacement + Array(String($0).utf8) }
            + replacement
    }
}
