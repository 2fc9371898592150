import Cryptography
import Foundation
import Platform
import Testing

@Suite struct SigningRequestTests {
    private static let now = Timestamp(seconds: 1_800_000_000)
    private static let request = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHSMHsCAQAwGTEKMAgGA1UECgwBZzELMAkGA1UEAwwCbWUwWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAAQU8g0tzkIm2Ym6AGkHxCDMUooFhdd2pWCrk4y2gdDyYGTG
        WkRW80aTl75SVcFu263C5RAcV61QbqWaSgYzKktdoAAwCgYIKoZIzj0EAwIDRwAw
        RAIgSeYaiI0qSwMbBt9jQgUvvfIZ36u875jCJDABVZIwWusCIADXt0tPwfsgSUw9
        in14FgUXNLphR7+G9lhQnU19+5Oz
        -----END CERTIFICATE REQUEST-----
        """

    @Test func `a request is signed for what the authority allows`() throws {
        let authority = try CertificateAuthority(creating: "root", now: Self.now)
        let certificate = try authority.sign(
            try SigningRequest(pem: Array(Self.request.utf8)), keyUsage: "digitalSignature",
            extendedKeyUsage: "clientAuth", validity: .seconds(60), now: Self.now)
        #expect(certificate.commonName == "me")
        #expect(certificate.organizations == ["g"])
        #expect(certificate.issuerCommonName == "root")
        #expect(!certificate.isAuthority)
        #expect(authority.vouches(forClient: certificate, at: Self.now))
        #expect(!authority.vouches(forClient: certificate, at: Self.now.advanced(by: .seconds(61))))
        let other = try CertificateAuthority(creating: "root", now: Self.now)
        #expect(!other.vouches(forClient: certificate, at: Self.now))
    }

    @Test func `a server's certificate is no client's`() throws {
        let authority = try CertificateAuthority(creating: "root", now: Self.now)
        let server = try authority.issue(CertificateRequest(commonName: "s", purpose: .server), now: Self.now)
        #expect(!authority.vouches(forClient: server.certificate, at: Self.now))
        let client = try authority.issue(CertificateRequest(commonName: "c", purpose: .client), now: Self.now)
        #expect(authority.vouches(forClient: client.certificate, at: Self.now))
    }

    @Test(arguments: ["", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"])
    func `what is no request is refused`(_ text: String) {
        #expect(throws: CryptographyError.self) { try SigningRequest(pem: Array(text.utf8)) }
    }

    @Test func `a request that its key did not sign is refused`() throws {
        let lines = Self.request.split(separator: "\n").map(String.init)
        let body = lines.dropFirst().dropLast().joined()
        var bytes = try #require(Data(base64Encoded: body))
        bytes[bytes.count - 1] ^= 1
        let text = "\(lines[0])\n\(bytes.base64EncodedString())\n\(lines[lines.count - 1])\n"
        #expect(throws: CryptographyError.self) { try SigningRequest(pem: Array(text.utf8)) }
    }
}
