import Platform
import Testing

@testable import Git

@Suite struct GitURLTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let host: String
        var port: UInt16?
        var user: String?
        var password: String?
        var path = "/org/repo.git"
        let shown: String
    }

    static let cases = [
        Case(
            testDescription: "https://github.com/org/repo.git", host: "github.com",
            shown: "https://github.com/org/repo.git"),
        Case(
            testDescription: "ssh://git@example.com:2222/org/repo.git", host: "example.com", port: 2222, user: "git",
            shown: "ssh://example.com:2222/org/repo.git"),
        Case(
            testDescription: "https://al%40ice:p%3Aw@[::1]:8443/org/repo.git", host: "::1", port: 8443, user: "al@ice",
            password: "p:w", shown: "https://[::1]:8443/org/repo.git"),
        Case(
            testDescription: "HTTP://host/org/repo.git?token=x#y", host: "host", path: "/org/repo.git?token=x#y",
            shown: "http://host/org/repo.git"),
        Case(testDescription: "https://host", host: "host", path: "/", shown: "https://host/"),
        Case(
            testDescription: "https://user@:@host/org/repo.git", host: "host", user: "user@", password: "",
            shown: "https://host/org/repo.git"),
    ]

    @Test(arguments: cases) func `a URL is taken apart and shown without its secrets`(_ example: Case) throws {
        let url = try GitURL(example.testDescription)
        #expect(url.host == example.host)
        #expect(url.port == example.port)
        #expect(url.user == example.user)
        #expect(url.password?.reveal() == example.password)
        #expect(url.path == example.path)
        #expect(url.description == example.shown)
    }

    static let refused = [
        "", "git@github.com:org/repo", "file:///etc/passwd", "ftp://host/x", "https://", "https:///x",
        "https://ho st/x",
        "https://host:0/x", "https://host:99999/x", "https://host:x/y", "https://-oProxyCommand=x/y", "ssh://a:b:c/d",
        "https://[::1/x", "https://[::1]x/y", "https://host/a\nb", "https://user:pass word@host/x", "://host/x",
    ]

    @Test(arguments: refused) func `a URL of nothing we can reach is refused without its text`(_ text: String) {
        #expect {
            _ = try GitURL(text)
        } throws: { error in
            (error as? GitError)?.code == .invalidURL && !"\(error)".contains("pass")
        }
    }
}
