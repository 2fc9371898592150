import Cryptography
import Foundation
import Platform
import Testing

@Suite struct CertificateTests {
    static let now = Timestamp(seconds: 1_800_000_000)

    @Test func `an authority says so in its certificate`() throws {
        let authority = try CertificateAuthority(creating: "test root", validity: .seconds(3600), now: Self.now)
        let certificate = authority.identity.certificate
        #expect(certificate.commonName == "test root")
        #expect(certificate.issuerCommonName == "test root")
        #expect(certificate.isAuthority)
        #expect(certificate.notBefore == Self.now.advanced(by: .seconds(-300)))
        #expect(certificate.notAfter == Self.now.advanced(by: .seconds(3600)))
        #expect(certificate.dnsNames.isEmpty)
    }

    @Test(arguments: [PrivateKey.Kind.ecdsaP256, .ecdsaP384, .ed25519, .rsa(bits: 2048)])
    func `a certificate says what was asked for`(_ kind: PrivateKey.Kind) throws {
        let authority = try CertificateAuthority(creating: "test root", now: Self.now)
        var request = CertificateRequest(commonName: "höst, CN=other", purpose: .serverAndClient)
        request.organizations = ["system:masters", "others"]
        request.dnsNames = ["localhost", "*.example.com"]
        request.ipAddresses = ["127.0.0.1", "::1"]
        request.validity = .seconds(60)
        request.keyKind = kind
        let identity = try authority.issue(request, now: Self.now)
        let certificate = identity.certificate
        #expect(certificate.commonName == "höst, CN=other")
        #expect(certificate.organizations == ["system:masters", "others"])
        #expect(certificate.issuerCommonName == "test root")
        #expect(certificate.dnsNames == ["localhost", "*.example.com"])
        #expect(certificate.ipAddresses == ["127.0.0.1", "::1"])
        #expect(certificate.notAfter == Self.now.advanced(by: .seconds(60)))
        #expect(!certificate.isAuthority)
        #expect(try certificate.publicKey().exportDER() == identity.key.publicKey.exportDER())
    }

    @Test func `a certificate survives its text, between others`() throws {
        let authority = try CertificateAuthority(creating: "root")
        let identity = try authority.issue(CertificateRequest(commonName: "leaf", purpose: .client))
        let key = try identity.keyPEM
        let file =
            Array("# comment\n".utf8) + identity.certificatePEM + key.reveal() + authority.identity.certificatePEM
        #expect(try Certificate.bundle(pem: file) == [identity.certificate, authority.identity.certificate])
        #expect(try PublicKey(pem: file).exportDER() == identity.key.publicKey.exportDER())
        #expect(identity.certificate.fingerprint() == Digest.of(identity.certificate.der))
    }

    static let malformed: [(String, [UInt8])] = [
        ("nothing", []), ("text", Array("hello".utf8)),
        ("an empty block", Array("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".utf8)),
        ("no certificate inside", Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)),
        ("no end", Array("-----BEGIN CERTIFICATE-----\nAAAA\n".utf8)),
    ]

    @Test(arguments: malformed) func `what is no certificate is refused`(_ what: String, _ pem: [UInt8]) {
        #expect(throws: CryptographyError.self) { try Certificate.bundle(pem: pem) }
        #expect(throws: CryptographyError.self) { try Certificate(der: pem) }
    }

    @Test func `cut and altered certificates do not trap`() throws {
        let der = try CertificateAuthority(creating: "root").identity.certificate.der
        #expect(throws: CryptographyError.self) { try Certificate(der: der + [0]) }
        for length in 0..<der.count {
            #expect(throws: CryptographyError.self) { try Certificate(der: Array(der[..<length])) }
        }
        for position in der.indices {
            var altered = der
            altered[position] ^= 0xFF
            do throws(CryptographyError) { _ = try Certificate(der: altered) } catch { _ = error.message }
        }
    }

    static let badNames = ["", "a,DNS:evil", "a b", "a\nb", "é.example", String(repeating: "a", count: 254)]

    @Test(arguments: badNames) func `a malformed name is not certified`(_ name: String) throws {
        let authority = try CertificateAuthority(creating: "root")
        var request = CertificateRequest(commonName: "leaf", purpose: .server)
        request.dnsNames = [name]
        #expect(throws: CryptographyError.self) { try authority.issue(request) }
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4,IP:5.6.7.8", "::g"])
    func `a malformed address is not certified`(_ address: String) throws {
        let authority = try CertificateAuthority(creating: "root")
        var request = CertificateRequest(commonName: "leaf", purpose: .server)
        request.ipAddresses = [address]
        #expect(throws: CryptographyError.self) { try authority.issue(request) }
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "there is no openssl program"),
        arguments: [(CertificateRequest.Purpose.server, "sslserver"), (.client, "sslclient")])
    func `openssl accepts the chain for its purpose alone`(
        _ purpose: CertificateRequest.Purpose, _ name: String
    ) throws {
        try withTemporaryDirectory { folder in
            let authority = try CertificateAuthority(creating: "root")
            let reread = CertificateAuthority(
                CertificateIdentity(
                    certificate: try Certificate(der: authority.identity.certificate.der),
                    key: try PrivateKey(pem: authority.identity.keyPEM)))
            let identity = try reread.issue(CertificateRequest(commonName: "leaf", purpose: purpose))
            try FileSystem.writeAtomically(authority.identity.certificatePEM, to: folder + "/ca.pem")
            try FileSystem.writeAtomically(identity.certificatePEM, to: folder + "/leaf.pem")
            for candidate in ["sslserver", "sslclient"] {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
                process.arguments = [
                    "verify", "-x509_strict", "-purpose", candidate, "-CAfile", folder + "/ca.pem",
                    folder + "/leaf.pem",
                ]
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                process.waitUntilExit()
                #expect((process.terminationStatus == 0) == (candidate == name))
            }
        }
    }
}
