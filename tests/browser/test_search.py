"""The search finds what readers ask for, as they type or paste it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import check_with_axe
from tests.browser.conftest import QUIET_MS
from tests.browser.search import INPUT, NOTHING, SUMMARY, ask, read, search
from tests.support import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

GOLDEN = ROOT / "tests" / "data" / "search-queries.json"
"""What people asked in public threads, with the sections that answer it."""
FIRST, IN_THREE = 0.95, 0.99
"""The parts of the golden queries that must be answered by the first result, and by the first three."""

PROBLEMS = ("problems/", "registry-problems/", "build-problems/")
QUERIES = [
    ("权限", {*PROBLEMS, "prerequisites/", "errors/"}),
    ("拉取失败", {"agent/", "errors/", *PROBLEMS}),
    ("config.json", {"jenkinsfile/", "prerequisites/", "registries/"}),
    ("--destination", {"jenkinsfile/", "executor/#flag-destination"}),
    ("Dockerfile", {"quick-start/", "dockerfile-support/"}),
    ("找不到Dockerfile", {*PROBLEMS}),
    ("内存", {*PROBLEMS, "performance/"}),
    ("exit code 137", {*PROBLEMS, "errors/"}),
    ("UNAUTHORIZED: authentication required", {*PROBLEMS, "errors/"}),
    ('Failed to pull image "gcr.io/kaniko-project/executor:debug"', {"agent/", *PROBLEMS, "errors/"}),
    ("error checking push permissions -- make sure you entered the correct tag name", {*PROBLEMS, "errors/"}),
    ("error checking push permissions", {*PROBLEMS, "errors/"}),
    ("No files to copy", {*PROBLEMS, "errors/"}),
    ("chdir to cwd", {*PROBLEMS, "errors/"}),
    ("exceeded quota", {"agent/", "errors/"}),
    ("container kaniko not found in pod", {"errors/", *PROBLEMS, "rules/"}),
    ("server gave HTTP response to HTTPS client", {"errors/", *PROBLEMS, "registries/"}),
    ("kaniko 上传镜像特别慢", {"performance/"}),
    ("kaniko COPY 软链接失败", {"dockerfile-support/copy-symlink/"}),
    ("helm upgrade 镜像不更新", {"tags-and-deployment/#digest"}),
]
"""Query, and the pages of which one must be the first result."""
QUESTIONS = [
    ("用 Harbor 的机器人账号推送，怎么写？", "Harbor 机器人账号", {"registries/"}),
    ("一个 Secret 里能放两个仓库的密码吗？", "几个仓库 Secret", {"registries/"}),
    ("公司仓库是自签名证书，怎么让 Kaniko 信任？", "私有 CA", {"registries/", *PROBLEMS, "errors/"}),
    ("国内拉不到 gcr.io 的镜像怎么办？", "国内 镜像", {"china/", "prerequisites/", "project-state/#china"}),
    ("Kaniko 要 privileged 吗？", "privileged", {"security/", "rules/", *PROBLEMS}),
    ("构建被 OOMKilled，先改什么？", "OOMKilled", {*PROBLEMS, "errors/", "performance/"}),
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
    ("Pod 里的 runAsNonRoot 写什么？", "Pod 字段 runAsNonRoot", {"pod-fields/", "agent/#pod-security"}),
    ("这里的版本什么时候到期？", "版本 到期", {"versions/"}),
    ("构建成功，镜像为什么大了一倍？", "镜像大了一倍", {*PROBLEMS}),
]
"""Question of a reader, query, and the pages that answer it."""
ENGLISH = [
    ("pushing images to nexus", {"en/registries/#others"}),
    ("how do I keep the pod after a failed build", {"en/how-it-runs/#after-build"}),
    ("why does kaniko get OOMKilled", {"en/build-problems/#out-of-memory"}),
    ("multiple tags", {"en/tags-and-deployment/#tags"}),
    ("snapsho", {"en/performance/#snapshot", "en/build-problems/#slow-snapshot"}),
    ("certifcate expired", {"en/registry-problems/#x509-other"}),
    ("docker config json", {"en/jenkinsfile/#secret"}),
    ("layercache", {"en/performance/#layer-cache"}),
    ("--image-name-tag-with-digest-file", {"en/executor/#flag-image-name-tag-with-digest-file"}),
    (
        (
            "error building image: error building stage: failed to execute command: "
            "getting user group from chown: user web is not a uid and does not exist on the system"
        ),
        {"en/errors/executor-copy/#copy-user-missing"},
    ),
]
"""Query in the English edition, and the answers.

