internal import Platform

/// The certificates this machine trusts, for requests that trust some more.
enum SystemRoots {
    private static let usualPlaces = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    /// PEM; empty when the machine has none. Read each time, for the file is replaced while we run.
    static var pem: [UInt8] {
        let places = ProcessEnvironment.value("SSL_CERT_FILE").map { [$0] } ?? usualPlaces
        for place in places {
            do throws(FileError) { return try FileSystem.read(place, limit: 16 << 20) + [0x0A] } catch { continue }
        }
        return []
    }
}
