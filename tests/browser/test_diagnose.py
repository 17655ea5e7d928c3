"""The box for logs, used by a person: the answers of the command, in a real browser, without a request."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from kaniko_guide.diagnosis.causes import Confidence
from kaniko_guide.facts.diagnosis import layers, signatures
from kaniko_guide.report.diagnosis import CAUSE_UNKNOWN, CONFIDENCES, OWN_ERROR, SUCCEEDED, SUCCEEDED_BUT
from kaniko_guide_site import errors
from kaniko_guide_site.directives import diagnose, error_index
from kaniko_guide_site.headings import title
from tests.browser.accessibility import check_both_schemes
from tests.browser.conftest import QUIET_MS
from tests.kaniko_guide.diagnosis.test_causes import DENIED, RECORDS, record
from tests.kaniko_guide_site.directives.test_diagnose import ODD, by_command, flat
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

BOX = "problems/"
READ = """async (logs) => {
    const data = kanikoDiagnosis;
    const answers = [];
    for (const log of logs) {
        const bytes = Uint8Array.from(atob(log), letter => letter.charCodeAt(0));
        answers.push(await kanikoDiagnose(new Blob([bytes]), data));
    }
    return answers;
}"""
TITLES = {part.id: layers.title(part).zh for part in layers.parts()}


def box(page: Page) -> Locator:
    return page.get_by_label(diagnose.LABEL.zh)


def paste(page: Page, text: str) -> None:
    """Put a text into the clipboard and paste it where the focus is."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def with_data(page: Page) -> Page:
    """The page after the data was loaded, as on the first focus of the box."""
    box(page).focus()
    page.wait_for_function("Boolean(globalThis.kanikoDiagnose && globalThis.kanikoDiagnosis)")
    return page


def plain(words: str) -> str:
    return words.replace("`", "")


def test_every_log_is_read_as_the_command_reads_it(open_page: Open) -> None:
    logs = [record(*one).encode() for one in RECORDS] + list(ODD.values())
    answers: list[dict[str, Any]] = with_data(open_page(BOX)).evaluate(READ, [b64encode(log).decode() for log in logs])
    for log, answer in zip(logs, answers, strict=True):
        assert flat(answer) == by_command(log)
    assert len(logs) > len(RECORDS) > 250


ANSWER = """async ([log, name]) => {
    const bytes = Uint8Array.from(atob(log), letter => letter.charCodeAt(0));
    const input = document.querySelector(".diagnose input[type=file]");
    const data = new DataTransfer();
    data.items.add(new File([bytes], name));
    input.files = data.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const source = document.querySelector(".diagnose-source");
    const end = performance.now() + 10000;
    while (!source.innerText.includes(`${name}，`)) {
        if (performance.now() > end) throw new Error(`${name}: ${source.innerText}`);
        await new Promise(done => setTimeout(done, 1));
    }
    const text = selector => document.querySelector(selector)?.innerText ?? "";
    const quote = document.querySelector(".diagnose-quote code")?.textContent ?? "";
    return [text(".diagnose-first"), text(".diagnose-place"), quote];
}"""


def test_every_cause_of_the_records_is_shown_on_the_page(open_page: Open) -> None:
    """Show one record for each first cause; `test_every_log_is_read_as_the_command_reads_it` reads them all."""
    page = open_page(BOX)
    answers = {}
    for build, case in RECORDS:
        log = record(build, case).encode()
        expected = by_command(log)
        first_cause = expected["causes"][0]["cause"] if expected["causes"] else str(expected["succeeded"])
        answers[first_cause] = build, case, log, expected
    for build, case, log, expected in answers.values():
        first, place, quote = page.evaluate(ANSWER, [b64encode(log).decode(), f"{build} {case}"])
        if expected["causes"]:
            cause = expected["causes"][0]
            assert plain(cause["cause"]) in first
            assert f"第 {cause['line']} 行" in place
            assert quote.removesuffix("…") == cause["quote"]
        else:
            succeeded = SUCCEEDED_BUT if expected["hints"] else SUCCEEDED
            assert (succeeded.zh if expected["succeeded"] else CAUSE_UNKNOWN.zh) in first


