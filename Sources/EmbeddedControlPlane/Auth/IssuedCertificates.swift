internal import Cryptography
internal import Platform
internal import Synchronization

/// Users with certificates that were asked for with a CertificateSigningRequest.
final class IssuedCertificates: Sendable {
    /// How many certificates are remembered; a client shows its own with every request.
    private static let most = 1_000

    private let authority: CertificateAuthority
    private let known = Mutex<[[UInt8]: (user: UserInfo, until: Timestamp)]>([:])

    init(_ authority: CertificateAuthority) { self.authority = authority }

    /// Who a certificate, in DER, stands for; nil when the authority does not vouch for it.
    func user(of der: [UInt8]) -> UserInfo? {
        let now = Timestamp.now()
        if let entry = known.withLock({ $0[der] }), now <= entry.until { return entry.user }
        guard let certificate = Self.certificate(der), authority.vouches(forClient: certificate, at: now),
            !certificate.commonName.isEmpty
        else {
            return nil
        }
        let user = UserInfo(
            name: certificate.commonName, groups: certificate.organizations + ["system:authenticated"])
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[der] = (user, certificate.notAfter)
        }
        return user
    }

    private static func certificate(_ der: [UInt8]) -> Certificate? {
        do { return try Certificate(der: der) } catch { return nil }
    }
}
