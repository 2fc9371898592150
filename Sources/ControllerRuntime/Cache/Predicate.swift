public import KubernetesModel

/// What happened to an object, as its informer saw it.
public enum ObjectChange<Item: Sendable>: Sendable {
    /// It is there. `isInitial`: it was part of a full list, not an event.
    case added(Item, isInitial: Bool)
    /// It changed.
    case updated(old: Item, new: Item)
    /// It is gone; the last known state.
    case deleted(Item)

    /// The state to act on: the new one, or the last known.
    public var item: Item {
        switch self {
        case .added(let item, _), .updated(_, let item), .deleted(let item): item
        }
    }
}

/// Decides whether a change is worth a run.
public struct Predicate<Item: Sendable>: Sendable {
    /// Whether it is.
    public let holds: @Sendable (ObjectChange<Item>) -> Bool

    public init(_ holds: @escaping @Sendable (ObjectChange<Item>) -> Bool) { self.holds = holds }

    /// Every change.
    public static var always: Predicate { Predicate { _ in true } }

    /// Updates for which `isRelevant(old, new)`; no creation, no deletion.
    public static func updated(_ isRelevant: @escaping @Sendable (Item, Item) -> Bool) -> Predicate {
        Predicate { change in
            if case .updated(let old, let new) = change { isRelevant(old, new) } else { false }
        }
    }

    /// Creation and deletion.
    public static var appearance: Predicate {
        Predicate { change in
            if case .updated = change { false } else { true }
        }
    }

    public static func || (left: Predicate, right: Predicate) -> Predicate {
        Predicate { left.holds($0) || right.holds($0) }
    }

    public static func && (left: Predicate, right: Predicate) -> Predicate {
        Predicate { left.holds($0) && right.holds($0) }
    }
}

extension Predicate where Item: CustomResource {
    /// The rule of every reconciled kind: created, deleted, a new generation, or a new reconcile request. A request
    /// annotation that vanishes asks for nothing.
    public static var specOrRequestChanged: Predicate {
        .appearance
            || .updated { old, new in
                old.metadata.generation != new.metadata.generation
                    || (new.reconcileRequest != nil && new.reconcileRequest != old.reconcileRequest)
            }
    }

    /// Updates after which `value` is there and differs from before, such as the revision of an artifact.
    public static func appearsOrChanges(_ value: @escaping @Sendable (Item) -> String?) -> Predicate {
        .updated { old, new in
            guard let after = value(new) else { return false }
            return after != value(old)
        }
    }
}

extension CustomResource {
    /// The value of the annotation that asks for a run; nil when there is none.
    public var reconcileRequest: String? { metadata.annotations[reconcileRequestAnnotation] }
}

/// The annotation whose change asks for a run, on every kind of the toolkit.
let reconcileRequestAnnotation = "reconcile.fluxcd.io/requestedAt"
