"""Blocks of code used by a person: what is copied, downloaded, folded, wrapped and linked to is what was checked."""

from __future__ import annotations

import io
import stat
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kaniko_guide_site.parameters.occurrences import in_reference
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import Reference, selected_text
from lab.tools import find
from tests.browser.accessibility import check_both_schemes
from tests.browser.reader_values import PARAMETERS, VALUES, store_values
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

PIPELINE = "quick-start/Jenkinsfile"
FOLDED_PAGE, FOLDED = "jenkinsfile/", f"{PIPELINE}:agent"
"""A page, and a long block on it."""

MARKED = "Array.from(CSS.highlights.get('block-lines') ?? [], String)"


def open_with_values(open_page: Open, path: str) -> Page:
    """Open a page as a reader sees it who has given values of their own."""
    page = open_page(path)
    store_values(page, VALUES)
    page.goto(path)
    show_files_of_the_quick_start(page)
    return page


def show_files_of_the_quick_start(page: Page) -> None:
    """Choose the tab of images that can be pulled: a prefix of copies among the values chose the other one."""
    tabs = page.get_by_text("镜像拉得到", exact=True)
    if tabs.count():
        tabs.first.click()


def block_of(page: Page, reference: str) -> Locator:
    return page.locator(f'.block[data-snippet="{reference}"]')


def height(block: Locator) -> float:
    box = block.locator("code").bounding_box()
    assert box is not None
    return box["height"]


def download(page: Page, link: Locator) -> tuple[str, bytes]:
    """The name and content of what a click brings."""
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def tool(block: Locator, name: str) -> Locator:
    """A tool of a block; the menu that it is in is open."""
    found = block.locator(f".block-tools [data-tool={name}]")
    if found.evaluate("it => it.closest('.block-menu:not([open])') !== null"):
        block.locator(".block-menu summary").click()
    return found


def test_a_block_folded_wrapped_and_marked_is_copied_all_the_same(open_page: Open) -> None:
    page = open_page(f"quick-start/?h=kaniko#{PIPELINE}:L3-9", width=390)
    page.locator(".block mark").first.wait_for(state="attached")
    block = block_of(page, PIPELINE)
    tool(block, "wrap").click()
    block.locator(".block-fold").click()
    block.locator(".md-code__button").click()
    assert page.evaluate("navigator.clipboard.readText()") == selected_text(SNIPPETS, Reference(PIPELINE)) + "\n"


def test_select_all_stays_within_the_block_that_has_the_focus(open_page: Open) -> None:
    page = open_page("quick-start/", width=390)
    code = block_of(page, "quick-start/create-secret.sh").locator("code")
    code.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.rstrip("\n") == selected_text(SNIPPETS, Reference("quick-start/create-secret.sh"))


def test_long_block_is_folded_until_it_is_unfolded(open_page: Open) -> None:
    page = open_page("quick-start/")
    block = block_of(page, PIPELINE)
    lines = len(selected_text(SNIPPETS, Reference(PIPELINE)).split("\n"))
    block.get_by_role("button", name="收起").click()
    control = block.get_by_role("button", name=f"显示全部 {lines} 行")
    expect(control).to_have_attribute("aria-expanded", "false")
    folded = height(block)
    control.click()
    expect(block.get_by_role("button", name="收起")).to_have_attribute("aria-expanded", "true")
    assert height(block) > 1.5 * folded
    block.get_by_role("button", name="收起").click()
    assert height(block) == folded
    expect(block.locator(".filename")).to_be_in_viewport()


def test_block_that_the_reader_must_change_is_unfolded(open_page: Open) -> None:
    page = open_page("quick-start/")
    block = block_of(page, PIPELINE)
    unfolded = height(block)
    block.get_by_role("button", name="收起").click()
    assert height(block) < unfolded / 1.5
    expect(block.locator(".block-fold")).to_have_attribute("aria-expanded", "false")


def test_folded_block_shows_the_lines_that_are_marked(open_page: Open) -> None:
    page = open_page("rules/glued-flag/")
    block = block_of(page, "examples/glued-flag/bad/Jenkinsfile")
    expect(block.locator(".hll").first).to_be_in_viewport()
    expect(block.locator("code")).to_contain_text("pipeline {")
    frame, marked = block.locator("code").bounding_box(), block.locator(".hll").first.bounding_box()
    assert frame is not None
    assert marked is not None
    assert frame["y"] < marked["y"] < frame["y"] + frame["height"]
    block.locator(".block-fold").evaluate("fold => fold.click()")
    unfolded = block.locator(".hll").first.bounding_box()
    assert unfolded is not None
    assert abs(unfolded["y"] - marked["y"]) < 2, "the lines that were read have moved away"


