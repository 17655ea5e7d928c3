from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile, pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "  containers:\n  - name: a\n    image: b:1\n    workingDir: /c\n"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("b:1", "b:1 // the image", "image"),
        ("/c", "/c  //", "workingDir"),
        ("name: a", "name: a\n      // the name", "name"),
        ("/c", "/c\n    tty: true // a", "tty"),
    ],
)
def test_found(tmp_path: Path, old: str, new: str, key: str) -> None:
    for name, text in (("pod.yaml", pod(SPEC.replace(old, new))), ("Jenkinsfile", jenkinsfile(SPEC.replace(old, new)))):
        (line,) = findings_in(tmp_path / name, {name: text}, "slash-comment-in-yaml")
        assert f"the value of `{key}` is" in line
        assert findings_in(tmp_path / name, {}, "invalid-name") == []


@pytest.mark.parametrize(
    "new",
    [
        "b:1 # // the image",
        "'b:1 // a'",
        "b//c:1",
        "b:1\n    env: [{name: A, value: 'http://a // b'}]",
        "b:1\n    env: [{name: A, value: a // b}]",
        "b:1\n    env:\n    - name: A\n      value: a // b",
        "b:1\n    description: a // b",
        "b:1\n    command: [sh, -c, a // b]",
        "b:1\n    args:\n    - |\n      // b",
    ],
)
def test_not_found(tmp_path: Path, new: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": pod(SPEC.replace("b:1", new))}, "slash-comment-in-yaml") == []
