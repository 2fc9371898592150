internal import DocumentModel

/// Warnings about addresses and networks that are written otherwise than they should be.
enum AddressWarnings {
    static func address(_ path: String, _ value: Value?) -> [String] {
        guard let text = value?.string, !text.isEmpty else { return [] }
        let plain = IPText.bytes(text)
        guard let bytes = plain ?? IPText.bytes(IPText.withoutLeadingZeros(text)) else { return [] }
        let (canonical, shown) = (IPText.canonical(bytes), GoText.quoted(text))
        if plain == nil || IPText.isMapped(bytes) {
            return ["\(path): non-standard IP address \(shown) is invalid: use \(GoText.quoted(canonical))"]
        }
        guard canonical != text else { return [] }
        return [
            "\(path): IPv6 address \(shown) should be in RFC 5952 canonical format (\(GoText.quoted(canonical)))"
        ]
    }

    static func addresses(_ path: String, _ values: Value?) -> [String] {
        (values?.array ?? []).enumerated().flatMap { address("\(path)[\($0)]", $1) }
    }

    static func network(_ path: String, _ value: Value?) -> [String] {
        guard let text = value?.string, let network = IPText.network(text) else { return [] }
        let (canonical, shown) = (network.canonical, GoText.quoted(text))
        var warnings: [String] = []
        if network.masked != network.bytes {
            let single = "\(IPText.canonical(network.bytes))/\(network.bytes.count * 8)"
            warnings.append(
                "\(path): CIDR value \(shown) is ambiguous in this context (should be \(GoText.quoted(canonical)) or "
                    + "\(GoText.quoted(single))?)")
        }
        if IPText.isMapped(network.bytes) {
            warnings.append("\(path): non-standard CIDR value \(shown) is invalid: use \(GoText.quoted(canonical))")
        }
        if warnings.isEmpty, canonical != text {
            warnings.append(
                "\(path): IPv6 CIDR value \(shown) should be in RFC 5952 canonical format (\(GoText.quoted(canonical)))"
            )
        }
        return warnings
    }

    static func slice(_ object: Object) -> [String] {
        let manager = object.at(["metadata", "labels", "endpointslice.kubernetes.io/managed-by"])?.string ?? ""
        // The server's own controllers write addresses well.
        if ["endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io"].contains(manager) {
            return []
        }
        return (object["endpoints"]?.array ?? []).enumerated().flatMap {
            addresses("endpoints[\($0)].addresses", $1["addresses"])
        }
    }

    static func endpoints(_ object: Object) -> [String] {
        (object["subsets"]?.array ?? []).enumerated().flatMap { index, subset in
            ["addresses", "notReadyAddresses"].flatMap { field in
                (subset[field]?.array ?? []).enumerated().flatMap {
                    address("subsets[\(index)].\(field)[\($0)].ip", $1["ip"])
                }
            }
        }
    }
}