def test_pasted_log_is_answered_with_cause_fix_command_and_links(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).focus()
    paste(page, record("google-v1.24.0", "b1-push-no-config"))
    (signature,) = [one for one in signatures.signatures() if one.id == "push-unauthorized"]
    status = page.locator(".diagnose-first")
    expect(status).to_contain_text(CONFIDENCES[Confidence.LIKELY].zh)
    expect(status).to_contain_text(plain(signature.causes[0].cause.zh))
    expect(status).to_contain_text(plain(signature.causes[0].fix.zh))
    expect(page.locator(".diagnose-quote mark").last).to_contain_text("UNAUTHORIZED")
    place = page.locator(".diagnose-place").first
    expect(place).to_have_text(f"第 4 行 · {TITLES['executor-push']}")
    for cause in signature.causes:
        expect(page.locator(".diagnose-answer")).to_contain_text(plain(cause.cause.zh))
    confirm = next(cause.confirm for cause in signature.causes if cause.confirm)
    page.get_by_role("button", name=f"复制 {confirm.command}").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == confirm.command
    expect(page.locator(".diagnose-where").first).to_contain_text(plain(confirm.where.zh))
    for reading in confirm.answers:
        expect(page.locator(".diagnose-readings").first).to_contain_text(plain(reading.means.zh))
    if signature.page:
        page.get_by_role("link", name=plain(title(signature.page, ROOT, "zh"))).last.click()
        assert page.url.endswith(signature.page.rpartition(".md")[2])
        page.go_back()
        box(page).fill(record("google-v1.24.0", "b1-push-no-config"))
    page.get_by_role("link", name=diagnose.WORDS["proof"].zh).first.click()
    page.wait_for_url(f"**/{errors.page_of(signature.id).path.removesuffix('.md')}/#{signature.id}")


def test_error_of_the_build_itself_is_said_to_be_one(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).fill("[INFO] Scanning for projects...\n[ERROR] a test says it\nERROR: script returned exit code 1\n")
    expect(page.locator(".diagnose-first")).to_contain_text(OWN_ERROR.zh)


def test_secret_is_masked(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).fill("fatal: unable to access 'https://bob:hunter2@git.example.com/a.git/': boom")
    expect(page.locator(".diagnose-quote code")).to_contain_text("https://***@git.example.com/a.git/")
    assert "hunter2" not in page.locator(".diagnose-answer").inner_text()


def test_what_follows_a_cause_is_folded(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).fill(f"[ERROR] COMPILATION ERROR :\nerror building image: new\n{DENIED}\nFinished: FAILURE\n")
    further = page.locator(".diagnose-answer details")
    expect(further.locator("summary")).to_contain_text("还有 2 处")
    expect(further.get_by_text("第 3 行")).to_be_hidden()
    further.locator("summary").click()
    expect(further.get_by_text("第 3 行")).to_be_visible()


def test_unknown_failure_is_said_to_be_unknown(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).fill("INFO[0000] Retrieving image manifest x\nError: boom\n")
    expect(page.locator(".diagnose-first")).to_contain_text(CAUSE_UNKNOWN.zh)
    expect(page.locator(".diagnose-first")).to_contain_text(TITLES["executor-base"])
    expect(page.locator(".diagnose-quote")).to_contain_text("boom")
    expect(page.locator(".diagnose-rest a").first).to_have_attribute("href", "../watch-build/#log")


def test_success_is_said(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).fill(record("google-v1.24.0", "01-seed-build"))
    expect(page.locator(".diagnose-first")).to_have_text(plain(SUCCEEDED.zh))


def test_emptied_box_says_nothing(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).fill(DENIED)
    page.locator(".diagnose[data-answer=cause]").wait_for()
    page.get_by_role("button", name=diagnose.CLEAR.zh, exact=True).click()
    expect(page.locator(".diagnose-first")).to_be_empty()
    expect(box(page)).to_be_focused()


def test_log_is_text_and_never_markup(open_page: Open) -> None:
    page = open_page(BOX)
    evil = f'<img src=x onerror="document.title=1"> {DENIED} `<b>` {{line}} {{stage}}'
    box(page).fill(evil)
    expect(page.locator(".diagnose-quote code")).to_have_text(evil)
    box(page).fill("<script>document.title=1</script> `<b>` {quote}")
    expect(page.locator(".diagnose-quote code")).to_have_text("<script>document.title=1</script> `<b>` {quote}")
    assert page.locator(".diagnose-answer").locator("img, script, b").count() == 0
    assert page.title() != "1"


def choose_file(page: Page, content: bytes, name: str = "build.log") -> None:
    page.get_by_label(diagnose.CHOOSE.zh).set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})


def test_file_is_read_and_named(open_page: Open) -> None:
    page = open_page(BOX)
    choose_file(page, b"a\n" + ("错误\n" + DENIED).encode("gb18030"))
    expect(page.locator(".diagnose-source")).to_contain_text("build.log")
    expect(page.locator(".diagnose-source")).to_contain_text("3 行")
    expect(page.locator(".diagnose-place").first).to_contain_text("第 3 行")
    choose_file(page, b"Pushed r/a@sha256:0\n", "other.log")
    expect(page.locator(".diagnose-first")).to_have_text(plain(SUCCEEDED.zh))


