"""The reader's own values in a real browser: typed once, shown everywhere, never more than text."""

from __future__ import annotations

import json
from itertools import cycle
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from kaniko_guide_site.parameters.occurrences import in_reference
from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.browser.accessibility import check_both_schemes
from tests.kaniko_guide_site.parameters.values import FOREIGN, HOSTILE, KNOWN, LEGAL, NAMES
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

START = "quick-start/"
KEY = "kaniko-guide.values"
MINE = {"registry": "harbor.corp.cn:8443", "namespace": "ci", "user": "robot$ci"}
SHARED = {"registry": "harbor.corp.cn:8443", "namespace": "ci"}
BLOCKS = """() => Array.from(document.querySelectorAll(".block[data-occurrences]"), (block) =>
    [block.dataset.snippet, block.querySelector(".highlight code").textContent.replace(/\\n$/, "")])"""
LABELS = {parameter: one.label.zh for parameter, one in KNOWN.parameters.items()}


def expected_text(name: str, values: dict[str, str]) -> str:
    reference = Reference.parse(f'--8<-- "{name}"')
    assert reference is not None
    return KNOWN.fill(selected_text(SNIPPETS, reference), in_reference(SNIPPETS, reference, KNOWN), values)


def shows(page: Page, values: dict[str, str]) -> int:
    """How many blocks a page has, after every one was found to show these values."""
    found = page.evaluate(BLOCKS)
    for name, text in found:
        assert text == expected_text(name, values), name
    return len(found)


def panel(page: Page) -> Locator:
    return page.locator("dialog.values")


def field(page: Page, parameter: str) -> Locator:
    return panel(page).get_by_role("textbox", name=LABELS[parameter], exact=True)


def fill(page: Page, values: dict[str, str]) -> None:
    page.locator(".block .values-open").first.click()
    for parameter, value in values.items():
        field(page, parameter).fill(value)
    page.keyboard.press("Escape")


def stored_values(page: Page) -> Any:  # noqa: ANN401
    return json.loads(page.evaluate("key => localStorage.getItem(key)", KEY) or "{}")


def test_a_value_typed_once_is_in_every_block_of_every_page(open_page: Open) -> None:
    page = open_page(START)
    assert shows(page, {}) > 2
    fill(page, MINE)
    assert shows(page, MINE) > 2
    assert stored_values(page) == MINE
    assert page.locator(".occurrence-filled").count() > 3
    page.reload()
    assert shows(page, MINE) > 2
    for path, blocks in (("prerequisites/", 5), ("jenkinsfile/", 5), ("rules/glued-flag/", 2)):
        page.goto(path)
        assert shows(page, MINE) >= blocks


def test_a_chosen_registry_fills_what_is_known_of_it(open_page: Open) -> None:
    page = open_page(START)
    page.locator(".values-opener .values-open").click()
    choice = panel(page).get_by_role("combobox", name="用哪个仓库")
    chosen = choice.locator("option:checked")
    user_help = panel(page).locator("#value-user-help")
    expect(chosen).to_have_text(KNOWN.registries["zh"][0].label.zh)
    expect(user_help).to_have_text(KNOWN.registries["zh"][0].help["user"].zh)
    choice.select_option(label="GitHub（GHCR）")
    expect(field(page, "registry")).to_have_value("ghcr.io")
    shows(page, {"registry": "ghcr.io"})
    choice.select_option(label="Docker Hub")
    expect(field(page, "registry")).to_have_value("docker.io")
    shows(page, {"registry": "docker.io"})
    expect(page.locator('.block[data-snippet="quick-start/create-secret.sh"]')).to_contain_text(
        '"auths":{"https://index.docker.io/v1/":'
    )
    choice.select_option(label="Harbor")
    expect(field(page, "registry")).to_have_value("")
    expect(field(page, "registry")).to_have_attribute("placeholder", "harbor.corp.internal")
    expect(user_help).to_contain_text("robot$team+ci")
    shows(page, {})
    field(page, "registry").fill("harbor.corp.cn:8443")
    page.reload()
    page.locator(".values-opener .values-open").click()
    expect(chosen).to_have_text("Harbor")
    field(page, "registry").fill("registry.corp.cn")
    page.reload()
    page.locator(".values-opener .values-open").click()
    expect(chosen).to_have_text("别的仓库")
    expect(user_help).to_have_text(KNOWN.parameters["user"].help.zh)
    choice.select_option(label=KNOWN.registries["zh"][0].label.zh)
    assert stored_values(page) == {}


def test_another_tab_follows(open_page: Open) -> None:
    page = open_page(START)
    other = page.context.new_page()
    other.goto("prerequisites/")
    fill(page, MINE)
    other.wait_for_function("document.querySelector('.occurrence-filled')")
    assert shows(other, MINE) > 4


