import Foundation
import Platform
import Testing

@Suite struct EncodingTests {
    /// RFC 4648, section 10.
    static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: vectors) func `Base64 is that of the RFC`(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
        let bare = String(encoded.prefix { $0 != "=" })
        #expect(Base64.encode(Array(plain.utf8), padding: false) == bare)
        #expect(Base64.decode(bare) == Array(plain.utf8))
    }

    @Test func `Base64 agrees with Foundation for all lengths and both alphabets`() {
        for length in 0..<300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ length) }
            let text = Base64.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text) == bytes)
            let url = Base64.encode(bytes, alphabet: .url, padding: false)
            #expect(!url.contains { "+/=".contains($0) })
            #expect(Base64.decode(url, alphabet: .url) == bytes)
        }
        #expect(Base64.decode("+/==", alphabet: .url) == nil)
        #expect(Base64.decode("-_==") == nil)
        #expect(Base64.decode("Zm9v\r\nYm\nFy\n") == Array("foobar".utf8))
    }

    @Test(arguments: [
        "Z", "Zm9vY", "Zg=", "Zg===", "=", "====", "Zm=9v", "Zg==Zg==", "Zm 9v", "Zm9v!", "Zm9v=", "Zé==", "Zm8==",
    ])
    func `what is no Base64 is refused`(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `hexadecimal digits go both ways`() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hex.encode(bytes).hasPrefix("000102030405060708090a0b"))
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Hex.decode("aAfF") == [0xaa, 0xff])
        for text in ["a", "abc", "0g", "é0", " 00", "0x00", "00 "] { #expect(Hex.decode(text) == nil) }
    }

    @Test func `a secret is never printed`() {
        let secret = Secret("hunter2")
        struct Holder { let secret: Secret<String> }
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let texts = [
            "\(secret)", String(reflecting: secret), "\(Holder(secret: secret))", "\([secret])", dumped,
            "\(Optional(secret) as Any)",
        ]
        for text in texts { #expect(!text.contains("hunter2") && text.contains("redacted")) }
        #expect(secret.reveal() == "hunter2")
    }

    @Test func `identifiers have the form of version 4 and differ`() throws {
        let ids = (0..<1000).map { _ in UniqueID.random() }
        #expect(Set(ids).count == 1000)
        let form = try Regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        #expect(ids.allSatisfy { $0.wholeMatch(of: form) != nil })
    }
}
