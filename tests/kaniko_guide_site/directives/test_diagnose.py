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
from pytest_check import check

from kaniko_guide.diagnosis.causes import diagnose
from kaniko_guide.facts.diagnosis import answers, clues, contexts, errnos, layers
from kaniko_guide.facts.diagnosis.patterns import START
from kaniko_guide_site.directives.diagnose import data
from lab.tools import find
from tests.kaniko_guide.diagnosis.test_causes import DENIED, KNOWN, ORDERS, PANIC, RECORDS, record
from tests.kaniko_guide.diagnosis.test_log_lines import ROWS
from tests.kaniko_guide.test_secrets import SECRETS
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.diagnosis.causes import IdentifiedCause
    from kaniko_guide.facts.diagnosis.layers import Part

SCRIPT = ROOT / "src" / "kaniko_guide_site" / "theme" / "assets" / "diagnose.js"
WHOLE = 1 << 18
CHUNKS = [pytest.param(4, marks=pytest.mark.slow), 7, pytest.param(1000, marks=pytest.mark.slow), WHOLE]
NOT_THE_SAME = "\ue5e5\u3000\ue7c7\u1e3f" + "".join(map(chr, [*range(0xFE10, 0xFE1A), *range(0x9FB4, 0x9FBC)]))
"""Browsers decode a later edition of GB18030 than Python: these and some for private use differ."""


def by_command(log: bytes) -> dict[str, Any]:
    """The answer of the command, with the names that the script uses."""
    found = diagnose(io.BytesIO(log))
    return {
        "part": _part(found.part),
        "family": found.family,
        "decisive": list(found.decisive),
        "failed": found.failed,
        "causes": [_cause(each) for each in found.causes],
        "hints": [_cause(each) for each in found.hints],
        "succeeded": found.succeeded,
        "lines": found.lines,
    }


def _cause(each: IdentifiedCause) -> dict[str, Any]:
    return {
        "signature": each.signature.id,
        "page": each.signature.page,
        "confidence": each.confidence.value,
        "line": each.line,
        "quote": each.quote,
        "part": _part(each.part),
        "family": each.family,
        "wentOn": each.went_on,
        "example": each.example,
        "values": [value.zh for value in each.values],
        "cause": each.cause.cause.zh,
        "fix": each.cause.fix.zh,
        "confirm": each.cause.confirm.command if each.cause.confirm else None,
    }


def _part(part: Part | None) -> dict[str, Any] | None:
    return {"layer": part.layer, "phase": part.phase} if part else None


def flat(answer: dict[str, Any]) -> dict[str, Any]:
    """The script's answer, as `by_command` gives it."""
    causes, hints = ([_flat_cause(each) for each in answer[name]] for name in ("causes", "hints"))
    return answer | {"causes": causes, "hints": hints}


def _flat_cause(each: dict[str, Any]) -> dict[str, Any]:
    return {
        "signature": each["signature"]["id"],
        "page": each["signature"].get("page"),
        **{
            name: each[name]
            for name in ("confidence", "line", "quote", "part", "family", "wentOn", "example", "values")
        },
        "cause": each["cause"]["cause"],
        "fix": each["cause"]["fix"],
        "confirm": each["cause"].get("confirm", {}).get("command"),
    }


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


@pytest.mark.slow
def test_record_is_read_as_the_command_reads_it(by_page: Ask) -> None:
    for build, case in RECORDS:
        with check(f"{build}, {case}"):
            log = record(build, case).encode()
            assert by_page(log) == by_command(log)


def test_lines_and_what_a_log_shows_are_read_alike(by_page: Ask) -> None:
    for text in [*ORDERS, PANIC, *(line for *_, line in ROWS)]:
        with check(text):
            log = f"{text}\n".encode()
            assert by_page(log) == by_command(log)


