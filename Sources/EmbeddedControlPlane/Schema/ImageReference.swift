/// References to images, as far as defaults look at them.
enum ImageReference {
    private static let domain =
        #"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9])"#
        + #"(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9]))*"#
    private static let part = #"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"#
    private static let whole =
        #"^(?:(?:\#(domain)|\[[a-fA-F0-9:]+\])(?::[0-9]+)?/)?\#(part)(?:/\#(part))*"#
        + #"(?::[a-zA-Z0-9_][a-zA-Z0-9_.\-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[\-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$"#

    /// When an image is pulled: always with a tag of `latest`, or none. A digest counts as a tag, and so does what is no
    /// reference at all.
    static func pullPolicy(of image: String) -> String {
        if image.contains("@") || !isReference(image) { return "IfNotPresent" }
        let name = image.split(separator: "/").last ?? ""
        let tag = name.split(separator: ":", maxSplits: 1).dropFirst().first ?? "latest"
        return tag == "latest" ? "Always" : "IfNotPresent"
    }

    private static func isReference(_ image: String) -> Bool {
        let isDigest = image.utf8.count == 64 && image.utf8.allSatisfy { $0.isLowerHexDigit }
        return !isDigest && length(image) <= 255 && PatternMatcher.matches(whole, image)
    }

    /// The length of what names the image at its registry.
    private static func length(_ image: String) -> Int {
        let parts = image.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let isDomain =
            parts.count > 1
            && (parts[0] == "localhost" || parts[0].contains { ".:".contains($0) } || parts[0].lowercased() != parts[0])
        let path = isDomain ? parts[1] : image[...]
        let tag = (path.split(separator: "/").last ?? "").drop { $0 != ":" }
        return path.utf8.count - tag.utf8.count + (parts.count > 1 ? 0 : "library/".utf8.count)
    }
}

extension UInt8 {
    fileprivate var isLowerHexDigit: Bool { (0x30...0x39).contains(self) || (0x61...0x66).contains(self) }
}
