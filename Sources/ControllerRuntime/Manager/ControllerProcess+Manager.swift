internal import Logging

extension ControllerProcess {
    /// The manager with a client for the cluster.
    func makeManager(_ values: FlagValues, _ setup: Logger) async throws -> Manager {
        fatalError("not built")
    }
}
