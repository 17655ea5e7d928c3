"""The page's script reads a log as the command does: the same answers, whatever the log."""

from __future__ import annotations

import io
import json
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.diagnosis.causes import diagnose
from kaniko_guide.facts import signatures
from kaniko_guide_site.directives.diagnose import data
from lab.tools import find
from tests.kaniko_guide.diagnosis.test_causes import DENIED, KNOWN, RECORDS, record
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = ROOT / "src" / "kaniko_guide_site" / "theme" / "assets" / "diagnose.js"
WHOLE = 1 << 18
NOT_THE_SAME = "\ue5e5\u3000\ue7c7\u1e3f" + "".join(map(chr, [*range(0xFE10, 0xFE1A), *range(0x9FB4, 0x9FBC)]))
"""Browsers decode a later edition of GB18030 than Python: these and some for private use differ."""


def by_command(log: bytes) -> dict[str, Any]:
    """The answer of the command, with the names that the script uses."""
    found = diagnose(io.BytesIO(log))
    return {
        "stage": found.stage,
        "causes": [
            {
                "signature": each.signature.id,
                "page": each.signature.page,
                "confidence": each.confidence.value,
                "line": each.line,
                "quote": each.quote,
                "cause": each.cause.cause.zh,
                "fix": each.cause.fix.zh,
                "confirm": each.cause.confirm,
            }
            for each in found.causes
        ],
        "succeeded": found.succeeded,
        "lines": found.lines,
        "last": list(found.last),
    }


def flat(answer: dict[str, Any]) -> dict[str, Any]:
    """The script's answer, as `by_command` gives it."""
    causes = [
        {
            "signature": each["signature"]["id"],
            "page": each["signature"]["page"],
            "confidence": each["confidence"],
            "line": each["line"],
            "quote": each["quote"],
            "cause": each["cause"]["cause"],
            "fix": each["cause"]["fix"],
            "confirm": each["cause"].get("confirm"),
        }
        for each in answer["causes"]
    ]
    return answer | {"causes": causes}


class Ask(Protocol):
    """Asks the script, in Node."""

    def __call__(self, log: bytes, chunk: int = WHOLE) -> dict[str, Any]:
        """The answer to a log that is read in chunks of so many bytes."""


@pytest.fixture(scope="module")
def by_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """See `Ask`."""
    known = tmp_path_factory.mktemp("data") / "data.json"
    known.write_text(json.dumps(data("zh")), "utf-8")
    command = [find("node"), str(Path(__file__).with_name("diagnose.js")), str(SCRIPT), str(known)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(log: bytes, chunk: int = WHOLE) -> dict[str, Any]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps({"log": b64encode(log).decode(), "chunk": chunk}) + "\n")
            process.stdin.flush()
            return flat(json.loads(process.stdout.readline()))

        yield ask
        process.stdin.close()


@pytest.mark.parametrize(("build", "case"), RECORDS)
def test_record_is_read_as_the_command_reads_it(build: str, case: str, by_page: Ask) -> None:
    log = record(build, case).encode()
    assert by_page(log) == by_command(log)


