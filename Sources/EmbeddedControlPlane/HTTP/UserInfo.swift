/// Who sends a request.
struct UserInfo: Sendable, Hashable {
    var name: String
    var uid: String = ""
    var groups: [String] = []
    var extra: [String: [String]] = [:]

    static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])
    /// The control plane itself, where it acts as the controller manager.
    static let controllerManager = UserInfo(name: "system:kube-controller-manager", groups: ["system:masters"])

    var isMaster: Bool { groups.contains("system:masters") }
}
