#!/usr/bin/env python3
"""Writes Sources/Kustomize/Schema/BuiltInTable.swift from the schema that kustomize carries.

    generate-kustomize-schema.py KYAML_OPENAPI_FOLDER

KYAML_OPENAPI_FOLDER is kyaml/openapi of kubernetes-sigs/kustomize: its kubernetesapi/v1_21_2/swagger.pb is a gnostic
OpenAPI v2 document, its openapi.go holds the table of scopes. Only what decides how lists merge is kept.
"""
import os
import re
import sys


def fields(data):
    """The fields of a protobuf message: (number, value)."""
    index, result = 0, []

    def varint():
        nonlocal index
        value = shift = 0
        while True:
            byte = data[index]
            index += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while index < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            value = varint()
        else:
            length = {1: 8, 5: 4}.get(kind) or varint()
            value = data[index : index + length]
            index += length
        result.append((key >> 3, value))
    return result


def first(message, number):
    return next(value for key, value in message if key == number)


def named(data):
    """The (name, message) pairs of a map."""
    for _, entry in fields(data):
        pair = fields(entry)
        yield first(pair, 1).decode(), first(pair, 2)


def schema(data):
    result = {"properties": {}, "extensions": {}}
    for number, value in fields(data):
        if number == 1:
            result["ref"] = value.decode().split("/")[-1]
        elif number == 21:
            for key, item in fields(value):
                if key == 1:
                    result["additional"] = schema(item)
        elif number == 22:
            result["type"] = [item.decode() for _, item in fields(value)]
        elif number == 23:
            result["items"] = schema(fields(value)[0][1])
        elif number == 25:
            result["properties"] = {name: schema(item) for name, item in named(value)}
        elif number == 31:
            pair = fields(value)
            texts = [item.decode() for key, item in fields(first(pair, 2)) if key == 2]
            result["extensions"][first(pair, 1).decode()] = texts[0].strip() if texts else ""
    return result


class Table:
    def __init__(self, definitions):
        self.definitions = definitions
        self.lines = [""]  # node 0 is a type in which nothing merges
        self.ids = {}
        self.relevant = set()
        while True:
            more = {name for name, item in definitions.items() if self.matters(item)}
            if more == self.relevant:
                break
            self.relevant = more

    def matters(self, item):
        if "ref" in item:
            return item["ref"] in self.relevant
        if self.strategy(item):
            return True
        parts = list(item["properties"].values()) + [item[key] for key in ("additional", "items") if key in item]
        return any(self.matters(part) for part in parts)

    @staticmethod
    def strategy(item):
        return "merge" in item["extensions"].get("x-kubernetes-patch-strategy", "").split(",")

    def node(self, item):
        if not self.matters(item):
            return 0
        if "ref" in item:
            return self.definition(item["ref"])
        self.lines.append("")
        number = len(self.lines) - 1
        self.fill(number, item)
        return number

    def definition(self, name):
        if name not in self.relevant:
            return 0
        if name not in self.ids:
            self.lines.append("")
            self.ids[name] = len(self.lines) - 1
            self.fill(self.ids[name], self.definitions[name])
        return self.ids[name]

    def fill(self, number, item):
        parts = []
        if self.strategy(item):
            keys = re.findall(r"- (\S+)", item["extensions"].get("x-kubernetes-list-map-keys", ""))
            if not keys and "x-kubernetes-patch-merge-key" in item["extensions"]:
                keys = [item["extensions"]["x-kubernetes-patch-merge-key"]]
            parts.append("~" + ",".join(keys))
        if item.get("type") == ["array"] and "items" in item:
            parts.append(f"[]={self.node(item['items'])}")
        if "additional" in item:
            parts.append(f"*={self.node(item['additional'])}")
        parts += [f"{name}={self.node(part)}" for name, part in sorted(item["properties"].items())]
        self.lines[number] = " ".join(parts)


def main(folder):
    with open(os.path.join(folder, "kubernetesapi/v1_21_2/swagger.pb"), "rb") as file:
        document = fields(file.read())
    table = Table({name: schema(item) for name, item in named(first(document, 9))})
    kinds = []
    for name, item in sorted(table.definitions.items()):
        text = item["extensions"].get("x-kubernetes-group-version-kind", "")
        for entry in re.split(r"^- ", text, flags=re.M)[1:]:
            facts = dict(re.findall(r"(group|kind|version): *(\S*)", entry))
            group = facts.get("group", "").strip('"')
            version = facts["version"] if not group else f"{group}/{facts['version']}"
            kinds.append(f"K {version} {facts['kind']} {table.definition(name)}")
    with open(os.path.join(folder, "openapi.go")) as file:
        scopes = re.findall(r'\{APIVersion: "([^"]*)", Kind: "([^"]*)"\}: *(true|false)', file.read())
    cluster = [f"{version} {kind}" for version, kind, namespaced in scopes if namespaced == "false"]
    nodes = [f"N {line}".rstrip() for line in table.lines]
    target = os.path.join(os.path.dirname(__file__), "../Sources/Kustomize/Schema/BuiltInTable.swift")
    with open(target, "w") as file:
        file.write("// Generated by Scripts/generate-kustomize-schema.py; do not edit.\n// swift-format-ignore-file\n\n")
        file.write("/// How lists of the kinds of Kubernetes 1.21 merge (`N`, numbered from 0), with their types (`D`) and kinds (`K`);\n")
        file.write("/// ``MergeSchema`` says how a line is read.\n")
        file.write('let builtInMergeTable: StaticString = #"""\n')
        names = [f"D {name} {number}" for name, number in sorted(table.ids.items())]
        file.write("\n".join(nodes + names + sorted(set(kinds))))
        file.write('\n"""#\n\n')
        file.write("/// The cluster-scoped kinds of Kubernetes 1.21, one a line: apiVersion and kind.\n")
        file.write('let builtInClusterKinds: StaticString = #"""\n')
        file.write("\n".join(sorted(set(cluster))))
        file.write('\n"""#\n')


main(sys.argv[1])
