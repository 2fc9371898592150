internal import DocumentModel

/// Reads the fields of a document and says where one has the wrong type.
struct FieldReader {
    private let value: Value
    private let path: String
    private let file: String

    init(_ value: Value, path: String, file: String) {
        self.value = value
        self.path = path
        self.file = file
    }

    func error(_ field: String, _ problem: String) -> KubernetesError {
        KubernetesError(.configuration, "\(file): \(place(field)) \(problem)")
    }

    func check(isObject: Bool) throws(KubernetesError) {
        guard value.object == nil else { return }
        throw KubernetesError(
            .configuration, "\(file): \(path.isEmpty ? "it" : path) must be an object, not \(value.typeName)")
    }

    /// Nil when it is missing or null.
    func text(_ field: String) throws(KubernetesError) -> String? {
        guard let value = present(field) else { return nil }
        guard let text = value.string else { throw error(field, "must be a string, not \(value.typeName)") }
        return text
    }

    func flag(_ field: String) throws(KubernetesError) -> Bool {
        guard let value = present(field) else { return false }
        guard let flag = value.bool else { throw error(field, "must be true or false, not \(value.typeName)") }
        return flag
    }

    func child(_ field: String) throws(KubernetesError) -> FieldReader? {
        guard let value = present(field) else { return nil }
        let child = FieldReader(value, path: place(field), file: file)
        try child.check(isObject: true)
        return child
    }

    func list(_ field: String) throws(KubernetesError) -> [FieldReader] {
        var result: [FieldReader] = []
        for (index, item) in try array(field).enumerated() {
            let child = FieldReader(item, path: "\(place(field))[\(index)]", file: file)
            try child.check(isObject: true)
            result.append(child)
        }
        return result
    }

    func texts(_ field: String) throws(KubernetesError) -> [String] {
        var result: [String] = []
        for item in try array(field) {
            guard let text = item.string else { throw error(field, "must hold strings, not \(item.typeName)") }
            result.append(text)
        }
        return result
    }

    func textLists(_ field: String) throws(KubernetesError) -> [String: [String]] {
        guard let child = try child(field) else { return [:] }
        var result: [String: [String]] = [:]
        for key in child.value.object?.keys ?? [] { result[key] = try child.texts(key) }
        return result
    }

    private func array(_ field: String) throws(KubernetesError) -> [Value] {
        guard let value = present(field) else { return [] }
        guard let array = value.array else { throw error(field, "must be a list, not \(value.typeName)") }
        return array
    }

    private func present(_ field: String) -> Value? {
        guard let value = value[field], !value.isNull else { return nil }
        return value
    }

    private func place(_ field: String) -> String { path.isEmpty ? field : "\(path).\(field)" }
}