DROP = """([text, name]) => {
    const data = new DataTransfer();
    if (name) { data.items.add(new File([text], name)); } else { data.setData("text/plain", text); }
    const target = document.querySelector(".diagnose-log");
    for (const kind of ["dragover", "drop"]) {
        const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
        if (target.dispatchEvent(event)) { throw new Error(`${kind} is left to the browser`); }
    }
}"""


@pytest.mark.parametrize("name", ["build.log", ""], ids=["file", "text"])
def test_file_or_text_can_be_dropped(name: str, open_page: Open) -> None:
    page = open_page(BOX)
    page.evaluate(DROP, [f"a\n{DENIED}", name])
    expect(page.locator(".diagnose-place").first).to_contain_text("第 2 行")
    expect(box(page)).to_have_value("" if name else f"a\n{DENIED}")


def test_large_paste_is_read_like_a_file(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).focus()
    paste(page, "x" * 99 + "\n" + "[INFO] Downloading\n" * 20_000 + DENIED)
    expect(page.locator(".diagnose-source")).to_contain_text(diagnose.PASTED.zh)
    expect(page.locator(".diagnose-place").first).to_contain_text("第 20002 行")
    expect(box(page)).to_have_value("")


BIG = """async ([line, end]) => {
    const block = line.repeat(Math.ceil(2 ** 20 / line.length));
    const blob = new Blob([...Array(10).fill(block), end]);
    const data = kanikoDiagnosis;
    let steps = 0;
    const frame = () => {
        steps += 1;
        timer = setTimeout(frame, 0);
    };
    let timer = setTimeout(frame, 0);
    const found = await kanikoDiagnose(blob, data);
    clearTimeout(timer);
    return { steps, first: found.causes[0]?.signature.id };
}"""


def test_data_is_loaded_on_first_use_and_its_absence_reported(open_page: Open) -> None:
    page = open_page(BOX)
    page.wait_for_timeout(QUIET_MS)
    assert not page.evaluate("Boolean(globalThis.kanikoDiagnosis)")
    page.route("**/diagnose-data.js", lambda route: route.fulfill(status=200, body=""))
    box(page).fill(DENIED)
    expect(page.locator(".diagnose-source")).to_have_text(diagnose.UNLOADED.zh)
    page.unroute("**/diagnose-data.js")
    box(page).fill(f"{DENIED}\n")
    expect(page.locator(".diagnose-place").first).to_contain_text("第 1 行")


def test_page_stays_alive_while_a_large_log_is_read(open_page: Open) -> None:
    line = "[2026-11-22T08:00:00.000Z] [INFO] Downloading from central: https://repo.maven.apache.org/maven2/a/b.pom\n"
    found = with_data(open_page(BOX)).evaluate(BIG, [line, f"\n{DENIED}\nFinished: FAILURE\n"])
    assert found["first"] == "no-permission"
    assert found["steps"] >= 10, "the page must be let in between the chunks"


def test_reading_can_be_cancelled(open_page: Open) -> None:
    page = open_page(BOX)
    page.evaluate(
        """() => {
            const slice = Blob.prototype.slice;
            Blob.prototype.slice = function (...where) {
                const part = slice.apply(this, where);
                const read = part.arrayBuffer.bind(part);
                part.arrayBuffer = async () => { await new Promise((done) => setTimeout(done, 100)); return read(); };
                return part;
            };
        }"""
    )
    choose_file(page, b"[INFO] x\n" * 1_000_000 + DENIED.encode())
    cancel = page.get_by_role("button", name=diagnose.CANCEL.zh)
    expect(cancel).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    cancel.click()
    expect(cancel).to_be_hidden()
    page.wait_for_timeout(500)
    expect(page.locator(".diagnose-first")).to_be_empty()


def test_later_answer_is_never_overtaken_by_an_earlier_one(open_page: Open) -> None:
    page = open_page(BOX)
    choose_file(page, b"[INFO] x\n" * 1_000_000 + DENIED.encode())
    box(page).fill(record("google-v1.24.0", "01-seed-build"))
    expect(page.locator(".diagnose-first")).to_have_text(plain(SUCCEEDED.zh))
    page.wait_for_timeout(1500)
    expect(page.locator(".diagnose-first")).to_have_text(plain(SUCCEEDED.zh))


def test_file_that_is_gone_is_told(open_page: Open, tmp_path: Path) -> None:
    page = open_page(BOX)
    gone = tmp_path / "gone.log"
    gone.write_text("x\n" * 1000)
    page.evaluate("Blob.prototype.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone')) })")
    page.get_by_label(diagnose.CHOOSE.zh).set_input_files(gone)
    expect(page.locator(".diagnose-source")).to_contain_text("gone.log")
    expect(page.locator(".diagnose-source")).to_contain_text("无法读取")


