internal import Synchronization

/// The `workqueue_*` series of one controller's queue, under the names dashboards know.
final class WorkQueueMetrics: Sendable {
    private let name: String
    private let adds: Counter
    private let retries: Counter
    private let queueDuration: Histogram
    private let workDuration: Histogram
    private let depth: Gauge
    private let unfinished: Gauge
    private let longest: Gauge
    private let registry: MetricsRegistry
    private let time: TimeSource
    private let priorities = Mutex(Set([0]))

    init(_ name: String, _ registry: MetricsRegistry, _ time: TimeSource) {
        self.name = name
        self.registry = registry
        self.time = time
        let labels = ["name", "controller"]
        let buckets = MetricBuckets.exponential(start: 1e-8, factor: 10, count: 12)
        depth = registry.gauge("workqueue_depth", "Current depth of workqueue", labels: labels + ["priority"])
        adds = registry.counter("workqueue_adds_total", "Total number of adds handled by workqueue", labels: labels)
        retries = registry.counter(
            "workqueue_retries_total", "Total number of retries handled by workqueue", labels: labels)
        queueDuration = registry.histogram(
            "workqueue_queue_duration_seconds", "How long in seconds an item stays in workqueue before it is requested",
            labels: labels, buckets: buckets)
        workDuration = registry.histogram(
            "workqueue_work_duration_seconds", "How long in seconds processing an item from workqueue takes",
            labels: labels, buckets: buckets)
        unfinished = registry.gauge(
            "workqueue_unfinished_work_seconds", "Seconds of work in progress that is not yet observed", labels: labels)
        longest = registry.gauge(
            "workqueue_longest_running_processor_seconds", "Seconds the longest running processor has been running",
            labels: labels)
        adds.add(0, name, name)
        retries.add(0, name, name)
    }

    /// Reads the queue at each scrape.
    func attach(_ observe: @escaping @Sendable (_ now: Duration) -> WorkQueueObservation) {
        registry.beforeScrape { [weak self] in
            guard let self else { return }
            let state = observe(time.now())
            let known = priorities.withLock { known in
                known.formUnion(state.depth.keys)
                return known
            }
            for priority in known { depth.set(Double(state.depth[priority] ?? 0), name, name, String(priority)) }
            unfinished.set(state.unfinished.inSeconds, name, name)
            longest.set(state.longest.inSeconds, name, name)
        }
    }

    func added() { adds.add(1, name, name) }
    func started(waited: Duration) { queueDuration.observe(waited.inSeconds, name, name) }
    func finished(took: Duration, isRetry: Bool) {
        workDuration.observe(took.inSeconds, name, name)
        if isRetry { retries.add(1, name, name) }
    }
}

extension Duration {
    /// As a fraction of seconds, for metrics.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
