"""Links looked up by lychee on a web server on this machine."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from lab.lookups import State, links
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code, target = {
            "/ok": (200, None),
            "/moved": (301, "/ok"),
            "/moved-to-nowhere": (308, "/gone"),
            "/elsewhere": (302, "/ok"),
            "/members": (401, None),
            "/no-programs": (403, None),
            "/too-many": (429, None),
            "/broken": (503, None),
        }.get(self.path, (404, None))
        self.send_response(code)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.slow
def test_links_are_looked_up() -> None:
    find("lychee")
    with site() as address:
        expected = {
            "/ok": State.OK,
            "/elsewhere": State.OK,
            "/moved": State.MOVED,
            "/moved-to-nowhere": State.GONE,
            "/gone": State.GONE,
            "/members": State.UNCLEAR,
            "/no-programs": State.UNCLEAR,
            "/too-many": State.UNCLEAR,
            "/broken": State.NO_ANSWER,
        }
        asked_for = {f"{address}{path}": f"docs{path}.md" for path in expected} | {"http://127.0.0.1:1/": "docs/no.md"}
        answers = {answer.what: answer for answer in links.look(asked_for)}
    assert {path: answers[f"{address}{path}"].state for path in expected} == expected
    assert all(answers[link].where == where for link, where in asked_for.items())
    assert answers["http://127.0.0.1:1/"].state is State.NO_ANSWER
    assert answers[f"{address}/moved"].detail == f"now at {address}/ok"
    assert "404" in answers[f"{address}/gone"].detail


def test_links_are_found_with_their_files(tmp_path: Path) -> None:
    find("lychee")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(
        "[a](https://a.org/x#y) [b](b.md) [here](http://127.0.0.1:8000/) `https://code.org/`，见 <https://b.org/>。\n"
        "```sh\ncurl https://block.org/\n```\n",
        "utf-8",
    )
    (tmp_path / "facts.yml").write_text("the README, https://a.org/x, and https://example.com/\n", "utf-8")
    assert links.extract(tmp_path) == {"https://a.org/x": ["docs/a.md", "facts.yml"], "https://b.org/": ["docs/a.md"]}
