import Testing

@testable import EmbeddedControlPlane

@Suite struct ImpersonationTests {
    struct Case: Sendable {
        var user: UserInfo
        var modes: [Impersonation.Mode]
    }

    static let cases = [
        Case(user: UserInfo(name: "eve"), modes: [.userInfo, .legacy]),
        Case(user: UserInfo(name: "eve", groups: ["g"]), modes: [.userInfo, .legacy]),
        Case(user: UserInfo(name: "system:node:n1"), modes: [.arbitraryNode, .legacy]),
        Case(user: UserInfo(name: "system:node:n1", groups: ["g"]), modes: [.legacy]),
        Case(user: UserInfo(name: "system:serviceaccount:a:b"), modes: [.serviceAccount, .legacy]),
        Case(user: UserInfo(name: "system:serviceaccount:a:b", uid: "u"), modes: [.legacy]),
    ]

    @Test(arguments: cases) func `a mode is for the users it is made for`(_ example: Case) {
        #expect(Impersonation.Mode.allCases.filter { $0.isMeant(for: example.user) } == example.modes)
    }
}
