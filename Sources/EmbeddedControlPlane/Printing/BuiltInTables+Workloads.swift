internal import DocumentModel
internal import Platform

extension BuiltInTables {
    static let apps: Tables = [
        "Deployment": [
            name, column("Ready") { .string("\(count($0, "status.readyReplicas"))/\(count($0, "spec.replicas"))") },
            shownNumber("Up-to-date", "status.updatedReplicas"),
            shownNumber("Available", "status.availableReplicas"), age,
            containers, images, selector,
        ],
        "StatefulSet": [
            name, column("Ready") { .string("\(count($0, "status.readyReplicas"))/\(count($0, "spec.replicas"))") },
            age,
            containers, images,
        ],
        "DaemonSet": [
            name, number("Desired", "status.desiredNumberScheduled"),
            number("Current", "status.currentNumberScheduled"),
            number("Ready", "status.numberReady"), number("Up-to-date", "status.updatedNumberScheduled"),
            number("Available", "status.numberAvailable"),
            column("Node Selector") { .string(Cells.labels($0.at("spec", "template", "spec", "nodeSelector"))) }, age,
            containers, images, selector,
        ],
        "ReplicaSet": [
            name, number("Desired", "spec.replicas"), number("Current", "status.replicas"),
            number("Ready", "status.readyReplicas"), age, containers, images, selector,
        ],
        "ControllerRevision": [
            name,
            column("Controller") { object in
                let owner = (object.at("metadata", "ownerReferences")?.array ?? []).first {
                    $0["controller"]?.bool == true
                }
                guard let owner else { return "<none>" }
                let group = (owner["apiVersion"]?.string ?? "").split(separator: "/").dropLast().joined()
                let kind = (owner["kind"]?.string ?? "").lowercased()
                return .string("\(kind)\(group.isEmpty ? "" : ".\(group)")/\(owner["name"]?.string ?? "")")
            },
            shownNumber("Revision", "revision"), age,
        ],
    ]

    static let batch: Tables = [
        "Job": [
            name, column("Status") { .string(jobStatus($0)) },
            column("Completions") { .string(completions($0)) }, column("Duration") { .string(jobDuration($0)) }, age,
            containers, images, selector,
        ],
        "CronJob": [
            name, text("Schedule", "spec.schedule"), text("Timezone", "spec.timeZone"),
            column("Suspend", "boolean") { .string($0.at("spec", "suspend")?.bool == true ? "True" : "False") },
            column("Active", "integer") { .integer(Int64($0.at("status", "active")?.array?.count ?? 0)) },
            column("Last Schedule") { object in
                guard let time = object.at("status", "lastScheduleTime")?.string else { return "<none>" }
                return .string(Age.since(time))
            }, age, containers, images,
            column("Selector", wide: true) {
                .string(Cells.selector($0.at("spec", "jobTemplate", "spec", "selector")))
            },
        ],
    ]

    private static func count(_ object: Value, _ path: String) -> Int64 {
        object.at(path.split(separator: ".").map(String.init))?.integer ?? 0
    }

    private static func jobStatus(_ job: Value) -> String {
        let conditions = job.at("status", "conditions")?.array ?? []
        func isTrue(_ type: String) -> Bool {
            conditions.contains { $0["type"]?.string == type && $0["status"]?.string == "True" }
        }
        if isTrue("Complete") { return "Complete" }
        if isTrue("Failed") { return "Failed" }
        if job.at("metadata", "deletionTimestamp") != nil { return "Terminating" }
        if isTrue("Suspended") { return "Suspended" }
        return isTrue("FailureTarget")
            ? "FailureTarget" : isTrue("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running"
    }

    private static func completions(_ job: Value) -> String {
        let succeeded = count(job, "status.succeeded")
        if let completions = job.at("spec", "completions")?.integer { return "\(succeeded)/\(completions)" }
        let parallelism = count(job, "spec.parallelism")
        return parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
    }

    private static func jobDuration(_ job: Value) -> String {
        guard let start = job.at("status", "startTime")?.string, let begin = Timestamp(rfc3339: start) else {
            return ""
        }
        let end = job.at("status", "completionTime")?.string.flatMap { Timestamp(rfc3339: $0) } ?? .now()
        return Age.short(end.duration(since: begin).components.seconds)
    }
}
