internal import DocumentModel
internal import Platform

/// Requests for certificates.
extension Checks {
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
}