def test_what_scrolls_a_folded_block_unfolds_it(open_page: Open) -> None:
    """As the browser's own search does."""
    page = open_page(FOLDED_PAGE)
    block = block_of(page, FOLDED)
    expect(block).to_have_attribute("data-below", "")
    block.locator("code > :last-child").evaluate("end => end.scrollIntoView()")
    expect(block.get_by_role("button", name="收起")).to_be_visible()


def test_what_the_search_found_is_not_folded_away(open_page: Open) -> None:
    page = open_page(f"{FOLDED_PAGE}?h=secretName")
    expect(block_of(page, FOLDED).get_by_role("button", name="收起")).to_be_visible()


def test_nothing_is_folded_in_print(open_page: Open) -> None:
    page = open_page("quick-start/")
    block = block_of(page, PIPELINE)
    block.get_by_role("button", name="收起").click()
    folded = height(block)
    page.emulate_media(media="print")
    expect(block.locator(".block-fold")).to_be_hidden()
    expect(block.locator(".block-tools")).to_be_hidden()
    assert height(block) > 1.5 * folded
    overflow = "code => code.scrollHeight - code.clientHeight + code.scrollWidth - code.clientWidth"
    assert block.locator("code").evaluate(overflow) <= 0


@pytest.mark.parametrize(
    ("path", "reference", "lines"),
    [
        ("quick-start/", PIPELINE, "12"),
        ("quick-start/", PIPELINE, "50-53"),
        ("quick-start/", "quick-start/pom.xml", "30"),
        ("jenkinsfile/", f"{PIPELINE}:agent", "26-27"),
        ("rules/glued-flag/", "examples/glued-flag/good/Jenkinsfile", "1-2"),
        ("quick-start/", "quick-start/kaniko.txt:30:31", "2"),
    ],
)
def test_link_to_lines_shows_them_wherever_they_are_hidden(
    path: str, reference: str, lines: str, open_page: Open
) -> None:
    page = open_page(f"{path}#{reference}:L{lines}")
    first, _, last = lines.partition("-")
    wanted = selected_text(SNIPPETS, Reference.parse(f'--8<-- "{reference}"') or Reference("")).split("\n")
    page.wait_for_function(f"{MARKED}.length === 1")
    assert page.evaluate(MARKED) == ["\n".join(wanted[int(first) - 1 : int(last or first)])]
    middle = page.evaluate(
        "(([range]) => range.getBoundingClientRect())(Array.from(CSS.highlights.get('block-lines')))"
    )
    box = block_of(page, reference).locator("code").bounding_box()
    assert box is not None
    assert 50 < middle["top"] < 844
    assert box["y"] <= middle["top"]
    assert middle["top"] + middle["height"] <= box["y"] + box["height"] + 1


def test_link_to_lines_that_there_are_not_does_no_harm(open_page: Open) -> None:
    for wrong in (f"{PIPELINE}:L0", f"{PIPELINE}:L999-1", "nothing:L3", f"{PIPELINE}:L3-", "%E0%A4%A:L1", "x:Lx"):
        page = open_page(f"quick-start/#{wrong}")
        expect(block_of(page, PIPELINE)).to_be_visible()
        page.close()


def wait_for_marks(page: Page, texts: list[str]) -> None:
    """The script follows an address when the browser has reported the change."""
    page.wait_for_function(f"texts => JSON.stringify({MARKED}) === JSON.stringify(texts)", arg=texts)


def test_link_of_a_block_names_the_lines_that_are_selected(open_page: Open) -> None:
    page = open_page("quick-start/")
    block = block_of(page, "quick-start/Dockerfile")
    tool(block, "link").click()
    assert page.evaluate("location.hash") == "#quick-start/Dockerfile"
    page.evaluate(
        """code => {
            const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
            const texts = [];
            while (walker.nextNode()) texts.push(walker.currentNode);
            const breaks = texts.filter(text => text.data.includes("\\n"));
            const [second, third] = [breaks[0], breaks[2]];
            getSelection().setBaseAndExtent(second, second.data.indexOf("\\n") + 1, third, third.data.indexOf("\\n"));
        }""",
        block.locator("code").element_handle(),
    )
    tool(block, "link").press("Enter")
    assert page.evaluate("location.hash") == "#quick-start/Dockerfile:L2-3"
    lines = selected_text(SNIPPETS, Reference("quick-start/Dockerfile")).split("\n")
    wait_for_marks(page, ["\n".join(lines[1:3])])
    page.evaluate("getSelection().empty()")
    tool(block, "link").press("Enter")
    assert page.evaluate("location.hash") == "#quick-start/Dockerfile"
    wait_for_marks(page, [])


