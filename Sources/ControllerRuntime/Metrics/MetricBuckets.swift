internal import Glibc

/// Upper bounds of histogram buckets.
enum MetricBuckets {
    /// `count` bounds, each `factor` times the one before.
    static func exponential(start: Double, factor: Double, count: Int) -> [Double] {
        var bound = start
        return (0..<count).map { _ in
            defer { bound *= factor }
            return bound
        }
    }

    /// `count` bounds from `first` to `last`, each the same factor above the one before.
    static func exponential(from first: Double, to last: Double, count: Int) -> [Double] {
        let factor = pow(last / first, 1 / Double(count - 1))
        return exponential(start: first, factor: factor, count: count)
    }

    /// Those of controller-runtime's reconcile times, in seconds.
    static let reconcileTime: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5,
        1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ]
}
