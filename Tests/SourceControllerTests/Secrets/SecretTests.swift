import Git
import KubernetesModel
import Platform
import Testing

@testable import SourceController

@Suite struct SecretTests {
    private func secret(_ values: [String: String]) -> SecretData {
        SecretData(ObjectKey(namespace: "apps", name: "s"), values.mapValues { Array($0.utf8) })
    }

    static let proxies: [([String: String], String?)] = [
        (["address": "http://proxy:3128"], "http://proxy:3128"),
        (["address": "socks5://proxy", "username": "u@x", "password": "p:/"], "socks5://u%40x:p%3A%2F@proxy"),
        (["address": "https://proxy/", "username": "u"], "https://u:@proxy/"),
        ([:], nil), (["address": "proxy:3128"], nil), (["address": "ftp://proxy"], nil), (["address": "http://"], nil),
        (["address": "http://a b"], nil), (["address": "http://u:p@proxy", "username": "v"], nil),
        (["address": "http://" + String(repeating: "a", count: 2048)], nil),
    ]

    @Test(arguments: proxies) func `a proxy is an address with a user from the Secret`(
        _ values: [String: String], _ expected: String?
    ) throws {
        guard let expected else {
            #expect(throws: SecretProblem.self) { try ProxySecret.url(secret(values)) }
            return
        }
        #expect(try ProxySecret.url(secret(values)).reveal() == expected)
    }

    static let logins: [(String, [String: String]?, String)] = [
        ("https://git.test/a", nil, "none"),
        ("https://git.test/a", ["username": "u", "password": "p"], "u:p"),
        ("https://v:q@git.test/a", ["username": "u"], "u:q"),
        ("https://v:q@git.test/a", nil, "v:q"),
        ("https://token@git.test/a", nil, "token:"),
        ("https://git.test/a", ["bearerToken": "t", "username": "u", "password": "p"], "bearer t"),
        ("http://git.test/a", ["ca.crt": "c"], "none"),
    ]

    @Test(arguments: logins) func `the Secret comes first, the URL fills what it lacks`(
        _ url: String, _ values: [String: String]?, _ expected: String
    ) throws {
        let access = try GitAccess(try GitURL(url), values.map(secret))
        let text =
            switch access.credentials {
            case .none: "none"
            case .basic(let user, let password): "\(user):\(password.reveal())"
            case .bearer(let token): "bearer \(token.reveal())"
            case .ssh: "ssh"
            }
        #expect(text == expected)
    }

    static let certificates: [([String: String], [String?])] = [
        (["ca.crt": "a", "tls.crt": "b", "tls.key": "c"], ["a", "b", "c"]),
        (["caFile": "a", "certFile": "b", "keyFile": "c"], ["a", "b", "c"]),
        (["ca.crt": "a", "caFile": "x"], ["a", nil, nil]),
    ]

    @Test(arguments: certificates) func `certificates come from the new keys, then from the old ones`(
        _ values: [String: String], _ expected: [String?]
    ) throws {
        let access = try GitAccess(try GitURL("https://git.test/a"), secret(values))
        let found = [access.certificateAuthorities, access.clientCertificate, access.clientKey]
        #expect(found.map { $0.map { String(decoding: $0.reveal(), as: UTF8.self) } } == expected)
    }

    @Test func `an ssh login has key, passphrase and known hosts`() throws {
        let access = try GitAccess(
            try GitURL("ssh://git@git.test/a"),
            secret(["identity": "k", "known_hosts": "git.test ssh-ed25519 AAAA", "password": "p"]))
        guard case .ssh(let identity) = access.credentials else {
            Issue.record("no ssh login")
            return
        }
        #expect(identity.privateKey.reveal() == "k")
        #expect(identity.passphrase?.reveal() == "p")
    }

    @Test func `text that is not UTF-8 is refused without showing it`() {
        let data = SecretData(ObjectKey(namespace: "apps", name: "s"), ["username": [0xff, 0x41]])
        let error = #expect(throws: SecretProblem.self) { try data.text("username") }
        #expect(error?.description == "the key \"username\" of Secret apps/s is not UTF-8")
    }
}
