from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.findings import Severity
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

UPSTREAM = "gcr.io/kaniko-project/executor:v1.24.0"
FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3"
COPY = "registry.example.com/tools/kaniko:stable"
IGNORED = "the executor ignores it without a warning."
RULE = "bad-variable-value"


def pod(image: str, name: str, value: str) -> str:
    """A pod that runs the executor with a variable; its value, quoted, begins at 11:15."""
    return (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: build\nspec:\n  containers:\n  - name: kaniko\n"
        f"    image: {image}\n    env:\n    - name: {name}\n      value: '{value}'\n"
    )


@pytest.mark.parametrize(
    ("image", "name", "value", "effect"),
    [
        (FORK, "FF_KANIKO_COPY_AS_ROOT", "yes", IGNORED),
        (FORK, "FF_KANIKO_OCI_WARMER", "off", IGNORED),
        (FORK, "FF_KANIKO_COPY_AS_ROOT", "tRUE", IGNORED),
        (FORK, "KANIKO_CLEANUP", "on", IGNORED),
        (COPY, "KANIKO_PRINT_PLAN", "2", IGNORED),
        (FORK, "KANIKO_NO_PUSH", "yes", "the executor fails."),
        (UPSTREAM, "KANIKO_NO_PUSH", "yes", "the executor silently overrides `--no-push` and pushes."),
        (COPY, "KANIKO_NO_PUSH", "yes", "the executor fails, or overrides `--no-push` and pushes."),
    ],
)
def test_invalid_boolean_is_reported_with_its_effect(
    tmp_path: Path, image: str, name: str, value: str, effect: str
) -> None:
    found = findings_in(tmp_path, {"pod.yaml": pod(image, name, value)}, RULE)
    assert found == [f"pod.yaml:11:15 `{name}` is `{value}`, which is not a boolean; {effect}"]


@pytest.mark.parametrize(
    ("image", "name", "value"),
    [
        (FORK, "FF_KANIKO_COPY_AS_ROOT", "1"),
        (FORK, "FF_KANIKO_COPY_AS_ROOT", "T"),
        (FORK, "FF_KANIKO_COPY_AS_ROOT", ""),
        (FORK, "FF_KANIKO_COPY_AS_ROOT", "${COPY_AS_ROOT}"),
        (FORK, "FF_KANIKO_NO_SUCH", "yes"),
        (UPSTREAM, "FF_KANIKO_COPY_AS_ROOT", "yes"),
        (UPSTREAM, "KANIKO_CLEANUP", "yes"),
        (FORK, "KANIKO_REGISTRY_MIRROR", "yes"),
        (FORK, "KANIKO_NO_PUSH", "False"),
        ("maven:3.9-eclipse-temurin-21", "KANIKO_NO_PUSH", "yes"),
    ],
)
def test_not_found(tmp_path: Path, image: str, name: str, value: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": pod(image, name, value)}, RULE) == []


def test_what_fails_or_pushes_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(pod(FORK, "KANIKO_NO_PUSH", "yes"), "utf-8")
    (found,) = [each for each in rules.check(project.read(tmp_path)) if each.rule.name == RULE]
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize("image", [FORK, UPSTREAM, COPY])
@pytest.mark.parametrize(
    ("value", "arguments", "found"),
    [
        ("false", "--no-push, --destination=a.com/b:1", True),
        ("0", "--no-push, -d, a.com/b:1", True),
        ("true", "--no-push, --destination=a.com/b:1", False),
        ("false", "--destination=a.com/b:1", False),
        ("false", "--no-push=false, --destination=a.com/b:1", False),
        ("false", "--no-push", False),
    ],
)
def test_false_overrides_the_flag(tmp_path: Path, image: str, value: str, arguments: str, *, found: bool) -> None:
    text = pod(image, "KANIKO_NO_PUSH", value) + f"    args: [{arguments}]\n"
    message = f"`KANIKO_NO_PUSH` is `{value}`, which overrides `--no-push` on the command line, so the image is pushed."
    expected = [f"pod.yaml:11:15 {message}"] if found else []
    assert findings_in(tmp_path, {"pod.yaml": text}, RULE) == expected
