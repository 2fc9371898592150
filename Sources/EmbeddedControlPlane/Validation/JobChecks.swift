internal import DocumentModel

/// Jobs and cron jobs.
extension Checks {
    /// The server checks a changed job as a new one, and again as a change.
    mutating func job(_ object: Object, old: Object?) {
        ownSelector(object, old: old)
        let spec = object["spec"] ?? [:]
        wholeJob(spec)
        if spec["completionMode"] == "Indexed", let count = spec["completions"]?.integer, count > 0 {
            let name = object.at(["metadata", "name"])?.string ?? ""
            let last = "\(name)-\(count - 1)"
            if !NameSyntax.label(last).isEmpty {
                invalid(
                    "metadata.name", .string(name),
                    "will not able to create pod with invalid DNS label: \(last)")
            }
        }
    }

    mutating func wholeJob(_ spec: Value) {
        jobSpec("spec", spec)
        if spec["selector"]?.object == nil {
            required("spec.selector")
        } else {
            selector("spec.selector", spec["selector"])
        }
        let labels = spec.at("template", "metadata", "labels")
        let isUnselective = spec["selector"]?.object == nil
        if isUnselective
            || SelectorMatch.isUsable(spec["selector"])
                && !SelectorMatch.matches(spec["selector"], labels?.object ?? [:])
        {
            invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
        }
    }

    /// A selector that the job did not choose itself fits the labels that the server gives its pods.
    private mutating func ownSelector(_ object: Object, old: Object?) {
        let spec = object["spec"] ?? [:]
        guard spec["manualSelector"]?.bool != true, let selector = spec["selector"], selector.object != nil else {
            return
        }
        var expected: Object = [:]
        let template = spec.at("template", "metadata", "labels")
        // A job from before there were labels with a domain need not get them.
        let earlier = old?.at(["spec", "template", "metadata", "labels"])
        let isOlder = old != nil && earlier?["batch.kubernetes.io/controller-uid"] == nil
        for prefix in isOlder ? [""] : ["", "batch.kubernetes.io/"] {
            for (label, field) in [("controller-uid", "uid"), ("job-name", "name")] {
                let value = object.at(["metadata", field]) ?? ""
                expected[prefix + label] = value
                if template?[prefix + label] != value {
                    let text = value.string ?? ""
                    let path = "spec.template.metadata.labels[\(prefix + label)]"
                    if template?[prefix + label] != nil {
                        invalid(path, template, "must be '\(text)'")
                    } else {
                        required(path, "must be '\(text)'")
                    }
                }
            }
        }
        if SelectorMatch.isUsable(selector), !SelectorMatch.matches(selector, expected) {
            invalid("spec.selector", selector, "`selector` not auto-generated")
        }
    }

    private mutating func jobSpec(_ path: String, _ spec: Value) {
        for field in [
            "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
            "backoffLimitPerIndex", "maxFailedIndexes",
        ] { nonNegative("\(path).\(field)", spec[field]) }
        if spec["maxFailedIndexes"]?.integer != nil, spec["backoffLimitPerIndex"]?.integer == nil {
            required("\(path).backoffLimitPerIndex", "when maxFailedIndexes is specified")
        }
        if let manager = spec["managedBy"]?.string {
            domainPath("\(path).managedBy", manager)
            if manager.utf8.count > 63 {
                add([FieldError(.tooLong, "\(path).managedBy", "may not be more than 63 bytes")])
            }
        }
        oneOf("\(path).completionMode", spec["completionMode"], ["NonIndexed", "Indexed"], sorted: false)
        indexes(path, spec)
        if let policy = spec["podFailurePolicy"], policy.object != nil { failurePolicy(path, spec, policy) }
        if let policy = spec["successPolicy"], policy.object != nil { successPolicy(path, spec, policy) }
        oneOf(
            "\(path).podReplacementPolicy", spec["podReplacementPolicy"],
            spec["podFailurePolicy"]?.object == nil ? ["Failed", "TerminatingOrFailed"] : ["Failed"])
        podTemplate("\(path).template", spec["template"] ?? [:])
        let policy = spec.at("template", "spec", "restartPolicy")
        let policyPath = "\(path).template.spec.restartPolicy"
        switch policy?.string {
        case "OnFailure" where spec["podFailurePolicy"]?.object != nil:
            invalid(policyPath, policy, "only \"Never\" is supported when podFailurePolicy is specified")
        case "OnFailure", "Never": break
        case .none, "", "Always": required(policyPath, "valid values: \"OnFailure\", \"Never\"")
        default: oneOf(policyPath, policy, ["OnFailure", "Never"], sorted: false)
        }
    }