It has filler words, another ending, only the beginning of a word, a wrong letter, words joined or apart, a flag that is
part of none other, or an error whose innermost message counts most.
"""


@pytest.fixture
def searching(open_page: Open) -> Page:
    """The home page with the cursor in the search."""
    page = open_page("")
    page.keyboard.press("/")
    return page


def test_golden_queries_are_answered_by_the_first_results(searching: Page) -> None:
    answered = list(ask(searching, read(GOLDEN)))
    missed = {one.golden.query: one.found[:3] for one in answered if one.place != 0}
    assert sum(one.place == 0 for one in answered) >= FIRST * len(answered), missed
    assert sum(one.place in {0, 1, 2} for one in answered) >= IN_THREE * len(answered), missed


def test_search_shows_the_right_page(searching: Page, subtests: pytest.Subtests) -> None:
    for query, pages in QUERIES:
        with subtests.test(query):
            assert search(searching, query)[0].startswith(tuple(pages))


def test_question_of_a_reader_is_answered_by_one_search(searching: Page, subtests: pytest.Subtests) -> None:
    for question, query, pages in QUESTIONS:
        with subtests.test(question):
            assert search(searching, query)[0].startswith(tuple(pages))


def test_english_edition_is_searched_in_english(open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page("en/")
    page.keyboard.press("/")
    for query, answers in ENGLISH:
        with subtests.test(query):
            assert search(page, query)[0] in answers


def test_search_without_a_match_says_so(searching: Page) -> None:
    searching.keyboard.type("zzzzqqqq")
    expect(searching.locator(SUMMARY)).to_have_text(NOTHING)


def test_sections_are_loaded_when_the_reader_enters_the_search(open_page: Open) -> None:
    page = open_page("")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(QUIET_MS)
    assert not any("sections.js" in url for url in asked)
    with page.context.expect_event("request", lambda request: "sections.js" in request.url):
        page.locator(INPUT).focus()
    assert page.locator(INPUT).input_value() == ""


def test_query_in_the_address_is_searched(open_page: Open) -> None:
    page = open_page("?q=x509")
    expect(page.locator(".md-search-result__list")).to_contain_text("x509")


def test_enter_opens_the_first_result_and_marks_it(searching: Page) -> None:
    assert search(searching, "--cache-copy-layers")[0] == "executor/#flag-cache-copy-layers"
    searching.keyboard.press("Enter")
    searching.wait_for_url("**/executor/**#flag-cache-copy-layers")
    expect(searching.locator("article mark").first).to_be_attached()


def test_teaser_is_short_and_marks_the_words(searching: Page) -> None:
    search(searching, "<b>RUN</b> 证书过期")
    teaser = searching.locator("[data-md-score]:not([data-md-score='0.00'])").first
    assert teaser.locator("mark").count()
    assert teaser.locator("b").count() == 0
    assert len(teaser.inner_text()) < 200


def test_search_dialog_has_nothing_for_axe_to_find(open_page: Open) -> None:
    page = open_page("", width=390)
    page.locator(".md-header__button[for=__search]").click()
    page.keyboard.type("Dockerfile")
    page.locator(".md-search-result__list > li a").first.wait_for()
    check_with_axe(page)
