from __future__ import annotations

from pathlib import Path, PurePosixPath

from kaniko_guide import project
from kaniko_guide.project import packages


def scripts(root: Path, content: dict[str, str]) -> dict[str, set[str]]:
    for name, text in content.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    found = packages.npm_scripts(root, map(PurePosixPath, content))
    return {path.as_posix(): set(names) for path, names in found.items()}


def test_names(tmp_path: Path) -> None:
    assert scripts(
        tmp_path,
        {
            "package.json": '{"scripts": {"a": "b", "c": "d"}}',
            "web/package.json": "{}",
            "list/package.json": "[]",
            "text/package.json": '{"scripts": "a"}',
            "broken/package.json": "{",
            "node_modules/x/package.json": '{"scripts": {"e": "f"}}',
            "other.json": '{"scripts": {"g": "h"}}',
        },
    ) == {"package.json": {"a", "c"}, "web/package.json": set()}


def test_a_link_that_leads_out_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text('{"scripts": {"a": "b"}}', "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "package.json").symlink_to(tmp_path / "out.json")
    assert packages.npm_scripts(tmp_path / "in", [PurePosixPath("package.json")]) == {}


def test_too_many(tmp_path: Path) -> None:
    assert scripts(tmp_path, {f"{number}/package.json": "{}" for number in range(101)}) == {}


def test_it_is_only_read_if_a_command_needs_it(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"a": "b"}}', "utf-8")
    for step, count in {"npm run a": 1, "make a": 0}.items():
        (tmp_path / "Jenkinsfile").write_text(f"node {{ sh '{step}' }}", "utf-8")
        assert len(project.read(tmp_path).npm_scripts) == count
