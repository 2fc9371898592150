internal import HTTPTypes
internal import Synchronization

/// Acting as somebody else by header fields (KEP-5284): in one of several modes, each with permissions of its own, the oldest
/// of which has none but `impersonate`.
final class Impersonation: Sendable {
    private let authorizer: Authorizer
    /// The mode that last worked for a user is tried first; what it says is what a refusal says.
    private let known = Mutex<[String: Mode]>([:])
    private static let knownLimit = 10_000

    init(_ authorizer: Authorizer) { self.authorizer = authorizer }

    /// Whom the request is to be judged as.
    ///
    /// - Throws: 400 without a user name, 403 when `user` may not act as them.
    func apply(to request: APIRequest, as user: UserInfo, _ info: RequestInfo) throws(APIError) -> UserInfo {
        guard let wanted = try target(of: request) else { return user }
        if user.isMaster {
            return Self.completed(wanted, Mode.arbitraryNode.isMeant(for: wanted) ? .arbitraryNode : .legacy)
        }
        let last = known.withLock { $0[user.name] }
        let modes = (last.map { [$0] } ?? []) + Mode.allCases.filter { $0 != last }
        var refusal: APIError?
        for mode in modes where mode.isMeant(for: wanted) {
            do throws(APIError) {
                try ImpersonationCheck(authorizer: authorizer, user: user, mode: mode).check(wanted, info)
            } catch {
                refusal = refusal ?? error
                continue
            }
            known.withLock { known in
                if known.count >= Self.knownLimit { known.removeAll() }
                known[user.name] = mode
            }
            return Self.completed(wanted, mode)
        }
        throw refusal ?? .internalError("all impersonation modes failed")
    }

    /// With the groups that the name implies.
    private static func completed(_ wanted: UserInfo, _ mode: Mode = .legacy) -> UserInfo {
        var result = wanted
        if result.groups.isEmpty, let account = account(result.name) {
            result.groups = Authenticator.serviceAccount(namespace: account.namespace, name: account.name).groups
        }
        if mode == .arbitraryNode { result.groups = ["system:nodes"] }
        let isAnonymous = result.name == UserInfo.anonymous.name || result.groups.contains("system:unauthenticated")
        let common = isAnonymous ? "system:unauthenticated" : "system:authenticated"
        if !result.groups.contains(common) { result.groups.append(common) }
        return result
    }

    private func target(of request: APIRequest) throws(APIError) -> UserInfo? {
        let groups = request.headers("Impersonate-Group")
        let uid = request.header("Impersonate-Uid") ?? ""
        var extra: [String: [String]] = [:]
        for field in request.headers {
            let name = field.name.canonicalName
            guard name.hasPrefix("impersonate-extra-") else { continue }
            let key = PercentEncoding.decode(name.dropFirst("impersonate-extra-".count)) ?? ""
            extra[key, default: []].append(field.value)
        }
        guard let name = request.header("Impersonate-User"), !name.isEmpty else {
            guard !groups.isEmpty || !uid.isEmpty || !extra.isEmpty else { return nil }
            throw .badRequest("requested &user.DefaultInfo{Groups:…} without impersonating a user name")
        }
        return UserInfo(name: name, uid: uid, groups: groups, extra: extra)
    }

    fileprivate static func account(_ name: String) -> (namespace: String, name: String)? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, name.hasPrefix("system:serviceaccount:"), NameSyntax.label(parts[2]).isEmpty,
            NameSyntax.subdomain(parts[3]).isEmpty
        else { return nil }
        return (parts[2], parts[3])
    }
}

extension Impersonation {
    /// The ways to act as somebody else, in the order in which they are tried.
    enum Mode: String, CaseIterable, Sendable {
        case arbitraryNode = "arbitrary-node"
        case serviceAccount = "serviceaccount"
        case userInfo = "user-info"
        case legacy = ""

        /// Whether the mode is one for such a user.
        func isMeant(for wanted: UserInfo) -> Bool {
            let isNameAlone = wanted.uid.isEmpty && wanted.groups.isEmpty && wanted.extra.isEmpty
            let isNode = Self.node(wanted.name) != nil
            let isAccount = Impersonation.account(wanted.name) != nil
            return switch self {
            case .arbitraryNode: isNameAlone && isNode
            case .serviceAccount: isNameAlone && isAccount
            case .userInfo: !isNode && !isAccount
            case .legacy: true
            }
        }

        /// The name of the node that a user stands for.
        static func node(_ name: String) -> String? {
            guard name.hasPrefix("system:node:") else { return nil }
            let node = String(name.dropFirst("system:node:".count))
            return NameSyntax.subdomain(node).isEmpty ? node : nil
        }
    }
}

/// What one mode of impersonation asks for.
private struct ImpersonationCheck {
    let authorizer: Authorizer
    let user: UserInfo
    let mode: Impersonation.Mode

    private var isLegacy: Bool { mode == .legacy }
    private var verb: String { isLegacy ? "impersonate" : "impersonate:\(mode.rawValue)" }
    private static let group = "authentication.k8s.io"

    /// - Throws: 403 for the first permission that is missing.
    func check(_ wanted: UserInfo, _ info: RequestInfo) throws(APIError) {
        if !isLegacy {
            var attributes = AccessAttributes(user: user, info)
            attributes.verb = "impersonate-on:\(mode.rawValue):\(info.verb)"
            try require(attributes)
        }
        let common = isLegacy ? "" : Self.group
        if let account = Impersonation.account(wanted.name) {
            try require("serviceaccounts", account.name, group: common, namespace: account.namespace)
        } else if !isLegacy, let node = Impersonation.Mode.node(wanted.name) {
            try require("nodes", node, group: common)
        } else {
            try require("users", wanted.name, group: common)
        }
        if !wanted.uid.isEmpty { try require("uids", wanted.uid, group: Self.group) }
        try checkGroups(wanted.groups, common)
        for (key, values) in wanted.extra.sorted(by: { $0.key < $1.key }) {
            for value in values { try require("userextras", value, group: Self.group, subresource: key) }
        }
    }

    private func checkGroups(_ groups: [String], _ group: String) throws(APIError) {
        if !isLegacy, groups.contains("system:masters") {
            throw AccessAttributes(
                user: user, verb: verb, group: group, resource: "groups", name: "system:masters"
            ).denial("impersonating the system:masters group is not allowed")
        }
        for name in groups { try require("groups", name, group: group) }
    }

    private func require(
        _ resource: String, _ name: String, group: String, namespace: String = "", subresource: String = ""
    ) throws(APIError) {
        try require(
            AccessAttributes(
                user: user, verb: verb, group: group, resource: resource, subresource: subresource,
                namespace: namespace, name: name))
    }

    private func require(_ attributes: AccessAttributes) throws(APIError) {
        let decision = authorizer.decision(attributes)
        guard decision.isAllowed else { throw attributes.denial(decision.reason) }
    }
}
