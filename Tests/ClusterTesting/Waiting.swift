/// A condition did not come true in time.
public struct TimedOut: Error, CustomStringConvertible {
    public let description: String
}

/// Waits until `look` finds something, at most `limit`.
///
/// - Parameter state: what to say of how things stood at the end.
/// - Throws: ``TimedOut``, or what `look` throws.
@discardableResult
public func eventually<Output: Sendable>(
    _ what: String, within limit: Duration = .seconds(60), every pause: Duration = .milliseconds(20),
    state: @Sendable () async -> String = { "" },
    _ look: @Sendable () async throws -> Output?
) async throws -> Output {
    let deadline = ContinuousClock.now + limit
    while true {
        if let found = try await look() { return found }
        guard ContinuousClock.now < deadline else {
            let rest = await state()
            throw TimedOut(description: "after \(limit) still not: \(what)\(rest.isEmpty ? "" : "\n\(rest)")")
        }
        try await Task.sleep(for: pause)
    }
}
