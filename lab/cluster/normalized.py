"""Compares outputs of two runs: what differs in every run, such as ages, times and addresses, counts as equal.

A record keeps such values as long as the rest of their line is the same, so that its diff shows real changes only.
"""

from __future__ import annotations

import difflib
import re
from itertools import groupby

RANDOM = "[bcdfghjklmnpqrstvwxz2456789]"
"""What the API server makes random names of (`k8s.io/apimachinery/pkg/util/rand`)."""
AGE = r"(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?"
VOLATILE = (
    # Times: RFC 3339, `kubectl describe`, Java's logging, klog, and the seconds of logrus.
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", "<time>"),
    (r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", "<time>"),
    (r"\b[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M", "<time>"),
    (r"\b([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ ", r"\1<time> "),
    (r"((?:INFO|WARN|ERRO|FATA|DEBU)(?:\x1b\[0m)?)\[\d{4}\]", r"\1[<time>]"),
    (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<uid>"),
    (r"\bsha256:[0-9a-f]{7,64}\b", "<digest>"),
    (r"\b[0-9a-f]{64}\b", "<id>"),
    (r"\b\d{1,3}(?:\.\d{1,3}){3}:\d{5}\b", "<address>:<port>"),
    (r"\b\d{1,3}(?:\.\d{1,3}){3}\b", "<address>"),
    # Names of the pods of a ReplicaSet, of a Job's pods, and of the volume of an account's token.
    (rf"(?:-{RANDOM}{{8,10}})?-{RANDOM}{{5}}\b", "-<random>"),
    (r"(JENKINS_SECRET: +)\S+", r"\1<key>"),
    (r"(last-refresh: )\d+", r"\1<time>"),
    (r"(resourceVersion\"?: *)\"\d+\"", r"\1<version>"),
    # Events of the kubelet and of containerd.
    (rf" \(x\d+ over {AGE}\)", ""),
    # Go reports the same timeout in two ways, by chance.
    (r"rpc error: code = DeadlineExceeded desc = ", ""),
    (r"\bImage size: \d+ bytes", "Image size: <size>"),
    (r"\bwas using \d+[KMGi]*", "was using <size>"),
    (r"\bavailable: \d+[KMGi]*", "available: <size>"),
    (r"\b(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?(?:ms|µs|s)\b", "<duration>"),
)
PATTERNS = tuple((re.compile(pattern), replacement) for pattern, replacement in VOLATILE)
KEY_OF_AGENT = re.compile(r"(?<=JENKINS_SECRET:)( +)\S+")
HEADER = re.compile(r" +(?:AGE|Age)(?: |$)|^LAST SEEN ")
"""The header of a table with ages."""
EVENTS = re.compile(r"^ *(?:LAST SEEN +TYPE|Type +Reason +Age) ")
"""The header of a table of events, whose order within a second is random."""
IN_TABLE = re.compile(rf"(?<= )(?=\d){AGE}(?= |$)|^(?=\d){AGE}(?= )|<(?:unknown|invalid)>")
COLUMNS = re.compile(r"(?<=\S) {2,}")
DASHES = re.compile("-{2,}")


def normalized(text: str) -> str:
    """A text in which volatile values are replaced by their kinds.

    The widths of columns count as equal too, and so does the order of events.

    Args:
        text: what a command printed.
    """
    lines = text.splitlines()
    kinds = _table_kinds(lines)
    result: list[str] = []
    for kind, group in groupby(zip(kinds, _lines(lines), strict=True), key=lambda entry: entry[0]):
        block = [line for _, line in group]
        result += sorted(block) if kind == "event" else block
    return "".join(f"{line}\n" for line in result)


def without_key(text: str) -> str:
    """A text without the key by which an agent connects to Jenkins, which `kubectl describe` prints; no record has it.

    Args:
        text: what a command printed.
    """
    return KEY_OF_AGENT.sub(r"\1***", text)


def refreshed(old: str, new: str) -> str:
    """The text of a new run, with the lines of the old one where they differ in volatile values only.

    Args:
        old: the text of the record.
        new: what the command printed now.
    """
    if normalized(old) == normalized(new):
        return old
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, _lines(old.splitlines()), _lines(new.splitlines()), autojunk=False)
    return "".join(
        line
        for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes()
        for line in (old_lines[old_start:old_end] if kind == "equal" else new_lines[new_start:new_end])
    )


def _lines(lines: list[str]) -> list[str]:
    """Each line, normalized by itself and by the table in which it is."""
    return [_line(line, kind) for line, kind in zip(lines, _table_kinds(lines), strict=True)]


def _table_kinds(lines: list[str]) -> list[str]:
    """For each line: `event` or `row` within a table with ages, else empty; a table ends with an empty line."""
    kinds, kind = [], ""
    for line in lines:
        is_header = HEADER.search(line) is not None
        kinds.append("" if is_header else kind)
        if is_header:
            kind = "event" if EVENTS.search(line) else "row"
        elif not line.strip():
            kind = ""
    return kinds


def _line(line: str, kind: str) -> str:
    for pattern, replacement in PATTERNS:
        line = pattern.sub(replacement, line)
    if kind:
        line = IN_TABLE.sub("<duration>", line)
        line = DASHES.sub("--", line)
    return COLUMNS.sub("  ", line.rstrip())
