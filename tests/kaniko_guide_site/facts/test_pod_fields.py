"""Fields of a pod: Kubernetes or the plugin has each, recipes write what is said, and the named rules report errors."""

from __future__ import annotations

from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pytest_check import check

from kaniko_guide import project, rules
from kaniko_guide.facts import executors, images, kubernetes
from kaniko_guide.text import Source, Text
from kaniko_guide_site.facts import content, pod_fields
from tests.support import RECORDED, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide_site.facts.pod_fields import PodField

FIELDS = tuple(chain.from_iterable(pod_fields.groups().values()))
IN_PODS = [field for field in FIELDS if not field.option]
OPTIONS = [field for field in FIELDS if field.option]
IMAGE = images.recommended_executor("debug")
COMMAND = "    command: ['/busybox/cat']\n    tty: true\n    volumeMounts:"
SECURITY = "    securityContext:\n"
CREDENTIAL = """\
    secret:
      secretName: docker-registry-secret
      items:
      - key: .dockerconfigjson
        path: config.json
"""
BREAKS = {
    ("kaniko-env[].value", "bad-variable-value"): ("as-docker-does", "value: '1'", "value: 'yes'"),
    ("kaniko-name", "container-not-in-pod"): ("quick-start", "container('kaniko')", "container('kanikos')"),
    ("kaniko-name", "unquoted-container"): ("quick-start", "container('kaniko')", "container(kaniko)"),
    ("kaniko-name", "duplicate-name"): ("quick-start", "name: maven", "name: kaniko"),
    ("kaniko-name", "invalid-name"): ("quick-start", "name: kaniko", "name: my_kaniko"),
    ("kaniko-image", "kaniko-needs-shell"): ("quick-start", IMAGE, IMAGE.removesuffix("-debug")),
    ("kaniko-image", "archived-image"): ("quick-start", IMAGE, "gcr.io/kaniko-project/executor:v1.24.0-debug"),
    ("kaniko-image", "floating-tag"): ("quick-start", IMAGE, "ghcr.io/osscontainertools/kaniko:debug"),
    ("kaniko-image", "invalid-image"): ("quick-start", IMAGE, IMAGE.replace("kaniko:", "Kaniko:")),
    ("kaniko-command", "container-exits"): ("quick-start", COMMAND, "    volumeMounts:"),
    ("kaniko-tty", "container-exits"): ("quick-start", COMMAND, COMMAND.replace("    tty: true\n", "")),
    ("kaniko-securityContext.runAsUser", "not-root"): ("hardened-pod", "runAsUser: 0", "runAsUser: 1000"),
    ("kaniko-securityContext.runAsNonRoot", "not-root"): ("hardened-pod", "NonRoot: false", "NonRoot: true"),
    ("kaniko-securityContext.capabilities.add", "missing-capability"): ("hardened-pod", "[CHOWN, ", "["),
    ("kaniko-securityContext.readOnlyRootFilesystem", "read-only-root"): (
        "hardened-pod",
        SECURITY,
        f"{SECURITY}      readOnlyRootFilesystem: true\n",
    ),
    ("kaniko-securityContext.privileged", "needless-privilege"): (
        "hardened-pod",
        SECURITY,
        f"{SECURITY}      privileged: true\n",
    ),
    ("kaniko-spec.securityContext.runAsUser", "not-root"): (
        "quick-start",
        "spec:\n",
        "spec:\n  securityContext:\n    runAsUser: 1000\n",
    ),
    ("kaniko-resources.limits.memory", "no-memory-limit"): ("memory", "        memory: 1Gi\n", ""),
    ("kaniko-resources.limits.memory", "bad-quantity"): ("memory", "memory: 1Gi", "memory: 1GB"),
    ("kaniko-resources.requests.memory", "bad-quantity"): ("memory", "memory: 512Mi", "memory: 512m"),
    ("kaniko-resources.requests.cpu", "bad-quantity"): ("memory", "cpu: '1'", "cpu: 1 core"),
    ("kaniko-resources.limits.ephemeral-storage", "bad-quantity"): ("memory", "storage: 8Gi", "storage: 8GB"),
    ("kaniko-volumeMounts[].mountPath", "secret-wrong-path"): ("quick-start", "/kaniko/.docker", "/root/.docker"),
    ("kaniko-volumeMounts[].mountPath", "mount-hides-executor"): (
        "quick-start",
        "Path: /kaniko/.docker",
        "Path: /kaniko",
    ),
    ("kaniko-volumeMounts[].mountPath", "duplicate-name"): (
        "quick-start",
        "    volumeMounts:\n",
        "    volumeMounts:\n    - name: docker-config\n      mountPath: /kaniko/.docker\n",
    ),
    ("kaniko-volumeMounts[].name", "mount-without-volume"): ("quick-start", "name: docker-config", "name: config"),
    ("kaniko-volumeMounts[].name", "unused-volume"): (
        "quick-start",
        "    volumeMounts:\n    - name: docker-config\n      mountPath: /kaniko/.docker\n",
        "",
    ),
    ("kaniko-spec.volumes[].secret.items[].key", "missing-secret-key"): (
        "own-images",
        "key: .dockerconfigjson",
        "key: config.json",
    ),
    ("kaniko-spec.volumes[].secret.items[].path", "secret-not-renamed"): (
        "quick-start",
        "path: config.json",
        "path: .dockerconfigjson",
    ),
    ("kaniko-spec.volumes[].hostPath.path", "docker-socket"): (
        "quick-start",
        CREDENTIAL,
        "    hostPath:\n      path: /var/run/docker.sock\n",
    ),
    ("jnlp-image", "floating-tag"): (
        "own-images",
        "inbound-agent:3355.v388858a_47b_33-3-jdk21",
        "inbound-agent:latest",
    ),
    ("kaniko-yaml", "yaml-syntax"): ("quick-start", "  containers:", "\tcontainers:"),
}
"""What breaks a field in a recipe's Jenkinsfile: the recipe, what it has, and what stands there instead."""


