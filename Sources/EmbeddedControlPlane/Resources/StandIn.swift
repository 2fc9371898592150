internal import DocumentModel
internal import KubernetesModel

// Stand-ins until `CustomResources/` and `Schema/` define these: remove each here when it is there.
extension ResourceCatalog {
    static func openAPIv2(_ definitions: [ResourceDefinition]) -> Value { [:] }
    static func openAPIv3(_ groupVersion: GroupVersion, _ definitions: [ResourceDefinition]) -> Value { [:] }
}
