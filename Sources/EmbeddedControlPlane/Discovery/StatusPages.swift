/// The pages for people who look at a server: `/statusz` and `/flagz`, as the API server of 1.36 has them.
enum StatusPages {
    private static let warning =
        "Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is "
        + "for debugging purposes only."

    static let paths = ["/flagz", "/statusz"]

    /// What serves which version, and where.
    static func status(version: String) -> APIAnswer {
        let minor = version.split(separator: ".").prefix(2).joined(separator: ".")
        return .text(
            200,
            """


            apiserver statusz
            \(warning)

            Binary version: \(version)
            Emulation version: \(minor)
            Paths: /flagz /healthz /livez /metrics /readyz /statusz /version

            """)
    }

    /// There are no flags that the real server has too.
    static var flags: APIAnswer { .text(200, "\napiserver flagz\n\(warning)\n") }
}