ODD = {
    "empty": b"",
    "only a line end": b"\n",
    "no line end": DENIED.encode(),
    "crlf": f"a\r\n{DENIED}\r\n".encode(),
    "colors": f"\x1b[36mINFO\x1b[0m[0000] x\n\x1b[31m{DENIED}\x1b[0m\n".encode(),
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
    "another build after a success": f"INFO[0001] Pushed r/a@sha256:0\n{DENIED}\n".encode(),
    "a tool's error after a success": b"INFO[0001] Pushed r/a@sha256:0\n[ERROR] COMPILATION ERROR :\n",
    "explained": b'Failed to pull image "a": x\nUnable to retrieve some image pull secrets (b)\n',
    "message": b"DEBU[0001] MANIFEST_UNKNOWN\nerror building image: x\n",
    "error in the line of a message": b"INFO[0001] a error building image: TOOMANYREQUESTS\n",
    "error in the line of a warning": b"WARN[0001] a error building image: TOOMANYREQUESTS\n",
    "resolved": b"[ERROR] Failed to execute goal a\n[INFO] BUILD SUCCESS\nerror building image: x\n",
    "resolved, then again": b"[INFO] BUILD FAILURE\n[INFO] BUILD SUCCESS\n[INFO] BUILD FAILURE\n",
    "general error after a tool's": b"[ERROR] COMPILATION ERROR :\nerror building image: error building stage: new\n",
    "unknown error of another layer after a cause": f"{DENIED}\njava.lang.IllegalStateException: new\n".encode(),
    "caught": b"error building image: TOOMANYREQUESTS\nPushed r/a@sha256:0\nFinished: SUCCESS\n",
    "pulled in the end": b'Failed to pull image "a:1": EOF\nSuccessfully pulled image "a:1" in 3s\nError: boom\n',
    "again": b"error building image: TOOMANYREQUESTS\nERROR: script returned exit code 1\nRetrying\nError: boom\n",
    "mounted in the end": b'MountVolume.SetUp failed: secret "a" not found\nStarted container a\nError: boom\n',
    "another image pulled": b'Failed to pull image "a:1": EOF\nSuccessfully pulled image "a:2" in 3s\nError: boom\n',
    "still waiting": b"Created Pod: kubernetes ci/app-1\nStill waiting to schedule task\n",
    "namespace in a command": b"Created Pod: kubernetes ci/app-1\nAgent is not connected after 9 s, status: Pending\n",
    "a value in a command": b"unable to access 'https://u:p4ss@git.corp.test/a.git/': Empty reply from server\n",
    "a value": b"java.lang.NoSuchMethodError: No such DSL method 'g${value}it' found among steps [a]\n",
    "a cause that a clue shows": b"No credentials specified\nremote: HTTP Basic: Access denied\n",
    "a cause that a clue makes likely": b"tcpSlaveAgentListener/ is invalid: 404 Not Found\n",
    "only an example of a cause": b"panic: runtime error: index out of range\n",
    "an example above an error": b"panic: runtime error: index out of range\nx\nError: boom\n",
    "a cause of another layer": b"panic: runtime error: x\ngithub.com/tektoncd/pipeline/a.b()\n",
    "a wrapped phase": b'error checking push permissions: a:\nGet "https://a.b/v2/": x509: certificate signed by x\n',
    "a symptom in two lines": b"Slave went offline during the build\nERROR: Connection was broken: x\n",
}
UNWRAPPED = b"\n".join(DENIED[at : at + 80].encode() for at in range(0, 160, 80)) + b"\na" * 2_000
"""Too long to be wrapped."""


@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("log", ODD.values(), ids=list(ODD))
def test_log_is_read_alike_however_it_was_saved(log: bytes, chunk: int, by_page: Ask) -> None:
    assert by_page(log, chunk) == by_command(log)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", [4, 7, 1000, WHOLE])
def test_a_long_log_is_read_alike(chunk: int, by_page: Ask) -> None:
    assert by_page(UNWRAPPED, chunk) == by_command(UNWRAPPED)


