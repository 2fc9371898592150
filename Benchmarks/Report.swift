import Glibc

/// The figures of one run, printed as they come.
struct Report {
    private let filter: String

    /// - Parameter filter: only sections whose name contains it run.
    init(filter: String) {
        self.filter = filter
    }

    /// Runs one section, and says so when it cannot run here.
    func section(_ name: String, _ body: (Report) async throws -> Void) async {
        guard filter.isEmpty || name.lowercased().contains(filter.lowercased()) else { return }
        print("\n\(name)")
        do { try await body(self) } catch { print("  not measured: \(error)") }
    }

    /// Prints one figure with its unit.
    func figure(_ name: String, _ value: Double, _ unit: String, note: String = "") {
        let text = value >= 100 ? rounded(value, 0) : value >= 1 ? rounded(value, 1) : rounded(value, 3)
        let line = "  " + pad(name, 58) + pad(text, 10, left: true) + " " + pad(unit, 10) + note
        print(line.trimmingSuffix())
        fflush(nil)  // a figure is seen when it is measured, also through a pipe
    }

    /// Prints ours beside theirs, and how many times less ours is.
    func compare(_ name: String, ours: Double, theirs: Double, unit: String) {
        figure(name, ours, unit, note: "theirs \(rounded(theirs, 1)), \(rounded(theirs / max(ours, 0.000_001), 1))x")
    }

    private func rounded(_ value: Double, _ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (value * scale).rounded()
        guard scaled.isFinite, scaled < 9e15 else { return "\(value)" }
        let whole = Int64(scaled)
        guard digits > 0 else { return "\(whole)" }
        let fraction = "\(whole % Int64(scale))"
        return "\(whole / Int64(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    private func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return left ? space + text : text + space
    }
}

extension String {
    fileprivate func trimmingSuffix() -> String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// The median of at least three timed runs and at least half a second, in seconds.
func median(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var times: [Duration] = []
    let start = clock.now
    while times.count < 3 || (clock.now - start < .milliseconds(500) && times.count < 1_000) {
        times.append(try clock.measure(work))
    }
    return times.sorted()[times.count / 2].seconds
}

extension Duration {
    /// As a number of seconds.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
