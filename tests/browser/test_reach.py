"""The site beyond reading it: a copied file is recognized; it works from a disk; it prints."""

from __future__ import annotations

import hashlib
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kaniko_guide_site import downloads
from kaniko_guide_site.directives import copies
from lab import site_zip
from tests.browser.accessibility import check_both_schemes
from tests.browser.conftest import HARMLESS
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from kaniko_guide.bilingual import Bilingual
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

FILES = downloads.published_files(ROOT, "zh")
JENKINSFILE = FILES["snippets/quick-start/Jenkinsfile"].decode()
DOCKERFILE = FILES["snippets/spring-boot/Dockerfile"].decode()
FILLED_IN = (
    JENKINSFILE.replace("ccr.ccs.tencentyun.com", "harbor.example.org")
    .replace("docker-registry-secret", "my-secret")
    .replace("\n", " \r\n\r\n")
)
ASKED: dict[str, tuple[str, Bilingual, str, list[str]]] = {
    "whole": (JENKINSFILE, copies.WORDS["current"], "quick-start/Jenkinsfile", []),
    "filled in": (FILLED_IN, copies.WORDS["current"], "quick-start/Jenkinsfile", []),
    "another version": (
        JENKINSFILE.replace("v1.28.3", "v1.27.1").replace("maven:3.9", "harbor.example.org/maven:3.9"),
        copies.WORDS["lines"],
        "v1.27.1，本指南现在写的是 v1.28.3",
        [],
    ),
    "a part": ("\n".join(DOCKERFILE.split("\n")[1:4]), copies.WORDS["part"], "spring-boot/Dockerfile", []),
    "changed": (
        JENKINSFILE.replace("mvn --batch-mode", "mvn").replace("    tty: true\n", "", 1),
        copies.WORDS["similar"],
        "quick-start/Jenkinsfile",
        ["- ", "+ "],
    ),
    "another file": ("FROM alpine\nRUN apk add curl\nCMD curl\n", copies.WORDS["unknown"], "", []),
    "a log": ("[Pipeline] sh\nerror building image\n" * 4000, copies.WORDS["unknown"], "", []),
}


def answer(page: Page, text: str) -> str:
    """What the box says of a text that is pasted; `fill` would take minutes for a log."""
    page.locator("#copies-text").focus()
    page.locator(".copies[data-loaded]").wait_for()
    page.locator("#copies-text").evaluate(
        "(box, text) => { box.value = text; box.dispatchEvent(new Event('input')); }", text
    )
    page.wait_for_timeout(400)
    return page.locator(".copies .diagnose-answer").inner_text()


def test_a_copied_file_is_recognized(open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page("my-copy/")
    for case, (text, verdict, file, marks) in ASKED.items():
        with subtests.test(case):
            shown = answer(page, text)
            assert shown.startswith(verdict.zh), shown
            assert file in shown
            assert ("harbor.example.org" in shown) == (case in ("filled in", "another version"))
            lines = page.locator(".copies-lines").inner_text().split("\n") if marks else []
            assert all(any(line.startswith(mark) for line in lines) for mark in marks), lines


def test_a_checksum_is_recognized(open_page: Open) -> None:
    page = open_page("my-copy/")
    right = hashlib.sha256(JENKINSFILE.encode()).hexdigest()
    shown = answer(page, f"{right}  Jenkinsfile\n{'0' * 64}  Dockerfile\n{'1' * 64}  gone.txt\n")
    words = [copies.WORDS[name].zh for name in ("sumCurrent", "sumDiffers", "sumUnknown")]
    assert shown.split("\n") == [
        f"{name} {verdict}" for name, verdict in zip(["Jenkinsfile", "Dockerfile", "gone.txt"], words, strict=True)
    ]
    page.get_by_role("button", name=copies.CLEAR.zh, exact=True).click()
    expect(page.locator(".copies .diagnose-answer")).to_be_empty()


def test_a_chosen_file_is_compared_and_the_answer_is_accessible(open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page("my-copy/", width=390)
    content = DOCKERFILE.replace("WORKDIR /app", "WORKDIR /srv").encode()
    page.locator("#copies-file").set_input_files({"name": "Dockerfile", "mimeType": "text/plain", "buffer": content})
    expect(page.locator(".copies .diagnose-answer")).to_contain_text(copies.WORDS["similar"].zh)
    check_both_schemes(page, subtests, fits=True)
    page.locator("#copies-file").set_input_files({"name": "a.bin", "mimeType": "x/y", "buffer": b"\xff\xfe\x00"})
    expect(page.locator(".copies .diagnose-answer")).to_contain_text("a.bin")


def test_absence_of_the_files_to_compare_with_is_reported(server: str, browser: Browser) -> None:
    page = browser.new_page(base_url=server, locale="zh-CN")
    page.route("**/copies-data.js", lambda route: route.abort())
    page.goto("my-copy/")
    box, shown = page.locator("#copies-text"), page.locator(".copies .diagnose-answer")
    box.fill(DOCKERFILE)
    expect(shown).to_have_text(copies.UNLOADED.zh)
    page.unroute("**/copies-data.js")
    box.fill(f"{DOCKERFILE}\n")
    expect(shown).to_contain_text(copies.WORDS["current"].zh)
    page.context.close()


@pytest.fixture
def from_disk(built_site: Path, tmp_path: Path, browser: Browser) -> Iterator[tuple[Page, str]]:
    """A page, and the address of the site on a disk; nothing but files may be asked for."""
    archive = tmp_path / "site.zip"
    site_zip.write(built_site, archive)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    asked: list[str] = []
    wrong: list[str] = []
    page = browser.new_page(locale="zh-CN")
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page, (tmp_path / site_zip.NAME).as_uri()
    page.close()
    assert [url for url in asked if not url.startswith((tmp_path.as_uri(), *HARMLESS))] == []
    assert wrong == []


def test_the_zip_works_from_a_disk(from_disk: tuple[Page, str]) -> None:
    page, address = from_disk
    page.goto(f"{address}/index.html")
    page.keyboard.press("/")
    page.keyboard.type("UNAUTHORIZED")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url(re.compile(r"^file:.*/index\.html(\?.*)?(#.*)?$"))
    page.locator(".language-switch").click()
    page.wait_for_url(re.compile(r"/en/.*index\.html"))
    page.goto(f"{address}/en/errors/index.html#no-push-variable")
    page.wait_for_url(re.compile(r"/en/errors/[a-z-]+/index\.html#no-push-variable$"))
    page.goto(f"{address}/en/problems/index.html")
    page.locator("#diagnose-log").fill("kubectl: not found\nerror checking push permissions -- UNAUTHORIZED\n")
    expect(page.locator(".diagnose-first")).not_to_be_empty()


def test_a_page_is_printed_with_all_code_and_without_tools_and_evidence(open_page: Open) -> None:
    page = open_page("quick-start/")
    proof = page.locator(".block > details.evidence").first
    proof.evaluate("(details) => (details.open = true)")
    page.emulate_media(media="print")
    for hidden in (".md-header", ".md-footer", ".page-links", ".block-tools", ".block-fold", ".values-open"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(proof.locator("summary")).to_be_visible()
    expect(proof.locator(".evidence-more")).to_be_hidden()
    code = "(code) => [getComputedStyle(code).maskImage, code.scrollHeight <= code.clientHeight + 1]"
    for one in page.locator(".block pre > code").all():
        if one.is_visible():
            assert one.evaluate(code) == ["none", True]
