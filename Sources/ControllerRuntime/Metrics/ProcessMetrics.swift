internal import Glibc
internal import Platform

/// The `process_*` series, read from `/proc/self` at each scrape.
enum ProcessMetrics {
    static func register(in registry: MetricsRegistry) {
        let cpu = registry.counter(
            "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", labels: [])
        let resident = registry.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", labels: [])
        let virtual = registry.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", labels: [])
        let open = registry.gauge("process_open_fds", "Number of open file descriptors.", labels: [])
        let limit = registry.gauge("process_max_fds", "Maximum number of open file descriptors.", labels: [])
        let start = registry.gauge(
            "process_start_time_seconds", "Start time of the process since unix epoch in seconds.", labels: [])
        let threads = registry.gauge("process_threads", "Number of operating system threads.", labels: [])
        start.set(Double(Timestamp.now().seconds))
        registry.beforeScrape {
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            cpu.family.set(usage.ru_utime.inSeconds + usage.ru_stime.inSeconds, [])
            let fields = ProcessFile.words("/proc/self/statm").compactMap(Double.init)
            if fields.count > 1 {
                let page = Double(sysconf(Int32(_SC_PAGESIZE)))
                virtual.set(fields[0] * page)
                resident.set(fields[1] * page)
            }
            var files = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
            limit.set(Double(files.rlim_cur))
            open.set(Double(ProcessFile.entries("/proc/self/fd")))
            threads.set(Double(ProcessFile.entries("/proc/self/task")))
        }
    }
}

extension timeval {
    fileprivate var inSeconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}

/// Small reads below `/proc`, which never block.
enum ProcessFile {
    /// The words of a small file; none when it cannot be read.
    static func words(_ path: String) -> [String] {
        text(path)?.split { $0 == " " || $0 == "\n" }.map(String.init) ?? []
    }

    /// The first 4 KiB of a file as text; nil when it cannot be read.
    static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    /// How many entries a folder has.
    static func entries(_ path: String) -> Int {
        guard let folder = opendir(path) else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return max(0, count - 2)
    }
}
