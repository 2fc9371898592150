internal import DocumentModel

/// What expressions can name: variables with their types, and functions.
///
/// A value: extend a copy for each place where expressions stand. Compile once, evaluate as often as needed.
///
///     var environment = CELEnvironment(libraries: .apiServer)
///     environment.declare("self", .dyn)
///     let program = try environment.compile("self.status.phase == 'Ready'")
///     let isReady = try program.evaluate(["self": CELValue(object)]).bool
public struct CELEnvironment: Sendable {
    /// The libraries that are on.
    public let libraries: CELLibraries
    private(set) var variables: [String: CELType] = [:]
    private var documentTypes: [String: DocumentType] = [:]
    private var objectTypes: [String: [String: CELType]] = [:]
    let functions: FunctionTable

    /// An environment without variables.
    public init(libraries: CELLibraries = .apiServer) {
        self.libraries = libraries
        functions = FunctionTable.standard(libraries)
    }

    /// Declares a variable; one of the same name is replaced.
    public mutating func declare(_ name: String, _ type: CELType) { variables[name] = type }

    /// Declares a variable with the type that a schema gives, and the types of the objects inside it.
    public mutating func declare(_ name: String, _ type: DocumentType) {
        variables[name] = type.type
        register(type)
    }

    /// Declares a type with fields, for variables that are no documents.
    public mutating func declareObject(_ name: String, fields: [String: CELType]) { objectTypes[name] = fields }

    /// Makes the types of an object and of those inside it known.
    public mutating func register(_ type: DocumentType) { documentTypes.merge(type.objectTypes()) { $1 } }

    /// A type that expressions can name.
    func type(named name: String) -> CELType? {
        if let plain = Self.plainTypes[name] { return plain }
        // The types of documents have names that only messages show.
        if LibraryTypes.fields[name] != nil { return .object(name) }
        if libraries.contains(.mutation), name == "JSONPatch" || name == "Object" || name.hasPrefix("Object.") {
            return .object(name)
        }
        return LibraryTypes.named[name]
    }

    /// What a field of an object holds; nil when it has no such field.
    func fieldType(of object: String, _ field: String) -> CELType? {
        if let type = documentTypes[object] { return type.fields[field]?.type.type }
        if let fields = objectTypes[object] ?? LibraryTypes.fields[object] { return fields[field] }
        guard libraries.contains(.mutation) else { return nil }
        if object == "JSONPatch" { return ["op": .string, "path": .string, "from": .string, "value": .dyn][field] }
        return object == "Object" || object.hasPrefix("Object.") ? .dyn : nil
    }

    private static let plainTypes: [String: CELType] = [
        "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes,
        "null_type": .null, "list": .list(.dyn), "map": .map(.dyn, .dyn), "type": .type(nil),
        "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
        "optional_type": .optional(.dyn),
    ]

    private var macros: MacroSet {
        var macros: MacroSet = .standard
        if libraries.contains(.twoVariables) { macros.insert(.twoVariables) }
        if libraries.contains(.optionals) { macros.insert(.optional) }
        if libraries.contains(.bindings) { macros.insert(.bindings) }
        if libraries.contains(.lists) { macros.insert(.lists) }
        return macros
    }
}

extension CELEnvironment {
    /// Reads an expression, finds its types and prepares it for evaluation.
    ///
    /// - Throws: ``CELIssues`` with all that is wrong, in the words of `cel-go`.
    public func compile(_ text: String) throws(CELIssues) -> CELProgram {
        let source = SourceText(text)
        let root: Expression
        do throws(SyntaxProblems) { root = try Parser.parse(source, macros: macros) } catch {
            throw Self.issues(ProblemList(error.problems), source)
        }
        var (checked, problems) = Checker.check(root, source, in: self)
        if problems.problems.isEmpty { problems = LiteralCheck.problems(in: checked, libraries) }
        guard problems.problems.isEmpty else { throw Self.issues(problems, source) }
        var planner = Planner(checked)
        let node: Node
        do throws(SyntaxProblem) { node = try planner.plan() } catch { throw Self.issues(ProblemList([error]), source) }
        return CELProgram(
            text: text, resultType: checked.type(of: root), variables: planner.slots, node: node, checked: checked)
    }

    /// Reads an expression without finding its types: what it names need not be declared, and is looked up when it
    /// runs.
    ///
    /// - Throws: ``CELIssues`` for what is no expression.
    public func parse(_ text: String) throws(CELIssues) -> CELProgram {
        let source = SourceText(text)
        let root: Expression
        do throws(SyntaxProblems) { root = try Parser.parse(source, macros: macros) } catch {
            throw Self.issues(ProblemList(error.problems), source)
        }
        var resolver = NameResolver(self)
        resolver.visit(root)
        let checked = CheckedExpression(root: root, types: [:], references: resolver.references)
        var planner = Planner(checked)
        let node: Node
        do throws(SyntaxProblem) { node = try planner.plan() } catch { throw Self.issues(ProblemList([error]), source) }
        return CELProgram(text: text, resultType: .dyn, variables: planner.slots, node: node, checked: checked)
    }

    private static func issues(_ list: ProblemList, _ source: SourceText) -> CELIssues {
        var seen: Set<CELIssue> = []
        let issues = list.problems.enumerated().sorted {
            ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset)
        }
        .map { problem in
            let offset = min(problem.element.offset, source.scalars.count)
            let (line, column) = source.location(of: offset)
            return CELIssue(
                message: CELIssue.cut(problem.element.message), line: line, column: column,
                snippet: CELIssue.cut(source.line(line)))
        }
        return CELIssues(issues: issues.filter { seen.insert($0).inserted }, truncated: list.truncated)
    }
}
