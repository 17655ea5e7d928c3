"""Messages are found in Java, C and property files, with their place and call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.log_texts.calls import JAVA_CALLS, Text, texts

if TYPE_CHECKING:
    from pathlib import Path

JAVA = """class Sample {
    // new IOException("in a comment of the source")
    void run(String name) throws IOException {
        LOGGER.log(Level.WARNING, "could not close " + name + " in time", name);
        LOGGER.log(FINE, () -> "only for debugging of " + name);
        listener.error(String.format("Failed to read %s: %d bytes", name, 3));
        throw new AbortException(
                "No such file: " + name);
    }
}
"""
C = r"""
/* die("in a comment of the source"); */
static void f(void) { die(_("could not read '%s'\n" "in time"), path); }
"""
PROPERTIES = """# A comment = no text
Queue.Offline=\\u2018{0}\\u2019 is \\
  offline; it''s gone
"""


def found(root: Path, name: str, source: str, call: str) -> list[Text]:
    (root / name).write_text(source, "utf-8")
    return list(texts(root, [root], call))


def test_texts_of_java_calls(tmp_path: Path) -> None:
    assert found(tmp_path, "Sample.java", JAVA, JAVA_CALLS) == [
        Text("could not close %s in time", "Sample.java:4", "log WARNING"),
        Text("only for debugging of %s", "Sample.java:5", "log FINE"),
        Text("Failed to read %s: %s bytes", "Sample.java:6", "error"),
        Text("Failed to read %s: %s bytes", "Sample.java:6", "format"),
        Text("No such file: %s", "Sample.java:7", "new AbortException"),
    ]


def test_texts_of_c_calls(tmp_path: Path) -> None:
    assert found(tmp_path, "sample.c", C, "die") == [Text("could not read '%s' in time", "sample.c:3", "die")]


def test_texts_of_properties(tmp_path: Path) -> None:
    text = "‘%s’ is offline; it's gone"
    assert found(tmp_path, "Messages.properties", PROPERTIES, "") == [
        Text(text, "Messages.properties:2", "Queue.Offline")
    ]
