#!/usr/bin/env python3
"""Generates Sources/KubernetesSchema/BuiltInTable.swift.

usage: generate-kubernetes-schema.py SWAGGER.JSON TYPES.GO...

SWAGGER.JSON is the OpenAPI v2 document of a Kubernetes release; the TYPES.GO files are the Go types of the same
release (k8s.io/api, apimachinery, apiextensions-apiserver, kube-aggregator), read for what the document lacks:
enumerations, default values and which empty fields are written.
Only facts are taken over (names, types, keys), no descriptions.
"""
import json
import pathlib
import re
import sys

PACKAGES = [
    ("io.k8s.api.", ""),
    ("io.k8s.apimachinery.pkg.apis.", ""),
    ("io.k8s.apiextensions-apiserver.pkg.apis.", ""),
    ("io.k8s.kube-aggregator.pkg.apis.", ""),
]
SPECIAL = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "q",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "I",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "t",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "u",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "r",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "r",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "x",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "x",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "x",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "x",
}
SCALARS = {
    ("string", None): "s", ("string", "byte"): "y", ("boolean", None): "b", ("integer", "int32"): "i",
    ("integer", "int64"): "l", ("integer", None): "l", ("number", "double"): "n", ("string", "date-time"): "t",
}
VERBS = {"get": "g", "list": "l", "post": "c", "put": "u", "patch": "p", "delete": "d", "deletecollection": "D"}
METHODS = {"get": "g", "post": "c", "put": "u", "patch": "p", "delete": "d"}
SHORT = {
    "configmaps": "cm", "componentstatuses": "cs", "endpoints": "ep", "events": "ev", "limitranges": "limits",
    "namespaces": "ns", "nodes": "no", "persistentvolumeclaims": "pvc", "persistentvolumes": "pv", "pods": "po",
    "replicationcontrollers": "rc", "resourcequotas": "quota", "serviceaccounts": "sa", "services": "svc",
    "customresourcedefinitions": "crd,crds", "daemonsets": "ds", "deployments": "deploy", "replicasets": "rs",
    "statefulsets": "sts", "horizontalpodautoscalers": "hpa", "cronjobs": "cj",
    "certificatesigningrequests": "csr", "ingresses": "ing", "networkpolicies": "netpol", "ipaddresses": "ip",
    "poddisruptionbudgets": "pdb", "priorityclasses": "pc", "storageclasses": "sc", "volumeattributesclasses": "vac",
}
CATEGORIES = {
    "pods": "all", "replicationcontrollers": "all", "services": "all", "daemonsets": "all", "deployments": "all",
    "replicasets": "all", "statefulsets": "all", "horizontalpodautoscalers": "all", "cronjobs": "all", "jobs": "all",
    "customresourcedefinitions": "api-extensions", "apiservices": "api-extensions",
    "mutatingwebhookconfigurations": "api-extensions", "validatingwebhookconfigurations": "api-extensions",
    "validatingadmissionpolicies": "api-extensions", "validatingadmissionpolicybindings": "api-extensions",
    "mutatingadmissionpolicies": "api-extensions", "mutatingadmissionpolicybindings": "api-extensions",
}


def short_name(reference):
    name = reference.removeprefix("#/definitions/")
    for prefix, replacement in PACKAGES:
        if name.startswith(prefix):
            return replacement + name[len(prefix):]
    return name


def is_served(version):
    return re.fullmatch(r"v[0-9]+", version) is not None


