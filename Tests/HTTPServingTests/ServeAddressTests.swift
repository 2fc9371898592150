import HTTPServing
import Testing

@Suite struct ServeAddressTests {
    @Test(arguments: [
        (":8080", ServeAddress(host: "", port: 8080)),
        ("127.0.0.1:0", ServeAddress(host: "127.0.0.1", port: 0)),
        ("[::1]:9", ServeAddress(host: "::1", port: 9)),
        ("0", nil),
        ("", nil),
    ])
    func `an address is a host and a port, or none`(_ text: String, _ wanted: ServeAddress?) throws {
        #expect(try ServeAddress.parse(text) == wanted)
    }

    @Test(arguments: ["8080", ":99999", ":x", "host:-1"])
    func `what is no address is refused and quoted`(_ text: String) {
        #expect {
            try ServeAddress.parse(text)
        } throws: {
            "\($0)".contains("\"\(text)\"") && "\($0)".contains("host:port")
        }
    }
}
