import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import EmbeddedControlPlane

struct UpgradeRefusalTests {
    private static let rows: [(method: HTTPRequest.Method, upgrade: String?, connection: String?)] = [
        (.get, "websocket", "close"), (.post, "SPDY/3.1", "close"), (.connect, nil, "close"), (.get, nil, nil),
    ]

    @Test(arguments: rows)
    func `after a wish for another protocol the connection ends, and the client is told`(
        _ method: HTTPRequest.Method, _ upgrade: String?, _ connection: String?
    ) throws {
        let channel = EmbeddedChannel(handler: UpgradeRefusal())
        var request = HTTPRequest(method: method, scheme: "https", authority: "x", path: "/api")
        request.headerFields[.upgrade] = upgrade
        request.headerFields[.connection] = upgrade.map { _ in "Upgrade" }
        try channel.writeInbound(HTTPRequestPart.head(request))
        guard case .head(let seen) = try channel.readInbound(as: HTTPRequestPart.self) else {
            return #expect(Bool(false), "no request")
        }
        #expect(seen.headerFields[.connection] == connection)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .notImplemented)))
        guard case .head(let answer) = try channel.readOutbound(as: HTTPResponsePart.self) else {
            return #expect(Bool(false), "no answer")
        }
        #expect(answer.headerFields[.connection] == connection)
        _ = try channel.finish()
    }
}