ODD = {
    "empty": b"",
    "only a line end": b"\n",
    "no line end": DENIED.encode(),
    "crlf": f"a\r\n{DENIED}\r\n".encode(),
    "colours": f"\x1b[36mINFO\x1b[0m[0000] x\n\x1b[31m{DENIED}\x1b[0m\n".encode(),
    "notes": f"\x1b[8mha:////4AAAA\x1b[0m{DENIED}".encode(),
    "utf-8 with a mark": "\ufeff".encode() + DENIED.encode(),
    "a mark alone": "\ufeff".encode(),
    "a mark in a line": f"a\ufeff\n{DENIED}\ufeff".encode(),
    "utf-16 le": ("\ufeff错误😀\n" + DENIED).encode("utf-16-le"),
    "utf-16 be": ("\ufeff错误😀\n" + DENIED).encode("utf-16-be"),
    "utf-16 with a half character": ("\ufeff" + DENIED).encode("utf-16-le") + b"\x3d\xd8",
    "utf-16 with a lone surrogate": b"\xff\xfe\x00\xd8a\x00\n\x00" + DENIED.encode("utf-16-le") + b"\x00",
    "gb18030": ("错误：构建失败\n" + DENIED + "：镜像").encode("gb18030"),
    "gb18030 with four bytes": ("ᠠ𠀀\n" + DENIED).encode("gb18030"),
    "windows' euro": b"\x80\n\x80 " + DENIED.encode() + b"\n\xd6\xd0\x80",
    "euro": "中€\n".encode("gb18030"),
    "neither": b"\xff\xc3(\xff " + DENIED.encode(),
    "blanks at the end": (DENIED + " \t\x85\xa0\u2028\u3000\x1f").encode() + b"\n\xa0\n",
    "long line": b"x" * 100_000 + b"\n" + DENIED.encode(),
    "long line of many bytes": "中".encode() * 10_000 + DENIED.encode(),
    "exactly the longest": b"x" * 8192 + b"\n" + b"y" * 16384 + b"\n" + DENIED.encode(),
    "wrapped": "\n".join(DENIED[at : at + 80] for at in range(0, len(DENIED), 80)).encode(),
    "wrapped between words": DENIED.replace("from image", "from\nimage").encode(),
    "wrapped beyond the plane": "\n".join(("😀" * 30 + DENIED)[at : at + 60] for at in range(0, 160, 60)).encode(),
    "quote cut": ("😀" * 500 + DENIED).encode(),
    "markup": f"<script>alert(1)</script> {DENIED} <b>".encode(),
    "success": b"INFO[0001] Pushed r/a@sha256:0\n",
    "transient": b"WARN Retrying http: server gave HTTP response to HTTPS client\nPushed r/a@sha256:0\n",
    "warning": b"WARN[0001] TOOMANYREQUESTS\nerror building image: x\n",
    "warning, then error": b"WARN[0001] TOOMANYREQUESTS\nerror building image: TOOMANYREQUESTS\n",
    "message": b"DEBU[0001] MANIFEST_UNKNOWN\nerror building image: x\n",
    "error in the line of a message": b"INFO[0001] a error building image: TOOMANYREQUESTS\n",
    "error in the line of a warning": b"WARN[0001] a error building image: TOOMANYREQUESTS\n",
    "resolved": b"[ERROR] Failed to execute goal a\n[INFO] BUILD SUCCESS\nerror building image: x\n",
    "resolved, then again": b"[INFO] BUILD FAILURE\n[INFO] BUILD SUCCESS\n[INFO] BUILD FAILURE\n",
    "too long to be wrapped": b"\n".join(DENIED[at : at + 80].encode() for at in range(0, 160, 80)) + b"\na" * 2_000,
}


@pytest.mark.parametrize("chunk", [4, 7, 1000, WHOLE])
@pytest.mark.parametrize("log", ODD.values(), ids=list(ODD))
def test_log_is_read_alike_however_it_was_saved(log: bytes, chunk: int, by_page: Ask) -> None:
    assert by_page(log, chunk) == by_command(log)


TEXTS = ["".join(line) for one in KNOWN for pattern in one.patterns for line in pattern]
CLUES = ["".join(line) for patterns in signatures.clues().values() for pattern in patterns for line in pattern]
MARKS = ["".join(line) for stage in signatures.stages() for pattern in stage.marks for line in pattern]
CHARACTERS = st.characters(exclude_categories=["Cs", "Co"], exclude_characters=NOT_THE_SAME)
PIECE = st.sampled_from(["", "\x1b[31m", "INFO[0000] ", "\r", "中文 ", "😀", *TEXTS, *CLUES, *MARKS])
LINE = st.lists(PIECE | st.text(CHARACTERS, max_size=8), max_size=4).map("".join)
LOG = st.lists(LINE, max_size=12).map("\n".join)
ENCODED = st.tuples(LOG, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])).map(
    lambda one: one[0].encode(one[1])
)


@given(log=ENCODED, chunk=st.integers(4, 400))
def test_any_mixture_is_read_alike(log: bytes, chunk: int, by_page: Ask) -> None:
    assert by_page(log, chunk) == by_command(log)


def as_ascii(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer in which a character beyond ASCII is any other."""

    def plain(text: str) -> str:
        return "".join(letter if letter.isascii() else "?" for letter in text)

    causes = [each | {"quote": plain(each["quote"])} for each in answer["causes"]]
    return answer | {"causes": causes, "last": [answer["last"][0], plain(answer["last"][1])]}


@given(log=st.lists(st.binary() | st.sampled_from([text.encode() for text in TEXTS]), max_size=8).map(b"\n".join))
def test_any_bytes_are_read_alike(log: bytes, by_page: Ask) -> None:
    assert as_ascii(by_page(log)) == as_ascii(by_command(log))
