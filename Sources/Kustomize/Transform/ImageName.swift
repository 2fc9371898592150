internal import Platform

/// The name of images, as an entry of `images` has it: a regular expression for what stands before tag and digest.
struct ImageName {
    /// The expression, or what is wrong with it: that counts only once there is an image to compare.
    private let pattern: Result<Pattern, KustomizeError>

    init(_ name: String) {
        pattern = Result { () throws(KustomizeError) in
            do throws(KustomizeError) {
                return try Pattern.compile(
                    "\(name)(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?", isAnchored: true)
            } catch { throw error.at(field: "images.name") }
        }
        literal =
            name.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || "-_/:@".utf8.contains($0) }
            ? name : nil
    }

    /// The name where it is no more than text.
    private let literal: String?

    func matches(_ image: String) throws(KustomizeError) -> Bool {
        if let literal, !image.hasPrefix(literal) { return false }
        return try pattern.get().matches(image)
    }

    /// An image reference taken apart.
    struct Parts: CustomStringConvertible {
        var name: String
        var tag = ""
        var digest = ""

        /// `[host[:port]/]name[:tag][@digest]`
        init(_ image: String) {
            let bytes = Array(image.utf8)
            let start = bytes.firstIndex(of: UInt8(ascii: "/")) ?? 0
            let at = bytes[start...].firstIndex(of: UInt8(ascii: "@"))
            let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":"))
            func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
            switch (at, colon) {
            case (let at?, let colon?) where colon < at:
                name = text(0..<colon)
                tag = text((colon + 1)..<at)
                digest = text((at + 1)..<bytes.count)
            case (let at?, _):
                name = text(0..<at)
                digest = text((at + 1)..<bytes.count)
            case (nil, let colon?):
                name = text(0..<colon)
                tag = text((colon + 1)..<bytes.count)
            case (nil, nil): name = image
            }
        }

        var description: String {
            name + (tag.isEmpty ? "" : ":\(tag)") + (digest.isEmpty ? "" : "@\(digest)")
        }
    }
}
