"""Drives a cluster with the Python client: python-client.py NAMESPACE. Prints one line a step; a failed step ends it."""

import sys

from kubernetes import client, config, dynamic, watch
from kubernetes.client import ApiException

namespace = sys.argv[1]
config.load_kube_config()
core = client.CoreV1Api()
apps = client.AppsV1Api()


def config_map(name, value):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels={"app": "x"}), data={"key": value})


for name in ("one", "two", "three"):
    core.create_namespaced_config_map(namespace, config_map(name, "1"))
names = []
page = None
while page is None or page.metadata._continue:
    page = core.list_namespaced_config_map(
        namespace, label_selector="app=x", limit=2, _continue=page.metadata._continue if page else None)
    names += [item.metadata.name for item in page.items]
print("listed", *sorted(names))

core.patch_namespaced_config_map("two", namespace, {"data": {"key": "2"}})
core.delete_namespaced_config_map("three", namespace)
seen = []
for event in watch.Watch().stream(
        core.list_namespaced_config_map, namespace, label_selector="app=x", resource_version=page.metadata.resource_version,
        timeout_seconds=20):
    seen.append(f"{event['type']}:{event['object'].metadata.name}")
    if len(seen) == 2:
        break
print("watched", *seen)

stale = core.read_namespaced_config_map("one", namespace)
core.patch_namespaced_config_map("one", namespace, {"data": {"key": "3"}})
try:
    core.replace_namespaced_config_map("one", namespace, stale)
    print("replaced what was stale")
except ApiException as error:
    print("refused", error.status, error.reason)

kinds = dynamic.DynamicClient(client.ApiClient())
maps = kinds.resources.get(api_version="v1", kind="ConfigMap")
body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": {"key": "1"}}
applied = maps.server_side_apply(body=body, name="applied", namespace=namespace, field_manager="python")
print("applied", applied.metadata.managedFields[0].manager, applied.metadata.managedFields[0].operation)

labels = {"app": "web"}
apps.create_namespaced_deployment(namespace, client.V1Deployment(
    metadata=client.V1ObjectMeta(name="web"),
    spec=client.V1DeploymentSpec(
        replicas=2, selector=client.V1LabelSelector(match_labels=labels),
        template=client.V1PodTemplateSpec(
            metadata=client.V1ObjectMeta(labels=labels),
            spec=client.V1PodSpec(containers=[client.V1Container(name="main", image="registry.example.org/web")])))))
apps.patch_namespaced_deployment_scale("web", namespace, {"spec": {"replicas": 3}})
print("scaled", apps.read_namespaced_deployment("web", namespace).spec.replicas)
