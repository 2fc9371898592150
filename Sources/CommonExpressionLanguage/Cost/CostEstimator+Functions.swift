/// What calls of functions cost, without their arguments.
extension CostEstimator {
    /// A function of the language; what is not known costs 1.
    mutating func languageCost(of call: CallShape, _ id: String) -> (cost: Estimate, size: Estimate?) {
        let arguments = call.arguments
        switch id {
        case "string_format":
            if let target = call.target { return (sizeOrUnknown(target) * 0.1, nil) }
        case "string_to_bytes":
            let size = sizeOrUnknown(arguments[0])
            return (size * 0.1, Estimate(size.least, size.most &* 4))
        case "bytes_to_string":
            let size = sizeOrUnknown(arguments[0])
            return (size * 0.1, Estimate(size.least / 4, size.most))
        case "strings_quote":
            let size = sizeOrUnknown(arguments[0])
            return (size * 0.1, Estimate(size.least &+ 2, size.most &* 2 &+ 2))
        case "starts_with_string", "ends_with_string": return (sizeOrUnknown(arguments[0]) * 0.1, nil)
        case "in_list": return (sizeOrUnknown(arguments[1]), nil)
        case "matches_string":
            if let target = call.target {
                let text = (sizeOrUnknown(target) + .fixed(1)) * 0.1
                return (text * (sizeOrUnknown(arguments[0]) * 0.25), nil)
            }
        case "contains_string":
            if let target = call.target {
                return (sizeOrUnknown(target) * 0.1 * (sizeOrUnknown(arguments[0]) * 0.1), nil)
            }
        case "less_string", "greater_string", "less_equals_string", "greater_equals_string", "less_bytes",
            "greater_bytes", "less_equals_bytes", "greater_equals_bytes", "equals", "not_equals":
            let most = min(sizeOrUnknown(arguments[0]).most, sizeOrUnknown(arguments[1]).most)
            return (Estimate(most > 0 ? 1 : 0, most) * 0.1, nil)
        default: break
        }
        return (.fixed(1), nil)
    }

    /// A function of the libraries of Kubernetes; nil for others.
    mutating func libraryCost(of call: CallShape, _ id: String) -> (cost: Estimate, size: Estimate?)? {
        let arguments = call.arguments
        switch call.name {
        case "check": return (.fixed(350_000), nil)
        case "serviceAccount", "path", "group", "resource", "subresource", "namespace", "name", "allowed", "reason",
            "error", "errored", "masked", "prefixLength", "family", "isUnspecified", "isLoopback",
            "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast", "format.named", "sign", "asInteger",
            "isInteger", "asApproximateFloat", "isGreaterThan", "isLessThan", "compareTo", "add", "sub", "major",
            "minor", "patch", "getScheme", "getHostname", "getHost", "getPort", "getEscapedPath", "getQuery":
            return (.fixed(1), nil)
        case "fieldSelector", "labelSelector":
            let size = sizeOrUnknown(arguments[0])
            return (.fixed(10) + size * 0.1 + size * 0.5 * 50, nil)
        case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf": return listCost(call)
        case "url", "jsonpatch.escapeKey":
            let size = sizeOrUnknown(arguments[0])
            return (size * 0.1, size)
        case "lowerAscii", "upperAscii", "substring", "trim":
            guard let target = call.target else { return nil }
            let size = sizeOrUnknown(target)
            return (size * 0.1, size)
        case "replace": return replaceCost(call)
        case "split":
            guard let target = call.target else { return nil }
            let size = sizeOrUnknown(target)
            var most = size.most
            if arguments.count > 1, case .literal(.int(let limit)) = arguments[1].kind {
                most = UInt64(bitPattern: limit)
            }
            return (size * 0.2, Estimate(0, most))
        case "join": return joinCost(call)
        case "find", "findAll":
            guard let target = call.target else { return nil }
            let size = sizeOrUnknown(target)
            return ((size + .fixed(1)) * 0.1 * (sizeOrUnknown(arguments[0]) * 0.25), Estimate(0, size.most))
        case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver":
            return (sizeOrUnknown(arguments[0]) * 0.1, nil)
        case "ip":
            if id == "cidr_ip" { return (.fixed(1), nil) }
            return (sizeOrUnknown(arguments[0]) * 0.1, nil)
        case "ip.isCanonical": return (sizeOrUnknown(arguments[0]) * 0.2, nil)
        case "containsIP", "containsCIDR": return containsCost(call, id)
        case "validate":
            guard !arguments.isEmpty else { return nil }
            return (sizeOrUnknown(arguments[0]) * 0.1 * (128 * 0.25), nil)
        case "slice", "lists.range", "reverse", "flatten", "distinct", "sort", "@sortByAssociatedKeys":
            return newListCost(call, id)
        case "sets.contains", "sets.intersects", "sets.equivalent":
            let size = sizeOrUnknown(arguments[0]) * sizeOrUnknown(arguments[1])
            return (size * (call.name == "sets.equivalent" ? 2 : 1) + .fixed(1), nil)
        case Operator.equals: return equalityCost(call)
        default: return nil
        }
    }

