internal import Synchronization

/// A lock that can be copied with what holds it.
package final class SharedLock<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    package init(_ value: sending Value) { mutex = Mutex(value) }
    /// Reads and writes the value.
    package func withLock<Output: Sendable>(_ body: (inout Value) -> Output) -> Output { mutex.withLock { body(&$0) } }
}
