"""The box for logs, used by a person: the answers of the command, in a real browser, without a request."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from kaniko_guide.facts import signatures
from kaniko_guide.report.diagnosis import CAUSE_UNKNOWN, CONFIDENCES, SUCCEEDED
from kaniko_guide_site.directives import diagnose
from kaniko_guide_site.headings import title
from tests.browser.accessibility import check_both_schemes
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
TITLES = {stage.id: stage.title.zh for stage in signatures.stages()}


def box(page: Page) -> Locator:
    return page.get_by_label(diagnose.LABEL.zh)


def paste(page: Page, text: str) -> None:
    """Put a text into the clipboard and paste it where the focus is."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def plain(words: str) -> str:
    return words.replace("`", "")


def test_every_log_is_read_as_the_command_reads_it(open_page: Open) -> None:
    logs = [record(*one).encode() for one in RECORDS] + list(ODD.values())
    answers: list[dict[str, Any]] = open_page(BOX).evaluate(READ, [b64encode(log).decode() for log in logs])
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
        first_cause = expected["causes"][0]["cause"] if expected["causes"] else expected["succeeded"]
        answers[first_cause] = build, case, log, expected
    for build, case, log, expected in answers.values():
        first, place, quote = page.evaluate(ANSWER, [b64encode(log).decode(), f"{build} {case}"])
        if expected["causes"]:
            cause = expected["causes"][0]
            assert plain(cause["cause"]) in first
            assert f"第 {cause['line']} 行" in place
            assert quote.removesuffix("…") == cause["quote"]
        else:
            assert (SUCCEEDED.zh if expected["succeeded"] else CAUSE_UNKNOWN.zh) in first


def test_pasted_log_is_answered_with_cause_fix_command_and_links(open_page: Open) -> None:
    page = open_page(BOX)
    box(page).focus()
    paste(page, record("google-v1.24.0", "b1-push-no-config"))
    (signature,) = [one for one in signatures.signatures() if one.id == "push-unauthorized"]
    status = page.locator(".diagnose-first")
    expect(status).to_contain_text(next(iter(CONFIDENCES.values())).zh[:2])
    expect(status).to_contain_text(plain(signature.causes[0].cause.zh))
    expect(status).to_contain_text(plain(signature.causes[0].fix.zh))
    expect(page.locator(".diagnose-quote mark")).to_have_text(["checking push permission for ", "UNAUTHORIZED"])
    for cause in signature.causes:
        expect(page.locator(".diagnose-answer")).to_contain_text(plain(cause.cause.zh))
    page.get_by_role("button", name="复制 ls -l /kaniko/.docker/").click()
    assert page.evaluate("navigator.clipboard.readText()") == "ls -l /kaniko/.docker/"
    page.get_by_role("link", name=title("problems.md#push-permission", ROOT, "zh")).last.click()
    assert page.url.endswith("#push-permission")
    page.get_by_role("link", name=diagnose.WORDS["proof"].zh).click()
    page.wait_for_url("**/errors/push/#push-unauthorized")


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
    box(page).fill("INFO[0000] Retrieving image manifest x\nboom\n")
    expect(page.locator(".diagnose-first")).to_contain_text(CAUSE_UNKNOWN.zh)
    expect(page.locator(".diagnose-first")).to_contain_text(TITLES["base"])
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
    expect(page.locator(".diagnose-source")).to_contain_text(diagnose.WORDS["pasted"].zh)
    expect(page.locator(".diagnose-place").first).to_contain_text("第 20002 行")
    expect(box(page)).to_have_value("")


BIG = """async ([line, end]) => {
    const block = line.repeat(Math.ceil(2 ** 20 / line.length));
    const blob = new Blob([...Array(50).fill(block), end]);
    const data = kanikoDiagnosis;
    let worst = 0, last = performance.now(), steps = 0;
    const frame = () => {
        worst = Math.max(worst, performance.now() - last);
        last = performance.now();
        steps += 1;
        timer = setTimeout(frame, 0);
    };
    let timer = setTimeout(frame, 0);
    const start = performance.now();
    const found = await kanikoDiagnose(blob, data);
    clearTimeout(timer);
    return { seconds: (performance.now() - start) / 1000, worst, steps, first: found.causes[0]?.signature.id };
}"""


def test_page_stays_alive_while_50_mb_are_read(open_page: Open) -> None:
    line = "[2026-11-22T08:00:00.000Z] [INFO] Downloading from central: https://repo.maven.apache.org/maven2/a/b.pom\n"
    found = open_page(BOX).evaluate(BIG, [line, f"\n{DENIED}\nFinished: FAILURE\n"])
    assert found["first"] == "no-permission"
    assert found["steps"] > 50, "the page must be let in between the chunks"
    assert found["worst"] < 1000, "milliseconds"
    assert found["seconds"] < 60


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
    page = open_page(BOX)
    page.wait_for_load_state("networkidle")
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
