"""The parser compared with real Groovy: the same strings at the same positions, in every Jenkinsfile here."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kaniko_guide.project import kind_by_name
from kaniko_guide.sources import jenkinsfile
from kaniko_guide.sources.groovy import pods as groovy_pods
from kaniko_guide.sources.groovy import tokens, tree, unread_calls
from kaniko_guide.text import Source, Text
from lab.checks import groovy as check
from lab.groovy import oracle
from lab.paths import passing_files
from lab.tools import report_missing
from tests.kaniko_guide.sources.groovy.test_grammar import REJECTED
from tests.support import DATA, EXAMPLES, SNIPPETS, expect_none, name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.sources.groovy.tokens import Item
    from kaniko_guide.sources.groovy.tree import Statement

pytestmark = [pytest.mark.slow, pytest.mark.tool]

SYMBOLIC_VALUE = re.compile("\ue000.*?\ue001", re.DOTALL)
UNKNOWN_PART = re.compile(r"\$\{.*?\}+|\$[\w.]+", re.DOTALL)


def jenkinsfiles() -> dict[str, str]:
    """Every Jenkinsfile of the project by its path: snippets, example pairs, and test data."""
    found: list[Path] = [
        path
        for path in sorted(SNIPPETS.rglob("*"))
        if path.is_file() and kind_by_name(PurePosixPath(path)) == "jenkinsfile"
    ]
    found += sorted((DATA / "jenkinsfiles").glob("*.Jenkinsfile"))
    return {name(path): Text.canonical(Source.read(path)).value for path in found}


@dataclass
class Comparison:
    """How much was compared, and the differences between the parser and Groovy."""

    files: int = 0
    rejected: int = 0
    not_run: list[str] = field(default_factory=list)
    literals: int = 0
    steps: int = 0
    exact: int = 0
    unknown: int = 0
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.files} files, {self.rejected} rejected by both, {len(self.not_run)} only parsed; "
            f"{self.literals} literals; {self.steps} sh and yaml strings, {self.exact} of them exact, "
            f"{self.unknown} unknown to the parser; {len(self.differences)} differences"
        )


def compare(files: Mapping[str, str]) -> Comparison:
    """Read files with the parser and with Groovy."""
    _, answers = oracle.evaluate(files)
    found = Comparison(files=len(files))
    for path, text in files.items():
        answer, code = answers[path], tokens.read(as_text(path, text))
        problems = jenkinsfile.read(as_text(path, text)).problems
        if problems and answer.error is None:
            found.differences.append(
                f"{path}:{problems[0].where.position().line}: only the parser rejects it: {problems}"
            )
        if answer.error is not None:
            found.rejected += bool(problems)
            continue
        if problems:
            continue
        found.literals += len(list(literals(code)))
        found.differences += [f"{path}: literal {line}" for line in _literal_differences(code, answer)]
        if answer.failure is not None:
            found.not_run.append(f"{path}: {answer.failure}")
        _compare_steps(path, text, answer, found)
    return found


def as_text(path: str, text: str) -> Text:
    return Text(text, Source(path, text))


# --- literals --------------------------------------------------------------------------------------------------------

Location = tuple[int, int]


def literals(code: tokens.Code) -> Iterator[tuple[Location, list[str]]]:
    """The location of every string literal, as Groovy counts, and its constant parts."""
    pending: list[Item] = [code.root]
    while pending:
        item = pending.pop()
        if isinstance(item, tokens.Group):
            pending.extend(item.items)
        elif isinstance(item, tokens.String):
            parts = [""]
            for part in item.parts:
                if isinstance(part, tokens.Group):
                    pending.append(part)
                    parts.append("")
                else:
                    parts[-1] += part[0]
            yield groovy_location(code, item.start), parts


def groovy_location(code: tokens.Code, offset: int) -> Location:
    """Line and column as Groovy counts them: a carriage return ends a line, the column counts UTF-16 units."""
    before = code.text.value[:offset]
    line_start = before.rfind("\n") + 1
    return before.count("\n") + 1, len(before[line_start:].encode("utf-16-le")) // 2 + 1


def _literal_differences(code: tokens.Code, answer: oracle.GroovyResult) -> Iterator[str]:
    lines = code.text.source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ours = dict(literals(code))
    theirs = {
        (line, _skip_opening_brackets(lines[line - 1], column)): parts
        for line, column, _, _, parts in answer.strings
        if line > 0
    }
    for number, line in enumerate(lines, 1):
        here = {at: parts for at, parts in ours.items() if at[0] == number}
        there = {at: parts for at, parts in theirs.items() if at[0] == number}
        if "\\u" in line:
            if Counter(map(str, here.values())) - Counter(map(str, there.values())):
                yield f"line {number}: parser {here} != Groovy {there}"
            continue
        for at in sorted(here.keys() | there.keys()):
            if at not in there:
                yield f"{at} only found by the parser: {here[at]}"
            elif at in here and here[at] != there[at]:
                yield f"{at} parser {here[at]} != Groovy {there[at]}"
            elif at not in here and _opens_string(line, at[1]):
                yield f"{at} only found by Groovy: {there[at]}"


def _opens_string(line: str, column: int) -> bool:
    opening = _utf16_unit(line, column)
    return opening in {"'", '"', "/"} or opening + _utf16_unit(line, column + 1) == "$/"


def _utf16_unit(line: str, column: int) -> str:
    return line.encode("utf-16-le")[2 * column - 2 : 2 * column].decode("utf-16-le", "replace")


def _skip_opening_brackets(line: str, column: int) -> int:
    """The column of an expression after opening brackets, at which Groovy says that it starts."""
    while _utf16_unit(line, column) in {"(", "{", " "}:
        column += 1
    return column


def _comparable_column(line: str, column: int) -> int:
    r"""The column; 0 on a line with `\uXXXX`, in which Groovy counts columns wrong."""
    return 0 if "\\u" in line else column


# --- steps -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FoundString:
    """A script or pod YAML that the parser found."""

    text: Text
    exact: bool
    container: str | None
    in_method: bool


def _compare_steps(path: str, text: str, answer: oracle.GroovyResult, found: Comparison) -> None:
    lines = text.split("\n")
    ours = {
        (kind, line, _comparable_column(lines[line - 1], column)): it
        for (kind, line, column), it in _found_strings(as_text(path, text))
    }
    theirs: dict[tuple[str, int, int], list[oracle.StepArgument]] = {}
    for step in answer.steps:
        location = (step["kind"], step["line"], _comparable_column(lines[step["line"] - 1], step["column"]))
        theirs.setdefault(location, []).append(step)
    found.steps += len(ours)
    found.exact += sum(string.exact for string in ours.values())
    found.unknown += sum(not string.exact for string in ours.values())
    for location in sorted(theirs.keys() - ours.keys()):
        if location[0] == "yaml" and all(SYMBOLIC_VALUE.fullmatch(step["text"] or "") for step in theirs[location]):
            continue
        found.differences.append(f"{path}: {location} only found by Groovy: {theirs[location]}")
    if answer.failure is None:
        for location in sorted(ours.keys() - theirs.keys()):
            found.differences.append(f"{path}: {location} only found by the parser: {ours[location].text.value!r}")
    for location in sorted(ours.keys() & theirs.keys()):
        for step in theirs[location]:
            found.differences += [f"{path}: {location} {line}" for line in _step_differences(ours[location], step)]


def _step_differences(ours: FoundString, theirs: oracle.StepArgument) -> Iterator[str]:
    text = theirs["text"] or ""
    if ours.exact:
        if ours.text.value != text:
            yield f"parser {ours.text.value!r} != Groovy {text!r}"
    elif not ours.in_method and not _agree_except_gaps(ours.text.value, text):
        yield f"parser {ours.text.value!r} does not fit Groovy {text!r}"
    if ours.container is not None or not ours.in_method:
        container = theirs["container"]
        if container != ours.container and not (ours.container is None and SYMBOLIC_VALUE.search(container or "")):
            yield f"container: parser {ours.container} != Groovy {container}"


def _agree_except_gaps(ours: str, theirs: str) -> bool:
    """Whether two texts agree except for the parts that are unknown to Groovy or to the parser."""
    return _matches(SYMBOLIC_VALUE, theirs, ours) or _matches(UNKNOWN_PART, ours, theirs)


def _matches(gap: re.Pattern[str], pattern: str, text: str) -> bool:
    """Whether a text is equal to `pattern`, in which each match of `gap` stands for any text."""
    return re.fullmatch(".*".join(re.escape(piece) for piece in gap.split(pattern)), text, re.DOTALL) is not None


def _found_strings(text: Text) -> Iterator[tuple[tuple[str, int, int], FoundString]]:
    """The strings that the parser found, by kind, line and column of their expressions."""
    read = jenkinsfile.read(text)
    code = tokens.read(text)
    calls = sorted(_calls(tree.statements(code)), key=lambda found: found[0].name_start)
    scripts = [(call, node, inside) for call, inside in calls if (node := _main_argument(call, "sh", "script"))]
    for (_, node, inside), step in zip(scripts, read.steps, strict=True):
        place = code.text.position(node.start)
        container = None if step.container is None else step.container.value
        yield ("sh", place.line, place.column), FoundString(step.script.text, step.exact, container, inside)
    pods = [(call, node) for call, _ in calls if (node := _yaml(call))]
    sources = {pod.where.position(): pod for pod in read.pods}
    for call, node in pods:
        pod = sources.get(code.text.position(call.name_start))
        if pod is not None and pod.yaml is not None:
            place = code.text.position(node.start)
            yield ("yaml", place.line, place.column), FoundString(pod.yaml, pod.exact, None, in_method=True)


def _main_argument(call: tree.Call, word: str, name: str) -> tree.Node | None:
    if call.name != word:
        return None
    return groovy_pods.named_arguments(call).get(name) or groovy_pods.positional_argument(call)


def _yaml(call: tree.Call) -> tree.Node | None:
    return groovy_pods.settings(call).get("yaml") if call.name in {"kubernetes", "podTemplate"} else None


def _calls(statements: Iterable[Statement], *, inside: bool = False) -> Iterator[tuple[tree.Call, bool]]:
    """Every call without an object or on `steps`, and whether it is in a method."""
    for statement in statements:
        in_method = inside or statement.keyword == "method"
        if statement.body is not None:
            yield from _calls(statement.body, inside=in_method)
        pending = list(statement.values)
        while pending:
            node = pending.pop()
            if isinstance(node, tree.Closure):
                yield from _calls(node.body, inside=in_method)
                continue
            if isinstance(node, tree.Call):
                owner = node.receiver
                if owner is None or (isinstance(owner, tree.Name) and owner.value in unread_calls.STEP_OWNERS):
                    yield node, in_method
            pending.extend(tree.child_nodes(node))


# --- tests -----------------------------------------------------------------------------------------------------------


def test_groovy_rejects_only_the_example_of_invalid_groovy() -> None:
    """`lab.verify` checks the valid snippets in the same way; here are the bad examples and the test data."""
    verified = {name(path) for path in passing_files("jenkinsfile")}
    files = {path: as_text(path, text) for path, text in jenkinsfiles().items() if path not in verified}
    broken = {name(path / "Jenkinsfile") for path in (EXAMPLES / "groovy-syntax").glob("bad")}
    rejected = check.syntax_errors(files)
    expect_none([refusal for path, refusal in rejected.items() if path not in broken])
    assert rejected.keys() == broken


def test_groovy_reports_an_error_with_its_line() -> None:
    _, answers = oracle.evaluate({"Jenkinsfile": "node {\n    sh \"awk '{ print $1 }'\"\n}\n"}, run=False)
    error = answers["Jenkinsfile"].error
    assert error is not None
    expected = (
        "illegal string body character after dollar sign"
        if oracle.is_jenkins_version()
        else "token recognition error at: '1'"
    )
    assert error["line"] == 2
    assert expected in error["message"]


def test_parser_and_groovy_agree_on_every_jenkinsfile(record_property: Callable[[str, object], None]) -> None:
    files = jenkinsfiles()
    found = compare(files)
    record_property("comparison", str(found))
    print(found)  # noqa: T201
    assert found.differences == []
    assert found.not_run == []
    assert found.files == len(files) > 0


def test_groovy_rejects_what_the_grammar_does() -> None:
    if not oracle.is_jenkins_version():
        report_missing("groovy")
    _, answers = oracle.evaluate({text: f"{text}\n" for text in REJECTED}, run=False)
    assert [text for text, answer in answers.items() if answer.error is None] == []


def _is_grammar_error(message: str) -> bool:
    """Whether Groovy's grammar, not its lexer, reports the error; the parser does not check the grammar."""
    return "unexpected char" not in message and "dollar sign" not in message and "end of line" not in message


