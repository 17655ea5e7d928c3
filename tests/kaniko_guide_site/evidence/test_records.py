"""The records of the recorded checks: none stale, none edited by hand.

That their checks give the same now is not tested here: under CI, verify runs every check and compares.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pytest_check import check

from kaniko_guide_site.evidence import model, records
from kaniko_guide_site.evidence.model import Level
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.snippets.recipes import RECIPE_FILE
from lab import checks
from tests.kaniko_guide_site.evidence.recorded import (
    GOOD,
    RECORDED_CHECKS,
    RECORDS,
    TODAY,
    TOMORROW,
    project_copy,
    raise_version,
    records_of,
)
from tests.support import ROOT, SNIPPETS, expect_none

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.evidence.records import Record


def test_no_record_is_stale_or_edited_by_hand() -> None:
    expect_none(list(records.problems(ROOT, locked_versions(ROOT), TODAY)))


def test_a_record_edited_by_hand_is_found() -> None:
    for record, why in [
        (replace(GOOD, check="jenkins"), "there is no recorded check of this name"),
        (replace(GOOD, check="shellcheck"), "there is no recorded check of this name"),
        (replace(GOOD, snippet="quick-start/gone"), "there is no such snippet"),
        (replace(GOOD, snippet="../snippets/quick-start/Jenkinsfile"), "there is no such snippet"),
        (replace(GOOD, level=Level.STARTED), "the check grants parses with the limitations no-jenkins"),
        (replace(GOOD, limitations=()), "the check grants parses with the limitations no-jenkins"),
        (replace(GOOD, tools={"Groovy": "4.0.26"}), "it is stale: "),
        (replace(GOOD, tools={}), "it is stale: "),
        (replace(GOOD, key="0" * records.KEY_LENGTH), "it is stale: "),
        (replace(GOOD, snippet="jenkins-stage/Jenkinsfile"), "it is stale: "),
    ]:
        with check(f"{record}, {why}"):
            assert records.problem(ROOT, GOOD, locked_versions(ROOT)) is None
            assert (records.problem(ROOT, record, locked_versions(ROOT)) or "").startswith(why)


def test_a_newer_lock_makes_a_record_stale() -> None:
    record = records_of("kubernetes-validate")[0]
    newer = locked_versions(ROOT) | {"kubernetes-validate": "99"}
    assert records.problem(ROOT, record, locked_versions(ROOT)) is None
    assert (records.problem(ROOT, record, newer) or "").startswith("it is stale: ")


def project(directory: Path, content: str) -> list[str]:
    """The problems of a file of records in a copy of this project."""
    for part in ("src", "lab", "tests"):
        (directory / part).symlink_to(ROOT / part)
    (directory / "snippets").symlink_to(SNIPPETS)
    (directory / "records").mkdir()
    (directory / records.FILE).write_text(content, "utf-8")
    return list(records.problems(directory, locked_versions(ROOT), TODAY))


@pytest.mark.parametrize(
    ("kept", "expected_problems"),
    [
        ([GOOD], []),
        ([replace(GOOD, date=TOMORROW)], [f"{records.FILE}:2:1: error: groovy on quick-start/Jenkinsfile: its date"]),
        ([GOOD, GOOD], [f"{records.FILE}:3:1: error: groovy on quick-start/Jenkinsfile: duplicate record"]),
        (
            [GOOD, replace(records_of("groovy")[-1], key=GOOD.key)],
            [f"{records.FILE}:3:1: error: groovy on {records_of('groovy')[-1].snippet}: it is stale: "],
        ),
    ],
)
def test_problems_of_the_file_name_the_line(tmp_path: Path, kept: list[Record], expected_problems: list[str]) -> None:
    found = project(tmp_path, records.dump(kept))
    assert len(found) == len(expected_problems)
    assert all(line.startswith(start) for line, start in zip(found, expected_problems, strict=True))
    assert all(line.endswith("; run: nox --session verify") for line in found)


def test_another_layout_of_the_file_is_reported(tmp_path: Path) -> None:
    text = json.dumps(json.loads(records.dump([GOOD])), indent=2)
    (found,) = project(tmp_path, text)
    assert "the file differs from what `nox --session verify` writes" in found


@pytest.mark.parametrize("text", ["", "{}x", "[1]", '[{"check": "groovy"}]', '[{"level": "flies"}]'])
def test_an_invalid_file_is_rejected(tmp_path: Path, text: str) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / records.FILE).write_text(text, "utf-8")
    with pytest.raises(records.RecordsError, match="run: nox --session verify"):
        records.load(tmp_path)


def test_an_unknown_field_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / records.FILE).write_text(records.dump([GOOD]).replace('{"check"', '{"more": 1, "check"'), "utf-8")
    with pytest.raises(records.RecordsError, match=r"checks.json:1:1: error: .*unknown field `more` - at `\$\[0\]`"):
        records.load(tmp_path)


def test_written_records_are_read_again() -> None:
    assert (ROOT / records.FILE).read_text("utf-8") == records.dump(records.load(ROOT))
    assert records.dump(reversed(RECORDS)) == records.dump(RECORDS)


CHECK = model.checks()["groovy"]
BY_DIRECTORY = replace(CHECK, reads="directory", also=("other/b.yml",))
SNIPPET = "one/Jenkinsfile"
READ = {
    "file": {"snippets/one/Jenkinsfile"},
    "directory": {"snippets/one/Jenkinsfile", "snippets/one/Dockerfile", "snippets/other/b.yml"},
}
UNRELATED = {
    "docs/zh/index.md": "1",
    "snippets/one.txt": "1",
    "snippets/one/recipe.yml": "1",
    "snippets/other/c.yml": "1",
    "src/kaniko_guide/text.py": "1",
    "lab/checks/groovy.py": "1",
    "lab/groovy/oracle.py": "1",
    "tests/kaniko_guide/sources/test_against_groovy.py": "1",
}
SNIPPET_FILES = dict.fromkeys(READ["directory"], "node { }\n")
EVERY = UNRELATED | SNIPPET_FILES


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project; each test restores the files that it changes."""
    root = tmp_path_factory.mktemp("small")
    for path, text in EVERY.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root


