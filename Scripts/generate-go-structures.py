#!/usr/bin/env python3
"""Generates Sources/EmbeddedControlPlane/Errors/GoStructureTable.swift.

usage: generate-go-structures.py FOLDER

FOLDER holds `api`, `apimachinery`, `apiextensions-apiserver` and `kubernetes/pkg/apis` of a Kubernetes release. Only names and the order of fields
are taken over, for the types of Sources/KubernetesSchema/BuiltInTable.swift that objects are made of, without statuses.
"""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
source = pathlib.Path(sys.argv[1])
table = (root / "Sources/KubernetesSchema/BuiltInTable.swift").read_text()
known, kinds = {}, set()
for line in table.splitlines():
    words = line.split(" ")
    if line.startswith("T "):
        known[words[1]] = {word.split(":")[0]: word for word in words[3:]}
    elif line.startswith("K "):
        kinds.add(words[8])

# Fields that stand elsewhere inside the server: `^` for the structure around, `#` for a value of its own.
MOVED = {
    ("core.v1.PodSecurityContext", name): "^" + name[0].lower() + name[1:]
    for name in ["HostNetwork", "HostPID", "HostIPC", "ShareProcessNamespace", "HostUsers"]
}
ZERO = {"string": '""', "bool": "false", "int": "0", "int32": "0", "int64": "0"}


def structures(paths):
    """The fields of every structure: name, type, tag; a field without a name is embedded."""
    found = {}
    for path in paths:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
        text = re.sub(r"^(\s*|[^\"`\n]*?)//.*$", r"\1", text, flags=re.M)
        for name, body in re.findall(r"^type (\w+) struct \{\n(.*?)^\}", text, re.M | re.S):
            fields = []
            for line in body.splitlines():
                match = re.match(r"\s*(?:((?:\w+, )*\w+)\s+)?([\w.*\[\]]+)(?:\s+`(.*)`)?\s*$", line)
                if match:
                    for one in (match[1] or "").split(", "):
                        fields.append((one, match[2], re.search(r'json:"([^"]*)"', match[3] or "")))
            found.setdefault(name, fields)
    return found


def home(package):
    """Where the structures of a group inside the server are."""
    extensions = package == "apiextensions"
    return source / ("apiextensions-apiserver/pkg/apis" if extensions else "kubernetes/pkg/apis") / package


def versioned(package, version):
    folder = source / ("apimachinery/pkg/apis/meta/v1" if package == "meta" else f"api/{package}/{version}")
    if package == "apiextensions":
        folder = home(package) / version
    return structures(sorted(folder.glob("*types*.go")))


def tagged(types, name, result=None):
    """The JSON names of a structure by the names of its fields, in order."""
    result = {} if result is None else result
    for field, kind, tag in types.get(name, []):
        word = tag[1].split(",")[0] if tag else ""
        if not word and kind.split(".")[-1] == "ObjectMeta":
            word, field = "metadata", "ObjectMeta"
        if word and word != "-":
            result[field or kind.split(".")[-1]] = word
        elif not field or not word:
            tagged(types, kind.split(".")[-1], result)
    return result


def inner(package, version):
    """The structures of a group inside the server, and what each versioned type is there."""
    folder = home(package)
    names = {}
    for path in (folder / version).glob("zz_generated.conversion.go"):
        pattern = r"func autoConvert_\w+_To_\w+\(in \*(?:\w*?v\d\w*\.)?(\w+), out \*(\w+)\.(\w+),"
        for name, package_out, out in re.findall(pattern, path.read_text()):
            if not re.match(r".*v\d\w*$", package_out):
                names[name] = out
    return structures(sorted(folder.glob("*types*.go"))), names


def words(name, types, fields, names):
    """The fields of an inner structure as the table has them."""
    for field, kind, tag in types.get(fields, []):
        short = kind.lstrip("*").split(".")[-1]
        if not field and short == "TypeMeta":
            continue
        if not field and short == "ObjectMeta":
            yield ">metadata"
        elif not field:
            yield from words(name, types, short, names)
        else:
            shown = tag[1].split(",")[0] if tag else field
            written = MOVED.get((name, field)) or names.get(field)
            if written is None:
                written = "#" + ("null" if kind[0] in "*[m" else ZERO.get(kind, '""'))
            word = shown if written == shown[0].lower() + shown[1:] else f"{shown}={written}"
            yield word + ("*" if kind[0] == "*" else "")


cache, lines, seen = {}, {}, set()
queue = sorted(kinds)
while queue:
    name = queue.pop(0)
    if name in seen or name not in known:
        continue
    seen.add(name)
    parts = name.split(".")
    package, version, short = ".".join(parts[:-2]), parts[-2], parts[-1]
    if short.endswith("Status") or name == "meta.v1.FieldsV1":
        continue
    if (package, version) not in cache:
        cache[package, version] = (versioned(package, version), inner(package, version))
    outer, (types, names) = cache[package, version]
    if short in names:
        found = list(words(name, types, names[short], tagged(outer, short)))
    else:
        found = [word for word in tagged(outer, short).values() if word in known[name]]
    if found and not (name in kinds):
        lines[name] = found
    for word in known[name].values():
        queue += re.findall(r"@([\w.]+)", word)

target = root / "Sources/EmbeddedControlPlane/Errors/GoStructureTable.swift"
target.write_text(
    "// Generated by Scripts/generate-go-structures.py; do not edit.\n// swift-format-ignore-file\n\n"
    "/// How structures are laid out inside the server: a type a line, its fields in order. `Name=field` where the field\n"
    "/// of the API is not the name with a small letter, `^field` for one of the structure around, `#value` for none,\n"
    "/// `>field` for a structure in place, `*` for one that may be null. Small names are those of the API.\n"
    'let goStructureTable: StaticString = #"""\n'
    + "\n".join(f"{name} {' '.join(found)}" for name, found in sorted(lines.items()))
    + '\n"""#\n')
print(len(lines), "types")
