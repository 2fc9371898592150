/// A range of IP addresses, as CIDR writes it.
final class Network: CELOpaque, CELSized {
    let address: Address
    let length: Int

    init(address: Address, length: Int) {
        self.address = address
        self.length = length
    }

    var type: CELType { LibraryTypes.cidr }

    func equals(_ other: any CELOpaque) -> Bool {
        guard let other = other as? Network else { return false }
        return other.address.bytes == address.bytes && other.length == length
    }

    var size: UInt64 { UInt64(address.bytes.count) }

    /// Reads `192.0.2.0/24`.
    ///
    /// - Throws: ``CELError`` for all that is none.
    convenience init(_ text: String) throws(CELError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        func failure(_ reason: String) -> CELError {
            // The server says it twice: where it parses, and where it makes a value of what was parsed.
            CELError(
                String(repeating: "network address parse error during conversion from string: ", count: 2) + reason)
        }
        guard parts.count == 2 else { throw failure("netip.ParsePrefix(\(CELQuote.text(text))): no '/'") }
        let address: Address
        do throws(CELError) { address = try Address(String(parts[0])) } catch { throw failure(error.message) }
        guard let length = Int(parts[1]), String(length) == parts[1], (0...(address.bytes.count * 8)).contains(length)
        else {
            throw failure(
                "netip.ParsePrefix(\(CELQuote.text(text))): bad bits after slash: \(CELQuote.text(String(parts[1])))")
        }
        self.init(address: address, length: length)
    }

    private func masked(_ bytes: [UInt8]) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let bits = max(0, min(8, length - index * 8))
            return bits == 0 ? 0 : byte & (0xFF << UInt8(8 - bits))
        }
    }

    /// The range with all bits of the address beyond its length zero.
    var masked: Network { Network(address: Address(bytes: masked(address.bytes)), length: length) }

    func contains(_ other: Address) -> Bool {
        other.bytes.count == address.bytes.count && masked(other.bytes) == masked(address.bytes)
    }

    func contains(_ other: Network) -> Bool { other.length >= length && contains(other.address) }

    var text: String { "\(address.text)/\(length)" }
}
