"""The line under a block: what was run or checked, by which program, on which day; details when it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.evidence.known_limitations import known_limitations
from kaniko_guide_site.evidence.model import LEVELS, MARKS, Mark
from kaniko_guide_site.punctuation import LISTED
from kaniko_guide_site.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.evidence.snippet_evidence import PassedCheck, SnippetEvidence
    from kaniko_guide_site.snippets.reference import Reference

OUTPUT = Bilingual("真实输出", "Recorded output")
NO_CHECK = Bilingual("没有单独的检查", "No check of its own")
SUBSTITUTE = Bilingual("{program}（{substitute}）", "{program} ({substitute})")
RECORD = Bilingual("记录：{record}，逐字比较。", "Record: {record}, compared character by character.")
RECORD_OF_RUNS = Bilingual(
    "记录：{record}。再次运行时比较，时间、ID 和地址除外。",
    "Record: {record}. A new run is compared with it, except times, ids and addresses.",
)
IN_PART = Bilingual("其中的 {level}：{program}", "in part, {level}: {program}")
OWN_RECORD = Bilingual(
    "测试会再次运行 kaniko-guide，逐字比较。", "Tests run kaniko-guide again and compare character by character."
)
SECTION = Bilingual(
    "这一块是 {name} 里的一段，检查的是整个文件。", "This block is a part of {name}; the whole file was checked."
)
EXAMPLES = Bilingual(
    "检查用的是 {used}；换成这里显示的值，规则、linter 和 schema 的结果相同。",
    "The checks used {used}; with the values shown here, rules, linters and schemas give the same results.",
)
CHECKS = Bilingual("检查", "Checks")
NOT_VERIFIED = Bilingual("没有验证", "Not verified")
RAW = Bilingual("原文件", "Raw file")
VIEW = Bilingual("在仓库里看", "In the repository")
EDIT = Bilingual("修改这个文件", "Edit this file")
WHY_NOT = Bilingual("为什么没有验证", "Why it was not verified")
LEVELS_LINK = Bilingual("级别的意思", "What the levels mean")
BETWEEN = " · "
"""Between the parts of the line."""


@dataclass(frozen=True, slots=True)
class Repository:
    """Addresses in front of a file's path, to view and to edit it; empty where the repository is unknown."""

    view: str = ""
    edit: str = ""

    @classmethod
    def of(cls, repo_url: str | None, edit_uri: str | None, docs: str) -> Repository:
        """The addresses, from MkDocs' settings, for files outside of `docs_dir`.

        Args:
            repo_url: the repository's address.
            edit_uri: the path that MkDocs adds to edit a page, such as `edit/main/docs/zh/`.
            docs: `docs_dir`, below the project's directory.
        """
        tail = f"{docs}/"
        if not repo_url or not edit_uri or not edit_uri.rstrip("/").endswith(docs):
            return cls()
        edit = f"{repo_url.rstrip('/')}/{edit_uri.strip('/')}/".removesuffix(tail)
        return cls(edit.replace("/edit/", "/blob/"), edit)


@dataclass(frozen=True, slots=True)
class Shown:
    """A block on a page.

    Attributes:
        reference: the part of the snippet that it shows.
        used: the values in the checked file instead of which the block shows the examples of its language.
    """

    reference: Reference
    used: tuple[str, ...] = ()


def line(evidence: SnippetEvidence, shown: Shown, to_site: str, repository: Repository, language: Language) -> str:
    """The line, as HTML.

    Args:
        evidence: of the snippet.
        shown: the block.
        to_site: the relative address of the site's root, as seen from the page.
        repository: where the file can be viewed and edited.
        language: of the words.
    """
    return render(
        "evidence.html",
        summary=summary(evidence, language),
        sentences=[words[language] for words in _sentences(evidence, shown)],
        checks=[_check(passed, language) for passed in evidence.passed],
        limitations=[known_limitations()[name].what[language] for name in evidence.limitations],
        words={"checks": CHECKS[language], "limitations": NOT_VERIFIED[language]},
        links={words[language]: address for words, address in _links(evidence, to_site, repository)},
    )


def summary(evidence: SnippetEvidence, language: Language) -> str:
    """The closed line as HTML: the mark, the level, the program that ran and the date of its run."""
    kind, words, date = _summary(evidence)
    text = BETWEEN.join(part[language] for part in words)
    return render("evidence_summary.html", words=text, kind=kind, date=date)


def _summary(evidence: SnippetEvidence) -> tuple[str, list[Bilingual], str]:
    """The kind of evidence, by its name in the style sheet, with its words and its date."""
    output = evidence.output
    if output is not None:
        return "output", [OUTPUT, _with_substitute(output.program, output.substitute)], output.date
    if evidence.granting is None or evidence.level is None:
        return "none", [NO_CHECK], ""
    mark = evidence.level.mark
    level = LEVELS[evidence.level]
    words = [MARKS[mark], *([] if level.zh == MARKS[mark].zh else [level])]
    if mark is not Mark.WRITTEN:
        check = evidence.granting.check
        words.append(_with_substitute(evidence.granting.versions(check.programs), check.substitute))
    part = evidence.shown
    if part is not None and part.check.level is not None:
        program = _with_substitute(part.versions(part.check.programs), part.check.substitute)
        words.append(IN_PART.format(level=LEVELS[part.check.level], program=program))
    return mark, words, evidence.granting.date.isoformat()


def _with_substitute(program: Bilingual, substitute: Bilingual | None) -> Bilingual:
    return program if substitute is None else SUBSTITUTE.format(program=program, substitute=substitute)


def _sentences(evidence: SnippetEvidence, shown: Shown) -> Iterator[Bilingual]:
    if shown.reference.section is not None:
        yield SECTION.format(name=PurePosixPath(evidence.snippet).name)
    if shown.used and evidence.level is not None:
        yield EXAMPLES.format(used=LISTED.en.join(shown.used))
    output = evidence.output
    if output is not None and output.record is None:
        yield OWN_RECORD
    elif output is not None:
        yield (RECORD_OF_RUNS if output.differs else RECORD).format(record=output.record)


def _check(passed: PassedCheck, language: Language) -> dict[str, object]:
    """A check: its programs, the level that it grants and what it does, and what it leaves out or replaces."""
    check = passed.check
    level = None if check.level is None else LEVELS[check.level]
    words = [level, check.description, passed.scope, check.substitute]
    return {
        "tools": passed.versions(passed.tools)[language],
        "words": [word[language] for word in words if word is not None],
        "date": passed.date,
    }


def _links(evidence: SnippetEvidence, to_site: str, repository: Repository) -> Iterator[tuple[Bilingual, str]]:
    yield RAW, f"{to_site}snippets/{evidence.snippet}"
    if repository.view:
        yield VIEW, f"{repository.view}snippets/{evidence.snippet}"
        yield EDIT, f"{repository.edit}snippets/{evidence.snippet}"
    yield LEVELS_LINK, f"{to_site}verification/#levels"
    if evidence.limitations:
        yield WHY_NOT, f"{to_site}verification/#known-limitations"
