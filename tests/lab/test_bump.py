"""The bump command: every pin has one value, a bump changes all and nothing else, and back restores each byte."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from kaniko_guide.facts import images
from kaniko_guide_site.evidence import cluster_runs, records
from kaniko_guide_site.parameters import definitions
from lab import bump
from tests.support import ROOT, SNIPPETS, expect_none

NEXT = "v99.0.1"
VALUE = "recommended: osscontainertools\npinned: v98.0.0\n"
EMPTY = {
    "records/checks.json": "[]\n",
    "uv.lock": "package = []\n",
    "lab/codenarc/package-lock.json": '{"packages": {}}\n',
    bump.VALUE: VALUE,
}


def git(root: Path, *arguments: str) -> str:
    words = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments)
    return subprocess.run(words, cwd=root, capture_output=True, text=True, check=True).stdout


def commit(root: Path, files: dict[str, str]) -> Path:
    """A repository with these files, committed."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=a")
    return root


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository with a copy of every tracked file of the project."""
    root = tmp_path / "copy"
    for path in git(ROOT, "ls-files", "-z").split("\0"):
        if path and (ROOT / path).is_file():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, root / path, follow_symlinks=False)
    return commit(root, {})


def hashes(root: Path) -> dict[str, str]:
    return {
        path: hashlib.sha256((root / path).read_bytes()).hexdigest()
        for path in git(root, "ls-files", "-z").split("\0")
        if path and (root / path).is_file()
    }


def run(monkeypatch: pytest.MonkeyPatch, root: Path, *arguments: str) -> None:
    monkeypatch.chdir(root)
    assert bump.main(arguments) == 0


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], root: Path, *arguments: str) -> str:
    """The message of a bump that changes nothing."""
    before = git(root, "status", "--porcelain"), hashes(root)
    monkeypatch.chdir(root)
    with pytest.raises(SystemExit) as stopped:
        bump.main(arguments)
    assert stopped.value.code == 2
    assert (git(root, "status", "--porcelain"), hashes(root)) == before
    return capsys.readouterr().err.partition("error: ")[2]


@pytest.mark.slow
def test_every_pin_has_the_one_value() -> None:
    expect_none(bump.other_versions(ROOT))
    assert bump.pinned_version(ROOT) == images.pinned_version()
    assert definitions.load(SNIPPETS).parameters["executor-version"].default == images.pinned_version()


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("`ghcr.io/osscontainertools/kaniko:v98.0.1`", "1:35"),
        ("\n  kaniko-executor:v98.0.1-debug", "2:19"),
        ("`v98.0.1-slim`", "1:2"),
        ("image: ghcr.io/osscontainertools/Kaniko:v98.0.1-debug", "1:41"),
        ("- name: executor-version\n  default: v98.0.1\n", "2:12"),
    ],
)
def test_second_value_is_found_and_stops_a_bump(
    text: str, position: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = commit(tmp_path, EMPTY | {"a": text})
    error = f"a:{position}: error: found v98.0.1, expected v98.0.0 as in {bump.VALUE}"
    assert bump.other_versions(root) == [error]
    assert error in refusal(monkeypatch, capsys, root, "v98.0.2")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/a.md", "fork v98.0.1, osscontainertools-v98.0.1, README.md at v98.0.1, kaniko:v1.24.0-debug"),
        ("docs/a.md", "kaniko:v98.0.1.2 tool:v98.0.1-debug kaniko:98.0.1"),
        ("records/a/b.txt", "kaniko:v98.0.1"),
        ("snippets/recorded/a/b.txt", "kaniko:v98.0.1"),
        ("tests/a/test_b.py", "kaniko:v98.0.1"),
        ("CHANGELOG.md", "kaniko:v98.0.1"),
    ],
)
def test_what_was_run_is_no_pin_and_stays(
    path: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = commit(tmp_path, EMPTY | {path: text, "docs/b.md": text.replace("v98.0.1", "v98.0.0")})
    assert bump.other_versions(root) == []
    run(monkeypatch, root, "v98.0.2")
    assert (root / path).read_text("utf-8") == text


@pytest.mark.slow
def test_bump_changes_the_pins_lists_stale_records_and_back_restores_each_byte(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, current = hashes(copy), images.pinned_version()
    quick_start = (copy / "snippets/quick-start/Jenkinsfile").read_text("utf-8")
    run(monkeypatch, copy, NEXT)
    printed = capsys.readouterr().out
    after = hashes(copy)
    changed = sorted(path for path in before if after[path] != before[path])
    assert f"{len(changed)} files changed:\n" + "".join(f"  {path}\n" for path in changed) in printed
    assert before.keys() == after.keys()
    assert len(changed) > 150
    assert not [path for path in changed if path.startswith(("records/", "snippets/recorded/", "tests/lab"))]
    assert (copy / "snippets/quick-start/Jenkinsfile").read_text("utf-8") == quick_start.replace(current, NEXT)
    assert (bump.pinned_version(copy), bump.other_versions(copy)) == (NEXT, [])
    assert f"records in {records.FILE} are stale; run: nox --session verify" in printed
    assert "quick-start/Jenkinsfile" in printed
    assert f"{cluster_runs.PODS}:1:1: error: the pod of quick-start/Jenkinsfile is not the one that ran; " in printed
    git(copy, "commit", "--quiet", "--all", "--message=b")
    run(monkeypatch, copy, current)
    assert hashes(copy) == before
    assert "records in" in capsys.readouterr().out
    git(copy, "commit", "--quiet", "--all", "--message=c")
    run(monkeypatch, copy, current)
    assert capsys.readouterr().out == f"Every pin has {current}: nothing is changed.\n"
    assert git(copy, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "version", ["98.0.1", "v98.0", "v98.0.1-debug", "latest", "v01.0.1", "v98.0.1\n", "", "v١.0.1"]
)
def test_what_is_no_version_is_refused(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = commit(tmp_path, EMPTY)
    expected = f"found the version {version!r}, expected one such as v1.28.5\n"
    assert refusal(monkeypatch, capsys, root, version) == expected


def test_version_before_the_one_that_was_run_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = commit(tmp_path, EMPTY)
    expected = (
        f"found the version v1.27.9, older than {images.recommended_publication().version}, the release that was run\n"
    )
    assert refusal(monkeypatch, capsys, root, "v1.27.9") == expected


def test_uncommitted_changes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = commit(tmp_path, EMPTY | {"a": ""})
    (root / "a").write_text("b", "utf-8")
    assert refusal(monkeypatch, capsys, root, "v98.0.1").startswith("found uncommitted changes, commit or remove them:")


@pytest.mark.parametrize("text", ["", "pinned: 98.0.0\n", "pinned: v98.0.0\npinned: v98.0.0\n"])
def test_file_without_exactly_one_value_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = commit(tmp_path, EMPTY | {bump.VALUE: text})
    assert "expected one" in refusal(monkeypatch, capsys, root, "v98.0.1")


def test_version_with_a_digest_stays_and_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_release = images.recommended_publication().version
    text = f"image: kaniko:{run_release}-debug@sha256:{'0' * 64}\n"
    archived = f"image: executor/kaniko:v1.24.0@sha256:{'0' * 64}\n"
    root = commit(tmp_path, EMPTY | {"a.yaml": text, "b.yaml": archived, "c.md": "kaniko:v98.0.0"})
    run(monkeypatch, root, "v98.0.1")
    assert [(root / path).read_text("utf-8") for path in ("a.yaml", "b.yaml", "c.md")] == [
        text,
        archived,
        "kaniko:v98.0.1",
    ]
    out = capsys.readouterr().out.splitlines()
    assert [line for line in out if " keeps " in line] == [f"a.yaml:1:15 keeps {run_release}, for which its digest is."]


def test_version_with_a_digest_is_that_of_the_release_that_was_run(tmp_path: Path) -> None:
    root = commit(tmp_path, EMPTY | {"a.yaml": f"image: kaniko:v98.0.0-debug@sha256:{'0' * 64}\n"})
    expected = images.recommended_publication().version
    assert bump.other_versions(root) == [f"a.yaml:1:15: error: found v98.0.0, expected {expected} as in {bump.VALUE}"]


def test_when_a_file_cannot_be_written_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = commit(tmp_path, EMPTY | {f"{name}.md": f"{name} kaniko:v98.0.0\r\n" for name in "abc"})
    write = Path.write_bytes

    def failing(path: Path, content: bytes) -> int:
        if path.name == "b.md" and b"v98.0.1" in content:
            write(path, content[:8])
            raise OSError(28, os.strerror(28))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", failing)
    assert "nothing is changed, a file can't be written" in refusal(monkeypatch, capsys, root, "v98.0.1")


def test_line_ends_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = commit(tmp_path, EMPTY | {"a.md": "kaniko:v98.0.0\r\nb\n"})
    run(monkeypatch, root, "v98.0.1")
    assert (root / "a.md").read_bytes() == b"kaniko:v98.0.1\r\nb\n"
