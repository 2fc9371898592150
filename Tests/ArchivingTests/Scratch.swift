import Platform

/// Runs `body` with a fresh folder that is removed afterwards.
func withScratch(_ body: (_ folder: String) async throws -> Void) async throws {
    try await withTemporaryDirectory { try await body($0) }
}
