"""The feed of changes: what is an entry, and what the feed of a small repository says."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from kaniko_guide_site import feed, templates
from kaniko_guide_site.feed import NOTHING, Change

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://a.example/"
A, B, C = "a" * 40, "b" * 40, "c" * 40
LOG = f"""\x012026-11-30T10:00:00+00:00

:100644 100644 {B} {C} M\tdocs/en/a.md
:100644 000000 {B} {NOTHING} D\tdocs/en/gone.md
\x012026-11-30T09:00:00+00:00

:100644 100644 {A} {B} M\tdocs/en/a.md
:100644 100644 {A} {B} M\tdocs/en/back.md
\x012026-11-30T08:00:00+00:00

:100644 100644 {B} {A} M\tdocs/en/back.md
\x012026-11-29T09:00:00+00:00

:000000 100644 {NOTHING} {A} A\tdocs/en/a.md
"""
PAGE = "---\ntitle: A\n---\n\n# A {#a}\n\ntext\n\n## B `x` {#b}\n\n```sh\n# no heading\n```\n\n## C {#c}\n"


def test_changes_are_joined_by_file_and_day() -> None:
    assert feed.parse(LOG) == [
        Change("docs/en/a.md", "2026-11-30T10:00:00+00:00", A, C),
        Change("docs/en/a.md", "2026-11-29T09:00:00+00:00", NOTHING, A),
    ]


@pytest.mark.parametrize(
    ("before", "after", "sections"),
    [
        ("text", "other", ["A"]),
        ("# no heading", "true", ["B x"]),
        ("## C", "## D {#d}\n\n## C", ["D"]),
        ("## C {#c}\n", "", []),
        ("title: A", "title: B", []),
    ],
)
def test_changed_sections_are_named(before: str, after: str, sections: list[str]) -> None:
    assert feed.changed_sections(PAGE, PAGE.replace(before, after)) == sections


@pytest.mark.parametrize(
    ("before", "after", "summary"),
    [
        ("text", "other", "Changed: A"),
        ("## C {#c}\n", "", "Removed: C"),
        ("title: A", "title: B", "Title or description changed"),
    ],
)
def test_the_summary_says_what_changed(before: str, after: str, summary: str) -> None:
    texts = {A: PAGE, B: PAGE.replace(before, after)}
    change = Change("docs/en/a.md", "2026-11-30T10:00:00+00:00", A, B)
    assert feed.page_entry(change, texts, "A", ADDRESS, "en").summary == summary


def git(root: Path, *words: str, day: str = "2026-11-30") -> None:
    environment = {"GIT_COMMITTER_DATE": f"{day}T09:00:00+00:00", "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": str(root)}
    names = ("-c", "user.name=a", "-c", "user.email=a@a.example")
    subprocess.run(["git", *names, *words], cwd=root, check=True, capture_output=True, env=environment)


def commit(root: Path, files: dict[str, str], day: str) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    git(root, "add", ".")
    git(root, "commit", "--message", "a", day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "--quiet")
    recipe = {"snippets/one/recipe.yml": "title: {}\n", "snippets/one/run.sh": "true\n", "snippets/README.md": "a\n"}
    commit(root, {"docs/en/a.md": PAGE} | recipe, "2026-11-28")
    commit(root, {"docs/en/a.md": PAGE.replace("text", "other & more"), "docs/zh/a.md": PAGE}, "2026-11-29")
    commit(root, {"snippets/one/run.sh": "echo 1\n"}, "2026-11-30")
    return root


def test_the_feed_of_a_repository(repository: Path) -> None:
    pages = {"docs/en/a.md": ("A & B", f"{ADDRESS}en/a/")}
    found = feed.entries(repository, pages, f"{ADDRESS}en/", "en")
    assert [(one.title, one.id, one.category, one.summary) for one in found] == [
        ("Files: one", f"{ADDRESS}en/snippets/one.zip#changed-2026-11-30", "recipe:one", "Changed: run.sh"),
        ("A & B", f"{ADDRESS}en/a/#changed-2026-11-29", "page:a", "Changed: A"),
        ("New page: A & B", f"{ADDRESS}en/a/#changed-2026-11-28", "page:a", ""),
        (
            "New files: one",
            f"{ADDRESS}en/snippets/one.zip#changed-2026-11-28",
            "recipe:one",
            "run.sh",
        ),
    ]
    text = templates.render("feed.xml", title="T", site=f"{ADDRESS}en/", file=feed.FILE, language="en", entries=found)
    tree = ET.fromstring(text)  # noqa: S314 (it is our own)
    atom = "{http://www.w3.org/2005/Atom}"
    assert tree.findtext(f"{atom}updated") == "2026-11-30T09:00:00+00:00"
    assert [one.findtext(f"{atom}title") for one in tree.iter(f"{atom}entry")] == [one.title for one in found]
    assert all(one.findtext(f"{atom}summary") for one in tree.iter(f"{atom}entry"))


def test_without_the_whole_history_there_is_no_feed(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.as_uri(), "shallow")
    (tmp_path / "none").mkdir()
    for root in (tmp_path / "shallow", tmp_path / "none"):
        assert feed.entries(root, {"docs/en/a.md": ("A", ADDRESS)}, ADDRESS, "en") == []
