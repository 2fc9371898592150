import Platform
import Testing

@testable import Git

@Suite struct KnownHostsTests {
    static let key = "AAAAC3NzaC1lZDI1NTE5AAAAIBvKX0q0Y0E1fLmhzH4YHxlzNmQdjkqfT1ykSeHnDMVr"
    static let bytes = Base64.decode(key) ?? []

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let host: String
        var port: UInt16 = 22
        let isTrusted: Bool
    }

    static let cases = [
        Case(testDescription: "example.com", host: "example.com", isTrusted: true),
        Case(testDescription: "Example.COM", host: "example.com", isTrusted: true),
        Case(testDescription: "example.com", host: "EXAMPLE.com", isTrusted: true),
        Case(testDescription: "example.com", host: "example.org", isTrusted: false),
        Case(testDescription: "other,example.com", host: "example.com", isTrusted: true),
        Case(testDescription: "*.example.com", host: "git.example.com", isTrusted: true),
        Case(testDescription: "*.example.com", host: "example.com", isTrusted: false),
        Case(testDescription: "git?.example.com", host: "git1.example.com", isTrusted: true),
        Case(testDescription: "git?.example.com", host: "git.example.com", isTrusted: false),
        Case(testDescription: "*,!bad.example.com", host: "bad.example.com", isTrusted: false),
        Case(testDescription: "!bad.example.com,*", host: "good.example.com", isTrusted: true),
        Case(testDescription: "!bad.example.com", host: "good.example.com", isTrusted: false),
        Case(testDescription: "[example.com]:2222", host: "example.com", port: 2222, isTrusted: true),
        Case(testDescription: "[example.com]:2222", host: "example.com", isTrusted: false),
        Case(testDescription: "example.com", host: "example.com", port: 2222, isTrusted: false),
    ]

    @Test(arguments: cases) func `a line is about the hosts it names`(_ example: Case) throws {
        let hosts = try KnownHosts("# comment\n\n\(example.testDescription) ssh-ed25519 \(Self.key) a comment\r\n")
        let verdict = hosts.verdict(on: Self.bytes, host: example.host, port: example.port)
        #expect((verdict == .trusted) == example.isTrusted)
        #expect(hosts.keyTypes(of: example.host, port: example.port).isEmpty != example.isTrusted)
    }

    @Test(.enabled(if: Shell.exists("/usr/bin/ssh-keygen"), "the test needs ssh-keygen"))
    func `hashed names are those of ssh-keygen`() throws {
        try withTemporaryDirectory { folder in
            let file = folder + "/known_hosts"
            let text = "example.com ssh-ed25519 \(Self.key)\n[example.com]:2222 ssh-ed25519 \(Self.key)\n"
            try FileSystem.writeAtomically(Array(text.utf8), to: file)
            try Shell.run("/usr/bin/ssh-keygen", ["-H", "-f", file])
            let hashed = String(decoding: try FileSystem.read(file), as: UTF8.self)
            #expect(hashed.hasPrefix("|1|") && !hashed.contains("example"))
            let hosts = try KnownHosts(hashed)
            for port: UInt16 in [22, 2222] {
                #expect(hosts.verdict(on: Self.bytes, host: "example.com", port: port) == .trusted)
                #expect(
                    hosts.verdict(on: Self.bytes, host: "example.org", port: port) == .unknown(hasAuthority: false))
            }
        }
    }

    @Test func `revoked, foreign and certified keys are told apart`() throws {
        let hosts = try KnownHosts(
            """
            example.com ssh-ed25519 \(Self.key)
            @revoked * ssh-ed25519 \(Self.key)
            other.com ecdsa-sha2-nistp256 AAAA
            @cert-authority *.certified.com ssh-ed25519 \(Self.key)
            """)
        #expect(hosts.verdict(on: Self.bytes, host: "example.com", port: 22) == .revoked)
        #expect(
            hosts.verdict(on: [1], host: "other.com", port: 22) == .mismatch(types: ["ecdsa-sha2-nistp256"]))
        #expect(hosts.verdict(on: [1], host: "a.certified.com", port: 22) == .unknown(hasAuthority: true))
        #expect(hosts.verdict(on: [1], host: "nobody.com", port: 22) == .unknown(hasAuthority: false))
    }

    @Test(arguments: ["example.com", "example.com ssh-rsa", "a ssh-rsa !!!", "|1|x ssh-rsa AAAA", "@revoked a ssh-rsa"])
    func `a malformed line is named by its number`(_ line: String) {
        #expect {
            _ = try KnownHosts("# comment\n\(line)\n")
        } throws: { ($0 as? GitError)?.message == "line 2 of known_hosts is malformed" }
    }

    @Test func `a pattern made to run long does not`() throws {
        let pattern = String(repeating: "*a", count: 500)
        let hosts = try KnownHosts("\(pattern)b ssh-ed25519 \(Self.key)")
        #expect(
            hosts.verdict(on: [1], host: String(repeating: "a", count: 250), port: 22) == .unknown(hasAuthority: false))
    }
}