def test_values_are_taken_back_one_by_one_or_all(open_page: Open) -> None:
    page = open_page(START)
    fill(page, MINE)
    page.locator(".values-opener .values-open").click()
    panel(page).get_by_role("button", name=f"恢复示例值：{LABELS['namespace']}").click()
    expect(field(page, "namespace")).to_be_focused()
    shows(page, {key: value for key, value in MINE.items() if key != "namespace"})
    panel(page).get_by_role("button", name="全部恢复示例值").click()
    shows(page, {})
    assert stored_values(page) == {}
    expect(field(page, "registry")).to_have_value("")


def test_panel_is_used_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(START)
    opener = page.locator(".block .values-open").first
    opener.focus()
    page.keyboard.press("Enter")
    expect(field(page, "registry")).to_be_focused()
    page.keyboard.type("harbor.corp.cn")
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(opener).to_be_focused()
    shows(page, {"registry": "harbor.corp.cn"})


def test_illegal_value_is_told_beside_its_field_and_put_nowhere(open_page: Open) -> None:
    page = open_page(START)
    page.locator(".block .values-open").first.click()
    secret = field(page, "secret")
    secret.fill("Bad Name")
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_visible()
    expect(secret).to_be_focused()
    expect(secret).to_have_attribute("aria-invalid", "true")
    expect(secret).to_have_accessible_description(
        f"{KNOWN.parameters['secret'].help.zh} {KNOWN.parameters['secret'].wrong.zh}"
    )
    shows(page, {})
    assert stored_values(page) == {}
    secret.fill("harbor-credential")
    expect(secret).to_have_attribute("aria-invalid", "false")
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_hidden()
    shows(page, {"secret": "harbor-credential"})


def test_mirror_is_seen_in_the_fields_of_the_images(open_page: Open) -> None:
    page = open_page(START)
    fill(page, {"mirror": "harbor.corp.cn/mirror"})
    page.locator(".block .values-open").first.click()
    expect(field(page, "jre-image")).to_have_attribute("placeholder", "harbor.corp.cn/mirror/eclipse-temurin:21-jre")
    shows(page, {"mirror": "harbor.corp.cn/mirror"})


def test_what_is_filled_in_is_counted(open_page: Open) -> None:
    page = open_page(START)
    opener = page.locator(".values-opener .values-open")
    block = page.locator('.block[data-snippet="quick-start/create-secret.sh"] .values-open')
    expect(opener).to_have_text("填入你的值")
    fill(page, MINE)
    expect(opener).to_have_text("填入你的值（已填 3 项）")
    expect(block).to_have_text("填入你的值（已填 3 处）")
    fill(page, dict.fromkeys(MINE, ""))
    expect(opener).to_have_text("填入你的值")
    expect(block).to_have_text("填入你的值")


def test_prefix_of_copies_chooses_their_files_and_each_choice_is_of_the_whole_page(open_page: Open) -> None:
    page = open_page(START)
    ready = page.locator('.block[data-snippet="quick-start/Jenkinsfile"]')
    copies = page.locator('.block[data-snippet="own-images/Jenkinsfile"]')
    expect(ready).to_be_visible()
    expect(copies).to_be_hidden()
    fill(page, {"mirror": "harbor.corp.cn/mirror"})
    expect(ready).to_be_hidden()
    expect(copies).to_contain_text("image: harbor.corp.cn/mirror/inbound-agent:")
    expect(copies).to_contain_text("imagePullSecrets:")
    page.get_by_text("镜像拉得到", exact=True).first.click()
    expect(ready).to_be_visible()
    fill(page, {"namespace": "ci"})
    expect(ready).to_be_visible()
    fill(page, {"mirror": ""})
    page.get_by_text("镜像在自己的仓库", exact=True).last.click()
    expect(page.locator('.block[data-snippet="own-images/Dockerfile"]')).to_be_visible()


@pytest.mark.parametrize(("width", "height", "screens"), [(1280, 800, 1), (390, 844, 2)])
def test_first_block_is_near_the_top(width: int, height: int, screens: int, open_page: Open) -> None:
    page = open_page(START, width=width)
    page.set_viewport_size({"width": width, "height": height})
    box = page.locator(".block").first.bounding_box()
    assert box is not None
    assert box["y"] + 100 < screens * height


def test_link_holds_the_values_that_are_not_private(open_page: Open) -> None:
    page = open_page(START)
    fill(page, MINE)
    page.locator(".block .values-open").first.click()
    panel(page).get_by_role("button", name="复制带这些值的链接").click()
    expect(panel(page).get_by_role("status")).to_have_text("链接已复制，不含账号。")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.partition("#")[2] == f"values={urlencode(SHARED)}"


