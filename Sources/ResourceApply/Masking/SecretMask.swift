internal import DocumentModel
package import KubernetesModel
internal import Platform

/// Takes secret values out of texts, whatever form they come in: plain, base64, URL-encoded, quoted.
package struct SecretMask: Sendable {
    /// What stands for a secret.
    package static let mark = "***"
    /// Shorter values occur in any text by chance: masking them would hide the text and give the value away.
    static let shortest = 4

    private var needles: Set<[UInt8]> = []

    package init() {}

    /// Whether there is nothing to mask.
    package var isEmpty: Bool { needles.isEmpty }

    /// Masks `value` from now on.
    package mutating func insert(_ value: [UInt8]) {
        for form in Self.forms(of: value) where form.count >= Self.shortest { needles.insert(form) }
        let lines = value.split(separator: UInt8(ascii: "\n"))
        guard lines.count > 1 else { return }
        for line in lines where line.count >= 8 { needles.insert(Array(line)) }
    }

    /// Masks everything a Secret's manifest holds.
    package mutating func insert(secretsOf object: KubernetesObject) {
        guard object.apiVersion == "v1", object.kind == "Secret" else { return }
        for (_, value) in object.content["stringData"]?.object ?? [:] { value.string.map { insert(Array($0.utf8)) } }
        for (_, value) in object.content["data"]?.object ?? [:] {
            guard let text = value.string else { continue }
            insert(Array(text.utf8))
            if let decoded = Base64.decode(text) { insert(decoded) }
        }
    }

    /// Masks what `other` masks too.
    package mutating func merge(_ other: SecretMask) { needles.formUnion(other.needles) }

    /// `text` with every secret replaced, the longest first.
    package func mask(_ text: String) -> String {
        guard !needles.isEmpty else { return text }
        var bytes = Array(text.utf8)
        var changed = false
        for needle in needles.sorted(by: { $0.count > $1.count }) where needle.count <= bytes.count {
            guard let replaced = Self.replace(needle, in: bytes) else { continue }
            bytes = replaced
            changed = true
        }
        return changed ? String(decoding: bytes, as: UTF8.self) : text
    }

    private static func forms(of value: [UInt8]) -> [[UInt8]] {
        guard !value.isEmpty else { return [] }
        let base64 = Array(Base64.encode(value).utf8)
        let text = String(decoding: value, as: UTF8.self)
        let quoted = Array(JSON.text(.string(text)).utf8.dropFirst().dropLast())
        return [value, base64, base64.filter { $0 != UInt8(ascii: "=") }, quoted, urlEncoded(value)]
    }

    private static func urlEncoded(_ value: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in value {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 95, 126].contains(byte)
            if isPlain {
                result.append(byte)
            } else {
                result.append(37)
                result += Hex.encode([byte]).uppercased().utf8
            }
        }
        return result
    }

    /// `bytes` with every occurrence replaced; nil when there is none.
    private static func replace(_ needle: [UInt8], in bytes: [UInt8]) -> [UInt8]? {
        guard let first = needle.first else { return nil }
        var result: [UInt8] = []
        var start = 0
        var index = 0
        while index <= bytes.count - needle.count {
            if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) {
                result += bytes[start..<index]
                result += mark.utf8
                index += needle.count
                start = index
            } else {
                index += 1
            }
        }
        guard start > 0 else { return nil }
        return result + bytes[start...]
    }
}
