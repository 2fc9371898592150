internal import HTTPServing

/// What `--metrics-addr` answers.
enum MetricsEndpoint {
    static func answer(_ path: String, _ registry: MetricsRegistry) -> ServedAnswer {
        if path == "/metrics" {
            return ServedAnswer(
                status: 200, text: registry.text(), contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
        if path == "/debug/pprof" || path.hasPrefix("/debug/pprof/") {
            return ServedAnswer(
                status: 404,
                text: "This controller is not written in Go and serves no pprof profiles; use perf on its process.\n")
        }
        return .notFound
    }
}
