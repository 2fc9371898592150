internal import DocumentModel
internal import HummingbirdCore
internal import KubernetesModel
internal import NIOCore
internal import Platform

/// One watch, from its first event to its end: follows the changes of a resource and writes those that concern it.
struct WatchStream: Sendable {
    let store: ObjectStore
    let registry: ResourceRegistry
    let form: ObjectForm
    let options: ListOptions
    let encoding: ResponseEncoding
    let channel: any Channel

    private var target: Target { form.target }

    /// Where a watch begins.
    struct Start: Sendable {
        /// Objects to be announced first.
        var initial: [StoredObject]
        /// Changes after this revision follow.
        var revision: Int64
        /// Whether a bookmark ends the initial events.
        var marksEnd: Bool
    }

    /// Writes events until the client goes, the time is over, or the history is lost.
    @concurrent func run(_ start: Start, _ writer: inout any ResponseBodyWriter) async throws {
        let waiter = ChangeWaiter()
        store.addWaiter(waiter, to: target.resource)
        channel.closeFuture.whenComplete { _ in waiter.wake() }
        let deadline = MonotonicTime.now() + timeout
        let timers = schedule(waiter, deadline)
        defer {
            store.removeWaiter(waiter, from: target.resource)
            for timer in timers { timer.cancel() }
        }
        var isFirst = true
        // An event that has no such form ends the watch before anything of it is written.
        if form.isOfListsAlone, !start.initial.isEmpty || start.marksEnd { return try await writer.write(ByteBuffer()) }
        try await writeInitial(start, &isFirst, &writer)
        try await follow(from: start.revision, waiter, deadline, &isFirst, &writer)
    }

    @concurrent private func writeInitial(_ start: Start, _ isFirst: inout Bool, _ writer: inout any ResponseBodyWriter)
        async throws
    {
        var buffer = ByteBuffer()
        for object in start.initial {
            buffer.writeBytes(event("ADDED", object, isFirst: isFirst))
            isFirst = false
            if buffer.readableBytes > 1 << 16 {
                try await writer.write(buffer)
                buffer.clear()
            }
        }
        if start.marksEnd {
            buffer.writeBytes(bookmark(start.revision, endsInitial: true, isFirst: isFirst))
            isFirst = false
        }
        // An empty chunk sends the head of the answer, for which clients wait.
        try await writer.write(buffer)
    }

    @concurrent private func follow(
        from revision: Int64, _ waiter: ChangeWaiter, _ deadline: Duration, _ isFirst: inout Bool,
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        var seen = revision
        var nextBookmark = MonotonicTime.now() + Self.bookmarkInterval
        while channel.isActive, !Task.isCancelled {
            guard isServed else { return }
            switch store.changes(target.resource, after: seen) {
            case .expired:
                try await writer.write(
                    ByteBuffer(bytes: Self.expired(seen, oldest: store.oldestRevision(of: target.resource))))
                return
            case .changes(let changes, let revision):
                let buffer = self.buffer(changes, &isFirst)
                if form.isOfListsAlone, buffer.readableBytes > 0 { return }
                if buffer.readableBytes > 0 { try await writer.write(buffer) }
                seen = revision
            }
            let now = MonotonicTime.now()
            if now >= deadline { return }
            if options.allowsBookmarks, now >= nextBookmark {
                try await writer.write(ByteBuffer(bytes: bookmark(seen, endsInitial: false, isFirst: isFirst)))
                isFirst = false
                nextBookmark = now + Self.bookmarkInterval
            }
            await waiter.wait()
        }
    }

    private static let bookmarkInterval = Duration.seconds(30)

    /// How long it goes on; a time of its own at each call where the client names none.
    private var timeout: Duration {
        guard let seconds = options.timeoutSeconds, seconds > 0 else {
            return .seconds(1_800 + Int64.random(in: 0..<1_800))
        }
        return .seconds(min(seconds, 86_400))
    }

