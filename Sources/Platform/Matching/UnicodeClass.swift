/// The characters of one general category of Unicode, such as `Lu`, or of a group of them, such as `L`.
struct UnicodeClass: Sendable {
    private let categories: [Unicode.GeneralCategory]
    private var isNegated = false

    /// The class of a name as regular expressions have it; nil when there is none.
    init?(_ name: String) {
        guard name != "Any" else {
            categories = []
            isNegated = true
            return
        }
        let found = Self.names.filter { $0.name == name || name.utf8.count == 1 && $0.name.hasPrefix(name) }
        guard !found.isEmpty else { return nil }
        categories = found.map(\.category)
    }

    private init(_ categories: [Unicode.GeneralCategory], isNegated: Bool) {
        self.categories = categories
        self.isNegated = isNegated
    }

    /// All other characters.
    var opposite: UnicodeClass { UnicodeClass(categories, isNegated: !isNegated) }

    /// The class with the letters of the other case, where it has those of one.
    var ignoringCase: UnicodeClass {
        let cased: [Unicode.GeneralCategory] = [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]
        guard categories.contains(where: cased.contains) else { return self }
        return UnicodeClass(categories + cased, isNegated: isNegated)
    }

    func contains(_ character: UInt32) -> Bool {
        // What is no scalar is a surrogate.
        let category = Unicode.Scalar(character)?.properties.generalCategory ?? .surrogate
        return categories.contains(category) != isNegated
    }

    private static let names: [(name: String, category: Unicode.GeneralCategory)] = [
        ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter), ("Lm", .modifierLetter),
        ("Lo", .otherLetter), ("Mn", .nonspacingMark), ("Mc", .spacingMark), ("Me", .enclosingMark),
        ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
        ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation), ("Pi", .initialPunctuation),
        ("Pf", .finalPunctuation), ("Po", .otherPunctuation), ("Sm", .mathSymbol), ("Sc", .currencySymbol),
        ("Sk", .modifierSymbol), ("So", .otherSymbol), ("Zs", .spaceSeparator), ("Zl", .lineSeparator),
        ("Zp", .paragraphSeparator), ("Cc", .control), ("Cf", .format), ("Cs", .surrogate), ("Co", .privateUse),
    ]
}
