internal import NIOCore
internal import NIOPosix

/// Wakes a waiter after a time, unless it is called off before; then nothing of it remains.
///
/// `Task.sleep` does not do: cancelled, its timer stays in memory until its time comes, which may be a year.
struct Alarm: Sendable {
    /// Sets an alarm; what it returns calls it off.
    let set: @Sendable (Duration, ChangeWaiter) -> @Sendable () -> Void

    /// Alarms of the event loops that serve, at most a day ahead: whoever is woken looks what is due.
    static let eventLoops = Alarm { delay, waiter in
        let time = TimeAmount.nanoseconds(min(delay, .seconds(86_400)).nanoseconds)
        let timer = ControlPlaneRun.threads.next().scheduleTask(in: time) { waiter.wake() }
        return { timer.cancel() }
    }
}
