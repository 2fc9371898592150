internal import ArgumentParser

/// `get`: tables of objects.
struct GetCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "get", "List objects and their status.",
            examples: [
                ("List everything that is reconciled in the cluster", "get all -A"),
                ("List the Kustomizations that are not ready", "get kustomizations -A --status-selector ready=false"),
            ],
            subcommands: [
                GetAllCommand.self, GetKindCommand<OfKustomization>.self, GetKindCommand<OfHelmRelease>.self,
                GetSourcesCommand.self, GetKindCommand<OfAlert>.self, GetKindCommand<OfAlertProvider>.self,
                GetKindCommand<OfReceiver>.self, GetImagesCommand.self, GetArtifactsCommand.self,
            ])
    }
}

/// `get sources`
struct GetSourcesCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "sources", aliases: ["source"], "List sources and their status.",
            examples: [
                ("List the Git repositories", "get sources git"),
                ("List the sources of all kinds and namespaces", "get sources all -A"),
            ],
            subcommands: [
                GetSourcesAllCommand.self, GetKindCommand<OfGitRepository>.self, GetKindCommand<OfOCIRepository>.self,
                GetKindCommand<OfBucket>.self, GetKindCommand<OfHelmRepository>.self,
                GetKindCommand<OfHelmChart>.self, GetKindCommand<OfExternalArtifact>.self,
            ])
    }
}

/// `get images`
struct GetImagesCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "images", aliases: ["image"], "List image automation objects and their status.",
            examples: [("List all of them", "get images all -A")],
            subcommands: [
                GetImagesAllCommand.self, GetKindCommand<OfImageRepository>.self, GetKindCommand<OfImagePolicy>.self,
                GetKindCommand<OfImageUpdate>.self,
            ])
    }
}

/// `get artifacts`
struct GetArtifactsCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "artifacts", aliases: ["artifact"], "List artifact objects and their status.",
            examples: [("List the generators of artifacts", "get artifacts generators")],
            subcommands: [GetKindCommand<OfArtifactGenerator>.self])
    }
}
