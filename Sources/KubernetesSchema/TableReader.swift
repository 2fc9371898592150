internal import DocumentModel
internal import KubernetesModel

/// Reads lines of the built-in table.
///
///     K apiVersion Kind plural n|c verbs shortNames categories type subresource[=apiVersion/Kind]:verbs…
///     T name a|-[:group/version/Kind] field:type[;attribute]…
///
/// Types: `s` string, `b` boolean, `i` int32, `l` int64, `n` double, `I` int-or-string, `q` quantity, `t` time, `u`
/// micro time, `y` bytes, `r` any object, `x` anything, `@name` a type, `{}E` a map of E (`{a}` atomic), `[a]E` an
/// atomic list, `[s]E` a set, `[mKEYS]E` a list told apart by keys. Attributes: `!` required, `g`
/// not atomic here, `kKEY` patch merge key, `m` patch merges, `r` patch retains keys, `eA|B` enumeration (`~` is a
/// space), `=JSON` declared default; when empty, `o` omitted, `z` written as zero, `v` as a structure.
enum TableReader {
    static func kind(in line: TableIndex.Line) -> KindInfo {
        let words = line.text.split(separator: " ").map(String.init)
        func word(_ index: Int) -> String { words.indices.contains(index) ? words[index] : "" }
        func list(_ index: Int) -> [String] {
            word(index) == "-" ? [] : word(index).split(separator: ",").map(String.init)
        }
        let kind = GroupVersionKind(apiVersion: word(1), kind: word(2))
        return KindInfo(
            groupVersionKind: kind, plural: word(3), isNamespaced: word(4) == "n", verbs: verbs(word(5)),
            shortNames: list(6), categories: list(7), typeName: word(8),
            subresources: words.dropFirst(9).map { subresource($0, of: kind) })
    }

    static func type(in line: TableIndex.Line) -> ObjectSchema {
        let words = line.text.split(separator: " ")
        return ObjectSchema(
            name: words.dropFirst().first.map(String.init) ?? "", isAtomic: words.dropFirst(2).first?.first == "a",
            fields: words.dropFirst(3).map(field))
    }

    private static func subresource(_ text: String, of parent: GroupVersionKind) -> KindInfo.Subresource {
        let parts = text.split(separator: ":", maxSplits: 1)
        let names = (parts.first ?? "").split(separator: "=", maxSplits: 1)
        var kind = parent
        if names.count == 2, let slash = names[1].lastIndex(of: "/") {
            kind = GroupVersionKind(
                apiVersion: String(names[1][..<slash]), kind: String(names[1][names[1].index(after: slash)...]))
        }
        return KindInfo.Subresource(
            name: names.first.map(String.init) ?? "", kind: kind, verbs: verbs(parts.count == 2 ? String(parts[1]) : "")
        )
    }

    private static func verbs(_ letters: String) -> [String] {
        let names: [Character: String] = [
            "c": "create", "d": "delete", "D": "deletecollection", "g": "get", "l": "list", "p": "patch",
            "u": "update", "w": "watch",
        ]
        return letters.compactMap { names[$0] }.sorted()
    }

    private static func field(_ text: Substring) -> FieldSchema {
        let parts = text.split(separator: ";")
        let declaration = (parts.first ?? "").split(separator: ":", maxSplits: 1)
        var field = FieldSchema(
            name: declaration.first.map(String.init) ?? "", type: type(declaration.count == 2 ? declaration[1] : "x"))
        for attribute in parts.dropFirst() { read(attribute, into: &field) }
        return field
    }

    private static func read(_ attribute: Substring, into field: inout FieldSchema) {
        let rest = attribute.dropFirst()
        switch attribute.first {
        case "!": field.isRequired = true
        case "k": field.patchMergeKey = String(rest)
        case "g": field.type = granular(field.type)
        case "m": field.mergesElements = true
        case "r": field.retainsKeys = true
        case "e":
            field.enumeration = rest.split(separator: "|").map { String($0.map { $0 == "~" ? " " : $0 }) }
        case "o": field.whenEmpty = .omitted
        case "z": field.whenEmpty = .zero
        case "v": field.whenEmpty = .structure
        case "n": field.whenEmpty = .null
        case "=": field.declaredDefault = try? JSON.parse(Array(rest.utf8))
        default: break
        }
    }

    /// The type with fields that each have their own owners, although elsewhere it is atomic.
    private static func granular(_ type: TypeSchema) -> TypeSchema {
        guard let object = type.fields else { return type }
        return .object(ObjectSchema(name: object.name, fields: object.fields, additional: object.additional))
    }

    private static func type(_ code: Substring) -> TypeSchema {
        switch code.first {
        case "@": return .named(String(code.dropFirst()))
        case "{":
            let isAtomic = code.hasPrefix("{a}")
            return .map(element: type(code.dropFirst(isAtomic ? 3 : 2)), isAtomic: isAtomic)
        case "[":
            guard let end = code.firstIndex(of: "]") else { return .untyped(isObject: false) }
            return .list(
                element: type(code[code.index(after: end)...]),
                kind: listKind(code[code.index(after: code.startIndex)..<end]))
        case "r": return .untyped(isObject: true)
        case .some(let letter): return scalars[letter].map(TypeSchema.scalar) ?? .untyped(isObject: false)
        case .none: return .untyped(isObject: false)
        }
    }

    private static func listKind(_ code: Substring) -> ListKind {
        switch code.first {
        case "s": .set
        case "m": .map(keys: code.dropFirst().split(separator: ",").map(String.init))
        default: .atomic
        }
    }

    private static let scalars: [Character: ScalarKind] = [
        "s": .string, "b": .boolean, "i": .int32, "l": .int64, "n": .double, "I": .intOrString, "q": .quantity,
        "t": .time, "u": .microTime, "y": .byte,
    ]
}
