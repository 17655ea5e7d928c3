"""Fields that the API server refuses; `tests/kaniko_guide/test_server_verdicts.py` compares with its verdicts."""

from __future__ import annotations

from pytest_check import check

from kaniko_guide.analysis import pod_validation
from kaniko_guide.sources import manifest, yaml_tree
from kaniko_guide.text import Source, Text

HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


def errors(spec: str, *, in_jenkinsfile: bool = False) -> list[str]:
    text = Text.canonical(Source("pod.yaml", f"{HEAD}spec:\n  containers: [{{name: a, image: a}}]\n  {spec}\n"))
    (document,) = manifest.read(text, in_jenkinsfile=in_jenkinsfile)
    found = pod_validation.field_errors(document)
    return [f"{yaml_tree.format_path(error.path)} {error.reason}: {error.expected.en[:34]}" for error in found]


def test_errors_of_fields() -> None:
    for spec, found in [
        ("restartPolicy: Never", []),
        ("restartPolicy: ''", []),
        ("restartPolicy: $POLICY", []),
        ("restartPolicy: [a]", []),
        ("restartPolicy: never", ["spec.restartPolicy unsupported: `Always`, `OnFailure` or `Never`"]),
        (
            "activeDeadlineSeconds: 0",
            ["spec.activeDeadlineSeconds invalid: a whole number from 1 to 214748364"],
        ),
        (
            "hostname: A",
            ["spec.hostname invalid: lower-case letters, digits and `-`"],
        ),
        (
            "securityContext: {supplementalGroups: [1, -1]}",
            ["spec.securityContext.supplementalGroups[1] invalid: a whole number from 0 to 214748364"],
        ),
        (
            "nodeSelector: {a: ' b'}",
            ["spec.nodeSelector.a invalid: letters, digits, `-`, `_` and `.`,"],
        ),
        (
            "nodeSelector: {a b: c}",
            ["spec.nodeSelector.a b invalid: a key like `app` or `example.com/a"],
        ),
        ("hostAliases: [null]", ["spec.hostAliases[0].ip required: an IP address"]),
        ("os: {}", []),
        ("os: {name: ''}", ["spec.os.name required: `linux` or `windows`"]),
        (
            "volumes: [{name: b, emptyDir: {}, secret: {secretName: a}}]",
            ["spec.volumes[0] forbidden: only one of `emptyDir` or `secret`"],
        ),
        ("volumes: [{name: b, '${SOURCE}': {}, secret: {secretName: a}}]", []),
        ("securityContext: {procMount: ''}", []),
    ]:
        with check(f"{spec}, {found}"):
            assert errors(spec) == found


def test_plugin_converts_numbers() -> None:
    assert errors("activeDeadlineSeconds: '0'", in_jenkinsfile=True) != []
    assert errors("activeDeadlineSeconds: '60'", in_jenkinsfile=True) == []
