/// A regular expression as instructions for a machine that follows all paths at once.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case characters(CharacterSet)
        case split(Int, Int)
        case jump(Int)
        case assert(PatternAssertion)
        case match
    }

    var instructions: [Instruction]

    /// What one character of a text costs at most, in comparisons.
    var weight: Int {
        instructions.reduce(0) { sum, instruction in
            if case .characters(let set) = instruction { sum + set.weight } else { sum + 1 }
        }
    }

    /// Whether the text, or where not anchored any part of it, matches.
    func matches(_ text: String, isAnchored: Bool, _ steps: inout Int) -> Bool {
        let scalars = Array(text.unicodeScalars.map(\.value))
        var threads = ThreadList(capacity: instructions.count)
        var next = ThreadList(capacity: instructions.count)
        steps -= instructions.count / 8
        for index in 0...scalars.count {
            steps -= 1
            guard steps > 0 else { return false }
            if index == 0 || !isAnchored { add(0, to: &threads, scalars, index, &steps) }
            if threads.hasMatch, !isAnchored || index == scalars.count { return true }
            guard index < scalars.count else { return false }
            next.removeAll()
            for thread in threads.states {
                guard case .characters(let set) = instructions[thread] else { continue }
                steps -= set.weight
                guard set.contains(scalars[index]) else { continue }
                add(thread + 1, to: &next, scalars, index + 1, &steps)
            }
            swap(&threads, &next)
            if isAnchored, threads.states.isEmpty, !threads.hasMatch { return false }
        }
        return false
    }

    /// Follows everything that consumes no character.
    private func add(
        _ start: Int, to list: inout ThreadList, _ text: [UInt32], _ index: Int, _ steps: inout Int
    ) {
        var pending = [start]
        while let state = pending.popLast() {
            guard list.insert(state) else { continue }
            steps -= 1
            switch instructions[state] {
            case .jump(let target): pending.append(target)
            case .split(let first, let second): pending += [second, first]
            case .assert(let assertion): if holds(assertion, text, index) { pending.append(state + 1) }
            case .match: list.hasMatch = true
            case .characters: list.states.append(state)
            }
        }
    }

    func holds(_ assertion: PatternAssertion, _ text: [UInt32], _ index: Int) -> Bool {
        let isWordBefore = index > 0 && CharacterSet.word.contains(text[index - 1])
        let isWordAfter = index < text.count && CharacterSet.word.contains(text[index])
        switch assertion {
        case .textStart: return index == 0
        case .textEnd: return index == text.count
        case .lineStart: return index == 0 || text[index - 1] == 0x0A
        case .lineEnd: return index == text.count || text[index] == 0x0A
        case .wordBoundary: return isWordBefore != isWordAfter
        case .noWordBoundary: return isWordBefore == isWordAfter
        }
    }

    /// The states the machine is in, each once.
    private struct ThreadList {
        var states: [Int] = []
        var hasMatch = false
        private var entered: StateSet

        init(capacity: Int) { entered = StateSet(capacity: capacity) }

        mutating func insert(_ state: Int) -> Bool { entered.insert(state) }

        mutating func removeAll() {
            states.removeAll(keepingCapacity: true)
            hasMatch = false
            entered.removeAll()
        }
    }
}

/// Turns the tree of a regular expression into instructions.
struct PatternCompiler {
    private static let sizeLimit = 20_000
    private static let workLimit = 100_000
    private var instructions: [PatternProgram.Instruction] = []
    private var work = 0

    mutating func compile(_ node: PatternNode, isAnchored: Bool) throws(PatternError) -> PatternProgram {
        try emit(node)
        instructions.append(.match)
        return PatternProgram(instructions: instructions)
    }

    private mutating func emit(_ node: PatternNode) throws(PatternError) {
        // What is empty makes no instruction, however often it is repeated.
        work += 1
        guard instructions.count < Self.sizeLimit, work < Self.workLimit else { throw PatternError("it is too large") }
        switch node {
        case .empty: break
        case .characters(let set): instructions.append(.characters(set))
        case .assertion(let assertion): instructions.append(.assert(assertion))
        case .sequence(let parts): for part in parts { try emit(part) }
        case .choice(let branches): try emit(branches)
        case .repeated(let inner, let least, let most, let isLazy): try emit(inner, least, most, isLazy: isLazy)
        }
    }

    private mutating func emit(_ branches: [PatternNode]) throws(PatternError) {
        var ends: [Int] = []
        for branch in branches.dropLast() {
            let split = instructions.count
            instructions.append(.jump(0))
            try emit(branch)
            ends.append(instructions.count)
            instructions.append(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = branches.last { try emit(last) }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func emit(
        _ inner: PatternNode, _ least: Int, _ most: Int?, isLazy: Bool
    ) throws(PatternError) {
        /// The way that comes first is the one preferred.
        func split(_ inside: Int, _ beyond: Int) -> PatternProgram.Instruction {
            isLazy ? .split(beyond, inside) : .split(inside, beyond)
        }
        for _ in 0..<least { try emit(inner) }
        guard let most else {
            let start = instructions.count
            instructions.append(.jump(0))
            try emit(inner)
            instructions.append(.jump(start))
            instructions[start] = split(start + 1, instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<max(most, least) {
            splits.append(instructions.count)
            instructions.append(.jump(0))
            try emit(inner)
        }
        for place in splits { instructions[place] = split(place + 1, instructions.count) }
    }
}
