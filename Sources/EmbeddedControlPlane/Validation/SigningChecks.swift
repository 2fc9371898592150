internal import DocumentModel

extension Checks {
    /// A CertificateSigningRequest. What is inside the request itself is read when it is signed.
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
