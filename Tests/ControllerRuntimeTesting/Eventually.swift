/// A condition did not come true in time.
package struct TimedOut: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until `condition` holds, at most 20 s, without relying on timing.
package func eventually(_ what: String, _ condition: @Sendable () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition() {
        guard ContinuousClock.now < deadline else { throw TimedOut(description: "timed out: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