def go_facts(paths):
    """What Go says of fields: {(type, json name): ([enumeration], default, how it is written when empty)}."""
    facts = {}
    inlined = []
    for path in paths:
        text = pathlib.Path(path).read_text()
        package = ".".join(pathlib.Path(path).parts[-3:-1])
        enums = {}
        for match in re.finditer(r"^// \+enum\n(?:^//.*\n)*^type (\w+) string", text, re.M):
            enums[match[1]] = set()
        for match in re.finditer(r'^\s+\w+\s+(\w+)\s*=\s*"([^"]*)"', text, re.M):
            if match[1] in enums:
                enums[match[1]].add(match[2])
        for match in re.finditer(r'^\s+\w+\s*=\s*(\w+)\("([^"]*)"\)', text, re.M):
            if match[1] in enums:
                enums[match[1]].add(match[2])
        for struct in re.finditer(r"^type (\w+) struct \{\n(.*?)^\}", text, re.M | re.S):
            default = None
            for line in struct[2].splitlines():
                marker = re.match(r"\s*// \+default=(\S+)$", line)
                if marker and not marker[1].startswith("ref("):
                    default = json.loads(marker[1])
                inline = re.match(r'\s+([\w.]+)\s+`json:",inline"', line)
                if inline:
                    inlined.append((f"{package}.{struct[1]}", inline[1] if "." in inline[1] else f"{package}.{inline[1]}"))
                field = re.match(r'\s+(?:\w+\s+)?([\w.*\[\]]+)\s+`json:"([^",]+)([^"]*)"', line)
                if field:
                    values = sorted(enums.get(field[1].lstrip("*[]"), ()))
                    facts[(f"{package}.{struct[1]}", field[2])] = (values, default, emptiness(field[1], field[3]))
                    default = None
    # Structures held inline lend their fields; one of another package is of core/v1 (`v1`) or meta/v1 (`metav1`).
    for holder, held in inlined * 3:
        held = held if held.count(".") == 2 else {"v1": "core.v1.", "metav1": "meta.v1."}[held.split(".")[0]] + held.split(".")[1]
        for (owner, name), fact in list(facts.items()):
            if owner == held:
                facts.setdefault((holder, name), fact)
    return facts


def emptiness(go_type, options):
    """How a field is written when it holds nothing: `p` not at all, but a zero that was set stays; `o` not at all,
    a zero neither; `n` as null; `z` as its zero; `v` as an empty structure."""
    if go_type.startswith("*"):
        return "p" if "omitempty" in options or "omitzero" in options else "n"
    if "omitzero" in options:
        return "o"
    name = go_type.split(".")[-1]
    if not go_type.startswith(("[]", "map[")) and name in ("Time", "MicroTime", "Quantity", "IntOrString"):
        return "z"
    return "o" if "omitempty" in options else "z"


def type_code(schema):
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/definitions/")
        return SPECIAL.get(name, "@" + short_name(name))
    kind = schema.get("type")
    if kind == "array":
        listing = schema.get("x-kubernetes-list-type", "atomic")
        mark = {"atomic": "a", "set": "s"}.get(listing) or "m" + ",".join(schema["x-kubernetes-list-map-keys"])
        return f"[{mark}]" + type_code(schema["items"])
    if kind == "object":
        mark = "{a}" if schema.get("x-kubernetes-map-type") == "atomic" else "{}"
        return mark + (type_code(schema["additionalProperties"]) if "additionalProperties" in schema else "x")
    return SCALARS.get((kind, schema.get("format")), "x")


def field_line(type_name, name, schema, required, facts):
    text = f"{name}:{type_code(schema)}"
    if name in required:
        text += ";!"
    if "$ref" in schema and "x-kubernetes-map-type" in schema:
        assert schema["x-kubernetes-map-type"] == "granular", name
        text += ";g"
    if "x-kubernetes-patch-merge-key" in schema:
        text += ";k" + schema["x-kubernetes-patch-merge-key"]
    strategy = schema.get("x-kubernetes-patch-strategy", "")
    if "merge" in strategy.split(","):
        text += ";m"
    if "retainKeys" in strategy.split(","):
        text += ";r"
    if (type_name, name) not in facts:
        print("no Go field for", type_name, name, file=sys.stderr)
    values, default, empty = facts.get((type_name, name), ([], None, "p"))
    if type_code(schema).startswith("@") and empty in "oz":
        empty = "v"
    if empty != "p":
        text += ";" + empty
    if values:
        assert not any("~" in value for value in values)
        text += ";e" + "|".join(values).replace(" ", "~")
    if default is not None:
        text += ";=" + json.dumps(default)
    assert " " not in text, text
    return text


