internal import Platform

/// The functions that Kubernetes adds.
extension FunctionTable {
    mutating func addKubernetes() {
        addKubernetesLists()
        addPatterns()
        addURLs()
        addAddresses()
        addNetworks()
        addQuantities()
        addVersions()
        addFormats()
    }

    /// The value behind an opaque one.
    private static func opaque<Found>(_ value: CELValue, _ type: Found.Type) throws(CELError) -> Found {
        guard case .opaque(let opaque) = value, let found = opaque as? Found else {
            throw CELError("no such overload")
        }
        return found
    }

    private static func succeeds(_ body: () throws(CELError) -> Void) -> CELValue {
        do throws(CELError) {
            try body()
            return .bool(true)
        } catch {
            return .bool(false)
        }
    }

    private mutating func addPatterns() {
        member("find", "string_find_string", .string, .string, .string) { text, pattern throws(CELError) in
            let pattern = try RegularExpressions.pattern(try Texts.text(pattern))
            return .string(pattern.found(in: try Texts.text(text), limit: 1).first ?? "")
        }
        let findAll: Overload.Variadic = { values throws(CELError) in
            let pattern = try RegularExpressions.pattern(try Texts.text(values[1]))
            let limit = values.count > 2 ? try Texts.number(values[2]) : -1
            let found = pattern.found(in: try Texts.text(values[0]), limit: limit < 0 ? nil : Int(clamping: limit))
            return .list(found.map { .string($0) })
        }
        member("findAll", "string_find_all_string", [.string, .string], .list(.string), findAll)
        member("findAll", "string_find_all_string_int", [.string, .string, .int], .list(.string), findAll)
    }

    private mutating func addURLs() {
        global("url", "string_to_url", .string, LibraryTypes.url) { text throws(CELError) in
            .opaque(try WebAddress(try Texts.text(text)))
        }
        global("isURL", "is_url_string", .string, .bool) { text throws(CELError) in
            let text = try Texts.text(text)
            return Self.succeeds { () throws(CELError) in _ = try WebAddress(text) }
        }
        let parts: [(String, String, @Sendable (WebAddress) -> String)] = [
            ("getScheme", "url_get_scheme", { $0.scheme }), ("getHost", "url_get_host", { $0.host }),
            ("getHostname", "url_get_hostname", { $0.hostname }), ("getPort", "url_get_port", { $0.port }),
            ("getEscapedPath", "url_get_escaped_path", { $0.path }),
        ]
        for (name, id, part) in parts {
            member(name, id, LibraryTypes.url, .string) { url throws(CELError) in
                .string(part(try Self.opaque(url, WebAddress.self)))
            }
        }
        member("getQuery", "url_get_query", LibraryTypes.url, .map(.string, .list(.string))) { url throws(CELError) in
            try Self.opaque(url, WebAddress.self).parameters
        }
    }

    private mutating func addAddresses() {
        global("ip", "string_to_ip", .string, LibraryTypes.ip) { text throws(CELError) in
            .opaque(try Address(try Texts.text(text)))
        }
        global("isIP", "is_ip", .string, .bool) { text throws(CELError) in
            let text = try Texts.text(text)
            return Self.succeeds { () throws(CELError) in _ = try Address(text) }
        }
        global("ip.isCanonical", "ip_is_canonical", .string, .bool) { text throws(CELError) in
            let text = try Texts.text(text)
            return .bool(try Address(text).text == text)
        }
        global("string", "ip_to_string", LibraryTypes.ip, .string) { ip throws(CELError) in
            .string(try Self.opaque(ip, Address.self).text)
        }
        member("family", "ip_family", LibraryTypes.ip, .int) { ip throws(CELError) in
            .int(try Self.opaque(ip, Address.self).family)
        }
        let tests: [(String, String, @Sendable (Address) -> Bool)] = [
            ("isUnspecified", "ip_is_unspecified", { $0.isUnspecified }),
            ("isLoopback", "ip_is_loopback", { $0.isLoopback }),
            ("isLinkLocalMulticast", "ip_is_link_local_multicast", { $0.isLinkLocalMulticast }),
            ("isLinkLocalUnicast", "ip_is_link_local_unicast", { $0.isLinkLocalUnicast }),
            ("isGlobalUnicast", "ip_is_global_unicast", { $0.isGlobalUnicast }),
        ]
        for (name, id, test) in tests {
            member(name, id, LibraryTypes.ip, .bool) { ip throws(CELError) in
                .bool(test(try Self.opaque(ip, Address.self)))
            }
        }
    }