CHARACTERS = st.sampled_from(
    [*"acu01789'\"\\$/{}. \n\r\t_", "\\\\", "\\n", "\\u0041", "$a", "${", "é", "。", "镜", "😀"]
)
LITERAL = st.builds(
    lambda quotes, inside: quotes[0] + inside + quotes[1],
    st.sampled_from([("'", "'"), ("'''", "'''"), ('"', '"'), ('"""', '"""'), ("(/", "/)"), ("($/", "/$)")]),
    st.lists(CHARACTERS, max_size=12).map("".join),
)


@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(LITERAL, min_size=150, max_size=150, unique=True))
def test_parser_and_groovy_agree_on_any_string(generated: list[str]) -> None:
    if not oracle.is_jenkins_version():
        report_missing("groovy")
    files = {literal: f"x = {literal}\n" for literal in generated}
    _, answers = oracle.evaluate(files, run=False)
    differences = []
    for literal, text in files.items():
        code, answer = tokens.read(as_text(literal, text)), answers[literal]
        if code.problems and answer.error is None:
            differences.append(f"{literal!r}: only the parser rejects it: {code.problems[0].message.en}")
        elif answer.error is None:
            differences += [f"{literal!r}: {line}" for line in _literal_differences(code, answer)]
        elif not code.problems and not _is_grammar_error(answer.error["message"]):
            differences.append(f"{literal!r}: only Groovy rejects it: {answer.error['message']}")
    assert differences == []
