"""A real browser on the built site, which a local server offers."""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
import threading
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Literal, Protocol

import pytest
from playwright.sync_api import sync_playwright

from lab.tools import report_missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
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
TINY_INDEX = json.dumps(
    {
        "config": {"lang": ["en"], "separator": " ", "pipeline": [], "fields": {"title": {"boost": 1}}},
        "docs": [],
    }
).encode()


class Open(Protocol):
    """Opens a page of the site; the test fails at its end for requests to other hosts and for errors on the page."""

    def __call__(
        self, path: str, *, scheme: Literal["light", "dark"] = "light", width: int = 1280, search: bool = False
    ) -> Page:
        """Open a page in a window of its own.

        Args:
            path: its address on the site, such as `quick-start/`.
            scheme: the color scheme of the system.
            width: of the window, in pixels.
            search: whether the search finds something; each page that is loaded then indexes the whole site.
        """


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the standard library)
        pass


class _WithoutSearch(_Silent):
    """Serves a search index that takes no time to load."""

    def do_GET(self) -> None:
        if self.path == "/search/search_index.json":
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(TINY_INDEX)))
            self.end_headers()
            self.wfile.write(TINY_INDEX)
        else:
            super().do_GET()


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
    """The address of the site, whose search finds nothing."""
    with serve(built_site, _WithoutSearch) as address:
        yield address


@pytest.fixture(scope="session")
def search_server(built_site: Path) -> Iterator[str]:
    """The address of the site with its search."""
    with serve(built_site, _Silent) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        report_missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(server: str, search_server: str, browser: Browser) -> Iterator[Open]:
    """See `Open`."""
    asked: list[str] = []
    wrong: list[str] = []
    contexts = []

    def open_page(
        path: str, *, scheme: Literal["light", "dark"] = "light", width: int = 1280, search: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=search_server if search else server,
            color_scheme=scheme,
            viewport={"width": width, "height": 844},
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith((server, search_server, *HARMLESS))] == []
    assert wrong == []
