internal import DocumentModel

/// Who a set of fields belongs to.
struct FieldOwner: Hashable, Sendable {
    enum Operation: String, Sendable {
        case apply = "Apply"
        case update = "Update"
    }

    var manager: String
    var operation: Operation
    /// Part of the identity of updates alone: an applier has one entry, whatever version it applies in.
    var apiVersion: String
    var subresource: String

    init(manager: String, operation: Operation, apiVersion: String, subresource: String) {
        self.manager = manager
        self.operation = operation
        self.apiVersion = operation == .apply ? "" : apiVersion
        self.subresource = subresource
    }

    /// As conflicts name it: `"kubectl" using v1`.
    var text: String {
        var text = GoText.quoted(manager)
        if !subresource.isEmpty { text += " with subresource \(GoText.quoted(subresource))" }
        return operation == .update ? "\(text) using \(apiVersion)" : text
    }
}

/// The fields of one owner.
struct OwnedFields: Hashable, Sendable {
    var fields: FieldSet
    /// The version the fields are named in.
    var apiVersion: String
    /// RFC 3339; nil where the server has noted none.
    var time: String?
}

/// `metadata.managedFields`.
struct ManagedFields: Sendable {
    var owners: [FieldOwner: OwnedFields] = [:]

    var isEmpty: Bool { owners.isEmpty }

    init() {}

    /// Reads `metadata.managedFields`; nil for what cannot be read.
    init?(_ entries: [Value]) {
        for entry in entries {
            guard entry["fieldsType"]?.string == "FieldsV1",
                let fields = entry["fieldsV1"].flatMap(FieldSet.init(encoded:)),
                let operation = FieldOwner.Operation(rawValue: entry["operation"]?.string ?? "")
            else { return nil }
            let apiVersion = entry["apiVersion"]?.string ?? ""
            let owner = FieldOwner(
                manager: entry["manager"]?.string ?? "", operation: operation, apiVersion: apiVersion,
                subresource: entry["subresource"]?.string ?? "")
            owners[owner] = OwnedFields(fields: fields, apiVersion: apiVersion, time: entry["time"]?.string)
        }
    }

    /// As `metadata.managedFields` has it: appliers first, then by time and name.
    var encoded: [Value] {
        owners.sorted { Self.precedes($0, $1) }.map { owner, owned in
            var entry: Object = [
                "manager": .string(owner.manager), "operation": .string(owner.operation.rawValue),
                "apiVersion": .string(owned.apiVersion),
            ]
            if let time = owned.time { entry["time"] = .string(time) }
            entry["fieldsType"] = "FieldsV1"
            entry["fieldsV1"] = owned.fields.encoded
            if !owner.subresource.isEmpty { entry["subresource"] = .string(owner.subresource) }
            return .object(entry)
        }
    }

    private typealias Entry = (key: FieldOwner, value: OwnedFields)

    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.key.operation != right.key.operation { return left.key.operation == .apply }
        return (left.value.time ?? "", left.key.manager, left.value.apiVersion, left.key.subresource)
            < (right.value.time ?? "", right.key.manager, right.value.apiVersion, right.key.subresource)
    }
}

extension ManagedFields {
    /// The most owners of updates that are kept apart; the oldest beyond are put together.
    static let maximumUpdateOwners = 10
    /// Who the oldest updates are put together under.
    static let ancientManager = "ancient-changes"

    /// Puts the oldest updates together where there are too many.
    mutating func cap() {
        var updates = owners.filter { $0.key.operation == .update }.sorted { Self.precedes($0, $1) }
        while updates.count > Self.maximumUpdateOwners {
            guard let oldest = updates.first(where: { $0.key.manager != Self.ancientManager }) else { return }
            let bucket = FieldOwner(
                manager: Self.ancientManager, operation: .update, apiVersion: oldest.key.apiVersion, subresource: "")
            var merged = owners[bucket] ?? OwnedFields(fields: FieldSet(), apiVersion: oldest.value.apiVersion)
            merged.fields = merged.fields.union(oldest.value.fields)
            merged.time = max(merged.time ?? "", oldest.value.time ?? "")
            owners[oldest.key] = nil
            owners[bucket] = merged
            updates = owners.filter { $0.key.operation == .update }.sorted { Self.precedes($0, $1) }
        }
    }
}
