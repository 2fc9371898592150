import SemanticVersioning
import Testing

@Suite struct SemanticVersionTests {
    @Test(arguments: [
        ("1.2.3", "1.2.3"), ("v1.2.3", "1.2.3"), ("1", "1.0.0"), ("1.2", "1.2.0"), ("v1.2-beta.5", "1.2.0-beta.5"),
        ("1.2.3+build.7", "1.2.3+build.7"), ("1.2.3-rc.1+b", "1.2.3-rc.1+b"), ("01.02.03", "1.2.3"), ("0.0.0", "0.0.0"),
        ("1.2.3--", "1.2.3--"),
    ]) func `a version is read leniently`(_ text: String, _ normal: String) throws {
        let version = try SemanticVersion(text)
        #expect(version.description == normal)
        #expect(version.original == text)
    }

    @Test(arguments: [
        "", "v", "a", "1.2.3.4", "1.2.x", "1.2.3-", "1.2.3-a..b", "1.2.3-01", "1.2.3+", "1..2", ".1", "1.2.3 ",
        "V1.2.3", "1.-2",
        "99999999999999999999.0.0", "1.2.3-é", "-1",
    ]) func `what is no version is refused by name`(_ text: String) {
        #expect { try SemanticVersion(text) } throws: { "\($0)".contains("\"\(text)\"") }
    }

    @Test func `strict reading wants three plain numbers`() throws {
        #expect(try SemanticVersion(strict: "1.2.3-rc.1").prerelease == "rc.1")
        for text in ["v1.2.3", "1.2", "1.02.3"] {
            #expect(throws: VersionError.self) { try SemanticVersion(strict: text) }
        }
    }

    @Test func `precedence is that of the specification`() throws {
        let ordered = [
            "0.9.9", "1.0.0-0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
            "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "1.10.0", "2.0.0",
        ].map { try? SemanticVersion($0) }.compactMap(\.self)
        #expect(ordered.count == 14)
        #expect(ordered.shuffled().sorted() == ordered)
        #expect(try SemanticVersion("1.0.0+a") == SemanticVersion("v1.0.0+b"))
    }
}
