/// What an installation shall look like.
struct InstallSettings: Sendable, Equatable {
    var namespace = "flux-system"
    var components = InstallSettings.builtComponents
    /// The prefix of images; they are tagged with the version of this tool.
    var registry = "sluice"
    var imagePullSecret: String?
    var watchesAllNamespaces = true
    var networkPolicy = true
    var logLevel = "info"
    var clusterDomain = "cluster.local"
    var tolerationKeys: [String] = []

    /// The controllers there are, in the order of installations.
    static let builtComponents = ["source-controller", "kustomize-controller"]
    /// The controllers scripts may know.
    static let knownComponents =
        builtComponents + [
            "helm-controller", "notification-controller", "image-reflector-controller", "image-automation-controller",
            "source-watcher",
        ]

    /// - Throws: ``CommandFailure`` for a controller that is unknown or not built.
    func check() throws {
        guard !components.isEmpty else { throw CommandFailure("no component is left to install") }
        for component in components where !Self.builtComponents.contains(component) {
            guard Self.knownComponents.contains(component) else {
                let names = Self.knownComponents.joined(separator: ", ")
                throw CommandFailure("component \(component) is not available, must be one of: \(names)")
            }
            throw CommandFailure("component \(component) is not built yet")
        }
        guard ["debug", "info", "error"].contains(logLevel) else {
            throw CommandFailure("log level '\(logLevel)' is not supported, must be one of: debug, info, error")
        }
    }
}
