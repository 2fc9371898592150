internal import DocumentModel

/// Shapes that several kinds share.
extension Schema {
    static let durationPattern = #"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$"#
    static let timeoutPattern = #"^([0-9]+(\.[0-9]+)?(ms|s|m))+$"#

    static func duration(_ description: String) -> Schema { .string(description, pattern: durationPattern) }

    /// A deadline: hours are not allowed.
    static func timeout(_ description: String, default: String? = nil) -> Schema {
        .string(description, pattern: timeoutPattern, default: `default`)
    }

    static func timestamp(_ description: String) -> Schema { .string(description, format: "date-time") }

    /// Names an object in the same namespace.
    static func localReference(_ description: String) -> Schema {
        .object(description, [.required("name", .string("The name of the object."))])
    }

    static func artifact(_ description: String) -> Schema {
        .object(
            description,
            [
                .required(
                    "digest",
                    .string(
                        "The digest of the archive, written algorithm:hex.",
                        pattern: "^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$")),
                .required("lastUpdateTime", .timestamp("When the archive was published.")),
                .optional("metadata", .map("What the source says about it, such as OCI annotations.")),
                .required("path", .string("Where the archive lies below the root of the storage.")),
                .required("revision", .string("What it was made from, such as branch@sha1:commit.")),
                .optional("size", .integer("The size of the archive in bytes.")),
                .required("url", .string("Where controllers in the cluster download the archive.")),
            ])
    }

    static let conditions: Schema = .array(
        "The states the object is in, one entry a type.",
        of: .object(
            "One state of the object.",
            [
                .required("lastTransitionTime", .timestamp("When the condition last changed.")),
                .required("message", .string("The state in words; may be empty.", length: 0...32768)),
                .optional(
                    "observedGeneration",
                    .integer("The generation of the object the condition was set for.", minimum: 0)),
                .required(
                    "reason",
                    .string(
                        "Why the condition last changed, for programs.",
                        pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", length: 1...1024)),
                .required(
                    "status", .string("Whether the condition holds.", oneOf: ["True", "False", "Unknown"])),
                .required(
                    "type",
                    .string(
                        "The condition, in CamelCase or as foo.example.com/CamelCase.",
                        pattern: #"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"#
                            + #"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"#,
                        length: 0...316)),
            ]))

    static func status(_ description: String, _ fields: [SchemaField]) -> Schema {
        .object(
            description, default: ["observedGeneration": -1],
            [
                .optional("conditions", conditions),
                .optional(
                    "lastHandledReconcileAt",
                    .string("The last value of the request annotation that a run has seen.")),
                .optional("observedGeneration", .integer("The generation the last finished run was about.")),
            ] + fields)
    }
}