TEXTS = ["".join(line).removeprefix(START) for one in KNOWN for pattern in one.patterns for line in pattern]
CLUES = [
    "".join(line).removeprefix(START) for patterns in clues.clues().values() for pattern in patterns for line in pattern
]
MARKS = ["".join(line) for pattern, _ in layers.marks() for line in pattern]
CONTEXTS = [
    "".join(line).removeprefix(START) for one in contexts.contexts() for pattern in one.texts for line in pattern
]
ERRNOS = [text for errno in errnos.errnos() for text in errno.texts]
PATHS = [f"{prefix}a b" for kind in errnos.path_kinds() for prefix in kind.prefixes]
REQUESTS = [
    f'{verb} "https://a.b:5000/v2/c{"x".join(address[-1])}d'
    for one in answers.operations()
    for verb in one.verbs
    for address in one.addresses
]
ANSWERS = [
    *(f"unexpected status code {status}" for status in answers.statuses()),
    *(text for code in answers.codes() for text in code.texts),
]
MASKED = [text.replace("{}", "s3cr3t-Abcd0123/x==") for texts in SECRETS.values() for text in texts]
LONG = ["x" * 350, "密" * 350]
HEADS = [
    *clues.error_heads(),
    *clues.endings(),
    *clues.frames(),
    "Usage:",
    "Caused by: ",
    *clues.warning_heads(),
    "a.b.C: ",
    "\tat a.b(C)",
]
WRAPPERS = [
    "%s",
    'time="2026-01-02T03:04:05Z" level=error msg="%s"',
    "level=info msg=%s",
    '{"level":"fatal","msg":"%s","time":"x"}',
    "2026-01-02T03:04:05Z %s",
    "[2026-01-02T03:04:05.678Z] [Pipeline] %s",
    "Warning  Failed  2s (x5 over 12s)  kubelet, a  %s",
    "#12 3.456 %s",
]
CHARACTERS = st.characters(exclude_categories=["Cs", "Co"], exclude_characters=NOT_THE_SAME)
PIECE = st.sampled_from(
    ["", "\x1b[31m", "INFO[0000] ", "\r", "中文 ", "😀", ": ", '\\"', "'/a/b'", *TEXTS, *CLUES, *MARKS]
)
PATH_ERROR = st.tuples(
    st.sampled_from(["", *CONTEXTS, "error removing x to make way for new symlink: "]),
    st.sampled_from(sorted(errnos.operations())) | st.just("bash"),
    st.sampled_from([" ", ": ", ": can't open "]),
    st.sampled_from([*PATHS, "'x y.sh'", "a", "/a /b", "//lib/modules/x"]),
    st.sampled_from([": ", ", "]),
    st.sampled_from(ERRNOS),
    st.sampled_from(["", ", open '/dev/x'", ": '/proc/1'", ")"]),
).map("".join)
ANSWER = st.tuples(
    st.sampled_from(["", *CONTEXTS]),
    st.sampled_from(["", *REQUESTS]),
    st.sampled_from([": ", " "]),
    st.sampled_from(ANSWERS),
    st.sampled_from(["", "immutable", "quota exceeded", *ANSWERS]),
).map("".join)
MIXTURE = st.lists(
    PIECE | st.sampled_from([*CONTEXTS, *HEADS, *ERRNOS, *MASKED, *LONG]) | st.text(CHARACTERS, max_size=8), max_size=4
).map("".join)
LINE = st.tuples(st.sampled_from(WRAPPERS), MIXTURE | PATH_ERROR | ANSWER).map(lambda one: one[0].replace("%s", one[1]))
LOG = st.lists(LINE, max_size=12).map("\n".join)
ENCODED = st.tuples(LOG, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"])).map(
    lambda one: one[0].encode(one[1])
)


@pytest.mark.slow
@given(log=ENCODED, chunk=st.integers(4, 400))
def test_any_mixture_is_read_alike(log: bytes, chunk: int, by_page: Ask) -> None:
    assert by_page(log, chunk) == by_command(log)


def as_ascii(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer in which a character beyond ASCII is any other."""

    def plain(text: str) -> str:
        return "".join(letter if letter.isascii() else "?" for letter in text)

    causes, hints = ([each | {"quote": plain(each["quote"])} for each in answer[name]] for name in ("causes", "hints"))
    line, quote = answer["decisive"]
    return answer | {"causes": causes, "hints": hints, "decisive": [line, plain(quote)]}


@pytest.mark.slow
@given(log=st.lists(st.binary() | st.sampled_from([text.encode() for text in TEXTS]), max_size=8).map(b"\n".join))
def test_any_bytes_are_read_alike(log: bytes, by_page: Ask) -> None:
    assert as_ascii(by_page(log)) == as_ascii(by_command(log))


LARGE = """
const { openAsBlob, readFileSync } = require("node:fs");
const { runInThisContext } = require("node:vm");
const [script, data, log] = process.argv.slice(1);
globalThis.document = { querySelector: () => null };
runInThisContext(readFileSync(script, "utf8"));
openAsBlob(log)
  .then((blob) => globalThis.kanikoDiagnose(blob, JSON.parse(readFileSync(data, "utf8"))))
  .then((found) => console.log(JSON.stringify([found.lines, found.causes[0].signature.id])));
"""


@pytest.mark.slow
def test_50_mb_are_read_in_bounded_memory(tmp_path: Path) -> None:
    known, log = tmp_path / "data.json", tmp_path / "build.log"
    known.write_text(json.dumps(data("zh")), "utf-8")
    line = b"[2026-11-22T08:00:00.000Z] [INFO] Downloading from central: https://repo.maven.apache.org/maven2/a/b.pom\n"
    count = 50_000_000 // len(line)
    log.write_bytes(line * count + DENIED.encode())
    command = [find("node"), "--max-old-space-size=48", "--eval", LARGE, str(SCRIPT), str(known), str(log)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(result.stdout) == [count + 1, "no-permission"]
