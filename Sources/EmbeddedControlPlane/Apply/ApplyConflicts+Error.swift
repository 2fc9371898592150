extension ApplyConflicts {
    /// As a client gets it: 409 with a cause for each field.
    var error: APIError {
        APIError(
            409, "Conflict", message,
            details: APIError.Details(
                causes: conflicts.map {
                    APIError.Cause(
                        reason: "FieldManagerConflict", message: "conflict with \($0.owner.text)", field: $0.pathText)
                }))
    }

    /// As they are told of a Scale, which shows the owners of the object as its own.
    var ofScale: ApplyConflicts {
        ApplyConflicts(
            conflicts: conflicts.map { conflict in
                var conflict = conflict
                conflict.path = [.field("spec"), .field("replicas")]
                if conflict.owner.operation == .update { conflict.owner.apiVersion = "autoscaling/v1" }
                return conflict
            })
    }

    private var message: String {
        if conflicts.count == 1 {
            return "Apply failed with 1 conflict: conflict with \(conflicts[0].owner.text): \(conflicts[0].pathText)"
        }
        var lines: [String] = []
        for (index, conflict) in conflicts.enumerated() {
            if index == 0 || conflicts[index - 1].owner != conflict.owner {
                lines.append("conflicts with \(conflict.owner.text):")
            }
            lines.append("- \(conflict.pathText)")
        }
        return "Apply failed with \(conflicts.count) conflicts: " + lines.joined(separator: "\n")
    }
}
