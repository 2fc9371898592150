import DocumentModel
import Platform
import Testing

@testable import EmbeddedControlPlane

/// Rules and objects that tests of several files use.
enum Samples {
    static func rules(_ plural: String, _ group: String = "") throws -> any ResourceRules {
        try definition(plural, group).rules
    }

    static func definition(_ plural: String, _ group: String = "") throws -> ResourceDefinition {
        try #require(ResourceCatalog.builtIn.first { $0.plural == plural && $0.group == group })
    }

    static func context(_ version: String = "v1", subresource: String? = nil, second: Int64 = 0) -> WriteContext {
        WriteContext(version: version, subresource: subresource, now: Timestamp(seconds: 1_700_000_000 + second))
    }

    /// A widget of example.org whose `openAPIV3Schema` is `schema`, in YAML.
    static func widgets(_ schema: String, status: Bool = false) throws -> ResourceDefinition {
        let definition: Value = [
            "metadata": ["name": "widgets.example.org"],
            "spec": [
                "group": "example.org", "scope": "Namespaced",
                "names": ["plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": ["openAPIV3Schema": try YAML.parseFirst(schema)],
                        "subresources": status ? ["status": [:]] : [:],
                    ]
                ],
            ],
        ]
        return try ResourceCatalog.custom(try #require(definition.object))
    }

    static func yaml(_ text: String) throws -> Object { try #require(try YAML.parseFirst(text).object) }
}

/// A store of one object, written to as the API writes.
struct OneObject {
    let rules: any ResourceRules
    var version = "v1"
    private(set) var object: Object?
    private var writes: Int64 = 0

    init(_ rules: any ResourceRules) { self.rules = rules }

    /// A server-side apply of YAML; what is stored is completed as the API does.
    mutating func apply(_ manager: String, _ text: String, force: Bool = false, subresource: String? = nil) throws {
        writes += 1
        let context = Samples.context(version, subresource: subresource, second: writes)
        let configuration = try rules.decodeConfiguration(
            Array(text.utf8), version: version, validation: .strict
        ).object
        let request = ApplyRequest(
            configuration: configuration, manager: manager, force: force, context: context)
        var result = try rules.apply(request, to: object)
        rules.applyDefaults(to: &result, version: version)
        if result.at(["metadata", "uid"]) == nil { result.set(["metadata", "uid"], to: "1") }
        if let object { rules.prepareForUpdate(&result, old: object, context: context) }
        object = result
    }

    /// A create or an update with YAML.
    mutating func write(_ manager: String, _ text: String, subresource: String? = nil) throws {
        writes += 1
        let context = Samples.context(version, subresource: subresource, second: writes)
        var new = try rules.decode(Array(text.utf8), encoding: .yaml, version: version, validation: .strict).object
        rules.applyDefaults(to: &new, version: version)
        if new.at(["metadata", "uid"]) == nil { new.set(["metadata", "uid"], to: "1") }
        rules.recordOwnership(of: &new, replacing: object, manager: manager, context: context)
        if let object {
            rules.prepareForUpdate(&new, old: object, context: context)
        } else {
            rules.prepareForCreate(&new, context: context)
        }
        object = new
    }

    /// The value at a path such as `spec.replicas`.
    subscript(path: String) -> Value? { object?.at(path.split(separator: ".").map(String.init)) }

    /// The fields of a manager as JSON; nil where it owns none.
    func fields(_ manager: String) -> String? {
        let entry = (self["metadata.managedFields"]?.array ?? []).first { $0["manager"]?.string == manager }
        return entry?["fieldsV1"].map { JSON.text($0, .init(sortsKeys: true)) }
    }
}
