/// One way to reach the upload-pack service of a server.
protocol UploadPackService: Sendable {
    /// Hands what the server offers to `plan`, then downloads what that asks for into `writer`.
    ///
    /// - Parameters:
    ///   - prefixes: the references to list, a hint; nil when `plan` needs none.
    ///   - plan: decides what to download; nil for nothing.
    ///   - writer: makes the pack to fill; called only when there is something to download.
    func run(
        prefixes: [String]?, plan: @escaping @Sendable (ServerOffer) throws -> PackRequest?,
        writer: @escaping @Sendable () throws -> PackWriter
    ) async throws
}

/// What we call ourselves; some hosts serve only clients whose name begins so.
let gitAgent = "git/2.39.0-sluice"
