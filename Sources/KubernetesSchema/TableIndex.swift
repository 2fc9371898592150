internal import KubernetesModel

/// Where the lines of the table are; reading it costs one pass over the bytes.
struct TableIndex: Sendable {
    /// A line of the table, read when it is needed. The table lives as long as the process.
    struct Line: Sendable {
        let range: Range<Int>

        var text: String {
            let bytes = UnsafeBufferPointer(start: builtInTable.utf8Start, count: builtInTable.utf8CodeUnitCount)
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
    }

    /// The lines of kinds.
    private(set) var kinds: [Line] = []
    /// The lines of types by name.
    private(set) var types: [String: Line] = [:]
    /// The types of kinds that are no resource of their own, such as `Scale`.
    private(set) var typeNames: [GroupVersionKind: String] = [:]

    init() {
        let bytes = UnsafeBufferPointer(start: builtInTable.utf8Start, count: builtInTable.utf8CodeUnitCount)
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            if bytes[start] == UInt8(ascii: "K") { kinds.append(Line(range: start..<end)) }
            if bytes[start] == UInt8(ascii: "T") { note(typeAt: start..<end, in: bytes) }
            start = end + 1
        }
    }

    /// `T name mark[:group/version/Kind] field…`
    private mutating func note(typeAt range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) {
        let words = bytes[range].split(separator: UInt8(ascii: " "), maxSplits: 3)
        guard words.count > 2 else { return }
        let name = String(decoding: words[1], as: UTF8.self)
        types[name] = Line(range: range)
        let parts = words[2].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return }
        let kind = parts[1].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard kind.count == 3 else { return }
        let texts = kind.map { String(decoding: $0, as: UTF8.self) }
        typeNames[GroupVersionKind(group: texts[0], version: texts[1], kind: texts[2])] = name
    }
}
