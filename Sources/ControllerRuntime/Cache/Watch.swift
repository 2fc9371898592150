public import KubernetesModel

/// What else makes objects of a kind run: changes of another kind, mapped to keys.
public struct Watch<Primary: CustomResource>: Sendable {
    /// Starts it: finds or makes the informer, and hands keys and a trigger such as `GitRepository/apps/web` over.
    let attach: @Sendable (Manager, Informer<Primary>, @escaping @Sendable ([ObjectKey], String) -> Void) -> Void

    /// Watches another custom kind, without a label selector.
    ///
    /// - Parameters:
    ///   - predicate: which changes count.
    ///   - keys: the objects to run for a changed object, in that order; finds them with the index of the primary cache.
    public static func on<Other: CustomResource>(
        _ kind: Other.Type, when predicate: Predicate<Other>,
        enqueue keys: @escaping @Sendable (Other, Informer<Primary>) -> [ObjectKey]
    ) -> Watch {
        Watch { manager, primary, enqueue in
            manager.informer(of: kind).onChange { key, change in
                guard predicate.holds(change) else { return }
                enqueue(keys(change.item, primary), "\(Other.groupVersionKind.kind)/\(key)")
            }
        }
    }

    /// Watches the metadata of any kind, such as ConfigMap and Secret, filtered by a label selector.
    public static func metadata(
        of kind: GroupVersionKind, labels: String,
        when predicate: Predicate<ObjectMetadata> = .appearance
            || .updated { $0.resourceVersion != $1.resourceVersion },
        enqueue keys: @escaping @Sendable (ObjectMetadata, Informer<Primary>) -> [ObjectKey]
    ) -> Watch {
        Watch { manager, primary, enqueue in
            manager.metadataInformer(of: kind, labels: labels).onChange { key, change in
                guard predicate.holds(change) else { return }
                enqueue(keys(change.item, primary), "\(kind.kind)/\(key)")
            }
        }
    }
}
