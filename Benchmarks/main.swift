// Measures and prints; never fails because of a figure. Usage: sluice-benchmarks [SECTION]

let arguments = CommandLine.arguments.dropFirst()
if arguments.contains("--help") || arguments.contains("-h") {
    print(
        """
        Measures Sluice and prints the figures, beside those of the Go tools where they are at hand.

        usage: sluice-benchmarks [SECTION]     SECTION: part of a section's name, such as codec, artifact, build, control, cluster

        environment:
          SLUICE_BIN_DIR   folder with the programs to measure (default: this program's own)
          SLUICE_ORACLES   folder with kubectl to compare with (default: .oracles)
          KUBEBUILDER_ASSETS  folder with kube-apiserver and etcd to compare the control plane with
          SLUICE_CORPUS    folder with real kustomizations and what kubectl makes of them (default: ../shared/corpus)
        """)
} else {
    let report = Report(filter: arguments.first ?? "")
    await report.section("Codecs", measureCodecs)
    await report.section("Artifacts", measureArtifacts)
    await report.section("Kustomize build", measureBuilds)
    await report.section("Control plane", measureControlPlane)
    await report.section("Cluster", measureCluster)
}