def test_long_lines_fade_at_the_edge_and_can_be_wrapped(open_page: Open) -> None:
    page = open_page("quick-start/", width=390)
    block = block_of(page, "quick-start/create-secret.sh")
    code = block.locator("code")
    expect(block).to_have_attribute("data-after", "")
    expect(block).not_to_have_attribute("data-before", "")
    code.evaluate("code => { code.scrollLeft = code.scrollWidth; }")
    expect(block).to_have_attribute("data-before", "")
    expect(block).not_to_have_attribute("data-after", "")
    wrap = tool(block, "wrap")
    expect(wrap).to_have_attribute("aria-pressed", "false")
    wrap.click()
    expect(wrap).to_be_hidden()
    expect(wrap).to_have_attribute("aria-pressed", "true")
    expect(block).not_to_have_attribute("data-before", "")
    assert code.evaluate("code => code.scrollWidth - code.clientWidth") == 0
    tool(block, "wrap").click()
    expect(block).to_have_attribute("data-after", "")


def test_wrapping_is_offered_where_a_line_is_too_long(open_page: Open) -> None:
    page = open_page("quick-start/")
    block = block_of(page, "quick-start/Dockerfile")
    expect(tool(block, "wrap")).to_be_hidden()
    page.set_viewport_size({"width": 300, "height": 844})
    page.keyboard.press("Escape")
    expect(tool(block, "wrap")).to_be_visible()


@pytest.mark.parametrize(("width", "address", "words"), [(1280, "", "下载⋯"), (390, "en/", "Download⋯")])
def test_tools_are_words_in_the_order_in_which_they_stand(
    width: int, address: str, words: str, open_page: Open
) -> None:
    page = open_page(f"{address}quick-start/", width=width)
    block = block_of(page, PIPELINE)
    tools = block.locator(".block-tool, .md-code__button")
    assert "".join(tools.all_text_contents()) == words
    tools.first.focus()
    boxes = [
        block.locator(".filename").evaluate("""title => {
        const range = document.createRange();
        range.selectNodeContents(title);
        return range.getBoundingClientRect().right;
    }""")
    ]
    for at in range(3):
        expect(tools.nth(at)).to_be_focused()
        box = tools.nth(at).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] >= boxes[-1], "nothing lies over another"
        boxes.append(box["x"] + box["width"])
        page.keyboard.press("Tab")
    assert boxes[-1] <= width