    private mutating func domainPath(_ path: String, _ text: String) {
        if text.isEmpty { return required(path) }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            return invalid(path, .string(text), "must be a domain-prefixed path (such as \"acme.io/foo\")")
        }
        for problem in NameSyntax.subdomain(parts[0]) { invalid(path, .string(parts[0]), problem) }
    }

    private mutating func indexes(_ path: String, _ spec: Value) {
        guard spec["completionMode"] == "Indexed" else {
            guard spec["completionMode"]?.string ?? "NonIndexed" == "NonIndexed" else { return }
            for field in ["backoffLimitPerIndex", "maxFailedIndexes"] where spec[field]?.integer != nil {
                invalid("\(path).\(field)", spec[field], "requires indexed completion mode")
            }
            return
        }
        let completions = spec["completions"]?.integer
        if completions == nil { required("\(path).completions", "when completion mode is Indexed") }
        if let parallel = spec["parallelism"]?.integer, parallel > 100_000 {
            invalid(
                "\(path).parallelism", .integer(parallel),
                "must be less than or equal to 100000 when completion mode is Indexed")
        }
        manyIndexes(path, spec, completions)
    }

    private mutating func manyIndexes(_ path: String, _ spec: Value, _ completions: Int64?) {
        if let most = spec["maxFailedIndexes"]?.integer { failedIndexes(path, most, completions) }
        guard let completions, completions > 100_000, spec["backoffLimitPerIndex"]?.integer != nil else { return }
        if spec["maxFailedIndexes"]?.integer == nil {
            required("\(path).maxFailedIndexes", "must be specified when completions is above 100000")
        }
        for field in ["parallelism", "maxFailedIndexes"] {
            guard let number = spec[field]?.integer, number > 10_000 else { continue }
            invalid(
                "\(path).\(field)", .integer(number),
                "must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per "
                    + "index")
        }
    }

    private mutating func failedIndexes(_ path: String, _ most: Int64, _ completions: Int64?) {
        if let completions, most > completions {
            invalid("\(path).maxFailedIndexes", .integer(most), "must be less than or equal to completions")
        }
        if most > 100_000 {
            invalid("\(path).maxFailedIndexes", .integer(most), "must be less than or equal to 100000")
        }
    }

    private mutating func failurePolicy(_ path: String, _ spec: Value, _ policy: Value) {
        let names = ["containers", "initContainers"].flatMap { spec.at("template", "spec", $0)?.array ?? [] }
            .compactMap { $0["name"] }
        let actions = ["Count", "FailIndex", "FailJob", "Ignore"]
        tooMany("\(path).podFailurePolicy.rules", policy["rules"]?.array?.count ?? 0, 20)
        for (index, rule) in (policy["rules"]?.array ?? []).enumerated() {
            let inner = "\(path).podFailurePolicy.rules[\(index)]"
            let action = rule["action"]?.string ?? ""
            if action.isEmpty {
                required(
                    "\(inner).action", "valid values: [\(actions.map(GoText.quoted).joined(separator: " "))]")
            } else if action == "FailIndex" {
                if spec["backoffLimitPerIndex"]?.integer == nil {
                    invalid("\(inner).action", .string(action), "requires the backoffLimitPerIndex to be set")
                }
            } else {
                oneOf("\(inner).action", .string(action), actions)
            }
            let codes = rule["onExitCodes"].flatMap { $0.object == nil ? nil : $0 }
            let conditions = rule["onPodConditions"]?.array ?? []
            if let codes { exitCodes("\(inner).onExitCodes", codes, names) }
            tooMany("\(inner).onPodConditions", conditions.count, 20)
            for (place, condition) in conditions.enumerated() {
                podCondition("\(inner).onPodConditions[\(place)]", condition)
            }
            if codes != nil, !conditions.isEmpty {
                add([
                    FieldError(.invalid, inner, "specifying both OnExitCodes and OnPodConditions is not supported")
                ])
            }
            if codes == nil, conditions.isEmpty {
                add([FieldError(.invalid, inner, "specifying one of OnExitCodes and OnPodConditions is required")])
            }
        }
    }

    private mutating func podCondition(_ path: String, _ condition: Value) {
        let type = condition["type"]?.string ?? ""
        invalid("\(path).type", type, NameSyntax.qualifiedName(type))
        let known = ["False", "True", "Unknown"]
        let status = condition["status"]?.string ?? ""
        if status.isEmpty {
            required("\(path).status", "valid values: [\(known.map(GoText.quoted).joined(separator: " "))]")
        } else {
            oneOf("\(path).status", .string(status), known)
        }
    }

    private mutating func exitCodes(_ path: String, _ codes: Value, _ names: [Value]) {
        let symbol = codes["operator"]?.string ?? ""
        if symbol.isEmpty {
            required("\(path).operator", "valid values: [\"In\" \"NotIn\"]")
        } else {
            oneOf("\(path).operator", .string(symbol), ["In", "NotIn"])
        }
        if let name = codes["containerName"], name.string != nil, !names.contains(name) {
            invalid(
                "\(path).containerName", name,
                "must be one of the container or initContainer names in the pod template")
        }
        let values = codes["values"]?.array ?? []
        if values.isEmpty { invalid("\(path).values", codes["values"], "at least one value is required") }
        tooMany("\(path).values", values.count, 255)
        var seen: Set<Value> = []
        for (index, value) in values.enumerated() {
            if symbol == "In", value == 0 {
                invalid("\(path).values[\(index)]", value, "must not be 0 for the In operator")
            }
            if !seen.insert(value).inserted { duplicate("\(path).values[\(index)]", value) }
        }
        let numbers = values.compactMap(\.integer)
        if zip(numbers, numbers.dropFirst()).contains(where: { $0 > $1 }) {
            invalid("\(path).values", .array(values), "must be ordered")
        }
    }

    private mutating func successPolicy(_ path: String, _ spec: Value, _ policy: Value) {
        let inner = "\(path).successPolicy"
        guard spec["completionMode"] == "Indexed" else {
            return invalid(inner, policy, "requires indexed completion mode")
        }
        let rules = policy["rules"]?.array ?? []
        if rules.isEmpty {
            required("\(inner).rules", "at least one rules must be specified when the successPolicy is specified")
        }
        tooMany("\(inner).rules", rules.count, 20)
        let completions = spec["completions"]?.integer ?? 0
        for (index, rule) in rules.enumerated() {
            let place = "\(inner).rules[\(index)]"
            let (count, indexes) = (rule["succeededCount"]?.integer, rule["succeededIndexes"]?.string)
            if count == nil, indexes == nil {
                required(place, "at least one of succeededCount or succeededIndexes must be specified")
            }
            var known: Int64 = 0
            if let indexes {
                if let problem = IndexRanges.problem(indexes, completions) {
                    invalid(
                        "\(place).succeededIndexes", .string(indexes),
                        "error parsing succeededIndexes: \(problem)")
                } else {
                    known = IndexRanges.count(indexes)
                }
            }
            guard let count else { continue }
            nonNegative("\(place).succeededCount", .integer(count))
            if count > completions {
                invalid(
                    "\(place).succeededCount", .integer(count),
                    "must be less than or equal to \(completions) (the number of specified completions)")
            }
            if indexes != nil, count > known {
                invalid(
                    "\(place).succeededCount", .integer(count),
                    "must be less than or equal to \(known) (the number of indexes in the specified succeededIndexes "
                        + "field)")
            }
        }
    }

    mutating func cronJob(_ object: Object, old: Object?) {
        let spec = object["spec"] ?? [:]
        let text = spec["schedule"]?.string ?? ""
        if text.isEmpty { required("spec.schedule") }
        schedule(text, old: old?.at(["spec", "schedule"])?.string ?? "", hasZone: spec["timeZone"]?.string != nil)
        nonNegative("spec.startingDeadlineSeconds", spec["startingDeadlineSeconds"])
        if old == nil || old?.at(["spec", "timeZone"]) != spec["timeZone"] { timeZone(spec["timeZone"]) }
        oneOf("spec.concurrencyPolicy", spec["concurrencyPolicy"], ["Allow", "Forbid", "Replace"])
        let job = spec.at("jobTemplate", "spec")
        jobSpec("spec.jobTemplate.spec", job ?? [:])
        if let selector = job?["selector"], selector.object != nil {
            invalid("spec.jobTemplate.spec.selector", selector, "`selector` will be auto-generated")
        }
        if job?["manualSelector"]?.bool == true {
            unsupported("spec.jobTemplate.spec.manualSelector", true, ["nil", "false"])
        }
        nonNegative("spec.successfulJobsHistoryLimit", spec["successfulJobsHistoryLimit"])
        nonNegative("spec.failedJobsHistoryLimit", spec["failedJobsHistoryLimit"])
        let name = object.at(["metadata", "name"])?.string ?? ""
        if old == nil, name.utf8.count > 52 {
            invalid("metadata.name", .string(name), "must be no more than 52 characters")
        }
    }

    private mutating func schedule(_ schedule: String, old: String, hasZone: Bool) {
        guard !schedule.isEmpty else { return }
        if let problem = CronSchedule.problem(schedule) { invalid("spec.schedule", .string(schedule), problem) }
        guard schedule.contains("TZ") else { return }
        if !old.contains("TZ") {
            invalid(
                "spec.schedule", .string(schedule), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
        } else if hasZone {
            invalid(
                "spec.schedule", .string(schedule), "cannot use both timeZone field and TZ or CRON_TZ in schedule")
        }
    }

    private mutating func timeZone(_ zone: Value?) {
        guard let name = zone?.string else { return }
        if name.isEmpty { return invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string") }
        if name.lowercased() == "local" {
            return invalid(
                "spec.timeZone", zone,
                "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
        }
        if !TimeZoneName.isKnown(name) { invalid("spec.timeZone", zone, "unknown time zone \(name)") }
    }
}

/// The form of cron schedules.
enum CronSchedule {
    private static let descriptors: Set<String> = [
        "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly",
    ]
    private static let bounds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]
    private static let names: [[String]] = [
        [], [], [],
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    ]

    /// What is wrong with a schedule; nil when it is one.
    static func problem(_ schedule: String) -> String? {
        if schedule.hasPrefix("TZ=") || schedule.hasPrefix("CRON_TZ=") {
            let parts = schedule.split(separator: " ", maxSplits: 1).map(String.init)
            let zone = String(parts[0].drop { $0 != "=" }.dropFirst())
            guard TimeZoneName.isKnown(zone) else { return "provided bad location \(zone): unknown time zone \(zone)" }
            return plainProblem(parts.count > 1 ? parts[1] : "")
        }
        return plainProblem(schedule)
    }

    /// The same of a schedule without a zone.
    private static func plainProblem(_ schedule: String) -> String? {
        if schedule.hasPrefix("@") {
            if descriptors.contains(schedule) || schedule.hasPrefix("@every ") { return nil }
            return "unrecognized descriptor: \(schedule)"
        }
        let fields = schedule.split(whereSeparator: \.isWhitespace).map(String.init)
        guard fields.count == 5 else {
            return "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]"
        }
        for (index, field) in fields.enumerated() {
            for part in field.split(separator: ",", omittingEmptySubsequences: false) {
                if let problem = problem(String(part), index) { return problem }
            }
        }
        return nil
    }

    private static func problem(_ part: String, _ index: Int) -> String? {
        let steps = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard steps.count <= 2 else { return "too many slashes: \(part)" }
        let ends = steps[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count <= 2 else { return "too many hyphens: \(part)" }
        var (start, end) = bounds[index]
        if ends[0] != "*", ends[0] != "?" {
            guard let first = number(ends[0], index) else { return failure(ends[0]) }
            start = first
            end = first
            if ends.count == 2 {
                guard let last = number(ends[1], index) else { return failure(ends[1]) }
                end = last
            }
        }
        if start < bounds[index].0 {
            return "beginning of range (\(start)) below minimum (\(bounds[index].0)): \(part)"
        }
        if end > bounds[index].1 { return "end of range (\(end)) above maximum (\(bounds[index].1)): \(part)" }
        if start > end { return "beginning of range (\(start)) beyond end of range (\(end)): \(part)" }
        if steps.count == 2 {
            guard let step = Int(steps[1]) else { return failure(steps[1]) }
            if step == 0 { return "step of range should be a positive number: \(part)" }
        }
        return nil
    }

    private static func failure(_ text: String) -> String {
        "failed to parse int from \(text): strconv.Atoi: parsing \(GoText.quoted(text)): invalid syntax"
    }

    private static func number(_ text: String, _ index: Int) -> Int? {
        if let place = names[index].firstIndex(of: text.lowercased()) { return index == 3 ? place + 1 : place }
        return Int(text)
    }
}