MARKER = "// --8<-- [start:a]\n"


@pytest.mark.slow
@settings(max_examples=300)
@given(
    path=st.sampled_from(sorted(EVERY)),
    text=st.text(max_size=20),
    how=st.sampled_from(["file", "directory"]),
    where=st.integers(0, 20),
)
def test_key_changes_with_every_byte_that_is_read_and_with_no_other(
    small: Path, path: str, text: str, how: str, where: int
) -> None:
    check = CHECK if how == "file" else BY_DIRECTORY
    before = records.key(small, check, SNIPPET, {"Groovy": "2.4.21"})
    old = (small / path).read_bytes()
    new = old[:where] + text.encode() + old[where:]
    marker_only = path in SNIPPET_FILES and new.decode().replace(MARKER, "") == old.decode().replace(MARKER, "")
    try:
        (small / path).write_bytes(new)
        os.utime(small / path, ns=(hash(new), hash(new)))
        after = records.key(small, check, SNIPPET, {"Groovy": "2.4.21"})
    finally:
        (small / path).write_bytes(old)
        os.utime(small / path, ns=(1, 1))
    changed = path in READ[how] and new != old and not marker_only
    assert (after != before) is changed


@pytest.mark.parametrize("path", sorted(READ["directory"]))
def test_key_ignores_the_markers_of_sections(small: Path, path: str) -> None:
    before = records.key(small, BY_DIRECTORY, SNIPPET, {})
    old = (small / path).read_text("utf-8")
    (small / path).write_text(MARKER + old, "utf-8")
    assert records.key(small, BY_DIRECTORY, SNIPPET, {}) == before
    (small / path).write_text(old, "utf-8")


