internal import HTTPTransport
internal import Platform

extension KubernetesConfiguration {
    /// The configuration of a kubeconfig that stands in a Secret: nobody vouches for it, so it may neither name local files
    /// nor, unless allowed, run programs. Whether it wants to skip the check of certificates, and whom it wants to act as,
    /// counts for nothing.
    ///
    /// - Throws: ``KubernetesError`` with `configuration` that names the field and what to write instead.
    public init(untrustedKubeconfig bytes: [UInt8], allowing: KubeconfigAllowances = KubeconfigAllowances())
        throws(KubernetesError)
    {
        let config = try KubeconfigReader(file: "kubeconfig", folder: "").read(bytes)
        var choice = try KubeconfigChoice(config, KubeconfigFlags())
        try Self.refuseFiles(choice)
        if !allowing.insecureTLS { choice.cluster.skipsVerification = false }
        try self.init(choice.cluster, context: choice.contextName, namespace: choice.namespace)
        connection.certificateAuthorities = choice.cluster.authority?.data
        connection.clientCertificate = choice.user.certificate?.data
        connection.clientKey = choice.user.key?.data
        credentials = try Self.credentials(choice.user)
        if case .exec = credentials, !allowing.exec {
            throw KubernetesError(
                .configuration,
                "the kubeconfig runs a program (users[].user.exec), which is not allowed; use a token or a client certificate, or start the controller with --insecure-kubeconfig-exec"
            )
        }
        timeout = .seconds(30)
        try checkPairs()
    }

    private static func refuseFiles(_ choice: KubeconfigChoice) throws(KubernetesError) {
        var named: [(field: String, instead: String)] = []
        if case .file = choice.cluster.authority {
            named.append(("certificate-authority", "certificate-authority-data"))
        }
        if case .file = choice.user.certificate { named.append(("client-certificate", "client-certificate-data")) }
        if case .file = choice.user.key { named.append(("client-key", "client-key-data")) }
        if choice.user.tokenFile != nil { named.append(("tokenFile", "token")) }
        guard let first = named.first else { return }
        throw KubernetesError(
            .configuration,
            "the kubeconfig names a local file (\(first.field)), which is not allowed; put the content into \(first.instead)"
        )
    }
}

extension FileOrData {
    fileprivate var data: Secret<[UInt8]>? { if case .data(let bytes) = self { bytes } else { nil } }
}
