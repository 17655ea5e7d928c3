"""The test of a module is found by its path, and the module of a test.

`src/a/b/c.py` has `tests/a/b/test_c.py`, and `src/a/b/__init__.py`, where it has code, `tests/a/b/test_b.py`. What has
no counterpart has its reason here.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = {
    "kaniko_guide": ROOT / "src" / "kaniko_guide",
    "kaniko_guide_site": ROOT / "src" / "kaniko_guide_site",
    "lab": ROOT / "lab",
}
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
    "build",
    "pod",
    "repository",
    "roots",
    "sandbox",
    "buildah_substitute",
    "secret",
    "page_output",
    "rule_findings",
    "volumes",
    "worker",
    "environment",
)

MODULES_WITHOUT_TEST: dict[str, dict[str, str]] = {
    "kaniko_guide": {
        "project/__init__.py": "names what its modules offer, and has no code",
    },
    "kaniko_guide_site": {
        "directives/copies.py": "its box compares in the browser: tests/browser/test_reach.py",
        "punctuation.py": "has constants, and no code",
    },
    "lab": {"cards.py": "draws with a browser and its fonts; tests/kaniko_guide_site/test_cards.py reads what it drew"}
    | {f"end_to_end/{part}.py": AS_ROOT for part in PARTS}
    | {
        "end_to_end/repositories/python/app.py": "a reader's program, which the built image runs",
        "executor/rig.py": "runs as root, with the executor: test_main.py in the same directory runs it",
    },
}
"""By package: each module that has no test file, and why."""

TESTS_OF_SEVERAL: dict[str, dict[str, str]] = {
    "kaniko_guide": {
        "cli/test_containment.py": "bugs of our own, odd characters and interruptions, in the whole command",
        "cli/test_hostile_repository.py": "secrets, commands for CI systems and control characters, in every output",
        "diagnosis/test_agent_runs.py": "what `diagnose` says of what an agent prints that can't connect",
        "rules/test_growth.py": "how the work of all rules grows",
        "rules/test_templates.py": "placeholders of any kind, which no rule reports",
        "diagnosis/test_cluster_failures.py": "what `diagnose` says of the failures recorded in a cluster",
        "diagnosis/test_first_causes.py": "which cause of a text is first, by what the rest of the log says",
        "diagnosis/test_pasted_pieces.py": "what `diagnose` says of pieces of logs and of wrapped ones",
        "diagnosis/test_log_lines.py": "what `diagnose` says of single lines, however they were logged",
        "diagnosis/test_public_logs.py": "the results of `diagnose` for public logs, reviewed log by log",
        "report/test_report.py": "whole outputs of one check, the same in every format",
        "rules/test_all_fixes.py": "the fixes of every rule, on its example pair",
        "rules/test_server_verdicts.py": "the recorded verdicts of an API server, rule by rule",
        "rules/test_all_messages.py": "every message of every rule, in the command, its formats and on the page",
        "sources/test_against_groovy.py": "real Groovy against all readers of a Jenkinsfile together",
        "test_install.py": "what readers install: the wheel, the pre-commit hook, the GitHub Action",
        "test_public_pipelines.py": "the results of `check` for public pipelines, reviewed finding by finding",
    },
    "kaniko_guide_site": {
        "parameters/test_filled_snippets.py": "filled snippets, as rules, linters, Kubernetes and Groovy read them",
        "snippets/test_recipe_files.py": "what every `recipe.yml` says, not the code that reads it",
        "test_expiry.py": "the whole site and all checks, long after every fact has expired",
        "test_built_site.py": "the whole site as it is built, page by page",
    },
    "lab": {
        "cluster/test_diagnose_pod.py": "what `diagnose` says of pods, in a cluster",
        "cluster/test_doctor.py": "what `doctor` says of namespaces, in a cluster",
        "cluster/test_doctor_try.py": "what `doctor --try` does, in a cluster",
        "cluster/test_failure_fixes.py": "what the guide says against failures, in a cluster",
        "cluster/test_pods.py": "every pod of the guide, in a cluster",
        "cluster/test_pitfalls.py": "the example pairs of rules about a pod, in a cluster",
        "end_to_end/test_bad_examples.py": "builds of bad examples, which need root",
        "end_to_end/test_broken_copies.py": "builds of broken recipes, which need root",
        "end_to_end/test_clean_up.py": "what builds leave behind, which need root",
        "end_to_end/test_recipes.py": "builds of all recipes, which need root",
        "test_package_mirrors.py": "the tools of other languages, which ask the mirrors that a page names",
        "test_end_to_end_parts.py": "the parts of `end_to_end` that need no root",
    },
}
"""By package: each test file that is of no single module, and why."""


def has_code(module: Path) -> bool:
    """Whether a module is more than its docstring."""
    tree = ast.parse(module.read_text("utf-8"))
    return len(tree.body) > (ast.get_docstring(tree) is not None)


def counterpart(module: Path) -> Path:
    """The test file of a module, both relative to their package."""
    own = module.parent.name if module.stem == "__init__" else module.stem.strip("_")
    return module.with_name(f"test_{own}.py")


def gaps(source: Path, tests: Path, without_test: Mapping[str, str], of_several: Mapping[str, str]) -> list[str]:
    """What does not mirror, and reasons for what does.

    Args:
        source: a package.
        tests: the folder of its tests.
        without_test: the reason of each module without a test file.
        of_several: the reason of each test file without a module.
    """
    package = Path(source.name)
    modules = {path.relative_to(source) for path in source.rglob("*.py") if has_code(path)}
    expected = {module: counterpart(package / module).relative_to(package) for module in modules}
    files = {path.relative_to(tests) for path in tests.rglob("test_*.py")}
    lacking = {module.as_posix() for module, test in expected.items() if test not in files}
    single = {file.as_posix() for file in files - set(expected.values())}
    return [
        *(f"{path} has no test file" for path in sorted(lacking - without_test.keys())),
        *(f"{path} is the test of no module" for path in sorted(single - of_several.keys())),
        *(f"{path} needs no reason" for path in sorted(without_test.keys() - lacking)),
        *(f"{path} needs no reason" for path in sorted(of_several.keys() - single)),
    ]


@pytest.mark.parametrize("package", MODULES_WITHOUT_TEST)
def test_tests_mirror_the_modules(package: str) -> None:
    reasons = MODULES_WITHOUT_TEST[package], TESTS_OF_SEVERAL[package]
    assert all(reason for each in reasons for reason in each.values())
    assert gaps(SOURCES[package], ROOT / "tests" / package, *reasons) == []


FILES = {
    "src/a/__init__.py": '"""Only words."""\n',
    "src/a/__main__.py": "print()\n",
    "src/a/b/__init__.py": "B = 1\n",
    "src/a/b/c.py": "C = 1\n",
    "tests/a/conftest.py": "",
    "tests/a/test_main.py": "",
    "tests/a/b/shared.py": "",
    "tests/a/b/test_b.py": "",
    "tests/a/b/test_c.py": "",
}


@pytest.mark.parametrize(
    ("without", "more", "found"),
    [
        (None, None, []),
        ("tests/a/b/test_c.py", None, ["b/c.py has no test file"]),
        ("tests/a/b/test_b.py", None, ["b/__init__.py has no test file"]),
        ("src/a/b/c.py", None, ["b/test_c.py is the test of no module"]),
        (None, "tests/a/test_c.py", ["test_c.py is the test of no module"]),
        (None, "src/a/d.py", ["d.py has no test file"]),
    ],
)
def test_what_does_not_mirror_is_found(tmp_path: Path, without: str | None, more: str | None, found: list[str]) -> None:
    for name in [*FILES, *([more] if more else [])]:
        if name != without:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(FILES.get(name, "D = 1\n"), "utf-8")
    folders = tmp_path / "src" / "a", tmp_path / "tests" / "a"
    assert gaps(*folders, {}, {}) == found
    modules = {line.split(" has no")[0]: "why" for line in found if "has no" in line}
    tests = {line.split(" is the")[0]: "why" for line in found if "is the" in line}
    assert gaps(*folders, modules, tests) == []
    assert gaps(*folders, modules | {"e.py": "why"}, tests) == ["e.py needs no reason"]
    assert gaps(*folders, modules, tests | {"test_e.py": "why"}) == ["test_e.py needs no reason"]
