/// How a generated object relates to one of the same name that is there already.
enum GeneratorBehavior: String {
    case unspecified, create, replace, merge

    /// Any other word means nothing.
    init(word: String) { self = GeneratorBehavior(rawValue: word) ?? .unspecified }
}