    private mutating func addNetworks() {
        let cidr = LibraryTypes.cidr
        global("cidr", "string_to_cidr", .string, cidr) { text throws(CELError) in
            .opaque(try Network(try Texts.text(text)))
        }
        global("isCIDR", "is_cidr", .string, .bool) { text throws(CELError) in
            let text = try Texts.text(text)
            return Self.succeeds { () throws(CELError) in _ = try Network(text) }
        }
        global("string", "cidr_to_string", cidr, .string) { value throws(CELError) in
            .string(try Self.opaque(value, Network.self).text)
        }
        member("containsIP", "cidr_contains_ip_string", cidr, .string, .bool) { network, text throws(CELError) in
            .bool(try Self.opaque(network, Network.self).contains(try Address(try Texts.text(text))))
        }
        member("containsIP", "cidr_contains_ip_ip", cidr, LibraryTypes.ip, .bool) { network, ip throws(CELError) in
            .bool(try Self.opaque(network, Network.self).contains(try Self.opaque(ip, Address.self)))
        }
        member("containsCIDR", "cidr_contains_cidr_string", cidr, .string, .bool) { network, text throws(CELError) in
            .bool(try Self.opaque(network, Network.self).contains(try Network(try Texts.text(text))))
        }
        member("containsCIDR", "cidr_contains_cidr", cidr, cidr, .bool) { network, other throws(CELError) in
            .bool(try Self.opaque(network, Network.self).contains(try Self.opaque(other, Network.self)))
        }
        member("ip", "cidr_ip", cidr, LibraryTypes.ip) { network throws(CELError) in
            .opaque(try Self.opaque(network, Network.self).address)
        }
        member("prefixLength", "cidr_prefix_length", cidr, .int) { network throws(CELError) in
            .int(Int64(try Self.opaque(network, Network.self).length))
        }
        member("masked", "cidr_masked", cidr, cidr) { network throws(CELError) in
            .opaque(try Self.opaque(network, Network.self).masked)
        }
    }

