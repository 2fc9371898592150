/// What a local run shall be.
struct DevSettings: Sendable {
    /// The folder, from the root of the file system.
    var folder: String
    /// The port of the API; nil for 6443, or another when that is taken.
    var port: Int?
    /// The controllers to run.
    var components: [String]
    var isQuiet = false
    var simulatesWorkloads = true
    /// Where the controllers' programs are.
    var controllersFolder: String
    /// More arguments, by controller.
    var arguments: [String: [String]] = [:]

    /// The names of the ports a controller needs.
    static func portNames(of component: String) -> [String] {
        let names = ["\(component).metrics", "\(component).health"]
        return component == "source-controller" ? names + ["\(component).storage"] : names
    }

    /// The processes a run may have, and the file each of them runs.
    static let programs: [String: String] = {
        var programs = ["demo-git": "git-server.py"]
        for component in InstallSettings.builtComponents { programs[component] = component }
        return programs
    }()

    /// Reads `controller:--flag=value`.
    static func arguments(_ texts: [String]) throws -> [String: [String]] {
        var arguments: [String: [String]] = [:]
        for text in texts {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[1].hasPrefix("-") else {
                throw CommandFailure("\"\(text)\" behind -- must have the form controller-name:--flag=value")
            }
            guard InstallSettings.builtComponents.contains(parts[0]) else {
                throw CommandFailure(
                    "\"\(parts[0])\" is no controller of this build; there are "
                        + InstallSettings.builtComponents.joined(separator: ", "))
            }
            arguments[parts[0], default: []].append(parts[1])
        }
        return arguments
    }
}
