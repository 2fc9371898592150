// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: the strict language features and no tolerated warning.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let collections: Target.Dependency = .product(name: "OrderedCollections", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// How the programs are linked for use: with the Swift runtime inside and without what nobody calls, packed small. Shared, the runtime
/// alone costs each process 10 MB of resident memory, and each start the time to relocate it.
let compact: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-stdlib", "-l_FoundationCShims", "-l_FoundationCollections", "-use-ld=lld",
            "-Xlinker", "--gc-sections", "-Xlinker", "--icf=safe", "-Xlinker", "--no-export-dynamic",
            "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
        ], .when(configuration: .release))
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict, linkerSettings: compact)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "sluice",
    products: [
        .executable(name: "sluice", targets: ["sluice"]),
        .executable(name: "source-controller", targets: ["source-controller"]),
        .executable(name: "kustomize-controller", targets: ["kustomize-controller"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Its traits are for configuration files and Foundation, which nobody here needs.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    ],
    targets: [
        // System: module maps and shims over C libraries, no logic.
        .systemLibrary(name: "CLoader"),
        .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibssl", pkgConfig: "libssl libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibarchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
        .systemLibrary(name: "CLibsqlite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CLibssh2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),

        // Foundations: nothing of Kubernetes.
        library("Platform", ["CLoader", logging, deque]),
        library("DocumentModel", ["CLibyaml", collections]),
        library("HTTPTransport", ["CLibcurl", "Platform", logging, deque]),
        library(
            "HTTPServing",
            [
                "Platform", logging,
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        library("Cryptography", ["CLibssl", "Platform"]),
        library("Archiving", ["CLibarchive", "Cryptography", "Platform"]),
        library("SemanticVersioning"),
        library("CommonExpressionLanguage", ["DocumentModel", "Platform", collections]),

        // Kubernetes: no custom resource of ours.
        library("KubernetesModel", ["DocumentModel", collections]),
        library("KubernetesSchema", ["DocumentModel", "KubernetesModel", "Platform", collections]),
        library(
            "KubernetesClient",
            ["DocumentModel", "HTTPTransport", "KubernetesModel", "Platform", deque]),
        library("ResourceStatus", ["DocumentModel", "KubernetesModel", "Platform"]),
        library(
            "ResourceApply",
            [
                "Cryptography", "DocumentModel", "KubernetesClient", "KubernetesModel", "KubernetesSchema", "Platform",
                "ResourceStatus", logging, collections,
            ]),
        library("ResourceApplyTesting", ["DocumentModel", "KubernetesClient", "KubernetesModel", "ResourceApply"]),
        library(
            "ControllerRuntime",
            [
                "Cryptography", "DocumentModel", "HTTPServing", "HTTPTransport", "KubernetesClient", "KubernetesModel",
                "Platform", logging, deque, collections,
            ]),

        // Engines: pure where possible.
        library(
            "Git", ["CLibgit2", "CLibssh2", "Cryptography", "HTTPTransport", "Platform", "SemanticVersioning", logging]),
        library(
            "Artifacts",
            [
                "Archiving", "Cryptography", "HTTPServing", "HTTPTransport", "Platform", "ToolkitAPI", logging,
            ]),
        library(
            "Kustomize",
            ["Cryptography", "DocumentModel", "KubernetesModel", "KubernetesSchema", "Platform", collections]),

        // API: typed custom resources.
        library("ToolkitAPI", ["DocumentModel", "KubernetesModel", "Platform"]),

        // Programs.
        library(
            "SourceController",
            [
                "Archiving", "Artifacts", "ControllerRuntime", "Cryptography", "DocumentModel", "Git", "HTTPTransport",
                "KubernetesClient", "KubernetesModel", "Platform", "SemanticVersioning", "ToolkitAPI", logging,
            ]),
        library(
            "KustomizeController",
            [
                "Archiving", "Artifacts", "CommonExpressionLanguage", "ControllerRuntime", "Cryptography",
                "DocumentModel", "HTTPTransport",
                "KubernetesClient", "KubernetesModel", "Kustomize", "Platform", "ResourceApply", "ResourceStatus",
                "ToolkitAPI", logging,
            ]),
        program("source-controller", ["SourceController"]),
        program("kustomize-controller", ["KustomizeController"]),

        // Local: a Kubernetes API on loopback.
        library(
            "EmbeddedControlPlane",
            [
                "Archiving", "CLibsqlite", "CommonExpressionLanguage", "Cryptography", "DocumentModel", "HTTPServing",
                "HTTPTransport", "KubernetesModel",
                "KubernetesSchema", "Platform", lifecycle, logging, collections, deque,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),

        // The command line.
        library(
            "SluiceCommand",
            [
                "Artifacts", "Cryptography", "DocumentModel", "Git", "HTTPTransport", "KubernetesClient",
                "KubernetesModel",
                "Kustomize", "Platform", "ResourceStatus", "ToolkitAPI", arguments, logging,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "sluice-benchmarks",
            dependencies: [
                "Archiving", "ClusterTesting", "DocumentModel", "KubernetesClient", "KubernetesModel", "Kustomize",
                "Platform",
            ],
            path: "Benchmarks", swiftSettings: strict),
        program("sluice", ["EmbeddedControlPlane", "SluiceCommand", logging]),

        tests("DocumentModel", ["DocumentModel"]),
        tests("Platform", ["CLoader", "Platform"]),
        .target(
            name: "LoopbackServer", dependencies: ["CLibssl", "Cryptography", "Platform"], path: "Tests/LoopbackServer",
            swiftSettings: strict),
        .target(
            name: "ClusterTesting", dependencies: ["Cryptography", "HTTPTransport", "KubernetesClient", "Platform"],
            path: "Tests/ClusterTesting", swiftSettings: strict),
        tests("HTTPTransport", ["HTTPTransport", "LoopbackServer", "Cryptography", "Platform"]),
        tests("HTTPServing", ["HTTPServing", "HTTPTransport", "Platform", logging]),
        tests("Cryptography", ["Cryptography", "Platform"]),
        tests("Archiving", ["Archiving", "Cryptography", "Platform"]),
        tests("SemanticVersioning", ["SemanticVersioning"]),
        tests("CommonExpressionLanguage", ["CommonExpressionLanguage", "DocumentModel"]),
        tests("KubernetesModel", ["KubernetesModel", "DocumentModel"]),
        tests("KubernetesSchema", ["KubernetesSchema", "KubernetesModel", "DocumentModel"]),
        tests(
            "KubernetesClient",
            ["KubernetesClient", "KubernetesModel", "HTTPTransport", "LoopbackServer", "DocumentModel", "Platform"]),
        tests("ResourceStatus", ["ResourceStatus", "DocumentModel", "KubernetesModel", "Platform"]),
        tests(
            "ResourceApply",
            [
                "ResourceApply", "ResourceApplyTesting", "ResourceStatus", "KubernetesClient", "KubernetesModel",
                "DocumentModel", "Platform",
            ]),
        .target(
            name: "ControllerRuntimeTesting",
            dependencies: ["ControllerRuntime", "DocumentModel", "HTTPTransport", "KubernetesModel", logging],
            path: "Tests/ControllerRuntimeTesting", swiftSettings: strict),
        tests(
            "ControllerRuntime",
            [
                "ControllerRuntime", "ControllerRuntimeTesting", "DocumentModel", "HTTPServing", "HTTPTransport",
                "KubernetesClient", "KubernetesModel", "Platform", logging,
            ]),
        tests("Git", ["Git", "Cryptography", "HTTPTransport", "Platform"], exclude: ["Server"]),
        tests(
            "Artifacts",
            ["Artifacts", "Archiving", "Cryptography", "HTTPTransport", "ToolkitAPI", "Platform", logging]),
        tests("Kustomize", ["Kustomize", "DocumentModel", "KubernetesModel"]),
        tests("ToolkitAPI", ["ToolkitAPI", "DocumentModel", "KubernetesModel"]),
        tests(
            "SourceController",
            [
                "Archiving", "Artifacts", "ControllerRuntime", "ControllerRuntimeTesting", "DocumentModel", "Git",
                "KubernetesModel",
                "Platform", "SourceController", "ToolkitAPI", logging,
            ]),
        tests(
            "KustomizeController",
            [
                "KustomizeController", "ControllerRuntime", "ControllerRuntimeTesting", "Kustomize", "KubernetesClient",
                "KubernetesModel",
                "ResourceApply", "ResourceApplyTesting",
                "ResourceStatus", "ToolkitAPI", "DocumentModel", "HTTPTransport", "Platform", logging,
            ]),
        tests(
            "EmbeddedControlPlane",
            [
                "ClusterTesting", "CommonExpressionLanguage", "DocumentModel", "EmbeddedControlPlane", "HTTPTransport",
                "KubernetesClient", "KubernetesModel", "LoopbackServer", "Platform", logging,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "ClusterTesting", "Cryptography", "DocumentModel", "KubernetesClient", "KubernetesModel", "Platform",
                "ToolkitAPI",
            ], path: "Tests/EndToEnd",
            exclude: [
                "Clients/python-client.py", "Support/git-server.py", "Support/tcp-proxy.py", "Support/watch-proxy.py",
            ], swiftSettings: strict
        ),
        tests(
            "SluiceCommand",
            [
                "SluiceCommand", "DocumentModel", "KubernetesClient", "KubernetesModel", "Kustomize", "Platform",
                "ToolkitAPI",
                arguments, logging,
            ]),
    ]
)

// Programs that make up input until the time is over; built only when asked for.
if Context.environment["SLUICE_FUZZ"] != nil {
    package.targets += [
        .target(name: "FuzzSupport", path: "Tests/Fuzz/Support", swiftSettings: strict),
        .executableTarget(
            name: "kustomize-fuzz", dependencies: ["DocumentModel", "FuzzSupport", "KubernetesModel", "Kustomize"],
            path: "Tests/Fuzz/Kustomize", swiftSettings: strict),
        .executableTarget(
            name: "control-plane-fuzz",
            dependencies: [
                "ClusterTesting", "DocumentModel", "FuzzSupport", "Platform",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Tests/Fuzz/ControlPlane", swiftSettings: strict),
    ]
}