def test_key_changes_with_another_file_in_the_directory(small: Path) -> None:
    before = records.key(small, BY_DIRECTORY, SNIPPET, {})
    more = small / "snippets/one/more.sh"
    more.write_text("", "utf-8")
    assert records.key(small, BY_DIRECTORY, SNIPPET, {}) != before
    more.unlink()
    assert records.key(small, BY_DIRECTORY, SNIPPET, {}) == before


USES_VALUES = replace(BY_DIRECTORY, recipe=("promises", "repository"))


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("# A comment.\npromises:\n  answer: 1\ntitle: another\n", False),
        ("title: one\npromises: {answer: 2}\n", True),
        ("title: one\n", True),
        ("title: one\nrepository: other\npromises: {answer: 1}\n", True),
    ],
)
def test_of_recipe_yml_the_key_covers_the_values_that_the_check_uses(
    tmp_path: Path, text: str, *, changes: bool
) -> None:
    recipe = tmp_path / "snippets/one/recipe.yml"
    recipe.parent.mkdir(parents=True)
    recipe.write_text("title: one\npromises: {answer: 1}\n", "utf-8")
    before = records.key(tmp_path, USES_VALUES, SNIPPET, {})
    recipe.write_text(text, "utf-8")
    os.utime(recipe, ns=(1, 1))
    assert (records.key(tmp_path, USES_VALUES, SNIPPET, {}) != before) is changes


def test_key_changes_with_tool_version_snippet_check_and_its_version() -> None:
    root, tools = ROOT, dict(GOOD.tools)
    keys = {
        records.key(root, CHECK, GOOD.snippet, tools),
        records.key(root, CHECK, GOOD.snippet, tools | {"Groovy": "2.4.22"}),
        records.key(root, CHECK, "jenkins-stage/Jenkinsfile", tools),
        records.key(root, replace(CHECK, version=2), GOOD.snippet, tools),
        records.key(root, model.checks()["codenarc"], GOOD.snippet, tools),
    }
    assert len(keys) == 5
    assert {len(key) for key in keys} == {records.KEY_LENGTH}


Names = set[tuple[str, str]]


def stale(root: Path) -> Names:
    """The records that do not count in a copy of the project, by check and snippet."""
    return {
        (record.check, record.snippet) for record in RECORDS if records.problem(root, record, locked_versions(ROOT))
    }


def records_of_checks(*names: str) -> Names:
    """All records of some checks."""
    return {(record.check, record.snippet) for record in RECORDS if record.check in names}


@pytest.mark.slow
def test_a_comment_in_any_source_makes_no_record_stale(copy: Path) -> None:
    sources = [path for part in ("src", "lab", "tests") for path in (copy / part).rglob("*.py")]
    assert copy / "src/kaniko_guide/text.py" in sources
    for path in sources:
        path.write_text(path.read_text("utf-8") + "# A comment.\n", "utf-8")
    assert stale(copy) == set()


JENKINSFILE_CHECKS = ("codenarc", "groovy", "kubernetes-validate")
READERS_OF_THE_QUICK_START = {(check, "quick-start/create-secret.sh") for check in ("kubectl", "secret-command")}
READERS_OF_THE_QUICK_START |= records_of_checks("maven", "end-to-end-buildah", "end-to-end-kaniko", "end-to-end-output")