def test_answer_needs_no_network_and_leaves_nothing(open_page: Open) -> None:
    page = with_data(open_page(BOX))
    page.wait_for_timeout(QUIET_MS)
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box(page).fill(DENIED)
    page.locator(".diagnose[data-answer=cause]").wait_for()
    choose_file(page, DENIED.encode())
    expect(page.locator(".diagnose-source")).to_contain_text("build.log")
    assert [url for url in asked if not url.endswith("favicon.svg")] == []
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])")
    assert "chown" not in kept


def test_keyboard_alone_reaches_everything(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).focus()
    page.keyboard.insert_text(record("google-v1.24.0", "b1-push-no-config"))
    page.locator(".diagnose[data-answer=cause]").wait_for()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className + document.activeElement.textContent.trim()"))
    words = "\n".join(reached)
    for expected in ("diagnose-file", diagnose.CLEAR.zh, diagnose.WORDS["copy"].zh, diagnose.WORDS["proof"].zh):
        assert expected in words


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_an_answer(width: int, open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page(BOX, width=width)
    for log in (record("google-v1.24.0", "b1-push-no-config"), "boom", f"{DENIED}\nexit code 137"):
        box(page).fill("")
        page.locator(".diagnose:not([data-answer])").wait_for()
        box(page).fill(log)
        page.locator(".diagnose[data-answer]").wait_for()
        for folded in page.locator(".diagnose-answer summary").all():
            folded.click()
        check_both_schemes(page, subtests, context=".diagnose")


def test_without_javascript_the_page_says_where_to_look(server: str, browser: Any) -> None:  # noqa: ANN401
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto(BOX)
    expect(page.get_by_text("需要 JavaScript")).to_be_visible()
    expect(page.locator(".diagnose")).to_be_hidden()
    expect(page.locator(".diagnose-without").get_by_role("link", name="下面的表")).to_be_visible()
    context.close()


def test_home_page_leads_to_the_box(open_page: Open) -> None:
    page = open_page("")
    page.get_by_role("link", name="粘贴日志，看为什么失败").click()
    expect(box(page)).to_be_visible()
    assert page.url.endswith("problems/#diagnose")


ERRORS = "errors/"


def search(page: Page) -> Locator:
    return page.get_by_role("searchbox", name=error_index.LABEL.zh)


def test_errors_are_found_by_their_text(open_page: Open) -> None:
    page = open_page(ERRORS)
    results = page.locator(".error-results")
    expect(results).to_be_hidden()
    search(page).fill("unknown flag")
    found = results.get_by_role("listitem").filter(has_text="unknown flag")
    expect(found.first).to_be_visible()
    expect(page.locator(".error-search output")).to_contain_text("找到")
    search(page).fill("there is no such text")
    expect(results).to_be_hidden()
    expect(page.locator(".error-search output")).to_have_text(error_index.NONE.zh)
    search(page).fill("")
    expect(page.locator(".error-search output")).to_contain_text(f"{len(signatures.signatures())}")


def test_errors_are_found_by_a_whole_line(open_page: Open) -> None:
    page = open_page(ERRORS)
    search(page).fill("2026-11-29T08:00:00Z error building image: error building stage: Error: unknown flag: --atomic")
    expect(page.locator(".error-results li").first).to_be_visible()


def test_search_of_errors_is_used_with_the_keyboard(open_page: Open) -> None:
    page = open_page(ERRORS)
    search(page).focus()
    page.keyboard.type("unknown flag")
    page.keyboard.press("Enter")
    expect(page.locator(".error-results a").first).to_be_focused()
    address = page.locator(".error-results a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{(address or '').removeprefix('../')}")


@pytest.mark.parametrize("old", ["errors/", "errors/push/", "errors/agent/"])
def test_old_address_of_an_error_leads_to_it(old: str, open_page: Open) -> None:
    """`errors/agent/` is also the page of another part now."""
    page = open_page(f"{old}#push-unauthorized")
    page.wait_for_url(f"**/{errors.page_of('push-unauthorized').path.removesuffix('.md')}/#push-unauthorized")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_the_pages_of_errors(width: int, open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page(ERRORS, width=width)
    search(page).fill("unauthorized")
    page.locator(".error-results li").first.wait_for()
    check_both_schemes(page, subtests, context=".md-content")
    page = open_page("errors/executor-push/", width=width)
    for folded in page.locator(".printed summary").all():
        folded.click()
    check_both_schemes(page, subtests, context=".md-content")
