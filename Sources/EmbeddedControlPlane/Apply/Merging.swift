internal import DocumentModel
internal import KubernetesSchema

extension Value {
    /// This value with `applied` merged into it: fields of `applied` win, elements of lists meet by their keys and keep
    /// the order of `applied`.
    func merging(_ applied: Value, type: TypeSchema) -> Value {
        Merging.merge(self, applied, type) ?? .null
    }
}

/// The merge of an applied configuration into a live object.
private enum Merging {
    static func merge(_ live: Value?, _ applied: Value?, _ type: TypeSchema) -> Value? {
        let right = MergeShape(type, for: applied)
        let shape: MergeShape =
            switch (applied, right) {
            case (.none, _), (_, .open): MergeShape(type, for: live)
            default: right
            }
        switch shape {
        case .scalar, .open: return applied ?? live
        case .list(let element, let kind):
            let (left, right) = (live?.array, applied?.array)
            if kind == .atomic || left?.isEmpty ?? true && right?.isEmpty ?? true { return applied ?? live }
            let items = ListMerge(live: left ?? [], applied: right ?? [], element: element, kind: kind).merged()
            return items.isEmpty ? nil : .array(items)
        case .map(let map):
            let (left, right) = (live?.object, applied?.object)
            if map.isAtomic || left?.isEmpty ?? true && right?.isEmpty ?? true { return applied ?? live }
            return merge(left ?? [:], right ?? [:], map)
        }
    }

    private static func merge(_ live: Object, _ applied: Object, _ map: MergeShape.MapShape) -> Value? {
        var result = live
        for (key, value) in applied {
            if let merged = merge(live[key], value, map.type(of: key)) { result[key] = merged }
        }
        return result.isEmpty ? nil : .object(result)
    }

    /// Merges two lists whose elements are told apart.
    private struct ListMerge {
        let element: TypeSchema
        private let live: [(step: PathElement, item: Value)]
        private let applied: [(step: PathElement, item: Value)]
        private let liveItems: [PathElement: Value?]
        private let appliedItems: [PathElement: Value]

        init(live: [Value], applied: [Value], element: TypeSchema, kind: ListKind) {
            func steps(_ items: [Value]) -> [(step: PathElement, item: Value)] {
                items.compactMap { item in
                    (try? PathElement.of(item, in: kind, element: element)).flatMap(\.self).map { ($0, item) }
                }
            }
            self.element = element
            self.live = steps(live)
            self.applied = steps(applied)
            // Of an element that the live list has twice, neither takes part.
            liveItems = Dictionary(self.live.map { ($0.step, .some($0.item)) }, uniquingKeysWith: { _, _ in .none })
            appliedItems = Dictionary(self.applied.map { ($0.step, $0.item) }, uniquingKeysWith: { first, _ in first })
        }

        /// Both lists in one: the order of the applied one for what is in it, the place of the rest kept beside it.
        func merged() -> [Value] {
            var result: [Value] = []
            var shared = applied.map(\.step).filter { liveItems[$0] != nil }[...]
            var taken: Set<PathElement> = []
            var (l, a) = (0, 0)
            while l < live.count || a < applied.count {
                if l < live.count, a < applied.count {
                    let step = live[l].step
                    if step == applied[a].step {
                        take(step, into: &result, &taken)
                        l += 1
                        a += 1
                        shared = shared.dropFirst()
                        continue
                    }
                    if appliedItems[step] != nil, let next = shared.first, next != step {
                        l += 1
                        continue
                    }
                }
                if l < live.count {
                    let (step, item) = live[l]
                    if appliedItems[step] == nil {
                        result.append(item)
                        l += 1
                        continue
                    }
                    if taken.contains(step) { l += 1 }
                }
                if a < applied.count {
                    let step = applied[a].step
                    take(step, into: &result, &taken)
                    a += 1
                    if shared.first == step { shared = shared.dropFirst() }
                }
            }
            return result
        }

        private func take(_ step: PathElement, into result: inout [Value], _ taken: inout Set<PathElement>) {
            taken.insert(step)
            if let merged = merge(liveItems[step].flatMap(\.self), appliedItems[step], element) {
                result.append(merged)
            }
        }
    }
}
