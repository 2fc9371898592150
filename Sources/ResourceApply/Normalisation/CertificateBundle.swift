internal import Cryptography
internal import Platform

/// The CA bundles in manifests.
enum CertificateBundle {
    /// Whether `base64` stands for at least one certificate in PEM.
    static func isReadable(base64: String) -> Bool {
        guard let pem = Base64.decode(base64) else { return false }
        do throws(CryptographyError) { return try !Certificate.bundle(pem: pem).isEmpty } catch { return false }
    }
}
