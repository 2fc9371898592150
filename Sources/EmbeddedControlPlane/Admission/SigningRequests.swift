internal import Cryptography
internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// What a request for a certificate says of itself, who may approve and who may sign it (`csrStrategy` and the plug-ins
/// `CertificateSubjectRestriction`, `CertificateApproval` and `CertificateSigning` of the real server).
struct SigningRequests: AdmissionPlugin {
    let authorizer: Authorizer

    private static let client = "kubernetes.io/kube-apiserver-client"

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        guard review.target.resource == .signingRequests else { return }
        guard let old = review.old, review.operation == .update else {
            if review.operation == .create { identify(&object, review.target.user) }
            return
        }
        object.keep(["spec"], of: old)
        // What is approved is said by way of one subresource, what is signed by way of the other.
        if review.target.subresource == "approval" { object.keep(["status", "certificate"], of: old) }
    }

    /// Requests say who sends them, whatever they say themselves, and come without an approval.
    private func identify(_ object: inout Object, _ user: UserInfo) {
        var spec = object["spec"]?.object ?? [:]
        spec["username"] = .string(user.name)
        spec["uid"] = user.uid.isEmpty ? nil : .string(user.uid)
        spec["groups"] = user.groups.isEmpty ? nil : .array(user.groups.map(Value.string))
        var extra = Object()
        for (key, values) in user.extra.sorted(by: { $0.key < $1.key }) {
            extra[key] = .array(values.map(Value.string))
        }
        spec["extra"] = extra.isEmpty ? nil : .object(extra)
        object["spec"] = .object(spec)
        object["status"] = [:]
    }

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        let target = review.target
        guard target.resource == .signingRequests else { return }
        guard let old = review.old, review.operation == .update else {
            if review.operation == .create { try checkSubject(object, target) }
            return
        }
        try checkConditions(object, old, target)
        let signer = old.at(["spec", "signerName"])?.string ?? ""
        switch target.subresource {
        case "approval": try require("approve", signer, target)
        case "status":
            let isSame = ["certificate", "conditions"].allSatisfy {
                object.at(["status", $0]) == old.at(["status", $0])
            }
            if !isSame { try require("sign", signer, target) }
        default: break
        }
    }

    /// Nobody becomes an administrator by asking.
    private func checkSubject(_ object: Object, _ target: Target) throws(APIError) {
        guard object.at(["spec", "signerName"])?.string == Self.client,
            let pem = object.at(["spec", "request"])?.string.flatMap({ Base64.decode($0) })
        else { return }
        let request: SigningRequest
        do throws(CryptographyError) { request = try SigningRequest(pem: pem) } catch {
            throw refusal("failed to parse CSR: \(error.message)", target)
        }
        if request.organizations.contains("system:masters") {
            throw refusal("use of \(Self.client) signer with system:masters group is not allowed", target)
        }
    }

    /// Approvals are for `approval` alone, and what was decided stays.
    private func checkConditions(_ object: Object, _ old: Object, _ target: Target) throws(APIError) {
        func conditions(_ object: Object, _ type: String) -> [Value] {
            (object.at(["status", "conditions"])?.array ?? []).filter { $0["type"]?.string == type }
        }
        var errors: [FieldError] = []
        for type in ["Approved", "Denied", "Failed"] {
            let (before, now) = (conditions(old, type), conditions(object, type))
            let isOpen = target.subresource == "approval" || type == "Failed"
            if now.count < before.count {
                errors.append(forbidden("updates may not remove a condition of type \(GoText.quoted(type))"))
            } else if !isOpen, now.count > before.count {
                errors.append(forbidden("updates may not add a condition of type \(GoText.quoted(type))"))
            } else if !isOpen, now != before {
                errors.append(forbidden("updates may not modify a condition of type \(GoText.quoted(type))"))
            }
        }
        guard errors.isEmpty else { throw .invalid(target.definition, target.name, errors) }
    }

    private func forbidden(_ detail: String) -> FieldError { FieldError(.forbidden, "status.conditions", detail) }

    private func require(_ verb: String, _ signer: String, _ target: Target) throws(APIError) {
        let domain = signer.split(separator: "/", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        for name in [signer, "\(domain)/*"] {
            let attributes = AccessAttributes(
                user: target.user, verb: verb, group: "certificates.k8s.io", resource: "signers", name: name)
            if authorizer.isAllowed(attributes) { return }
        }
        throw refusal("user not permitted to \(verb) requests with signerName \(GoText.quoted(signer))", target)
    }

    private func refusal(_ why: String, _ target: Target) -> APIError {
        .forbidden(group: target.definition.group, resource: target.definition.plural, target.name, why)
    }
}