    private mutating func addQuantities() {
        let quantity = LibraryTypes.quantity
        let amount: @Sendable (CELValue) throws(CELError) -> Int128 = { value throws(CELError) in
            try Self.opaque(value, Quantity.self).billionths
        }
        global("quantity", "string_to_quantity", .string, quantity) { text throws(CELError) in
            guard let quantity = Quantity(try Texts.text(text)) else {
                throw CELError(
                    "quantities must match the regular expression "
                        + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
            }
            return .opaque(quantity)
        }
        global("isQuantity", "is_quantity_string", .string, .bool) { text throws(CELError) in
            .bool(Quantity(try Texts.text(text)) != nil)
        }
        let sign: Overload.Unary = { value throws(CELError) in .int(Int64(try amount(value).signum())) }
        global("sign", "quantity_sign", quantity, .int, sign)
        member("sign", "quantity_sign_member", quantity, .int, sign)
        member("isGreaterThan", "quantity_is_greater_than", quantity, quantity, .bool) { a, b throws(CELError) in
            .bool(try amount(a) > amount(b))
        }
        member("isLessThan", "quantity_is_less_than", quantity, quantity, .bool) { a, b throws(CELError) in
            .bool(try amount(a) < amount(b))
        }
        member("compareTo", "quantity_compare_to", quantity, quantity, .int) { a, b throws(CELError) in
            let (left, right) = (try amount(a), try amount(b))
            return .int(left < right ? -1 : left > right ? 1 : 0)
        }
        member("asApproximateFloat", "quantity_get_float", quantity, .double) { value throws(CELError) in
            .double(try Self.opaque(value, Quantity.self).approximate)
        }
        member("asInteger", "quantity_get_int", quantity, .int) { value throws(CELError) in
            guard let whole = try Self.opaque(value, Quantity.self).whole else {
                throw CELError("cannot convert value to integer")
            }
            return .int(whole)
        }
        member("isInteger", "quantity_is_integer", quantity, .bool) { value throws(CELError) in
            .bool(try Self.opaque(value, Quantity.self).whole != nil)
        }
        for (name, factor) in [("add", Int128(1)), ("sub", -1)] {
            member(name, "quantity_\(name)", quantity, quantity, quantity) { a, b throws(CELError) in
                .opaque(Quantity(billionths: try amount(a) + factor * (try amount(b))))
            }
            member(name, "quantity_\(name)_int", quantity, .int, quantity) { a, number throws(CELError) in
                let whole = Quantity.whole(try Texts.number(number)).billionths
                return .opaque(Quantity(billionths: try amount(a) + factor * whole))
            }
        }
    }

    private mutating func addVersions() {
        let semver = LibraryTypes.semver
        let read: Overload.Variadic = { values throws(CELError) in
            .opaque(try Version(try Texts.text(values[0]), isLenient: values.count > 1 && values[1].bool == true))
        }
        let test: Overload.Variadic = { values throws(CELError) in
            Self.succeeds { () throws(CELError) in _ = try read(values) }
        }
        add("semver", "string_to_semver", [.string], semver, .variadic(read))
        add("semver", "string_bool_to_semver", [.string, .bool], semver, .variadic(read))
        add("isSemver", "is_semver_string", [.string], .bool, .variadic(test))
        add("isSemver", "is_semver_string_bool", [.string, .bool], .bool, .variadic(test))
        let order: @Sendable (CELValue, CELValue) throws(CELError) -> Int64 = { a, b throws(CELError) in
            try Self.opaque(a, Version.self).order(to: try Self.opaque(b, Version.self))
        }
        member("isGreaterThan", "semver_is_greater_than", semver, semver, .bool) { a, b throws(CELError) in
            .bool(try order(a, b) > 0)
        }
        member("isLessThan", "semver_is_less_than", semver, semver, .bool) { a, b throws(CELError) in
            .bool(try order(a, b) < 0)
        }
        member("compareTo", "semver_compare_to", semver, semver, .int) { a, b throws(CELError) in
            .int(try order(a, b))
        }
        let parts: [(String, @Sendable (Version) -> Int64)] = [
            ("major", { $0.major }), ("minor", { $0.minor }), ("patch", { $0.patch }),
        ]
        for (name, part) in parts {
            member(name, "semver_\(name)", semver, .int) { version throws(CELError) in
                .int(part(try Self.opaque(version, Version.self)))
            }
        }
    }

    private mutating func addFormats() {
        let format = LibraryTypes.format
        for (name, value) in NamedFormat.all {
            add("format.\(name)", "format.\(name)", [], format, .variadic({ _ in .opaque(value) }))
        }
        global("format.named", "format-named", .string, .optional(format)) { name throws(CELError) in
            .optional(NamedFormat.all[try Texts.text(name)].map { .opaque($0) })
        }
        member("validate", "format-validate", format, .string, .optional(.list(.string))) {
            format, text throws(CELError) in
            let problems = try Self.opaque(format, NamedFormat.self).problems(try Texts.text(text))
            return .optional(problems.isEmpty ? nil : .list(problems.map { .string($0) }))
        }
    }
}