@pytest.mark.parametrize("width", [1280, 320])
def test_menu_of_a_block_is_used_by_keyboard_and_closes(width: int, open_page: Open) -> None:
    page = open_page("en/quick-start/", width=width)
    block = block_of(page, PIPELINE)
    menu = block.locator(".block-menu")
    menu.locator("summary").press("Enter")
    items = menu.locator(".block-item:visible")
    for one in items.all():
        box = one.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    page.keyboard.press("Tab")
    expect(items.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("summary")).to_be_focused()
    expect(items).to_have_count(0)
    menu.locator("summary").press("Enter")
    page.locator("h1").click()
    expect(items).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_a_block_in_use(width: int, open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page(f"quick-start/#{PIPELINE}:L12-14", width=width)
    block = block_of(page, PIPELINE)
    tool(block, "link").focus()
    if width == 390:
        tool(block_of(page, "quick-start/create-secret.sh"), "wrap").click()
    check_both_schemes(page, subtests)


def test_raw_download_is_the_file_as_it_was_checked(open_page: Open) -> None:
    page = open_page("quick-start/")
    block = block_of(page, PIPELINE)
    block.hover()
    offered, content = download(page, block.get_by_role("link", name="下载 Jenkinsfile"))
    assert offered == "Jenkinsfile"
    assert content.decode() == selected_text(SNIPPETS, Reference(PIPELINE)) + "\n"


def test_zip_is_the_one_that_was_built(built_site: Path, open_page: Open) -> None:
    page = open_page("quick-start/")
    block = block_of(page, PIPELINE)
    block.hover()
    offered, content = download(page, tool(block, "zip"))
    assert offered == "quick-start.zip"
    assert content == (built_site / "snippets" / "quick-start.zip").read_bytes()


def filled_text(reference: str) -> str:
    """What a block shows with the reader's values."""
    parsed = Reference.parse(f'--8<-- "{reference}"')
    assert parsed is not None
    text = selected_text(SNIPPETS, parsed)
    result = PARAMETERS.fill(text, in_reference(SNIPPETS, parsed, PARAMETERS), VALUES)
    assert result != text
    return result


@pytest.mark.parametrize(
    ("path", "shown_as", "reference"),
    [
        ("quick-start/", PIPELINE, PIPELINE),
        ("quick-start/", "quick-start/create-secret.sh", "quick-start/create-secret.sh"),
        ("jenkinsfile/", f"{PIPELINE}:maven", PIPELINE),
    ],
)
def test_download_holds_the_values_of_the_reader(path: str, shown_as: str, reference: str, open_page: Open) -> None:
    page = open_with_values(open_page, path)
    block = block_of(page, shown_as)
    block.hover()
    offered, content = download(page, tool(block, "file"))
    assert offered == reference.rpartition("/")[2]
    assert content.decode() == filled_text(reference) + "\n"
    page.get_by_role("status").get_by_text("已下载，填好了你的值", exact=True).wait_for()


@pytest.mark.tool
def test_zip_holds_the_values_of_the_reader_and_their_checksums(open_page: Open, tmp_path: Path) -> None:
    page = open_with_values(open_page, "quick-start/")
    block = block_of(page, PIPELINE)
    block.hover()
    offered, content = download(page, tool(block, "zip"))
    assert offered == "quick-start.zip"
    (tmp_path / offered).write_bytes(content)
    subprocess.run([find("unzip"), "-q", offered], cwd=tmp_path, check=True)
    directory = tmp_path / "quick-start"
    subprocess.run([find("sha256sum"), "--check", "--strict", "SHA256SUMS"], cwd=directory, check=True)
    written = {path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if path.is_file()}
    assert sorted(written) == sorted([*library.load(SNIPPETS).recipes["quick-start"].files, "SHA256SUMS"])
    for one in ("Jenkinsfile", "create-secret.sh"):
        assert written[one].read_text("utf-8") == filled_text(f"quick-start/{one}") + "\n"
    for one, path in written.items():
        assert bool(path.stat().st_mode & stat.S_IXUSR) == one.endswith(".sh"), one


def test_without_values_in_a_file_its_own_address_is_downloaded(open_page: Open) -> None:
    page = open_with_values(open_page, "quick-start/")
    block = block_of(page, "quick-start/kaniko.txt:30:31")
    block.hover()
    with page.expect_download() as waiting:
        tool(block, "file").click()
    assert waiting.value.url.endswith("/snippets/quick-start/kaniko.txt")


def test_values_make_the_same_zip_twice(open_page: Open) -> None:
    zips = []
    for zone in ("Asia/Shanghai", "America/New_York"):
        page = open_with_values(open_page, "quick-start/")
        block = block_of(page, PIPELINE)
        page.context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": zone})
        block.hover()
        zips.append(download(page, tool(block, "zip"))[1])
    assert zips[0] == zips[1]


def test_without_https_the_zip_lacks_checksums_and_the_reader_is_told(open_page: Open) -> None:
    page = open_page("quick-start/")
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });")
    store_values(page, VALUES)
    page.goto("quick-start/")
    show_files_of_the_quick_start(page)
    block = block_of(page, PIPELINE)
    block.hover()
    _, content = download(page, tool(block, "zip"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert [name.removeprefix("quick-start/") for name in archive.namelist()] == [
            *library.load(SNIPPETS).recipes["quick-start"].files
        ]
    page.get_by_text("没有附校验和").wait_for()


def test_a_download_that_fails_is_told_and_brings_nothing(open_page: Open) -> None:
    page = open_with_values(open_page, "jenkinsfile/")
    page.route(
        "**/snippets/quick-start.js", lambda route: route.fulfill(status=200, body="", content_type="text/javascript")
    )
    block = block_of(page, f"{PIPELINE}:maven")
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.url))
    block.hover()
    tool(block, "file").click()
    page.get_by_text("没有下载").wait_for()
    assert downloads == []


def test_downloads_hold_the_values_of_the_reader_from_a_disk_too(built_site: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((built_site / "quick-start" / "index.html").as_uri())
    store_values(page, VALUES)
    page.goto(page.url)
    show_files_of_the_quick_start(page)
    block = block_of(page, PIPELINE)
    block.hover()
    _, content = download(page, tool(block, "zip"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read(f"{PIPELINE}").decode() == filled_text(PIPELINE) + "\n"
        assert "quick-start/SHA256SUMS" in archive.namelist()
    context.close()


def test_without_javascript_every_block_is_whole_and_can_be_downloaded(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("quick-start/")
    block = block_of(page, PIPELINE)
    assert height(block) > 20 * len(selected_text(SNIPPETS, Reference(PIPELINE)).split("\n")) * 0.7
    expect(page.locator(".block-fold:visible, button.block-item:visible")).to_have_count(0)
    block.hover()
    _, content = download(page, tool(block, "file"))
    assert content.decode() == selected_text(SNIPPETS, Reference(PIPELINE)) + "\n"
    page.goto(f"quick-start/#{PIPELINE}")
    expect(block.locator(".filename")).to_be_in_viewport()
    context.close()
