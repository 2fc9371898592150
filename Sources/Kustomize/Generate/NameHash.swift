internal import Cryptography
internal import DocumentModel

/// The hash of a generated object's content, which is appended to its name.
enum NameHash {
    /// The hash of a ConfigMap or Secret; of other kinds, of the whole content.
    static func of(_ resource: Resource) -> String {
        let content = resource.content
        // The original means to hash the name, too, but looks for it where it never is.
        var parts: Object = ["kind": .string(resource.kind), "name": ""]
        switch resource.kind {
        case "ConfigMap":
            parts["data"] = content["data"] ?? ""
            if let binary = content["binaryData"], binary.object != nil { parts["binaryData"] = binary }
        case "Secret":
            parts["type"] = content["type"] ?? ""
            parts["data"] = content["data"] ?? ""
            if let strings = content["stringData"], strings.object != nil { parts["stringData"] = strings }
        default: parts = content
        }
        let options = JSON.WritingOptions(sortsKeys: true, escapesHTML: true)
        let digest = Digest.of(JSON.write(Value.object(parts).withoutBlanks, options)).hex
        return String(decoding: digest.utf8.prefix(10).map(replacement), as: UTF8.self)
    }

    /// Letters for digits that could be misread, or make words.
    private static func replacement(_ digit: UInt8) -> UInt8 {
        switch digit {
        case UInt8(ascii: "0"): UInt8(ascii: "g")
        case UInt8(ascii: "1"): UInt8(ascii: "h")
        case UInt8(ascii: "3"): UInt8(ascii: "k")
        case UInt8(ascii: "a"): UInt8(ascii: "m")
        case UInt8(ascii: "e"): UInt8(ascii: "t")
        default: digit
        }
    }
}
