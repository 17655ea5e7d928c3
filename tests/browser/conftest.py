"""A real browser on the built site, which a local server offers."""

from __future__ import annotations

import contextlib
import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Literal, Protocol

import pytest
from playwright.sync_api import expect, sync_playwright

from lab.tools import report_missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright

DESKTOP = ("chromium", "chromium-browser", "google-chrome")
"""Browsers with the windows of a desktop."""
PROGRAMS = ("chromium-headless-shell", *DESKTOP)
"""In order of preference: without the windows of a desktop, the tests need half the processor time."""

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HARMLESS = ("data:", "blob:")
PATIENCE = 30_000
"""Milliseconds that an expectation waits: Playwright's five seconds are too few beside a cluster on two cores."""
QUIET_MS = 500
"""Milliseconds in which a page that loads something unasked would ask; Chromium may never report that it is idle."""

expect.set_options(timeout=PATIENCE)


class Open(Protocol):
    """Opens a page of the site; the test fails at its end for requests to other hosts and for errors on the page."""

    def __call__(
        self, path: str, *, scheme: Literal["light", "dark"] = "light", width: int = 1280, locale: str = "zh-CN"
    ) -> Page:
        """Open a page in a window of its own.

        Args:
            path: its address on the site, such as `quick-start/`.
            scheme: the color scheme of the system.
            width: of the window, in pixels.
            locale: of the browser.
        """


class Silent(SimpleHTTPRequestHandler):
    """Serves files and prints nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the standard library)
        pass


def find_browser(programs: Sequence[str] = PROGRAMS) -> str:
    """The path of a browser's program.

    Args:
        programs: their names, in order of preference.
    """
    program = next((found for name in programs if (found := shutil.which(name))), None)
    if program is None:
        report_missing("chromium")
    return program


@contextlib.contextmanager
def serve(site: Path, handler: type[SimpleHTTPRequestHandler]) -> Iterator[str]:
    """Serve a site on this machine; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(site))) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def server(built_site: Path) -> Iterator[str]:
    """The address of the site."""
    with serve(built_site, Silent) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers; a process can have one."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The browser."""
    browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
    yield browser
    browser.close()


@contextlib.contextmanager
def opened(server: str, browser: Browser, script: str = "") -> Iterator[Open]:
    """Open pages of a site; see `Open`.

    Args:
        server: the address of the site.
        browser: which opens them.
        script: runs in each page, before those of the page.
    """
    asked: list[str] = []
    wrong: list[str] = []
    contexts = []

    def open_page(
        path: str, *, scheme: Literal["light", "dark"] = "light", width: int = 1280, locale: str = "zh-CN"
    ) -> Page:
        context = browser.new_context(
            base_url=server,
            locale=locale,
            color_scheme=scheme,
            viewport={"width": width, "height": 844},
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        context.add_init_script(script)
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((server, *HARMLESS))] == []
    assert wrong == []


@pytest.fixture
def open_page(server: str, browser: Browser) -> Iterator[Open]:
    """See `Open`."""
    with opened(server, browser) as open_page:
        yield open_page
