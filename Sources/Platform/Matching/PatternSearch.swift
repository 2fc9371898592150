/// Finds where a regular expression matches, following all paths at once in the order of their preference.
struct PatternSearch {
    private let program: PatternProgram
    /// How many steps it may still take.
    private(set) var steps: Int

    init(_ program: PatternProgram, steps: Int = .max) {
        self.program = program
        self.steps = steps
    }

    /// Where the text matches, from left to right, without overlap. An empty match next to another is none. Ends early
    /// when no steps are left.
    mutating func ranges(in text: [UInt32], limit: Int?) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var place = 0
        while place <= text.count, found.count < limit ?? .max, let match = first(in: text, from: place) {
            if !match.isEmpty || match.lowerBound != found.last?.upperBound { found.append(match) }
            place = match.isEmpty ? match.upperBound + 1 : match.upperBound
        }
        return found
    }

    /// The leftmost match that begins at `start` or later.
    private mutating func first(in text: [UInt32], from start: Int) -> Range<Int>? {
        var current = Threads(capacity: program.instructions.count)
        var next = Threads(capacity: program.instructions.count)
        var match: Range<Int>?
        steps -= program.instructions.count
        for index in start...text.count {
            guard steps > 0 else { return match }
            if match == nil { add(0, start: index, to: &current, text, index) }
            next.removeAll()
            steps -= 1
            for thread in current.threads {
                steps -= 1
                if case .match = program.instructions[thread.state] {
                    match = thread.start..<index
                    break  // what follows is less preferred
                }
                guard index < text.count, case .characters(let set) = program.instructions[thread.state],
                    matches(set, text[index])
                else { continue }
                add(thread.state + 1, start: thread.start, to: &next, text, index + 1)
            }
            swap(&current, &next)
            if current.threads.isEmpty, match != nil { return match }
        }
        return match
    }

    private mutating func matches(_ set: CharacterSet, _ character: UInt32) -> Bool {
        steps -= set.weight
        return set.contains(character)
    }

    private mutating func add(_ state: Int, start: Int, to list: inout Threads, _ text: [UInt32], _ index: Int) {
        var pending = [state]
        while let state = pending.popLast() {
            guard list.insert(state) else { continue }
            steps -= 1
            switch program.instructions[state] {
            case .jump(let target): pending.append(target)
            case .split(let first, let second): pending += [second, first]
            case .assert(let assertion): if program.holds(assertion, text, index) { pending.append(state + 1) }
            case .match, .characters: list.threads.append((state, start))
            }
        }
    }

    /// The paths that are followed, the preferred ones first.
    private struct Threads {
        var threads: [(state: Int, start: Int)] = []
        private var entered: StateSet

        init(capacity: Int) { entered = StateSet(capacity: capacity) }

        mutating func insert(_ state: Int) -> Bool { entered.insert(state) }

        mutating func removeAll() {
            threads.removeAll(keepingCapacity: true)
            entered.removeAll()
        }
    }
}

extension PatternProgram {
    /// A program for a text without operators.
    init(literal: String) {
        instructions = literal.unicodeScalars.map { .characters(CharacterSet($0)) } + [.match]
    }
}