def kind_lines(document):
    kinds = {}
    for path, operations in document["paths"].items():
        match = re.match(r"^/(?:api|apis/([^/]+))/([^/]+)/(?!watch/)(namespaces/\{namespace\}/)?(.+?)/?$", path)
        if not match or not is_served(match[2]) or path.endswith("/{path}"):
            continue
        group, version, namespaced, rest = match[1] or "", match[2], bool(match[3]), match[4].split("/")
        if path.startswith("/api/v1/namespaces/{name}"):
            namespaced, rest = False, ["namespaces"] + path.split("/")[4:]
        plural, sub = rest[0], "/".join(rest[2:])
        for method, operation in operations.items():
            if not isinstance(operation, dict) or "x-kubernetes-group-version-kind" not in operation:
                continue
            target = operation["x-kubernetes-group-version-kind"]
            entry = kinds.setdefault((group, version, plural), {"verbs": set(), "namespaced": False, "subs": {}})
            if sub:
                subentry = entry["subs"].setdefault(sub, {"kind": target, "verbs": set()})
                action = operation["x-kubernetes-action"]
                subentry["verbs"].add(METHODS.get(method, "") if action == "connect" else VERBS[action])
                continue
            entry["kind"] = target["kind"]
            entry["namespaced"] = entry["namespaced"] or namespaced
            entry["verbs"].add(VERBS[operation["x-kubernetes-action"]])
    for (group, version, plural), entry in sorted(kinds.items()):
        if "kind" not in entry:
            continue
        verbs = entry["verbs"] | ({"w"} if "l" in entry["verbs"] and "c" in entry["verbs"] else set())
        owner = ("" if group == "" else group + "/") + version
        subs = []
        for sub, details in sorted(entry["subs"].items()):
            target = details["kind"]
            name = (target["group"] + "/" if target["group"] else "") + target["version"] + "/" + target["kind"]
            same = name == f"{owner}/{entry['kind']}"
            subs.append(sub + ("" if same else "=" + name) + ":" + "".join(sorted(details["verbs"])))
        definition = next(
            name for name, schema in sorted(document["definitions"].items())
            if {"group": group, "version": version, "kind": entry["kind"]}
            in schema.get("x-kubernetes-group-version-kind", []))
        short = "ev" if plural == "events" else SHORT.get(plural, "")
        yield " ".join([
            "K", owner, entry["kind"], plural, "n" if entry["namespaced"] else "c", "".join(sorted(verbs)),
            short or "-", CATEGORIES.get(plural, "-"), short_name(definition), *subs,
        ])


def type_lines(document, facts):
    wanted = set()
    todo = [n for n in document["definitions"] if is_served(n.split(".")[-2]) or "apis.meta." in n]
    for name in sorted(todo):
        schema = document["definitions"][name]
        kinds = schema.get("x-kubernetes-group-version-kind", [])
        if name in SPECIAL or any(k["kind"].endswith("List") for k in kinds) and "items" in schema.get("properties", {}):
            continue
        short = short_name(name)
        wanted.add(short)
        atomic = schema.get("x-kubernetes-map-type") == "atomic"
        required = set(schema.get("required", []))
        fields = [field_line(short, n, s, required, facts) for n, s in sorted(schema.get("properties", {}).items())]
        gvk = [k for k in kinds if len(kinds) == 1]
        mark = ("a" if atomic else "-") + (f":{gvk[0]['group']}/{gvk[0]['version']}/{gvk[0]['kind']}" if gvk else "")
        yield " ".join(["T", short, mark, *fields])


def main():
    document = json.loads(pathlib.Path(sys.argv[1]).read_text())
    lines = [*kind_lines(document), *type_lines(document, go_facts(sys.argv[2:]))]
    target = pathlib.Path(__file__).parent.parent / "Sources/KubernetesSchema/BuiltInTable.swift"
    target.write_text(
        "// Generated by Scripts/generate-kubernetes-schema.py; do not edit.\n// swift-format-ignore-file\n\n"
        "/// The kinds (`K`) and types (`T`) of Kubernetes 1.36; ``TableReader`` says how a line is read.\n"
        "let builtInTable: StaticString = #\"\"\"\n" + "\n".join(lines) + "\n\"\"\"#\n")


main()
