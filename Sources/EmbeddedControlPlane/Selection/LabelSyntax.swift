/// The rules for label keys and values, in the words of the real server.
enum LabelSyntax {
    /// Why `value` is no label value; nil when it is one.
    static func valueProblem(_ value: String) -> String? {
        let length = value.utf8.count > 63 ? "must be no more than 63 bytes" : nil
        guard !value.isEmpty, !isName(value) else { return length }
        return (length.map { $0 + "; " } ?? "")
            + "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
            + "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
            + "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    }

    /// Why `key` is no label key; nil when it is one.
    static func keyProblem(_ key: String) -> String? {
        let problems = NameSyntax.qualifiedName(key)
        return problems.isEmpty ? nil : problems.joined(separator: "; ")
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x5F, 0x2E].contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
