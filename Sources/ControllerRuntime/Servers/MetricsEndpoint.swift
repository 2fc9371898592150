/// What `--metrics-addr` answers.
enum MetricsEndpoint {
    static func answer(_ path: String, _ registry: MetricsRegistry) -> SmallServer.Answer {
        if path == "/metrics" {
            return SmallServer.Answer(
                status: 200, body: registry.text(), contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
        if path == "/debug/pprof" || path.hasPrefix("/debug/pprof/") {
            return SmallServer.Answer(
                status: 404,
                body: "This controller is not written in Go and serves no pprof profiles; use perf on its process.\n")
        }
        return SmallServer.Answer(status: 404, body: "404 page not found\n")
    }
}
