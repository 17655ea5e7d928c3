"""Every page keeps the rules for pages, and each rule reports a page that breaks it."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide_site import page_rules
from kaniko_guide_site.snippets.reference import references
from tests.kaniko_guide_site.test_markdown import PIECES
from tests.support import ROOT, SNIPPETS, expect_none, name

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = re.compile(r'data-snippet="([^"]*)"')
"""The attribute of a block with the path of its file, and the section."""
PAGES = sorted((ROOT / "docs").rglob("*.md"))
NAV = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), yaml.BaseLoader)["nav"]  # noqa: S506 (it makes plain text of all)


def test_page_keeps_the_rules() -> None:
    for page in PAGES:
        with check(f"{page}"):
            found = page_rules.check_page(name(page), page.read_text("utf-8"), SNIPPETS)
            expect_none([finding.render("en") for finding in found])


def test_every_snippet_is_on_a_page(built_site: Path) -> None:
    """A page may also show a snippet only where the publisher has a repository."""
    pages = (page.read_text("utf-8") for page in built_site.rglob("*.html"))
    shown = {name.partition(":")[0] for page in pages for name in SHOWN.findall(page)}
    shown |= {reference.path for page in PAGES for _, reference in references(page.read_text("utf-8"))}
    expect_none([finding.render("en") for finding in page_rules.check_use(shown, SNIPPETS, "snippets")])


def tasks() -> list[str]:
    """The how-to pages, and the two pages to start with."""
    groups = {title: pages for group in NAV for title, pages in group.items() if isinstance(pages, list)}
    return ["quick-start.md", "prerequisites.md", *groups["怎么做"]]


def test_how_to_states_outcome_prerequisites_time_and_next_step() -> None:
    for page in tasks():
        with check(f"{page}"):
            path = ROOT / "docs/zh" / page
            expect_none(how_to_problems(name(path), path.read_text("utf-8")))


LABELS = ["- **完成后", "- **需要", "- **时间"]
"""How the lines above the first section of a how-to begin."""


def how_to_problems(path: str, text: str) -> list[str]:
    """What is missing in a how-to, one message each."""
    head, lines = text.partition("\n## ")[0], text.rstrip().splitlines()
    found = [line.partition("：**")[0] for line in head.splitlines() if line.startswith("- **")]
    problems = []
    if found != LABELS:
        expected = "、".join(LABELS).replace("- **", "")
        problems.append(f"{path}:1:1: error: the list at the top must have exactly: {expected}. [how-to]")
    if not lines[-1].startswith("下一步："):
        problems.append(f"{path}:{len(lines)}:1: error: the last line must begin with 下一步：. [how-to]")
    return problems


def test_what_a_how_to_lacks_is_reported() -> None:
    assert how_to_problems("a.md", "# A\n\n- **完成后：** a\n- **时间：** b\n\n## B\n\nc\n") == [
        "a.md:1:1: error: the list at the top must have exactly: 完成后、需要、时间. [how-to]",
        "a.md:8:1: error: the last line must begin with 下一步：. [how-to]",
    ]


@pytest.fixture
def snippets(tmp_path: Path) -> Path:
    directory = tmp_path / "snippets"
    (directory / "recipe").mkdir(parents=True)
    (directory / "recipe" / "recipe.yml").write_text("title: {}\n", "utf-8")
    (directory / "recipe" / "run.txt").write_text("one\ntwo\nthree\n", "utf-8")
    (directory / "recipe" / "Jenkinsfile").write_text(
        "a {\n    // --8<-- [start:part]\n    b\n      c\n    // --8<-- [end:part]\n}\n", "utf-8"
    )
    return directory


BREAKS = {
    "typed-block": (
        """\
        # A {#a}

        === "Tab"

            ```yaml title="x"
            a: 1
            b: 2
            ```
        """,
        (
            "page.md:5:5: error: 这一块有 2 行，却是直接写在页面里的。 "
            '把它放进 snippets/ 下的文件，这里只写一行 --8<-- "路径"。 [typed-block]'
        ),
    ),
    "typed-block-without-language": (
        "~~~\n$ kubectl get pods\nNAME\n~~~\n",
        (
            "page.md:1:1: error: 这一块有 2 行，却是直接写在页面里的。 "
            '把它放进 snippets/ 下的文件，这里只写一行 --8<-- "路径"。 [typed-block]'
        ),
    ),
    "mixed-block": (
        '```sh\ncd /tmp\n--8<-- "recipe/run.txt"\n```\n',
        "page.md:1:1: error: 代码块里除了引用还有别的内容。 一个代码块只引用一个文件或一个片段。 [mixed-block]",
    ),
    "missing-file": (
        '```sh\n--8<-- "recipe/gone.sh"\n```\n',
        (
            "page.md:2:1: error: 引用的内容不存在：recipe/gone.sh：没有这个文件或目录；检查路径有没有写错。 "
            "改正路径或片段名，或者加上这个文件。 [missing-include]"
        ),
    ),
    "missing-section": (
        '```groovy\n--8<-- "recipe/Jenkinsfile:pod"\n```\n',
        (
            "page.md:2:1: error: 引用的内容不存在：recipe/Jenkinsfile：没有片段 `pod`。 "
            "改正路径或片段名，或者加上这个文件。 [missing-include]"
        ),
    ),
    "missing-lines": (
        '```text\n--8<-- "recipe/run.txt:3:4"\n```\n',
        (
            "page.md:2:1: error: 引用的内容不存在：recipe/run.txt：没有第 3 到 4 行。 "
            "改正路径或片段名，或者加上这个文件。 [missing-include]"
        ),
    ),
    "included-lines": (
        '```groovy\n--8<-- "recipe/Jenkinsfile:1:2"\n```\n',
        (
            "page.md:2:1: error: recipe/Jenkinsfile 会改动，行号 1 到 2 不可靠。 "
            "在文件里给这一段加上片段名。 [included-lines]"
        ),
    ),
    "unreadable-include": (
        "```sh\n--8<-- recipe/run.txt\n```\n",
        (
            "page.md:2:1: error: 看不懂的引用：--8<-- recipe/run.txt。 "
            '写成 --8<-- "文件"、--8<-- "文件:片段名" 或（只限 .txt）--8<-- "文件:起:止"。 [unreadable-include]'
        ),
    ),
    "unclosed-block": (
        "```sh\nls\n",
        "page.md:1:1: error: 代码块没有结束。 加上和开头一样的一行 ` 或 ~。 [unclosed-block]",
    ),
    "heading-without-id": (
        "# A {#a}\n\n## 前置条件\n",
        "page.md:3:1: error: 标题没有写明 id：前置条件。 在行尾写 {#english-words}。 [heading-without-id]",
    ),
    "heading-id": (
        "## 前置条件 {#前置条件}\n",
        "page.md:1:1: error: 标题的 id 不是小写的英文：前置条件。 只用 a–z、0–9 和 -。 [heading-id]",
    ),
    "duplicate-heading-id": (
        "# A {#a}\n\n## B {#b .x}\n\n### C {#b}\n",
        "page.md:5:1: error: id b 在第 3 行已经用过。 换一个 id。 [duplicate-heading-id]",
    ),
}


def test_break_is_found_with_its_place(snippets: Path) -> None:
    for page, line in BREAKS.values():
        with check(f"{page}, {line}"):
            found = page_rules.check_page("page.md", dedent(page), snippets)
            assert [finding.render("zh") for finding in found] == [line]


def test_sound_page_is_left_alone(snippets: Path) -> None:
    page = """\
        ---
        # a comment
        title: A
        ---

        # A {#a}

        ```sh
        kubectl get pods --namespace=jenkins
        ```

        > ## not a heading of its own

        ```text title="b"
        # three
        ```

        - item

            ```groovy
            --8<-- "recipe/Jenkinsfile:part"
            ```
        """
    assert list(page_rules.check_page("page.md", dedent(page), snippets)) == []


def test_left_over_snippet_is_found(snippets: Path) -> None:
    (snippets / "examples" / "some-rule" / "bad").mkdir(parents=True)
    (snippets / "examples" / "some-rule" / "bad" / "pod.yaml").write_text("a: 1\n", "utf-8")
    (snippets / "examples" / "some-rule" / "good").mkdir()
    (snippets / "examples" / "some-rule" / "good" / "pod.yaml").write_text("a: 2\n", "utf-8")
    unused = "error: 没有页面用到这个文件。 在页面里引用它，或者删掉它。 [unused-snippet]"
    shown = {"recipe/Jenkinsfile", "examples/some-rule/bad/pod.yaml"}
    assert [finding.render("zh") for finding in page_rules.check_use(shown, snippets, "snippets")] == [
        f"snippets/recipe/run.txt:1:1: {unused}"
    ]
    assert [finding.path for finding in page_rules.check_use({"recipe/Jenkinsfile"}, snippets, "snippets")] == [
        "snippets/examples/some-rule/bad/pod.yaml",
        "snippets/examples/some-rule/good/pod.yaml",
        "snippets/recipe/run.txt",
    ]


def test_findings_are_written_in_english_too(snippets: Path) -> None:
    (found,) = page_rules.check_page("page.md", "## 标题\n", snippets)
    assert found.render("en") == (
        "page.md:1:1: error: This heading has no id: 标题. "
        "Write {#english-words} at the end of the line. [heading-without-id]"
    )


@given(st.text(alphabet=st.sampled_from(PIECES)))
def test_any_page_is_checked_to_its_end(page: str) -> None:
    assert all(finding.line <= len(page.split("\n")) for finding in page_rules.check_page("page.md", page, SNIPPETS))
