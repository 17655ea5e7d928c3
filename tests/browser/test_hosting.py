"""The site as the recipe `static-site` serves it: its headers, and its use in a browser under the strict policy."""

from __future__ import annotations

import getpass
import gzip
import os
import shutil
import socket
import subprocess
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from kaniko_guide import project
from lab.end_to_end.environment import wait_for
from lab.tools import find
from tests.browser.conftest import opened
from tests.browser.search import INPUT, search
from tests.browser.test_blocks import PIPELINE, block_of, download, tool
from tests.browser.test_diagnose import box
from tests.browser.test_parameters import fill
from tests.kaniko_guide.diagnosis.test_causes import DENIED
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.tool]

RECIPE = SNIPPETS / "static-site"
SAME = {
    "Server": "nginx",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""The headers of every answer."""
FOR_EVER = "public, max-age=31536000, immutable"
UNKNOWN = "application/octet-stream"
HTML = "text/html; charset=utf-8"
LISTEN = "addEventListener('securitypolicyviolation', ({violatedDirective}) => console.error(violatedDirective))"
"""Chromium reports violations in the console as well; both fail a test."""


def compress(site: Path) -> None:
    """Run the command of the Jenkinsfile that compresses the files of a site."""
    (pipeline,) = project.read(RECIPE).jenkinsfiles
    script = str(pipeline.steps[0].script.text)
    command = script[script.index("find site ") :]
    subprocess.run(["/bin/sh", "-exc", command], cwd=site.parent, check=True)


def start(directory: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Run nginx for the site in a directory; the process, and the address of the site.

    Args:
        directory: contains `site/`.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    text = (RECIPE / "nginx.conf").read_text("utf-8")
    here = {
        "/tmp/": f"{directory}/",  # noqa: S108 (what nginx.conf contains)
        "root /site;": f"root {directory}/site;",
        "listen 8080": f"listen 127.0.0.1:{port}",
    }
    for before, after in here.items():
        assert before in text
        text = text.replace(before, after)
    (directory / "nginx.conf").write_text(text, "utf-8")
    # A process of root gives up its rights, and could not read the directory.
    options = ["-c", str(directory / "nginx.conf"), "-g", f"daemon off; user {getpass.getuser()};"]
    with (directory / "nginx.log").open("wb") as log:
        process = subprocess.Popen([find("nginx"), *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        wait_for("127.0.0.1", port)
    except TimeoutError:
        process.kill()
        pytest.fail((directory / "nginx.log").read_text("utf-8"))
    return process, f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def hosted(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site as nginx serves it."""
    directory = tmp_path_factory.mktemp("hosted")
    shutil.copytree(built_site, directory / "site", copy_function=os.link)
    compress(directory / "site")
    process, address = start(directory)
    yield address
    process.terminate()
    assert process.wait(timeout=30) == 0


@pytest.fixture
def open_hosted(hosted: str, browser: Browser) -> Iterator[Open]:
    """See `Open`."""
    with opened(hosted, browser, LISTEN) as open_page:
        yield open_page


def get(address: str, path: str, **headers: str) -> tuple[int, Message, bytes]:
    """The status, the headers and the body of an answer; a redirect is not followed."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request("GET", f"/{path}", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_headers(hosted: str, built_site: Path, subtests: pytest.Subtests) -> None:
    style = next(built_site.glob("assets/guide.*.css")).name
    script = next(built_site.glob("assets/javascripts/bundle.*.js")).name
    javascript = "application/javascript; charset=utf-8"
    expected = {
        "": (200, HTML, "no-cache", "gzip"),
        "quick-start/": (200, HTML, "no-cache", "gzip"),
        f"assets/{style}": (200, "text/css; charset=utf-8", FOR_EVER, "gzip"),
        f"assets/javascripts/{script}": (200, javascript, FOR_EVER, "gzip"),
        "assets/favicon.svg": (200, "image/svg+xml", "no-cache", "gzip"),
        "search/search_index.json": (200, "application/json", "no-cache", "gzip"),
        "snippets/quick-start/create-secret.sh": (200, "text/plain; charset=utf-8", "no-cache", None),
        "snippets/quick-start/Jenkinsfile": (200, UNKNOWN, "no-cache", None),
        "snippets/quick-start.zip": (200, "application/zip", "no-cache", None),
        "quick-start": (301, "text/html", "no-cache", None),
        "gone/": (404, HTML, "no-cache", "gzip"),
        "assets/gone.01234567.js": (404, HTML, "no-cache", "gzip"),
    }
    for path, answer in expected.items():
        with subtests.test(path):
            status, headers, body = get(hosted, path, **{"Accept-Encoding": "gzip"})
            names = ("Content-Type", "Cache-Control", "Content-Encoding")
            assert (status, *(headers[name] for name in names)) == answer
            assert {name: headers[name] for name in SAME} == SAME
            if headers["Content-Encoding"]:
                assert headers["Vary"] == "Accept-Encoding"
                assert gzip.decompress(body) == get(hosted, path)[2]
            if status == 404:
                assert gzip.decompress(body) == (built_site / "404.html").read_bytes()
    with subtests.test("a redirect has no host or port, which a proxy in front would have to correct"):
        assert get(hosted, "quick-start")[1]["Location"] == "/quick-start/"
    with subtests.test("an unchanged page is not sent again"):
        tag = get(hosted, "quick-start/")[1]["ETag"]
        assert get(hosted, "quick-start/", **{"If-None-Match": tag})[::2] == (304, b"")


def test_nothing_violates_the_policy(open_hosted: Open) -> None:
    page = open_hosted("")
    page.keyboard.press("/")
    assert search(page, "x509"), "the worker of the search runs"

    page.goto("quick-start/")
    page.evaluate("document.querySelector('[data-md-color-media*=dark]').click()")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    fill(page, {"namespace": "builds"})
    block = block_of(page, PIPELINE)
    block.hover()
    block.get_by_role("button", name="复制 Jenkinsfile").click()
    page.get_by_text("已复制").wait_for()
    assert download(page, tool(block, "zip"))[0] == "quick-start.zip"

    page.locator(".language-switch").click()
    page.wait_for_url("**/en/quick-start/**")

    page.goto("problems/")
    box(page).fill(DENIED)
    expect(page.locator(".diagnose-first")).not_to_be_empty()
    page.locator(INPUT).focus()
    assert search(page, "unauthorized")

    page.goto("errors/push/#a")
    page.wait_for_url("**/errors/#a")
    page.goto("diagnose/")
    assert page.locator("td.right").first.evaluate("it => getComputedStyle(it).textAlign") == "right"


def test_a_missing_page_is_shown(hosted: str, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        answer = page.goto(f"{hosted}gone/there/")
        assert answer is not None
        assert answer.status == 404
        expect(page.locator("#not-found")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"


def test_an_inline_script_does_not_run(hosted: str, browser: Browser) -> None:
    """Otherwise nothing could violate the policy."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(hosted)
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))"
        )
        assert page.evaluate("window.ran") is None