SNIPPET_CHANGES: dict[str, Names] = {
    "examples/unknown-flag/good/Jenkinsfile": {
        (check, "examples/unknown-flag/good/Jenkinsfile") for check in JENKINSFILE_CHECKS
    },
    "test-pod/run.sh": {("kubectl", "test-pod/own-registry.sh"), ("kubectl", "test-pod/run.sh")},
    "maven-mirror/settings.xml": {("maven-mirror", "maven-mirror/settings.xml")},
    "copy-executor-image/skopeo-copy-all.sh": {("skopeo", "copy-executor-image/skopeo-copy-all.sh")},
    "quick-start/pom.xml": READERS_OF_THE_QUICK_START,
    "quick-start/Jenkinsfile": READERS_OF_THE_QUICK_START
    | {(check, "quick-start/Jenkinsfile") for check in JENKINSFILE_CHECKS},
    "prerequisites/namespace.yaml": {
        ("kubectl", "prerequisites/check-permissions.sh"),
        ("kubectl", "prerequisites/set-account.sh"),
        ("kubernetes-validate", "prerequisites/namespace.yaml"),
    },
}
RECIPE_CHANGES: list[tuple[str, str, str, Names]] = [
    ("quick-start", "title:", "# A comment.\ntitle:", set()),
    (
        "quick-start",
        "promises:",
        "promises:\n  x: 1",
        records_of_checks("end-to-end-buildah", "end-to-end-kaniko", "end-to-end-output"),
    ),
    ("digest", "promises:", "promises:\n  x: 1", {("end-to-end-output", "digest/image.txt")}),
    ("tags", "repository:", "repository: x #", {("end-to-end-kaniko", "tags/Jenkinsfile")}),
]


@contextmanager
def replaced(file: Path, text: str) -> Iterator[None]:
    """The file has another text in the block."""
    before = file.read_text("utf-8")
    assert text != before
    file.write_text(text, "utf-8")
    yield
    file.write_text(before, "utf-8")


@pytest.mark.slow
def test_a_change_of_a_snippet_makes_exactly_its_records_stale(copy: Path) -> None:
    """A byte of any file, and of `recipe.yml` the promises of a build."""
    for path, expected in SNIPPET_CHANGES.items():
        file = copy / "snippets" / path
        with replaced(file, file.read_text("utf-8") + "\n"), check(path):
            assert stale(copy) == expected
    for recipe, old, new, expected in RECIPE_CHANGES:
        file = copy / "snippets" / recipe / RECIPE_FILE
        with replaced(file, file.read_text("utf-8").replace(old, new)), check(f"{recipe}, {new}"):
            assert stale(copy) == expected
    assert stale(copy) == set()


@pytest.mark.parametrize("check", RECORDED_CHECKS)
def test_a_raised_version_makes_the_records_of_that_check_stale(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raise_version(check, monkeypatch)
    assert stale(ROOT) == records_of_checks(check)


WATCH = """
import json, sys
opened = set()
sys.addaudithook(lambda event, arguments: opened.add(str(arguments[0])) if event == "open" else None)
import importlib
check = importlib.import_module(f"lab.checks.{sys.argv[1]}")
check.versions()
assert check.failures(sys.argv[2:]) == []
modules = [module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
print(json.dumps([*opened, *modules]))
"""

IN_THIS_PROCESS = [check for check in RECORDED_CHECKS if not check.startswith("end-to-end-")]
"""The checks that can be watched: the others open the snippets in their worker."""


@pytest.mark.slow
@pytest.mark.tool
@pytest.mark.parametrize("check", IN_THIS_PROCESS)
def test_a_check_opens_no_snippet_that_its_key_leaves_out(check: str) -> None:
    about = model.checks()[check]
    subject = records_of(check)[0].snippet
    checks.load()[check].versions()
    done = subprocess.run(
        [sys.executable, "-c", WATCH, check.replace("-", "_"), subject],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    opened = {Path(path) for path in json.loads(done.stdout.splitlines()[-1]) if path.startswith(f"{ROOT}/")}
    own = {path.relative_to(ROOT).as_posix() for path in opened if path.is_file() and "__pycache__" not in path.parts}
    assert f"lab/checks/{check.replace('-', '_')}.py" in own
    received = {f"snippets/{path}" for path in records.received_files(ROOT, about, subject)}
    snippets = {path for path in own if path.startswith("snippets/") and not path.endswith(f"/{RECIPE_FILE}")}
    assert snippets - received == set()


@pytest.fixture
def copy() -> Iterator[Path]:
    """See `copied`."""
    with project_copy() as directory:
        yield directory
