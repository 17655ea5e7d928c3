"""Firefox with a page of the site, without a window, driven by WebDriver BiDi: https://www.w3.org/TR/webdriver-bidi/."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from websockets.sync.client import connect

from lab.tools import report_missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

PROGRAMS = ("firefox-esr", "firefox")
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
MOUSE = 6
"""A device that points precisely and can hover: Firefox without a window has none."""
SETTINGS = {
    "browser.download.folderList": 2,
    "dom.events.testing.asyncClipboard": True,
    "intl.accept_languages": "zh-CN",
    "ui.allPointerCapabilities": MOUSE,
    "ui.primaryPointerCapabilities": MOUSE,
}
"""Of its profile: where downloads go, a clipboard that scripts read, the language, a mouse."""
PATIENCE = 30.0
"""Seconds until an answer must be there."""
ESCAPE = "\ue00c"
"""The key, as WebDriver names it."""


@contextmanager
def running(directory: Path) -> Iterator[Firefox]:
    """Firefox, which ends with the block.

    Args:
        directory: for its profile and its downloads.
    """
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        report_missing("firefox")
    settings = SETTINGS | {"browser.download.dir": str(directory / "downloads")}
    profile = directory / "profile"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
    (profile / "user.js").write_text("".join(lines), "utf-8")
    command = (program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            address = next(found[1] for line in process.stderr if (found := LISTENS.search(line)))
            with connect(f"{address}/session", max_size=None) as connection:
                yield Firefox(connection, directory / "downloads")
        finally:
            process.terminate()


class Firefox:
    """Firefox with one page.

    Attributes:
        downloads: the directory of what it downloads.
        asked: the addresses of all requests.
        errors: what scripts of the pages did wrong or printed as an error.
    """

    def __init__(self, connection: ClientConnection, downloads: Path) -> None:
        """Begin a session through a connection to a Firefox that has none."""
        self.downloads = downloads
        self.asked: list[str] = []
        self.errors: list[str] = []
        self._connection, self._numbers = connection, count(1)
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        (self._page,) = (tree["context"] for tree in self._send("browsingContext.getTree")["contexts"])
        self._send("browsingContext.setViewport", context=self._page, viewport={"width": 1280, "height": 900})

    def open(self, address: str) -> None:
        """Open a page, and wait until it is loaded."""
        self._send("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def ask(self, function: str, *arguments: str) -> Any:  # noqa: ANN401
        """What a function of JavaScript returns, or what the promise that it returns becomes."""
        answer = self._send(
            "script.callFunction",
            functionDeclaration=f"async (...given) => JSON.stringify(await ({function})(...given) ?? null)",
            arguments=[{"type": "string", "value": value} for value in arguments],
            target={"context": self._page},
            awaitPromise=True,
            userActivation=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def wait_for(self, function: str, *arguments: str) -> Any:  # noqa: ANN401
        """What a function returns, once it is true."""
        deadline = time.monotonic() + PATIENCE
        while not (found := self.ask(function, *arguments)):
            assert time.monotonic() < deadline, function
            time.sleep(0.05)
        return found

    def click(self, selector: str) -> None:
        """Click the middle of what a selector finds first."""
        found = "document.querySelector(selector)"
        x, y = self.ask(
            f"(selector) => {{ {found}.scrollIntoView({{ block: 'center', behavior: 'instant' }});"
            f"const it = {found}.getBoundingClientRect(); return [it.x + it.width / 2, it.y + it.height / 2]; }}",
            selector,
        )
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            *({"type": f"pointer{it}", "button": 0} for it in ("Down", "Up")),
        ]
        self._perform({"type": "pointer", "id": "mouse", "actions": moves})

    def type(self, text: str) -> None:
        """Press the keys of a text where the focus is."""
        keys = [{"type": f"key{way}", "value": letter} for letter in text for way in ("Down", "Up")]
        self._perform({"type": "key", "id": "keyboard", "actions": keys})

    def _perform(self, source: dict[str, Any]) -> None:
        self._send("input.performActions", context=self._page, actions=[source])

    def _send(self, method: str, **parameters: Any) -> Any:  # noqa: ANN401
        """The result of a command; events that come before it are noted."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._connection.recv(timeout=PATIENCE))
            if message.get("id") == number:
                assert message["type"] == "success", message
                return message["result"]
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        event = message["params"]
        if message["method"] == "network.beforeRequestSent":
            self.asked.append(event["request"]["url"])
        elif message["method"] == "log.entryAdded" and event["level"] == "error":
            self.errors.append(event["text"])
