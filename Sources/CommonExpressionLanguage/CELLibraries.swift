/// The libraries of functions and macros that expressions may use.
public struct CELLibraries: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// `optional.of`, `?.`, `[?]`, `optMap` and the like.
    public static let optionals = CELLibraries(rawValue: 1 << 0)
    /// `charAt`, `join`, `format`, …
    public static let strings = CELLibraries(rawValue: 1 << 1)
    /// `sets.contains`, `sets.equivalent`, `sets.intersects`.
    public static let sets = CELLibraries(rawValue: 1 << 2)
    /// `slice`, `flatten`, `distinct`, `sort`, `sortBy`, `first`, `last`, `lists.range`, …
    public static let lists = CELLibraries(rawValue: 1 << 3)
    /// Macros over keys and values: `transformList` and the like.
    public static let twoVariables = CELLibraries(rawValue: 1 << 4)
    /// `cel.bind`.
    public static let bindings = CELLibraries(rawValue: 1 << 5)
    /// `base64.encode` and `base64.decode`.
    public static let encoders = CELLibraries(rawValue: 1 << 6)
    /// What Kubernetes adds: lists, regular expressions, URLs, IP addresses, quantities, versions, formats.
    public static let kubernetes = CELLibraries(rawValue: 1 << 8)
    /// Checks of what a user may do.
    public static let authorizer = CELLibraries(rawValue: 1 << 9)
    /// `JSONPatch{}`, `Object{}` and `jsonpatch.escapeKey`.
    public static let mutation = CELLibraries(rawValue: 1 << 10)
    /// Lists and maps may hold values of several types; without it their literals are of one type each.
    public static let mixedAggregates = CELLibraries(rawValue: 1 << 11)
    /// With ``strings``: their latest version, in which `format` puts nothing in quotation marks and texts can be
    /// reversed.
    public static let latestStrings = CELLibraries(rawValue: 1 << 12)

    /// What the API server of Kubernetes has in all its expressions.
    public static let apiServer: CELLibraries = [
        .optionals, .strings, .sets, .lists, .twoVariables, .kubernetes, .authorizer,
    ]

    /// What Flux has in its expressions.
    public static let flux: CELLibraries = [.optionals, .strings, .latestStrings, .sets, .encoders]
}