def title(field: PodField) -> str:
    return f"{field.container}-{field.name}"


def resolve(definitions: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = definitions[reference] if reference else schema
    return found


def knows(definitions: dict[str, Any], steps: tuple[str, ...]) -> bool:
    """Whether the schema of a pod has a field."""
    schema = definitions["Pod"]
    for step in steps:
        if step == "*":
            below = schema.get("items")
        else:
            below = schema.get("properties", {}).get(step) or schema.get("additionalProperties")
        if not isinstance(below, dict):
            return False
        schema = resolve(definitions, below)
    return True


def values_at(value: Any, steps: tuple[str, ...]) -> Iterator[Any]:  # noqa: ANN401 (what YAML may hold)
    """All that a pod has at a path."""
    if not steps:
        yield value
    elif steps[0] == "*":
        for entry in value:
            yield from values_at(entry, steps[1:])
    elif steps[0] in value:
        yield from values_at(value[steps[0]], steps[1:])


def jenkinsfile(recipe: str) -> str:
    path = SNIPPETS / recipe / "Jenkinsfile"
    return Text.canonical(Source.read(path, path.name)).value


def pod_of(recipe: str, container: str) -> Any:  # noqa: ANN401 (what YAML may hold)
    """The pod of a recipe's Jenkinsfile, of its containers that one alone."""
    pod = yaml.safe_load(jenkinsfile(recipe).split("'''")[1])
    pod["spec"]["containers"] = [one for one in pod["spec"]["containers"] if one["name"] == container]
    return pod


@pytest.mark.parametrize("minor", kubernetes.minor_versions())
def test_kubernetes_has_the_fields(minor: str) -> None:
    definitions = kubernetes.definitions(minor)
    assert [title(field) for field in IN_PODS if not knows(definitions, field.steps)] == []


def test_a_field_that_there_is_not_is_missed() -> None:
    definitions = kubernetes.definitions(kubernetes.minor_versions()[0])
    assert not knows(definitions, ("spec", "containers", "*", "commands"))
    assert not knows(definitions, ("spec", "containers", "name"))


def test_the_plugin_has_the_option() -> None:
    for field in OPTIONS:
        with check(f"{field}"):
            assert field.name in content("declarative")["kubernetes_options"]


def test_a_recipe_writes_what_the_page_says() -> None:
    for field in [field for field in FIELDS if field.seen]:
        with check(f"{field}"):
            if field.option:
                assert f"\n            {field.name} {field.value}\n" in jenkinsfile(field.seen)
            else:
                assert yaml.safe_load(field.value) in list(values_at(pod_of(field.seen, field.container), field.steps))


def test_what_to_write_is_taken_from_a_recipe() -> None:
    assert [title(field) for field in FIELDS if bool(field.value) is not bool(field.seen)] == []


def test_every_named_rule_is_tried() -> None:
    tried = {title(field): tuple(rule for broken, rule in BREAKS if broken == title(field)) for field in FIELDS}
    assert tried == {title(field): field.rules for field in FIELDS}


@pytest.mark.slow
def test_named_rule_finds_the_field_broken(tmp_path: Path) -> None:
    for number, (field, rule) in enumerate(BREAKS):
        with check(f"{field}, {rule}"):
            directory = tmp_path / str(number)
            directory.mkdir()
            recipe, old, new = BREAKS[field, rule]
            text = jenkinsfile(recipe)
            assert old in text
            (directory / "Jenkinsfile").write_text(text.replace(old, new, 1), "utf-8")
            assert rule in {found.rule.name for found in rules.check(project.read(directory))}
            (directory / "Jenkinsfile").write_text(text, "utf-8")
            assert rule not in {found.rule.name for found in rules.check(project.read(directory))}


def test_every_field_is_proved_and_records_are_kept() -> None:
    assert [title(field) for field in FIELDS if not field.proofs] == []
    cases = {proof.strip("`") for field in FIELDS for proof in field.proofs if proof.startswith("`")}
    for case in cases:
        assert any((RECORDED / "kaniko-runs" / build / f"{case}.txt").is_file() for build in executors.releases()), case


@pytest.mark.parametrize("recipe", sorted({field.seen for field in FIELDS if field.seen}))
def test_the_recipes_have_no_fault(recipe: str) -> None:
    found = rules.check(project.read(SNIPPETS / recipe))
    assert [one for one in found if PurePosixPath(one.path).name == "Jenkinsfile" and one.severity == "error"] == []
