/// The hash function BLAKE3 with its default output of 32 bytes, unkeyed (specification of 2021, section 2).
struct Blake3: Sendable {
    typealias ChainingValue = SIMD8<UInt32>

    private enum Flag {
        static let chunkStart: UInt32 = 1
        static let chunkEnd: UInt32 = 2
        static let parent: UInt32 = 4
        static let root: UInt32 = 8
    }

    private static let blockLength = 64
    private static let blocksInChunk = 16
    private static let initial = ChainingValue(
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19)

    /// The roots of finished subtrees, the largest first.
    private var subtrees: [ChainingValue] = []
    private var chunkCount: UInt64 = 0
    private var chunkValue = Self.initial
    private var blocksDone = 0
    /// The bytes of the block that is being collected; compressed only once more bytes follow.
    private var block: [UInt8] = []

    init() { block.reserveCapacity(Self.blockLength) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var position = 0
        while position < bytes.count {
            if block.count == Self.blockLength {
                block.withUnsafeBytes { compressFullBlock($0) }
                block.removeAll(keepingCapacity: true)
            }
            // Whole blocks go straight from the caller's memory, but for the last, which may need another flag.
            if block.isEmpty {
                while bytes.count - position > Self.blockLength {
                    compressFullBlock(UnsafeRawBufferPointer(rebasing: bytes[position..<position + Self.blockLength]))
                    position += Self.blockLength
                }
            }
            let count = min(Self.blockLength - block.count, bytes.count - position)
            block.append(contentsOf: bytes[position..<position + count])
            position += count
        }
    }

    func finish() -> [UInt8] {
        var padded = block
        padded.append(contentsOf: repeatElement(0, count: Self.blockLength - block.count))
        var flags = Flag.chunkEnd | (blocksDone == 0 ? Flag.chunkStart : 0)
        var counter = chunkCount
        var length = UInt32(block.count)
        var value = chunkValue
        var words = padded.withUnsafeBytes { Self.words($0) }
        for left in subtrees.reversed() {
            let right = Self.compress(value, words, counter: counter, length: length, flags: flags)
            (flags, counter, length, value) = (Flag.parent, 0, UInt32(Self.blockLength), Self.initial)
            words = SIMD16(lowHalf: left, highHalf: right)
        }
        let output = Self.compress(value, words, counter: 0, length: length, flags: flags | Flag.root)
        return (0..<32).map { UInt8(truncatingIfNeeded: output[$0 / 4] >> UInt32($0 % 4 * 8)) }
    }

    /// Takes a block of a chunk, knowing that more bytes follow it.
    private mutating func compressFullBlock(_ bytes: UnsafeRawBufferPointer) {
        let isFirst = blocksDone == 0
        let isLast = blocksDone == Self.blocksInChunk - 1
        let flags = (isFirst ? Flag.chunkStart : 0) | (isLast ? Flag.chunkEnd : 0)
        chunkValue = Self.compress(
            chunkValue, Self.words(bytes), counter: chunkCount, length: UInt32(Self.blockLength), flags: flags)
        blocksDone += 1
        if isLast { closeChunk() }
    }

    /// Joins the finished chunk with every subtree of the size that what is right of it has grown to.
    private mutating func closeChunk() {
        chunkCount += 1
        var value = chunkValue
        var total = chunkCount
        while total & 1 == 0, let left = subtrees.popLast() {
            value = Self.compress(
                Self.initial, SIMD16(lowHalf: left, highHalf: value), counter: 0, length: UInt32(Self.blockLength),
                flags: Flag.parent)
            total >>= 1
        }
        subtrees.append(value)
        chunkValue = Self.initial
        blocksDone = 0
    }

    private static func words(_ bytes: UnsafeRawBufferPointer) -> SIMD16<UInt32> {
        var words = SIMD16<UInt32>()
        for index in 0..<16 {
            words[index] = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
        }
        return words
    }
}

extension Blake3 {
    /// Seven rounds over a four by four state, a row a vector; the upper half of the result is not needed here.
    private static func compress(
        _ value: ChainingValue, _ message: SIMD16<UInt32>, counter: UInt64, length: UInt32, flags: UInt32
    ) -> ChainingValue {
        var first = value.lowHalf
        var second = value.highHalf
        var third = initial.lowHalf
        var fourth = SIMD4(
            UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), length, flags)
        var message = message
        for round in 0..<7 {
            if round > 0 { message = permuted(message) }
            mix(&first, &second, &third, &fourth, message.lowHalf.evenHalf, message.lowHalf.oddHalf)
            second = SIMD4(second.y, second.z, second.w, second.x)
            third = SIMD4(third.z, third.w, third.x, third.y)
            fourth = SIMD4(fourth.w, fourth.x, fourth.y, fourth.z)
            mix(&first, &second, &third, &fourth, message.highHalf.evenHalf, message.highHalf.oddHalf)
            second = SIMD4(second.w, second.x, second.y, second.z)
            third = SIMD4(third.z, third.w, third.x, third.y)
            fourth = SIMD4(fourth.y, fourth.z, fourth.w, fourth.x)
        }
        return SIMD8(lowHalf: first ^ third, highHalf: second ^ fourth)
    }

    @inline(__always)
    private static func mix(
        _ first: inout SIMD4<UInt32>, _ second: inout SIMD4<UInt32>, _ third: inout SIMD4<UInt32>,
        _ fourth: inout SIMD4<UInt32>, _ even: SIMD4<UInt32>, _ odd: SIMD4<UInt32>
    ) {
        first = first &+ second &+ even
        fourth = rotated(fourth ^ first, 16)
        third = third &+ fourth
        second = rotated(second ^ third, 12)
        first = first &+ second &+ odd
        fourth = rotated(fourth ^ first, 8)
        third = third &+ fourth
        second = rotated(second ^ third, 7)
    }

    @inline(__always)
    private static func rotated(_ vector: SIMD4<UInt32>, _ count: UInt32) -> SIMD4<UInt32> {
        vector &>> count | vector &<< (32 - count)
    }

    @inline(__always)
    private static func permuted(_ m: SIMD16<UInt32>) -> SIMD16<UInt32> {
        SIMD16(
            m[2], m[6], m[3], m[10], m[7], m[0], m[4], m[13], m[1], m[11], m[12], m[5], m[9], m[14], m[15], m[8])
    }
}
