"""The site used by a person: searching, with the keyboard only, in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import SCHEME, check_with_axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


QUERIES = [
    ("权限", {"problems/", "prerequisites/", "errors/"}),
    ("拉取失败", {"agent/", "errors/", "problems/"}),
    ("config.json", {"jenkinsfile/", "prerequisites/"}),
    ("--destination", {"jenkinsfile/"}),
    ("Dockerfile", {"quick-start/", "dockerfile-support/"}),
    ("找不到Dockerfile", {"problems/"}),
    ("内存", {"problems/", "performance/"}),
    ("exit code 137", {"problems/", "errors/"}),
    ("UNAUTHORIZED: authentication required", {"problems/", "errors/"}),
    ('Failed to pull image "gcr.io/kaniko-project/executor:debug"', {"problems/", "errors/"}),
    ("error checking push permissions -- make sure you entered the correct tag name", {"problems/", "errors/"}),
    ("error checking push permissions", {"problems/", "errors/"}),
    ("No files to copy", {"problems/", "errors/"}),
    ("chdir to cwd", {"problems/", "errors/"}),
    ("exceeded quota", {"agent/", "errors/"}),
    ("container kaniko not found in pod", {"errors/", "problems/", "rules/"}),
    ("server gave HTTP response to HTTPS client", {"errors/", "problems/"}),
]
"""Query, and the pages of which one must be the first result."""
QUESTIONS = [
    ("用 Harbor 的机器人账号推送，怎么写？", "Harbor 机器人账号", {"registries/"}),
    ("一个 Secret 里能放两个仓库的密码吗？", "几个仓库 Secret", {"registries/"}),
    ("公司仓库是自签名证书，怎么让 Kaniko 信任？", "私有 CA", {"registries/", "problems/", "errors/"}),
    ("国内拉不到 gcr.io 的镜像怎么办？", "国内 镜像", {"china/", "prerequisites/"}),
    ("Kaniko 要 privileged 吗？", "privileged", {"security/", "rules/", "problems/"}),
    ("构建被 OOMKilled，先改什么？", "OOMKilled", {"problems/", "errors/", "performance/"}),
    ("Spring Boot 有两个 jar，COPY 哪一个？", "Spring Boot", {"java/"}),
    ("怎么把镜像的摘要交给部署步骤？", "摘要 部署", {"quick-start/", "tags-and-deployment/"}),
    ("上游归档了，换到 fork 要改什么？", "换到 fork", {"migrate/", "project-state/"}),
    ("RUN 的 heredoc 能用吗？", "heredoc", {"dockerfile-support/", "dockerfile-support/run-heredoc/"}),
    ("步骤以 127 退出，是谁的错？", "退出码 127", {"environment/", "errors/"}),
    ("FF_KANIKO 变量写成 yes 有用吗？", "环境变量 yes", {"environment/"}),
    ("升级到 v1.29.0，什么会自己变？", "升级 v1.29.0", {"environment/"}),
    ("RUN 看得到容器的环境变量吗？", "RUN 环境变量", {"environment/"}),
    ("RUN 写进挂载的目录，镜像里有吗？", "挂载点 RUN", {"environment/"}),
    ("COPY --exclude 有用吗？", "COPY --exclude", {"dockerfile-support/copy-exclude/", "dockerfile-support/"}),
    ("KANIKO_NO_PUSH 写错了会推送吗？", "KANIKO_NO_PUSH", {"errors/", "environment/"}),
    ("Pod 里的 runAsNonRoot 写什么？", "Pod 字段 runAsNonRoot", {"pod-fields/"}),
    ("这里的版本什么时候到期？", "版本 到期", {"versions/"}),
    ("构建成功，镜像为什么大了一倍？", "镜像大了一倍", {"problems/"}),
]
"""Question of a reader, query, and the pages that answer it."""


def first_result(page: Page, query: str) -> str:
    """Search for a query in place of the one before.

    Returns:
        The address of the first result, without the part that marks the matches.
    """
    summary = page.locator(".md-search-result__meta")
    page.locator(".md-search__input").fill("")
    expect(summary).to_have_text("键入以开始搜索")
    page.keyboard.insert_text(query)
    page.keyboard.press("Shift")  # the theme searches when a key is released
    expect(summary).to_contain_text("符合条件的结果")
    first = page.locator(".md-search-result__list > li a").first
    parts = urlsplit(str(first.evaluate("link => link.href")))
    return parts.path.removeprefix("/")


def test_search_shows_the_right_page_first(open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page("", search=True)
    page.keyboard.press("/")
    for query, pages in QUERIES:
        with subtests.test(query):
            assert first_result(page, query).startswith(tuple(pages))


def test_question_of_a_reader_is_answered_by_one_search(open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page("", search=True)
    page.keyboard.press("/")
    for question, query, pages in QUESTIONS:
        with subtests.test(question):
            assert first_result(page, query).startswith(tuple(pages))


def test_search_without_a_match_says_so(open_page: Open) -> None:
    page = open_page("", search=True)
    page.keyboard.press("s")
    page.keyboard.type("zzzzqqqq")
    expect(page.locator(".md-search-result__meta")).to_have_text("没有找到符合条件的结果")


def test_search_dialog_has_nothing_for_axe_to_find(open_page: Open) -> None:
    page = open_page("", width=390, search=True)
    page.locator(".md-header__button[for=__search]").click()
    page.keyboard.type("Dockerfile")
    page.locator(".md-search-result__list > li a").first.wait_for()
    check_with_axe(page)


def test_escape_closes_the_search(open_page: Open) -> None:
    page = open_page("")
    page.keyboard.press("/")
    expect(page.locator("#__search")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()


def test_first_tab_stop_skips_to_the_content(open_page: Open) -> None:
    page = open_page("quick-start/")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('md-skip')"):
            break
    expect(page.locator(".md-skip:focus")).to_be_visible()
    page.keyboard.press("Enter")
    assert urlsplit(page.url).fragment == "quick-start"


def test_focus_is_always_visible(open_page: Open) -> None:
    page = open_page("quick-start/")
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        style = page.evaluate(
            """() => {
                const at = document.activeElement;
                const ring = (it) => it && parseFloat(getComputedStyle(it).outlineWidth) > 0
                    && getComputedStyle(it).outlineStyle !== "none";
                const label = at.matches(".md-option")
                    ? at.parentElement.querySelector("label:not([hidden])") : null;
                return [at.outerHTML.slice(0, 120), at === document.body || at.matches(".md-toggle, .md-search__input")
                    || ring(at) || ring(label)];
            }"""
        )
        if not style[1]:
            unseen.append(style[0])
    assert unseen == []


def test_palette_follows_the_system_until_the_reader_chooses(open_page: Open) -> None:
    page = open_page("", scheme="dark")
    assert page.evaluate(SCHEME) == "slate"
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"{SCHEME} === 'default'")
    page.get_by_title("切换到浅色").click()
    page.get_by_title("切换到深色").click()
    page.wait_for_function(f"{SCHEME} === 'slate'")
    page.reload()
    assert page.evaluate(SCHEME) == "slate"
