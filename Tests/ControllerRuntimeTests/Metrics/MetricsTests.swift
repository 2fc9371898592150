import KubernetesModel
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct MetricsTests {
    @Test func `counters, gauges and histograms print as Prometheus reads them`() {
        let registry = MetricsRegistry()
        registry.counter("c_total", "Counts.", labels: ["a"]).add(2, "x\"\\\ny")
        registry.gauge("g", "Goes.", labels: []).set(1.5)
        let histogram = registry.histogram("h", "Falls.", labels: ["k"], buckets: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value, "v") }
        #expect(
            registry.text() == """
                # HELP c_total Counts.
                # TYPE c_total counter
                c_total{a="x\\"\\\\\\ny"} 2
                # HELP g Goes.
                # TYPE g gauge
                g 1.5
                # HELP h Falls.
                # TYPE h histogram
                h_bucket{k="v",le="0.1"} 2
                h_bucket{k="v",le="1"} 3
                h_bucket{k="v",le="+Inf"} 4
                h_sum{k="v"} 7.65
                h_count{k="v"} 4

                """)
    }

    @Test func `a removed series is gone and a wrong number of labels harms nothing`() {
        let registry = MetricsRegistry()
        let gauge = registry.gauge("g", "Goes.", labels: ["a", "b"])
        gauge.set(1, "x", "y")
        gauge.set(2, "x")
        gauge.set(3, "x", "z", "surplus")
        #expect(registry.text().contains("g{a=\"x\",b=\"\"} 2\n"))
        #expect(registry.text().contains("g{a=\"x\",b=\"z\"} 3\n"))
        gauge.remove("x", "y")
        #expect(!registry.text().contains("b=\"y\""))
    }

    @Test func `a controller's series are there from the first scrape on`() {
        let registry = MetricsRegistry()
        let metrics = ReconcileMetrics(Widget.definition, concurrency: 4, registry)
        let queue = WorkQueue<Int>(
            minimumDelay: .seconds(1), maximumDelay: .seconds(1), time: .system,
            metrics: WorkQueueMetrics("widget", registry, .system))
        let text = withExtendedLifetime(queue) { registry.text() }
        for series in [
            #"controller_runtime_reconcile_total{controller="widget",result="requeue_after"} 0"#,
            #"controller_runtime_reconcile_errors_total{controller="widget"} 0"#,
            #"controller_runtime_terminal_reconcile_errors_total{controller="widget"} 0"#,
            #"controller_runtime_reconcile_panics_total{controller="widget"} 0"#,
            #"controller_runtime_reconcile_timeouts_total{controller="widget"} 0"#,
            #"controller_runtime_max_concurrent_reconciles{controller="widget"} 4"#,
            #"controller_runtime_active_workers{controller="widget"} 0"#,
            #"workqueue_depth{name="widget",controller="widget",priority="0"} 0"#,
            #"workqueue_adds_total{name="widget",controller="widget"} 0"#,
            #"workqueue_unfinished_work_seconds{name="widget",controller="widget"} 0"#,
            #"workqueue_longest_running_processor_seconds{name="widget",controller="widget"} 0"#,
            #"workqueue_retries_total{name="widget",controller="widget"} 0"#,
        ] {
            #expect(text.contains(series))
        }
        metrics.observe(ObjectKey(namespace: "n", name: "a"), took: .milliseconds(20))
        let bounds = registry.text().split(separator: "\n").filter {
            $0.hasPrefix("gotk_reconcile_duration_seconds_bucket")
        }
        #expect(bounds.count == 11)
        #expect(bounds.first?.contains("le=\"0.01\"") == true)
    }

    @Test func `the process's own series are read from the kernel`() {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry)
        let text = registry.text()
        for name in [
            "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_max_fds",
        ] {
            #expect(text.contains("\n\(name) ") && !text.contains("\n\(name) 0\n"))
        }
    }
}
