from __future__ import annotations

import subprocess

import pytest
from pytest_check import check

from kaniko_guide.sources.shell_quotes import open_quote
from lab.tools import find

OPEN = {
    "echo 'a": 5,
    "`a` `b": 4,
    "x=`pwd`/a` b `c`": 15,
    "$'a\\'b' 'c": 8,
    "\"a 'b\" c'": 8,
    '(a "b") "c': 8,
    'echo "$(ls "x")" "': 17,
    'echo "`a" b`': 5,
}
CLOSED = (
    "",
    'echo "$(ls "x")"',
    'echo "`a`"',
    "# it's\n'x'",
    'echo "it\'s"',
    "echo \\' 'a'",
    'echo "\\"" `b \\`c\\` d`',
    "a#b 'c'",
    "(echo 'a'; echo \"b\")",
)


def test_open_and_closed() -> None:
    for script, at in OPEN.items():
        with check(script):
            assert open_quote(script) == at
    for script in CLOSED:
        with check(script):
            assert open_quote(script) is None


@pytest.mark.tool
def test_agrees_with_bash() -> None:
    for script in (*OPEN, *CLOSED):
        with check(script):
            done = subprocess.run([find("bash"), "-n"], input=script, text=True, capture_output=True, check=False)
            assert (done.returncode != 0) == (open_quote(script) is not None)