    private mutating func listCost(_ call: CallShape) -> (cost: Estimate, size: Estimate?)? {
        guard let target = call.target else { return nil }
        let size = sizeOrUnknown(target)
        guard let (type, element) = elementSize(target) else { return (size * 0.1, nil) }
        var each = Estimate.fixed(1)
        if type == .string || type == .bytes { each = each + element * 0.1 }
        return (size * each, nil)
    }

    private mutating func replaceCost(_ call: CallShape) -> (cost: Estimate, size: Estimate?)? {
        guard let target = call.target, call.arguments.count >= 2 else { return nil }
        let size = sizeOrUnknown(target)
        let (old, new) = (sizeOrUnknown(call.arguments[0]), sizeOrUnknown(call.arguments[1]))
        var (count, kept) = (Estimate.none, Estimate.none)
        func pieces(_ size: UInt64, _ part: UInt64) -> UInt64 {
            let pieces = (Double(size) / Double(part)).rounded(.up)
            return pieces >= 0x1p64 ? .max : UInt64(pieces)
        }
        if old.least == 0 {
            count.most = size.most == .max ? .max : size.most + 1
            kept.most = size.most
        } else if new.most <= old.least {
            kept.most = size.most
        } else {
            count.most = pieces(size.most, old.least)
        }
        if old.most == 0 {
            count.least = size.least == .max ? .max : size.least + 1
            kept.least = size.least
        } else if old.most <= new.least {
            kept.least = size.least
        } else {
            count.least = pieces(size.least, old.most)
        }
        return (size * 0.2, count * new + kept)
    }

    private mutating func joinCost(_ call: CallShape) -> (cost: Estimate, size: Estimate?)? {
        guard let target = call.target else { return nil }
        let list = sizeOrUnknown(target)
        var size = Estimate.none
        if let (_, element) = elementSize(target) { size = list * element }
        if let separator = call.arguments.first {
            let between = Estimate(list.least > 0 ? list.least - 1 : 0, list.most > 0 ? list.most - 1 : 0)
            size = size + sizeOrUnknown(separator) * between
        }
        return (size * 0.1, size)
    }

    private mutating func containsCost(_ call: CallShape, _ id: String) -> (cost: Estimate, size: Estimate?)? {
        guard let argument = call.arguments.first else { return nil }
        let address = Estimate(4, 16)
        var cost = (address + address) * 0.1
        if call.name == "containsCIDR" { cost = cost + address * 0.1 + .fixed(1) }
        if id.hasSuffix("_string") { cost = cost + sizeOrUnknown(argument) * 0.1 }
        return (cost, nil)
    }

    private mutating func equalityCost(_ call: CallShape) -> (cost: Estimate, size: Estimate?)? {
        guard call.arguments.count == 2 else { return nil }
        let types = call.arguments.map { typeOf($0) }
        guard types[0] == types[1] else { return nil }
        switch types[0] {
        case LibraryTypes.ip, LibraryTypes.cidr, LibraryTypes.quantity, LibraryTypes.semver,
            LibraryTypes.authorizer, LibraryTypes.pathCheck, LibraryTypes.groupCheck, LibraryTypes.resourceCheck,
            LibraryTypes.decision:
            return (.fixed(1), nil)
        case LibraryTypes.format: return (Estimate(1, 64) * 0.1, nil)
        case LibraryTypes.url:
            let most = size(call.arguments[1])?.most ?? 1
            return (Estimate(1, most) * 0.1, nil)
        default: return nil
        }
    }

    /// A function that makes a list.
    private mutating func newListCost(_ call: CallShape, _ id: String) -> (cost: Estimate, size: Estimate?)? {
        func number(_ index: Int, _ other: UInt64) -> UInt64 {
            guard index < call.arguments.count, case .literal(.int(let number)) = call.arguments[index].kind else {
                return other
            }
            return UInt64(max(0, number))
        }
        let target = call.target.map { sizeOrUnknown($0) } ?? .unknown
        let (size, factor): (Estimate, Double)
        switch call.name {
        case "slice":
            let (start, end) = (number(0, 0), number(1, target.most))
            (size, factor) = (.fixed(end > start ? end - start : 0), 1)
        case "lists.range": (size, factor) = (.fixed(number(0, .max)), 1)
        case "reverse":
            guard id == "list_reverse" else { return nil }
            (size, factor) = (target, 1)
        case "flatten": (size, factor) = (target, call.arguments.isEmpty ? 1 : Double(number(0, .max)))
        case "distinct": (size, factor) = (target * target, 2)
        default:
            let keys = call.arguments.first.map { sizeOrUnknown($0) } ?? target
            (size, factor) = (keys * keys, id.contains("string") || id.contains("bytes") ? 2.1 : 2)
        }
        return (size * factor + .fixed(11), size)
    }
}
