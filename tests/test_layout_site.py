"""The test of a module of the site or of `lab` is found by its path, and the module of a test.

`lab/a/b.py` has `tests/lab/a/test_b.py`, and `lab/a/__init__.py`, where it has code, `tests/lab/a/test_a.py`. What has
no counterpart has its reason here.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = {"kaniko_guide_site": ROOT / "src" / "kaniko_guide_site", "lab": ROOT / "lab"}
AS_ROOT = (
    "runs as root, in a session of its own: tests/lab/end_to_end; what needs no root is in test_end_to_end_parts.py"
)
PARTS = (
    "__init__",
    "__main__",
    "executor",
    "image",
    "maven",
    "pipeline",
    "play",
    "pod",
    "repository",
    "roots",
    "sandbox",
    "second_opinion",
    "secret",
    "shown",
    "told",
    "volumes",
    "worker",
    "world",
)
MODULES_WITHOUT_TEST: dict[str, dict[str, str]] = {
    "kaniko_guide_site": {"punctuation.py": "has constants, and no code"},
    "lab": {f"end_to_end/{part}.py": AS_ROOT for part in PARTS},
}
"""By package: each module that has no test file, and why."""

TESTS_OF_SEVERAL: dict[str, dict[str, str]] = {
    "kaniko_guide_site": {
        "parameters/test_filled_snippets.py": "filled snippets, as rules, linters, Kubernetes and Groovy read them",
        "snippets/test_recipe_files.py": "what every `recipe.yml` says, not the code that reads it",
        "test_built_site.py": "the whole site as it is built, page by page",
    },
    "lab": {
        "end_to_end/test_bad_examples.py": "builds of bad examples, which need root",
        "end_to_end/test_broken_copies.py": "builds of broken recipes, which need root",
        "end_to_end/test_clean_up.py": "what builds leave behind, which need root",
        "end_to_end/test_recipes.py": "builds of all recipes, which need root",
        "test_end_to_end_parts.py": "the parts of `end_to_end` that need no root",
    },
}
"""By package: each test file that is of no single module, and why."""


def expected(source: Path) -> dict[str, str]:
    """The test file of each module that has code, both relative to their package."""
    found = {}
    for path in source.rglob("*.py"):
        module = path.relative_to(source)
        if "node_modules" in module.parts or len(ast.parse(path.read_text("utf-8")).body) == 1:
            continue
        own = module.parent.name if module.stem == "__init__" else module.stem.strip("_")
        found[module.as_posix()] = module.with_name(f"test_{own}.py").as_posix()
    return found


@pytest.mark.parametrize("package", SOURCES)
def test_tests_mirror_the_modules(package: str) -> None:
    tests = ROOT / "tests" / package
    wanted = expected(SOURCES[package])
    files = {path.relative_to(tests).as_posix() for path in tests.rglob("test_*.py")}
    assert {module for module, test in wanted.items() if test not in files} == MODULES_WITHOUT_TEST[package].keys()
    assert files - set(wanted.values()) == TESTS_OF_SEVERAL[package].keys()
