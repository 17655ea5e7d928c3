"""CodeNarc itself: it reports a bad Jenkinsfile, and its packages are locked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.codenarc import lint

pytestmark = [pytest.mark.slow, pytest.mark.tool]
LOCK = Path(lint.HERE / "package-lock.json")


def test_a_bad_jenkinsfile_is_reported_with_its_line() -> None:
    closure = 'node {\n    def tag = "1"\n    echo "tag ${-> tag}"\n}\n'
    syntax = "node {\n    sh 'echo\n}\n"
    empty = "node {\n    if (env.TAG) {\n    }\n}\n"
    assert lint.check({"closure": closure, "empty": empty, "syntax": syntax}) == [
        lint.CodeNarcViolation(
            "closure", 3, "ClosureInGString", "GString contains a closure. Use variable interpolation instead"
        ),
        lint.CodeNarcViolation("empty", 2, "EmptyIfStatement", "The if statement is empty"),
        lint.CodeNarcViolation("syntax", 2, "compilation", "Unexpected character: '\\'' @ line 2, column 8."),
    ]


def test_every_package_is_locked_to_the_public_registry() -> None:
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    locked = [entry for path, entry in packages.items() if path]
    assert locked
    assert all(entry["resolved"].startswith("https://registry.npmjs.org/") for entry in locked)
    assert all(entry["integrity"].startswith("sha512-") for entry in locked)
