from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide.analysis import dockerignore

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("a.txt", "web/dist/index.html", "web/src/a.ts", "dist/b.js", "docs/a[1].md")


def test_excluded_files(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    cases = {
        "dist": ["dist/b.js"],
        "/dist/": ["dist/b.js"],
        "**/dist": ["dist/b.js", "web/dist/index.html"],
        "**/*.ts": ["web/src/a.ts"],
        "web/*": ["web/dist/index.html", "web/src/a.ts"],
        "web\n!web/src": ["web/dist/index.html"],
        "!web\nweb": ["web/dist/index.html", "web/src/a.ts"],
        "*.txt": ["a.txt"],
        "?.txt": ["a.txt"],
        "[b-d]*": ["dist/b.js", "docs/a[1].md"],
        "[z-a]*": [],
        "/": [],
    }
    for patterns, expected in cases.items():
        (tmp_path / ".dockerignore").write_text(f"{patterns}\n", "utf-8")
        found = dockerignore.exclusions(project.read(tmp_path))
        assert sorted(map(str, found.files)) == expected, patterns


def test_paths_of_which_every_file_is_excluded(tmp_path: Path) -> None:
    for patterns, path, expected in [
        ("target", "target/a.jar", True),
        ("target", "target/*.jar", True),
        ("target\n!target/a.jar", "target/a.jar", False),
        ("target\n!target/a.jar", "target", False),
        ("target", ".", False),
    ]:
        (tmp_path / ".dockerignore").write_text(f"{patterns}\n", "utf-8")
        found = dockerignore.exclusions(project.read(tmp_path))
        assert found.always(PurePosixPath(path)) is expected, (patterns, path)