def test_values_of_a_link_are_announced_and_kept_only_when_told(open_page: Open) -> None:
    page = open_page(f"{START}#values={urlencode(SHARED)}")
    notice = page.locator(".values-notice")
    expect(notice.get_by_text("还没有保存")).to_be_visible()
    assert notice.locator("dd").all_text_contents() == list(SHARED.values())
    shows(page, SHARED)
    page.locator(".values-opener .values-open").click()
    expect(field(page, "namespace")).to_have_value("ci")
    panel(page).get_by_role("button", name="完成").click()
    assert stored_values(page) == {}
    page.goto("prerequisites/")
    shows(page, {})
    page.goto(f"{START}#values={urlencode(SHARED)}")
    notice.get_by_role("button", name="不用").click()
    expect(notice.locator("dl")).to_be_hidden()
    shows(page, {})
    page.evaluate("hash => { location.hash = hash; }", f"values={urlencode(SHARED)}")
    notice.get_by_role("button", name="保留").click()
    assert stored_values(page) == SHARED
    assert page.evaluate("location.hash") == ""
    page.goto("prerequisites/")
    shows(page, SHARED)


def test_link_brings_no_private_value(open_page: Open) -> None:
    page = open_page(f"{START}#values={urlencode({'user': 'somebody'})}")
    expect(page.locator(".values-notice").get_by_text("没有采用")).to_be_visible()
    shows(page, {})


def store(page: Page, text: str) -> None:
    """Write what the browser keeps of the values."""
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, text])


def test_hostile_link_and_hostile_storage_change_nothing(open_page: Open, subtests: pytest.Subtests) -> None:
    """Open links with hostile values while the browser has stored the same; two pages in turn, so that each loads."""
    page = open_page("prerequisites/")
    for path, (kind, text) in zip(cycle((START, "prerequisites/")), HOSTILE.items(), strict=False):
        hostile = dict.fromkeys(NAMES, f"harbor.corp.cn/a{text}b:1")
        with subtests.test(kind):
            store(page, json.dumps(hostile))
            page.goto(f"{path}#values={urlencode(hostile)}")
            shows(page, {})
            expect(page.locator(".values-notice").get_by_text("没有采用")).to_be_visible()


STORED_BY_OTHERS = ["", "null", "[]", '"x"', "{", '{"registry": 5}', '{"__proto__": {"registry": "a.b"}}']


def test_storage_that_others_wrote_changes_nothing(open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page(START)
    for stored in STORED_BY_OTHERS:
        with subtests.test(stored):
            store(page, stored)
            page.reload()
            shows(page, {})
            fill(page, MINE)
            shows(page, MINE)


TYPE = """(pairs) => pairs.map(([name, value]) => {
    const input = document.getElementById(`value-${name}`);
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const typed = input.value.trim();
    const wrong = document.getElementById(`value-${name}-wrong`).textContent;
    const has = window.kanikoGuide.values()[name] ?? null;
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return [typed, has, wrong, document.querySelectorAll("script, img, iframe").length];
})"""
PAIRS = st.sampled_from(NAMES).flatmap(
    lambda one: st.tuples(st.just(one), st.one_of(FOREIGN[one], LEGAL[one], st.text()))
)


def test_what_is_typed_is_judged_as_the_tests_judge_it(open_page: Open) -> None:
    """Thousands of values typed into the fields: what is legal to Python is taken, nothing else, and nothing runs."""
    page = open_page(START)
    elements = page.evaluate("document.querySelectorAll('script, img, iframe').length")

    @given(pairs=st.lists(PAIRS, min_size=20, max_size=40))
    @settings(max_examples=25, phases=(Phase.generate,), suppress_health_check=[HealthCheck.too_slow])
    def typed(pairs: list[tuple[str, str]]) -> None:
        for (parameter, value), (bare, has, wrong, there) in zip(pairs, page.evaluate(TYPE, pairs), strict=True):
            message = KNOWN.parameters[parameter].error_in(bare) if bare else None
            assert has == (bare if bare and message is None else None), (parameter, value)
            assert wrong == (message.zh if message else ""), (parameter, value)
            assert there == elements

    typed()
    shows(page, {})


def test_values_hold_where_the_browser_keeps_nothing(open_page: Open) -> None:
    page = open_page(START)
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    page.goto("prerequisites/")
    page.locator(".block .values-open").first.click()
    field(page, "namespace").fill("ci")
    expect(panel(page).get_by_role("status")).to_have_text("浏览器不让保存：这些值只在这一页有效。")
    page.keyboard.press("Escape")
    shows(page, {"namespace": "ci"})


def test_without_scripts_blocks_show_the_defaults(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto(START)
    for block in page.locator(".block[data-occurrences]").all():
        text = block.locator(".highlight code").text_content() or ""
        assert text.rstrip("\n") == expected_text(block.get_attribute("data-snippet") or "", {})
    expect(page.locator(".block .values-open").first).to_be_hidden()
    expect(panel(page)).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_the_panel_and_the_notice(width: int, open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page(f"{START}#values={urlencode(SHARED)}", width=width)
    page.locator(".values-notice dl").wait_for()
    check_both_schemes(page, subtests)
    page.locator(".values-opener .values-open").click()
    field(page, "secret").fill("Bad Name")
    page.keyboard.press("Tab")
    check_both_schemes(page, subtests)
    assert panel(page).evaluate("at => at.scrollWidth - at.clientWidth") == 0
