/// What an expression is read as.
struct Token {
    enum Kind: Equatable {
        case int(Int64), uint(UInt64), double(Double), string(String), bytes([UInt8])
        /// A whole number one above the largest: a negative one may be it.
        case leastIntMagnitude
        case identifier(String)
        /// An operator, a bracket or the word `in`.
        case symbol(String)
        case end
    }

    var kind: Kind
    /// Code points from the start of the text.
    var offset: Int
    var length: Int
}

/// Something wrong at a place, before it is put in words for the user.
struct SyntaxProblem: Error {
    var message: String
    var offset: Int
}

/// All that is wrong with a text.
struct SyntaxProblems: Error {
    var problems: [SyntaxProblem]
}