    /// Wakes the watch for bookmarks and at its end.
    private func schedule(_ waiter: ChangeWaiter, _ deadline: Duration) -> [any TimerHandle] {
        let loop = channel.eventLoop
        let rest = deadline - MonotonicTime.now()
        let end = loop.scheduleTask(in: .nanoseconds(rest.nanoseconds + 1_000_000)) { waiter.wake() }
        guard options.allowsBookmarks else { return [end] }
        let interval = TimeAmount.nanoseconds(Self.bookmarkInterval.nanoseconds + 1_000_000)
        let bookmarks = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in waiter.wake() }
        return [end, bookmarks]
    }

    private var isServed: Bool {
        registry.served.endpoint(
            group: target.definition.group, version: target.version.name, plural: target.definition.plural) != nil
    }

    // MARK: - Events

    private func buffer(_ changes: [Change], _ isFirst: inout Bool) -> ByteBuffer {
        var buffer = ByteBuffer()
        for change in changes {
            guard let (type, object) = view(of: change) else { continue }
            let wantsColumns = isFirst && form.form == .table
            let tag = "\(type) \(form.tag) \(encoding) \(wantsColumns)"
            var event = change.encoding(tag) { ByteBuffer(bytes: self.event(type, object, isFirst: wantsColumns)) }
            buffer.writeBuffer(&event)
            isFirst = false
        }
        return buffer
    }

    /// What a change is to this watch: an object that comes to match appears, one that no longer does goes.
    private func view(of change: Change) -> (type: String, object: StoredObject)? {
        guard isInNamespace(change.object.key) else { return nil }
        let before = change.previous.map(options.matches) ?? false
        if change.isDeletion { return before ? ("DELETED", change.object) : nil }
        let after = options.matches(change.object)
        switch (before, after) {
        case (true, true): return ("MODIFIED", change.object)
        case (false, true): return ("ADDED", change.object)
        case (true, false): return ("DELETED", change.previous?.at(version: change.version) ?? change.object)
        case (false, false): return nil
        }
    }

    private func isInNamespace(_ key: ObjectKey) -> Bool {
        (target.namespace.isEmpty || key.namespace == target.namespace)
            && (target.name.isEmpty || key.name == target.name)
    }

    private func event(_ type: String, _ object: StoredObject, isFirst: Bool) -> [UInt8] {
        Self.line(type, form.eventJSON(object, withColumns: isFirst))
    }

    /// An object of the kind with nothing but a version, in the form of the watch.
    private func bookmark(_ revision: Int64, endsInitial: Bool, isFirst: Bool) -> [UInt8] {
        var metadata: Object = ["resourceVersion": .string(String(revision))]
        if endsInitial { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let object: Object = [
            "kind": .string(target.definition.kind), "apiVersion": .string(target.apiVersion),
            "metadata": .object(metadata),
        ]
        return Self.line("BOOKMARK", form.eventJSON(object, withColumns: isFirst))
    }

    private static func expired(_ revision: Int64, oldest: Int64) -> [UInt8] {
        line("ERROR", EncodedObject.json(APIError.expired("too old resource version: \(revision) (\(oldest))").status))
    }

    private static func line(_ type: String, _ object: [UInt8]) -> [UInt8] {
        Array("{\"type\":\"\(type)\",\"object\":".utf8) + object + Array("}\n".utf8)
    }
}

/// Something that can be called off.
private protocol TimerHandle {
    func cancel()
}

extension Scheduled: TimerHandle {}

extension RepeatedTask: TimerHandle {
    fileprivate func cancel() { cancel(promise: nil) }
}

extension Duration {
    /// The whole duration in nanoseconds, as far as they fit.
    var nanoseconds: Int64 {
        let parts = components
        let (product, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : product &+ parts.attoseconds / 1_000_000_000
    }
}

extension APIError {
    /// 410 for a version whose history is gone.
    static func expired(_ message: String) -> APIError { APIError(410, "Expired", message) }
}
