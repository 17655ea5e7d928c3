"""What a finding proposes, written in place of what it marks, raises no rule."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import rules
from kaniko_guide.facts import images
from kaniko_guide.findings import Severity
from tests.support import SNIPPETS, examples, expect_none, name, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kaniko_guide.findings import Finding

PROPOSAL = re.compile(
    r"(?:Use|Use one of|Write|Did you mean|Replace it with|Change it to) (?P<texts>`[^`]+`(?:(?:, | / | or )`[^`]+`)*)"
)
"""The beginning of a help that proposes texts, each in backticks, in place of what the finding marks."""

NOT_REPLACEMENTS = {
    "missing-secret-key": "it proposes the line; the finding marks the value",
    "exec-form": "it proposes a form, with words that stand for the program and its arguments",
}
"""Rules whose help begins alike, but whose proposal does not replace what the finding marks, with the reason."""

IMAGE = images.recommended_executor("debug")


def proposals(finding: Finding) -> Sequence[str]:
    """The texts that a finding proposes in place of what it marks; empty if its help describes the fix otherwise."""
    found = PROPOSAL.match(finding.help.en)
    if found is None or finding.rule.name in NOT_REPLACEMENTS:
        return ()
    return re.findall(r"`([^`]+)`", found["texts"])


def fixed_copies(directory: Path, scratch: Path) -> Iterator[Path]:
    """Copies of a directory: in each, one proposal is written in place of each text that a finding marks."""
    ranges: dict[tuple[str, int, int, int], list[str]] = {}
    for finding in rules.check(read(directory)):
        assert finding.line == finding.end_line or not proposals(finding)
        place = finding.path, finding.line, finding.column, finding.end_column
        ranges.setdefault(place, []).extend(proposals(finding))
    edits = {place: sorted(set(texts)) for place, texts in sorted(ranges.items(), reverse=True) if texts}
    for number, chosen in enumerate(product(*edits.values())):
        copy = scratch / str(number)
        for path in (path for path in directory.rglob("*") if path.is_file()):
            target = copy / path.relative_to(directory)
            target.parent.mkdir(parents=True, exist_ok=True)
            lines = path.read_bytes().decode().splitlines(keepends=True)
            for (file, line, start, end), text in zip(edits, chosen, strict=True):
                if file == path.relative_to(directory).as_posix():
                    lines[line - 1] = replace_part(lines[line - 1], start - 1, end - 1, text)
            target.write_bytes("".join(lines).encode())
        yield copy


def replace_part(line: str, start: int, end: int, text: str) -> str:
    """A line with a text in place of a part of it, and of the quotes around that part if the text has its own."""
    if text[0] in "'\"" and line[start - 1 : start] == line[end : end + 1] == text[0]:
        start, end = start - 1, end + 1
    return line[:start] + text + line[end:]


def examples_with_proposals() -> list[Path]:
    """The bad examples with a finding that proposes a text in place of what it marks."""
    return [path for path in examples("bad") if any(map(proposals, rules.check(read(path))))]


@pytest.mark.slow
def test_a_proposal_raises_no_rule(tmp_path: Path) -> None:
    directories = examples_with_proposals()
    assert directories
    for directory in directories:
        with check(name(directory)):
            kept = {(one.rule, one.message) for one in rules.check(read(directory)) if not proposals(one)}
            copies = fixed_copies(directory, tmp_path / directory.parent.name)
            found = [one for copy in copies for one in rules.check(read(copy)) if one.severity is not Severity.INFO]
            expect_none([finding.render() for finding in found if (finding.rule, finding.message) not in kept])


@pytest.mark.parametrize(
    "flag",
    ["--snapshot-mode=fast", "--snapshotMode=fast", "--compression=gz", "--log-format=plain", "--reproducible=yes"],
)
def test_a_proposed_value_raises_no_rule(tmp_path: Path, flag: str) -> None:
    original = tmp_path / "original"
    original.mkdir()
    (original / "build.sh").write_text(f"/kaniko/executor {flag} --compressed-caching=false --no-push\n", "utf-8")
    assert any(map(proposals, rules.check(read(original))))
    found = [finding for copy in fixed_copies(original, tmp_path) for finding in rules.check(read(copy))]
    expect_none([finding.render() for finding in found if finding.rule.name != "deprecated-flag"])


@pytest.mark.parametrize("tag", ["latest", "debug", "slim", "v1.24.0", "v1.24.0-debug", "v1.24.0-slim"])
@pytest.mark.parametrize("command", ["/busybox/cat", "/kaniko/executor"])
@pytest.mark.parametrize("container", ["kaniko", "maven"])
def test_the_proposed_executor_has_what_the_pod_runs(tmp_path: Path, tag: str, command: str, container: str) -> None:
    text = (SNIPPETS / "quick-start/Jenkinsfile").read_text("utf-8")
    assert IMAGE in text
    text = text.replace(IMAGE, f"gcr.io/kaniko-project/executor:{tag}").replace("/busybox/cat", command)
    original = tmp_path / "original"
    original.mkdir()
    (original / "Jenkinsfile").write_text(text.replace("container('kaniko')", f"container('{container}')"), "utf-8")
    about_image = {"archived-image", "kaniko-needs-shell"}
    assert "archived-image" in {finding.rule.name for finding in rules.check(read(original))}
    found = [finding for copy in fixed_copies(original, tmp_path) for finding in rules.check(read(copy))]
    expect_none([finding.render() for finding in found if finding.rule.name in about_image])
