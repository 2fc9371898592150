internal import DocumentModel
internal import Platform

extension Checks {
    /// A CertificateSigningRequest: the envelope of what it asks for, and how it asks.
    mutating func certificateRequest(_ object: Object) {
        let request = object.at(["spec", "request"])
        if !Self.isCertificateRequest(request?.string ?? "") {
            invalid("spec.request", request, "PEM block type must be CERTIFICATE REQUEST")
        }
        signingRequest(object)
        let signer = object.at(["spec", "signerName"])
        if signer == "kubernetes.io/legacy-unknown" {
            invalid("spec.signerName", signer, "the legacy signerName is not allowed via this API version")
        }
    }

    /// Whether the first block of PEM text is a request; what it holds is the signer's to judge.
    private static func isCertificateRequest(_ base64: String) -> Bool {
        let bytes = Base64.decode(base64) ?? []
        let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("-----BEGIN ") }
        return line?.hasPrefix("-----BEGIN CERTIFICATE REQUEST-----") ?? false
    }

    /// What it asks for. What is inside the request itself is read when it is signed.
    mutating func signingRequest(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let usages = spec["usages"]?.array ?? []
        if usages.isEmpty { required("spec.usages") }
        var seen: Set<String> = []
        for (index, usage) in usages.enumerated() {
            oneOf("spec.usages[\(index)]", usage, Self.usages)
            if !seen.insert(usage.string ?? "").inserted { duplicate("spec.usages[\(index)]", usage) }
        }
        signer("spec.signerName", spec["signerName"]?.string ?? "")
        if let seconds = spec["expirationSeconds"]?.integer, seconds < 600 {
            invalid(
                "spec.expirationSeconds", .integer(seconds),
                "may not specify a duration less than 600 seconds (10 minutes)")
        }
    }

    /// What was decided about a request, once and for all.
    mutating func signingConditions(_ status: Value) {
        var seen: Set<String> = []
        for (index, condition) in (status["conditions"]?.array ?? []).enumerated() {
            let path = "status.conditions[\(index)]"
            let type = condition["type"]?.string ?? ""
            if type.isEmpty { required("\(path).type") }
            let state = condition["status"]?.string ?? ""
            let isFinal = ["Approved", "Denied", "Failed"].contains(type)
            if state.isEmpty {
                required("\(path).status")
            } else {
                oneOf("\(path).status", .string(state), isFinal ? ["True"] : ["False", "True", "Unknown"])
            }
            if let opposite = ["Approved": "Denied", "Denied": "Approved"][type], seen.contains(opposite) {
                invalid(
                    "status.conditions", .string(type), "Approved and Denied conditions are mutually exclusive")
            }
            if !seen.insert(type).inserted { duplicate("\(path).type", .string(type)) }
        }
    }

    private static let usages = [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment",
        "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel",
        "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime",
        "server auth", "signing", "timestamping",
    ]

    /// A domain and a path (`ValidateSignerName` of the core group).
    private mutating func signer(_ path: String, _ name: String) {
        if name.isEmpty { return required(path) }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            return invalid(
                path, .string(name), "must be a fully qualified domain and path of the form 'example.com/signer-name'")
        }
        let labels = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for label in labels {
            let problems = NameSyntax.label(label)
            for problem in problems {
                invalid(path, .string(parts[0]), "validating label \(GoText.quoted(label)): \(problem)")
            }
            if !problems.isEmpty { break }
        }
        if labels.count < 2 {
            invalid(path, .string(parts[0]), "should be a domain with at least two segments separated by dots")
        }
        for label in parts[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
            let problems = NameSyntax.subdomain(label)
            for problem in problems {
                invalid(path, .string(parts[1]), "validating label \(GoText.quoted(label)): \(problem)")
            }
            if !problems.isEmpty { break }
        }
    }
}
