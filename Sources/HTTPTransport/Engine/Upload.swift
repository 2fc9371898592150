/// Feeds the body of a request to its transfer.
enum Upload {
    /// Returns when the body has ended or the transfer wants no more of it.
    static func run(_ produce: @Sendable () async throws -> [UInt8]?, into transfer: Transfer) async throws {
        do {
            while let piece = try await produce() {
                guard !piece.isEmpty else { continue }
                guard await transfer.send(piece) else { return }
                try Task.checkCancellation()
            }
            _ = await transfer.send(nil)
        } catch {
            transfer.failUpload()
            throw error
        }
    }
}
