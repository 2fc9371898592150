internal import CLibcurl
internal import Glibc
internal import Platform

/// What the thread of a ``TransferLoop`` holds: the transfers under way and their handles.
struct TransferRun {
    private struct Active {
        let transfer: Transfer
        let handle: EasyHandle
    }

    private let multi: MultiHandle
    private var active: [UnsafeMutableRawPointer: Active] = [:]
    private var pointers: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]
    /// The transfers that have no connection yet.
    private var connecting: Set<UnsafeMutableRawPointer> = []
    private var load = HostLoad<Transfer>()
    /// When the next transfer may have been idle for too long.
    private var idleCheck: Duration?

    init(_ multi: MultiHandle) { self.multi = multi }

    mutating func obey(_ command: TransferLoop.Command) {
        switch command {
        case .start(let transfer): if load.request(transfer, to: transfer.request.authority) { start(transfer) }
        case .resume(let transfer):
            guard let pointer = pointers[ObjectIdentifier(transfer)] else { return }
            let code = curl_easy_pause(pointer, CURLPAUSE_CONT)
            guard code != CURLE_OK, let active = active[pointer] else { return }
            finish(pointer, .failure(CurlFailure.error(code, active.handle, transfer.request)))
        case .cancel(let transfer):
            guard let pointer = pointers[ObjectIdentifier(transfer)] else {
                _ = load.remove { $0 === transfer }
                return transfer.end(.failure(CancellationError()))
            }
            finish(pointer, .failure(CancellationError()))
        }
    }

    /// Does what can be done, then waits for more to do.
    mutating func turn() {
        guard multi.perform() else { return end(HTTPError(.other, "the HTTP client's loop broke")) }
        while let (pointer, code) = multi.nextEnded() { complete(pointer, code) }
        noteConnections()
        let pause = checkIdle()
        if !multi.wait(for: pause) { usleep(10_000) }
    }

    /// Ends whatever is left.
    mutating func end(_ error: any Error = CancellationError()) {
        for transfer in load.remove(where: { _ in true }) { transfer.end(.failure(error)) }
        for pointer in Array(active.keys) { finish(pointer, .failure(error)) }
    }

    private mutating func start(_ transfer: Transfer) {
        do throws(HTTPError) {
            guard let handle = EasyHandle() else { throw HTTPError(.other, "out of memory for a request") }
            try handle.prepare(transfer.request, for: transfer)
            guard multi.add(handle) else { throw HTTPError(.other, "the HTTP client takes no more requests") }
            active[handle.pointer] = Active(transfer: transfer, handle: handle)
            pointers[ObjectIdentifier(transfer)] = handle.pointer
            connecting.insert(handle.pointer)
            if let limit = transfer.request.idleTimeout { checkIdle(by: MonotonicTime.now() + limit) }
        } catch {
            load.ended(transfer.request.authority, wasConnecting: true)
            transfer.end(.failure(error))
        }
    }

    /// Looks who has got a connection, and lets others begin.
    private mutating func noteConnections() {
        for pointer in connecting where clibcurl_get_offset(pointer, CURLINFO_PRETRANSFER_TIME_T) > 0 {
            connecting.remove(pointer)
            if let transfer = active[pointer]?.transfer { load.connected(transfer.request.authority) }
        }
        guard load.hasWaiting else { return }
        var admitted: [Transfer] = []
        load.admit { admitted.append($0) }
        for transfer in admitted { start(transfer) }
    }

    private mutating func complete(_ pointer: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let ended = active[pointer] else { return }
        let result: Result<Void, any Error> =
            code == CURLE_OK
            ? .success(()) : .failure(CurlFailure.error(code, ended.handle, ended.transfer.request))
        finish(pointer, result)
    }

    private mutating func finish(_ pointer: UnsafeMutableRawPointer, _ result: Result<Void, any Error>) {
        guard let ended = active.removeValue(forKey: pointer) else { return }
        pointers[ObjectIdentifier(ended.transfer)] = nil
        load.ended(ended.transfer.request.authority, wasConnecting: connecting.remove(pointer) != nil)
        multi.remove(ended.handle)
        ended.transfer.end(result)
    }
}

// MARK: - Idle connections

extension TransferRun {
    private mutating func checkIdle(by moment: Duration) { idleCheck = min(idleCheck ?? moment, moment) }

    /// Ends transfers that have been idle for too long.
    ///
    /// - Returns: milliseconds until the next look.
    private mutating func checkIdle() -> Int32 {
        guard let due = idleCheck else { return 60_000 }
        let now = MonotonicTime.now()
        if due <= now {
            idleCheck = nil
            for (pointer, one) in active { checkIdle(pointer, one.transfer, now) }
        }
        guard let due = idleCheck else { return 60_000 }
        let left = (due - now).components
        return Int32(clamping: min(60_000, left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1))
    }

    private mutating func checkIdle(_ pointer: UnsafeMutableRawPointer, _ transfer: Transfer, _ now: Duration) {
        guard let limit = transfer.request.idleTimeout else { return }
        let due = transfer.lastActivity + limit
        guard due <= now, !transfer.isHeldUp else { return checkIdle(by: max(due, now + .milliseconds(100))) }
        let host = transfer.request.authority
        finish(
            pointer,
            .failure(
                HTTPError(.timedOut, "\(host) sent nothing for \(GoDuration.format(limit)); the connection is dead")))
    }
}

/// Signals of the calling thread.
enum SignalMask {
    /// Writing to a connection that the other side closed must not end the process.
    static func blockBrokenPipe() {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }
}
