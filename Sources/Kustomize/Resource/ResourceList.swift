internal import DocumentModel

/// The objects of a build in order, no two of the same name.
final class ResourceList {
    private(set) var resources: [Resource] = []
    /// The places of objects by what they are called now; nil when names may have changed since.
    private var current: [ResourceID.Key: Int]?
    /// The places of objects by all they are or were called; nil when names may have changed since.
    private var everyName: [ResourceID.Key: [Int]]?
    private let session: BuildSession

    init(session: BuildSession) { self.session = session }

    var count: Int { resources.count }

    /// Says that objects may be called otherwise now.
    func namesChanged() {
        current = nil
        everyName = nil
    }

    /// - Throws: `duplicate` when an object of the same name is there.
    func append(_ resource: Resource) throws(KustomizeError) {
        let id = resource.currentID
        if current == nil { indexCurrent() }
        guard current?.updateValue(resources.count, forKey: id.key) == nil else {
            throw KustomizeError(.duplicate, "may not add resource with an already registered id: \(id)")
        }
        resources.append(resource)
        if everyName != nil { note(resource, at: resources.count - 1) }
        try session.check(objects: resources.count)
    }

    func append(all others: [Resource]) throws(KustomizeError) {
        for resource in others { try append(resource) }
    }

    /// The objects that are or were called `id`.
    func named(_ id: ResourceID) -> [Resource] { places(of: id).map { resources[$0] } }

    /// The only object that is or was called `id`.
    func only(_ id: ResourceID) throws(KustomizeError) -> Resource {
        let matches = named(id)
        guard let match = matches.first, matches.count == 1 else {
            throw KustomizeError(
                .unmatched, matches.isEmpty ? "no matches for Id \(id)" : "multiple matches for Id \(id)")
        }
        return match
    }

    /// Drops the objects that a patch has deleted.
    func dropEmpty() {
        guard resources.contains(where: \.isEmpty) else { return }
        resources.removeAll(where: \.isEmpty)
        namesChanged()
    }

    /// Replaces all objects by these.
    func replaceAll(_ resources: [Resource]) {
        self.resources = resources
        namesChanged()
    }

    /// - Throws: `duplicate` when two objects are called the same now.
    func requireUniqueNames(_ message: String) throws(KustomizeError) {
        var seen: Set<ResourceID.Key> = []
        for resource in resources where !resource.isEmpty {
            let id = resource.currentID
            guard seen.insert(id.key).inserted else { throw KustomizeError(.duplicate, "\(message): \(id)") }
        }
    }

    private func places(of id: ResourceID) -> [Int] {
        if everyName == nil {
            everyName = [:]
            for (index, resource) in resources.enumerated() { note(resource, at: index) }
        }
        return (everyName?[id.key] ?? []).filter { !resources[$0].isEmpty }
    }

    private func note(_ resource: Resource, at index: Int) {
        for key in Set(resource.previousIDs.map(\.key) + [resource.currentID.key]) {
            everyName?[key, default: []].append(index)
        }
    }

    private func indexCurrent() {
        var index: [ResourceID.Key: Int] = [:]
        for (place, resource) in resources.enumerated() { index[resource.currentID.key] = place }
        current = index
    }
}

// Generated objects.
extension ResourceList {
    /// Adds a generated object, or lets it replace or merge into the one it is meant for.
    func absorb(_ resource: Resource) throws(KustomizeError) {
        let id = resource.currentID
        let matches = places(of: id)
        guard let place = matches.first else {
            guard resource.behavior != .merge, resource.behavior != .replace else {
                throw KustomizeError(
                    .unmatched, "\(id) does not exist; cannot \(resource.behavior.rawValue)")
            }
            return try append(resource)
        }
        guard matches.count == 1 else {
            throw KustomizeError(
                .unmatched, "several objects could be meant by behavior \(resource.behavior.rawValue) of \(id)")
        }
        let old = resources[place]
        switch resource.behavior {
        case .replace: resource.inherit(from: old)
        case .merge:
            let origin = old.origin
            resource.inherit(from: old)
            resource.mergeData(of: old, "data")
            resource.mergeData(of: old, "binaryData")
            if origin != nil { resource.origin = origin }
        case .create, .unspecified:
            throw KustomizeError(
                .duplicate,
                "\(id) exists already; the behavior must be merge or replace, not \(resource.behavior.rawValue)")
        }
        resources[place] = resource
        namesChanged()
    }
}

extension Resource {
    /// Takes over name, labels, annotations and memory of the object that this replaces.
    fileprivate func inherit(from old: Resource) {
        setTexts("labels", old.texts("labels").merging(texts("labels")) { _, own in own })
        setTexts("annotations", old.texts("annotations").merging(texts("annotations")) { _, own in own })
        let ownOrigin = origin
        let wantsHash = needsHash && old.needsHash
        takeMemory(of: old)
        needsHash = wantsHash
        origin = ownOrigin ?? old.origin
        name = old.name
        namespace = old.namespace
    }

    /// Adds the entries of a map of `old` that this has not.
    fileprivate func mergeData(of old: Resource, _ field: String) {
        var merged: [String: Value] = [:]
        for source in [old, self] {
            for (key, value) in source.content[field]?.object ?? [:] { merged[key] = .string(value.text) }
        }
        guard !merged.isEmpty else {
            content.removeValue(forKey: field)
            return
        }
        content[field] = .object(Object(merged.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }))
    }
}
