internal import DocumentModel

/// Events, whose mistakes are told in the words of the core group whichever group they are sent to.
extension Checks {
    /// - Parameter isNew: whether the event is of `events.k8s.io`.
    mutating func event(_ object: Object, isNew: Bool) {
        let event = EventConversion.convert(object, to: "v1")
        let namespace = event.at(["metadata", "namespace"])?.string ?? ""
        let subject = event.at(["involvedObject", "namespace"])?.string ?? ""
        let hasTime = event["eventTime"]?.string != nil
        let isHome = namespace == "default" || hasTime && namespace == "kube-system"
        if subject.isEmpty ? !namespace.isEmpty && !isHome : !hasTime && subject != namespace {
            invalid("involvedObject.namespace", .string(subject), "does not match event.namespace")
        }
        if hasTime { origin(event, isNew: isNew) }
    }

    /// What `events.k8s.io` asks for beside.
    ///
    /// - Parameter old: the event before an update.
    mutating func strictEvent(_ object: Object, old: Object?) {
        let event = EventConversion.convert(object, to: "v1")
        let before = old.map { EventConversion.convert($0, to: "v1") }
        if event["series"] != before?["series"] { series(event["series"]) }
        guard let before else { return newEvent(event) }
        for field in [
            "involvedObject", "reason", "message", "source", "firstTimestamp", "lastTimestamp", "count", "type",
            "eventTime", "action", "related",
        ] { immutable(field, event[field], before[field]) }
        immutable("reportingController", event["reportingComponent"], before["reportingComponent"])
        immutable("reportingInstance", event["reportingInstance"], before["reportingInstance"])
    }

    /// Who reports what.
    private mutating func origin(_ event: Object, isNew: Bool) {
        let field = isNew ? "reportingController" : "reportingComponent"
        let reporter = event["reportingComponent"]?.string ?? ""
        if reporter.isEmpty { required(field) }
        invalid(field, reporter, NameSyntax.qualifiedName(reporter))
        for name in ["reportingInstance", "action", "reason"] {
            let text = event[name]?.string ?? ""
            if text.isEmpty { required(name) }
            if text.utf8.count > 128 { invalid(name, "", "can have at most 128 characters") }
        }
        if (event["message"]?.string ?? "").utf8.count > 1024 {
            invalid("message", "", "can have at most 1024 characters")
        }
    }

    private mutating func series(_ series: Value?) {
        guard let series, series.object != nil else { return }
        if series["count"]?.integer ?? 0 < 2 { invalid("series.count", "", "should be at least 2") }
        if series["lastObservedTime"]?.string == nil { required("series.lastObservedTime") }
    }

    private mutating func newEvent(_ event: Object) {
        if event["eventTime"]?.string == nil { required("eventTime") }
        let type = event["type"]?.string ?? ""
        if type != "Normal", type != "Warning" { invalid("type", "", "has invalid value: \(type)") }
        for field in ["firstTimestamp", "lastTimestamp"] where event[field]?.string != nil {
            invalid(field, "", "needs to be unset")
        }
        if event["count"]?.integer ?? 0 != 0 { invalid("count", "", "needs to be unset") }
        let source = event["source"]
        if ["component", "host"].contains(where: { !(source?[$0]?.string ?? "").isEmpty }) {
            invalid("source", "", "needs to be unset")
        }
    }
}
