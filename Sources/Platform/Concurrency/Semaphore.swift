internal import Glibc

/// A counting semaphore for threads (`sem_init(3)`).
package final class Semaphore: Sendable {
    /// Guard: the semaphore's own functions are the only ones that touch what it points to.
    private nonisolated(unsafe) let handle: UnsafeMutablePointer<sem_t>

    package init() {
        handle = .allocate(capacity: 1)
        handle.initialize(to: sem_t())
        sem_init(handle, 0, 0)
    }

    deinit {
        sem_destroy(handle)
        handle.deallocate()
    }

    package func signal() { sem_post(handle) }

    package func wait() {
        while sem_wait(handle) != 0 && errno == EINTR {}
    }
}
