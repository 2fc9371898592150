internal import Cryptography
internal import HTTPTransport
internal import Platform
internal import ToolkitAPI

/// Downloads archives, again and again while that may help.
struct ArtifactDownloader: Sendable {
    let http: HTTPClient
    let retries: Int
    var environment: @Sendable (String) -> String? = ProcessEnvironment.value
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Why an attempt failed.
    private struct Refusal: Error {
        var cause: ArtifactError
        var isWorthRetrying: Bool
        var retryAfter: Duration?
    }

    /// Downloads the archive of `artifact` to a new file at `path`, and tells the digest of its bytes.
    func download(
        _ artifact: Artifact, to path: String, _ algorithm: DigestAlgorithm = .sha256
    ) async throws -> Digest {
        let url = Self.address(of: artifact.url, environment)
        var attempt = 0
        while true {
            do {
                return try await fetch(url, to: path, algorithm)
            } catch let refusal as Refusal {
                guard refusal.isWorthRetrying, attempt < retries else { throw refusal.cause }
                try await pause(refusal.retryAfter ?? Self.delay(attempt))
                attempt += 1
            }
        }
    }

    /// 5 s, 10 s, 20 s, then 30 s.
    static func delay(_ attempt: Int) -> Duration { .seconds(min(30, 5 << min(attempt, 3))) }

    /// The URL with its host replaced by what the environment says, for processes outside a cluster.
    static func address(of url: String, _ environment: (String) -> String?) -> String {
        let name = url.contains("//source-watcher") ? "SOURCE_WATCHER_LOCALHOST" : "SOURCE_CONTROLLER_LOCALHOST"
        guard let host = environment(name), !host.isEmpty, let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let path = rest.firstIndex(of: "/").map { rest[$0...] } ?? ""
        return url[..<scheme.upperBound] + host + path
    }

    private func fetch(_ url: String, to path: String, _ algorithm: DigestAlgorithm) async throws -> Digest {
        var request = HTTPRequest(url: url)
        request.acceptsCompression = false
        request.totalTimeout = nil
        request.idleTimeout = .seconds(60)
        request.redirectLimit = 10
        do {
            return try await http.withResponse(request) { response in
                try Self.check(response, url)
                let file = try await BlockingPool.shared.run { try DownloadFile(path, algorithm) }
                for try await chunk in response.body {
                    try await BlockingPool.shared.run { try file.write(chunk) }
                }
                return try file.finish()
            }
        } catch let error as HTTPError {
            let isPermanent = [.invalidURL, .certificateRejected, .tooManyRedirects].contains(error.code)
            throw Refusal(
                cause: ArtifactError(.unavailable, "cannot download \(url): \(error.message)"),
                isWorthRetrying: !isPermanent)
        }
    }

    private static func check(_ response: HTTPStreamingResponse, _ url: String) throws {
        let status = response.status
        if status == 200 { return }
        if status == 404 {
            throw Refusal(
                cause: ArtifactError(.notFound, "artifact not found: \(url) does not exist"), isWorthRetrying: false)
        }
        let isTransient = status == 429 || (status >= 500 && status != 501)
        let seconds = status == 429 || status == 503 ? response.headers["Retry-After"].flatMap { Int($0) } : nil
        throw Refusal(
            cause: ArtifactError(.unavailable, "cannot download \(url): the server answered with status \(status)"),
            isWorthRetrying: isTransient, retryAfter: seconds.map { .seconds(min(max(0, $0), 3600)) })
    }
}
