"""The skeleton of a rule: complete, accepted by the linters, and reported as unfinished until the rule is written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import EXAMPLES, ROOT, expect_none

RULES = Path("src/kaniko_guide/rules")
TESTS = Path("tests/kaniko_guide/rules")
EXAMPLES = EXAMPLES.relative_to(ROOT)
LONG = "a-rule-whose-name-is-much-longer-than-the-name-of-any-other"
NAMES = {"sample-rule": "sample_rule", LONG: LONG.replace("-", "_")}
FILES = {
    RULES / "sample_rule.py",
    TESTS / "test_sample_rule.py",
    EXAMPLES / "sample-rule/bad/Jenkinsfile",
    EXAMPLES / "sample-rule/good/Jenkinsfile",
}


def copy_project(folder: Path) -> Path:
    """A copy of what the command and the tests of a rule need."""
    for part in ("lab", "snippets", "src", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python in a copy of the project, on the code of that copy."""
    environment = os.environ | {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}"}
    done = [sys.executable, "-m", *command]
    return subprocess.run(done, cwd=copy, env=environment, capture_output=True, text=True, check=False)


def pytest_in(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run tests of a copy of the project."""
    return run(copy, "pytest", "-p", "no:cacheprovider", f"--basetemp={copy / 'temporary'}", *arguments)


def outcomes(printed: str) -> dict[str, str]:
    """What became of tests, by their name: what pytest printed with `-rA`."""
    return {name: outcome for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S+?::(\w+)", printed, re.MULTILINE)}


def files(copy: Path) -> set[Path]:
    return {path.relative_to(copy) for path in copy.rglob("*") if "__pycache__" not in path.parts}


def unfinished_lines(folder: Path) -> list[str]:
    """Every line of a rule, its tests or its examples that is still to be written."""
    paths = [*(folder / RULES).glob("*.py"), *(folder / TESTS).glob("*.py"), *(folder / EXAMPLES).rglob("*")]
    return [
        f"{path.relative_to(folder)}:{number}:1: error: write the rule: {line.strip()}"
        for path in sorted(path for path in paths if path.is_file())
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"\bTODO\b", line)
    ]


@pytest.fixture(scope="module")
def unchanged_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, in which the command writes nothing."""
    return copy_project(tmp_path_factory.mktemp("untouched"))


@pytest.fixture(scope="module")
def skeletons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with two new rules."""
    copy = copy_project(tmp_path_factory.mktemp("skeletons"))
    assert run(copy, "lab.new_rule", "sample-rule", "--severity=error").returncode == 0
    assert run(copy, "lab.new_rule", LONG).returncode == 0
    return copy


@pytest.mark.slow
def test_files_are_written_and_named(tmp_path: Path) -> None:
    copy = copy_project(tmp_path)
    before = files(copy)
    done = run(copy, "lab.new_rule", "sample-rule")
    *named, then = done.stdout.splitlines()
    assert {Path(line) for line in named} == FILES
    assert {path for path in files(copy) - before if (copy / path).is_file()} == FILES
    assert then == "Next: CONTRIBUTING.md, section Rule."
    assert "\n## Rule\n" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_accepts_it(skeletons: Path, command: list[str]) -> None:
    modules = [path for module in NAMES.values() for path in (RULES / f"{module}.py", TESTS / f"test_{module}.py")]
    done = run(skeletons, "ruff", *command, "--no-cache", *map(str, modules))
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_command_knows_the_rule(skeletons: Path) -> None:
    printed = run(skeletons, "kaniko_guide", "rules").stdout
    assert re.search(r"^sample-rule +error +TODO", printed, re.MULTILINE)
    assert re.search(rf"^{LONG} +warning +TODO", printed, re.MULTILINE)


@pytest.mark.slow
def test_the_tests_of_all_rules_ask_for_a_bad_example(skeletons: Path) -> None:
    done = pytest_in(skeletons, "-rA", "tests/snippets/test_snippets.py", "-k", "example")
    assert outcomes(done.stdout) == {
        "test_good_example_is_without_findings": "PASSED",
        "test_bad_example_raises_exactly_its_rule": "FAILED",
        "test_rule_has_an_example_pair": "PASSED",
        "test_every_example_pair_is_of_a_rule": "PASSED",
    }
    assert set(re.findall(rf"\b{EXAMPLES}/([\w-]+)/(?:bad|good)$", done.stdout, re.MULTILINE)) == {"sample-rule", LONG}


@pytest.mark.slow
def test_its_own_test_says_that_the_rule_is_not_written(skeletons: Path) -> None:
    done = pytest_in(skeletons, str(TESTS / "test_sample_rule.py"))
    assert "AssertionError: write the rule sample-rule, and here the expected findings" in done.stdout


@pytest.mark.slow
def test_what_is_to_be_written_is_listed(skeletons: Path) -> None:
    found = unfinished_lines(skeletons)
    title = next(line for line in found if "title=" in line)
    for path in (RULES / "sample_rule.py", TESTS / "test_sample_rule.py"):
        assert any(line.startswith(f"{path}:") for line in found)
    assert re.fullmatch(rf"{RULES}/\w+\.py:21:1: error: write the rule: title=Bilingual\(.*\),", title)


def test_no_rule_is_left_unwritten() -> None:
    expect_none(unfinished_lines(ROOT))


@pytest.mark.slow
def test_a_rule_that_is_written_passes(tmp_path: Path) -> None:
    copy = copy_project(tmp_path)
    run(copy, "lab.new_rule", "sample-rule")
    for path, changes in {
        RULES / "sample_rule.py": {"TODO": "reproducible"},
        TESTS / "test_sample_rule.py": {
            "--no-push": "--reproducible",
            "TODO: message": "reproducible: `--reproducible` was found, and what is wrong.",
            "    # TODO: similar input without the problem.\n": "",
            'executor --reproducible\\n"}, RULE) == []': 'executor --no-push\\n"}, RULE) == []',
        },
        EXAMPLES / "sample-rule/bad/Jenkinsfile": {"/kaniko/executor ": "/kaniko/executor --reproducible "},
    }.items():
        text = (copy / path).read_text("utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        (copy / path).write_text(text, "utf-8")
    own = str(TESTS / "test_sample_rule.py")
    found = outcomes(pytest_in(copy, "-rA", "tests/snippets/test_snippets.py", own, "-k", "example or problem").stdout)
    assert len(found) == 6
    assert set(found.values()) == {"PASSED"}, found
    assert unfinished_lines(copy) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Sample-Rule"], "found 'Sample-Rule', expected a name in kebab case, such as sample-rule"),
        (["sample_rule"], "found 'sample_rule', expected a name in kebab case, such as sample-rule"),
        (["sample--rule"], "found 'sample--rule', expected a name in kebab case, such as sample-rule"),
        (["../rule"], "found '../rule', expected a name in kebab case, such as sample-rule"),
        (["unknown-flag"], "found 'unknown-flag', expected a name that no rule has"),
        (["unused-ignore"], "found 'unused-ignore', expected a name that no rule has"),
        (["sample-rule", "--severity=fatal"], "argument --severity: invalid choice: 'fatal' (choose from "),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_refusal(unchanged_copy: Path, arguments: list[str], message: str) -> None:
    before = files(unchanged_copy)
    done = run(unchanged_copy, "lab.new_rule", *arguments)
    assert done.returncode == 2
    assert f"new-rule: error: {message}" in done.stderr
    assert files(unchanged_copy) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("there", "named"),
    [
        (EXAMPLES / "sample-rule" / "old.txt", EXAMPLES / "sample-rule"),
        (TESTS / "test_sample_rule.py", TESTS / "test_sample_rule.py"),
    ],
)
def test_what_is_there_is_kept(tmp_path: Path, there: Path, named: Path) -> None:
    copy = copy_project(tmp_path)
    (copy / there).parent.mkdir(exist_ok=True)
    (copy / there).write_text("mine", "utf-8")
    before = files(copy)
    done = run(copy, "lab.new_rule", "sample-rule")
    assert done.returncode == 2
    assert f"new-rule: error: found {named}, expected no file of the rule sample-rule yet" in done.stderr
    assert files(copy) == before
    assert (copy / there).read_text("utf-8") == "mine"


@pytest.mark.slow
def test_nothing_is_left_of_what_could_not_be_written(tmp_path: Path) -> None:
    copy = copy_project(tmp_path)
    shutil.rmtree(copy / TESTS)
    (copy / TESTS).write_text("no folder", "utf-8")
    before = files(copy)
    done = run(copy, "lab.new_rule", "sample-rule")
    assert done.returncode == 2
    assert f"{TESTS / 'test_sample_rule.py'}'" in done.stderr
    assert files(copy) == before
