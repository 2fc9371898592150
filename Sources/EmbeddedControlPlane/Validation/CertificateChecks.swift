internal import DocumentModel
internal import Platform

/// Requests for certificates.
extension Checks {
    private static let usages = [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment",
        "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel",
        "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime",
        "server auth", "signing", "timestamping",
    ]

    mutating func certificateRequest(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let request = spec["request"]?.string
        if !Self.isCertificateRequest(request ?? "") {
            invalid("spec.request", spec["request"], "PEM block type must be CERTIFICATE REQUEST")
        }
        let usages = spec["usages"]?.array ?? []
        if usages.isEmpty { required("spec.usages") }
        for (index, usage) in usages.enumerated() { oneOf("spec.usages[\(index)]", usage, Self.usages) }
        for (index, usage) in usages.enumerated() where usages[..<index].contains(usage) {
            duplicate("spec.usages[\(index)]", usage)
        }
        let signer = spec["signerName"]?.string ?? ""
        if signer == "kubernetes.io/legacy-unknown" {
            invalid(
                "spec.signerName", .string(signer), "the legacy signerName is not allowed via this API version")
        } else {
            signerName("spec.signerName", signer)
        }
        if let seconds = spec["expirationSeconds"]?.integer, seconds < 600 {
            invalid(
                "spec.expirationSeconds", .integer(seconds),
                "may not specify a duration less than 600 seconds (10 minutes)")
        }
    }

    /// Whether the first block of PEM text is a request; what it holds is the signer's to judge.
    private static func isCertificateRequest(_ base64: String) -> Bool {
        let bytes = Base64.decode(base64) ?? []
        let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("-----BEGIN ") }
        return line?.hasPrefix("-----BEGIN CERTIFICATE REQUEST-----") ?? false
    }

    /// A domain, a slash and a path of names.
    private mutating func signerName(_ path: String, _ name: String) {
        if name.isEmpty { return required(path) }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            return invalid(
                path, .string(name),
                "must be a fully qualified domain and path of the form 'example.com/signer-name'")
        }
        labels(path, parts[0], NameSyntax.label)
        if !parts[0].contains(".") {
            invalid(path, .string(parts[0]), "should be a domain with at least two segments separated by dots")
        }
        labels(path, parts[1], NameSyntax.subdomain)
    }

    /// The problems of the first label that has any.
    private mutating func labels(_ path: String, _ part: String, _ rule: (String) -> [String]) {
        for label in part.split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
            let problems = rule(label)
            for problem in problems {
                invalid(path, .string(part), "validating label \(GoText.quoted(label)): \(problem)")
            }
            if !problems.isEmpty { return }
        }
    }
}
