internal import Glibc

/// Threads of the operating system, for loops that block.
public enum OSThread {
    /// Starts a detached thread.
    ///
    /// - Parameters:
    ///   - name: shown by debuggers; cut to 15 bytes.
    ///   - stackSize: in bytes.
    /// - Returns: false when the system has no thread to give.
    public static func start(
        name: String, stackSize: Int = 2 << 20, _ body: @escaping @Sendable () -> Void
    ) -> Bool {
        let context = Unmanaged.passRetained(Body(name: name, run: body)).toOpaque()
        let isStarted = create(stackSize: stackSize, context)
        if !isStarted { Unmanaged<Body>.fromOpaque(context).release() }
        return isStarted
    }

    private static func create(stackSize: Int, _ context: UnsafeMutableRawPointer) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackSize)
        var thread = pthread_t()
        let result = pthread_create(&thread, &attributes, runBody, context)
        pthread_attr_destroy(&attributes)
        return result == 0
    }

    private static let runBody: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        setName(body.name)
        body.run()
        return nil
    }

    /// Names the calling thread; a name is for people with debuggers, so failing is no matter.
    private static func setName(_ name: String) {
        do throws(FileError) {
            try FileDescriptor("/proc/thread-self/comm", O_WRONLY, action: "name").write(Array(name.utf8.prefix(15)))
        } catch {}
    }

    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}

/// How many processors this process may use.
public enum ProcessorCount {
    public static let current = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
