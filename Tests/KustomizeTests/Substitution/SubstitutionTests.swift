import DocumentModel
import KubernetesModel
import Kustomize
import Testing

@Suite struct SubstitutionTests {
    private static let variables = ["v": "value", "e": "", "n": "3", "path": "a/b.c", "q": "\""]

    private func expanded(_ text: String, isStrict: Bool = false) throws -> String {
        let substitution = try Substitution(variables: Self.variables, isStrict: isStrict)
        return String(decoding: try substitution.apply(to: Array(text.utf8)), as: UTF8.self)
    }

    @Test(arguments: [
        ("a ${v} b", "a value b"), ("$v $${v} $$", "$v ${v} $"), ("${#v}", "5"), ("${v^}${v^^}", "ValueVALUE"),
        ("${v:1}|${v:1:2}|${v:9}|${v:1:99}|${v: -1}", "alue|al||alue|value"), ("${v:1:-1}", "alu"),
        ("${path#*/}|${path##*[.]}|${path%/*}|${path%%/*}", "b.c|c|a|a"),
        ("${v/a/o}|${v//e/}|${v/#va/}|${v/%ue/x}", "volue|valu|value|valx"),
        ("${v/\\//x}", "value"), ("${none:-d}|${none:=d}|${none=d}|${v:-d}|${e:+d}", "d|d|d|value|d"),
        ("${none:-${v}-${none:-x}}", "value-x"), ("${x:=a}b}", "ab}"), ("${none}", ""), ("${none:=}", ""),
    ]) func `references are replaced`(_ text: String, _ expected: String) throws {
        #expect(try expanded(text) == expected)
    }

    @Test(arguments: ["${v-d}", "${}", "${ v}", "${a.b}", "${a[@]}", "${!a}", "${{ x }}", "${v", "${v/a}", "${v#}"])
    func `malformed references are refused`(_ text: String) {
        #expect(throws: SubstitutionError.self) { try expanded(text) }
    }

    @Test func `strict mode refuses unset variables but not defaults`() throws {
        #expect(throws: SubstitutionError.self) { try expanded("${none}", isStrict: true) }
        #expect(throws: SubstitutionError.self) { try expanded("${#none}", isStrict: true) }
        #expect(try expanded("${none:=x}${e}", isStrict: true) == "x")
    }

    @Test func `names are checked and line feeds dropped`() throws {
        #expect(throws: SubstitutionError.self) { try Substitution(variables: ["1a": ""]) }
        #expect(throws: SubstitutionError.self) { try Substitution(variables: ["a-b": ""]) }
        #expect(try Substitution(variables: ["a": "x\ny\r\n"]).variables == ["a": "xy\r"])
    }

    @Test func `an object changes types with its text, unless it opts out`() throws {
        let substitution = try Substitution(variables: Self.variables)
        var object = KubernetesObject(kind: GroupVersionKind(group: "", version: "v1", kind: "A"), name: "a")
        object.content["spec"] = ["n": "${n}", "s": "${q}${n}${q}"]
        #expect(try substitution.apply(to: object).content["spec"] == ["n": 3, "s": "3"])
        object.annotations = ["kustomize.toolkit.fluxcd.io/substitute": "disabled"]
        #expect(try substitution.apply(to: object) == object)
    }

    @Test func `messages hold no values`() throws {
        let substitution = try Substitution(variables: ["s": ": planted: secret"])
        var object = KubernetesObject(kind: GroupVersionKind(group: "", version: "v1", kind: "A"), name: "a")
        object.content["spec"] = "${s}"
        #expect { try substitution.apply(to: object) } throws: { !"\($0)".contains("planted") }
    }
}
