"""The diff of fixed files can be applied, and shows no secret and no control character."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kaniko_guide.fixes import diff
from kaniko_guide.text import Source


def lines(before: str, after: str, path: str = "a.sh") -> list[str]:
    return list(diff.render({path: Source(path, before)}, {path: after}))


def test_changed_lines_are_shown_with_their_surroundings() -> None:
    assert lines("1\n2\n3\n4\nbad\n6\n", "1\n2\n3\n4\ngood\n6\n") == [
        "--- a.sh",
        "+++ a.sh",
        "@@ -2,5 +2,5 @@",
        " 2",
        " 3",
        " 4",
        "-bad",
        "+good",
        " 6",
    ]


def test_a_missing_newline_at_the_end_is_shown() -> None:
    assert lines("a\nb", "a\nc")[3:] == [" a", "-b", diff.NO_NEWLINE, "+c", diff.NO_NEWLINE]
    assert lines("x\nb", "c\nb")[3:] == ["-x", "+c", " b", diff.NO_NEWLINE]


def test_secrets_are_masked() -> None:
    before = "docker login -u bob -p hunter2hunter2 h  # a\nDB_PASSWORD=swordfish kubectl logs a\n"
    shown = "\n".join(lines(before, before.replace("# a", "# b").replace("logs a", "logs b")))
    assert "hunter2" not in shown
    assert "swordfish" not in shown
    assert "-docker login -u bob -p *** h  # a\n" in shown


def test_control_characters_and_commands_are_escaped() -> None:
    shown = lines("\x1b[31m\u202e::error file=a::b\ta\n", "##[error]\n", path="a\u202e.sh")
    assert shown[0] == "--- a<U+202E>.sh"
    assert shown[3:] == ["-<U+001B>[31m<U+202E>:<U+003A>error file=a::b\ta", "+#<U+0023>[error]"]


CONTENT = st.lists(st.sampled_from(["a", "b", "", "c\r", "\t"]), max_size=12).map("\n".join)


@settings(max_examples=40, deadline=None)
@given(CONTENT, CONTENT)
def test_patch_gets_the_new_file_from_the_diff(before: str, after: str) -> None:
    if before == after:
        assert lines(before, after) == []
        return
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "a.sh")
        file.write_bytes(before.encode())
        patch = "".join(f"{line}\n" for line in lines(before, after)).encode()
        subprocess.run(["patch", "--binary", "--quiet", "a.sh"], cwd=directory, input=patch, check=True)
        assert (file.read_bytes() if file.exists() else b"") == after.encode()
