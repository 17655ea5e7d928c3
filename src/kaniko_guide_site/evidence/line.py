"""The line under a block: how far it was checked and when; opened, by what, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.evidence.debts import limits
from kaniko_guide_site.evidence.model import LEVELS, Level
from kaniko_guide_site.punctuation import LISTED
from kaniko_guide_site.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.evidence.snippet_evidence import PassedCheck, SnippetEvidence
    from kaniko_guide_site.snippets.reference import Reference

CHECKED = Bilingual("查到：{level}", "Checked: {level}")
PRINTED = Bilingual("命令真的打印的", "Really printed by the command")
RAN = Bilingual("真实运行的记录", "A recorded run")
WRONG = Bilingual("错误的写法：规则 {rule} 会指出来", "Wrong on purpose: the rule {rule} finds it")
NOTHING = Bilingual("没有单独的检查", "No check of its own")
EXECUTOR = Bilingual(
    "executor：{executor}。与运行记录逐字相同。", "Executor: {executor}. The same, letter by letter, as the record."
)
SECTION = Bilingual(
    "这一块是 {name} 里的一段，检查的是整个文件。", "This block is a part of {name}; the whole file was checked."
)
BY = Bilingual("检查", "Checks")
OPEN = Bilingual("没有验证", "Not verified")
RAW = Bilingual("原文件", "Raw file")
VIEW = Bilingual("在仓库里看", "In the repository")
EDIT = Bilingual("修改这个文件", "Edit this file")
LEVELS_MEAN = Bilingual("级别的意思", "What the levels mean")


@dataclass(frozen=True, slots=True)
class Repository:
    """Where the project's files can be seen and changed: addresses that a path is put behind; empty for nowhere."""

    view: str = ""
    edit: str = ""

    @classmethod
    def of(cls, repo_url: str | None, edit_uri: str | None, docs: str) -> Repository:
        """What MkDocs is told of the repository, meant for files outside of `docs_dir`.

        Args:
            repo_url: the repository's address.
            edit_uri: what MkDocs puts behind it to edit a page, such as `edit/main/docs/zh/`.
            docs: `docs_dir`, below the project's folder.
        """
        tail = f"{docs}/"
        if not repo_url or not edit_uri or not edit_uri.rstrip("/").endswith(docs):
            return cls()
        edit = f"{repo_url.rstrip('/')}/{edit_uri.strip('/')}/".removesuffix(tail)
        return cls(edit.replace("/edit/", "/blob/"), edit)


def line(about: SnippetEvidence, reference: Reference, to_site: str, repository: Repository, language: Language) -> str:
    """The line, as HTML.

    Args:
        about: what is known of the snippet.
        reference: what the block shows of it.
        to_site: the relative address of the site's root, as seen from the page.
        repository: where the file can be seen and changed.
        language: of the words.
    """
    return render(
        "evidence.html",
        summary=summary(about, language),
        sentences=[words[language] for words in _sentences(about, reference)],
        checks=[_check(each, language) for each in about.given],
        limits=[_limit(name, language) for name in about.limits],
        words={"checks": BY[language], "limits": OPEN[language]},
        links={words[language]: address for words, address in _links(about, to_site, repository).items()},
    )


def summary(about: SnippetEvidence, language: Language) -> str:
    """The closed line: level and date, as HTML."""
    date = ""
    if about.run is not None:
        date = about.run.month
    elif about.date is not None:
        date = about.date.isoformat()
    grade = "wrong" if about.rule and about.level is None else about.level or "none"
    return render("evidence_summary.html", words=_level(about)[language], grade=grade, date=date)


def _level(about: SnippetEvidence) -> Bilingual:
    if about.level is None:
        return NOTHING if about.rule is None else WRONG.format(rule=about.rule)
    if about.level is Level.RECORDED:
        return PRINTED if about.run is None else RAN
    return CHECKED.format(level=LEVELS[about.level])


def _sentences(about: SnippetEvidence, reference: Reference) -> Iterator[Bilingual]:
    if reference.section is not None:
        yield SECTION.format(name=PurePosixPath(about.snippet).name)
    if about.run is not None:
        yield EXECUTOR.format(executor=about.run.executor)


def _check(each: PassedCheck, language: Language) -> dict[str, object]:
    """A check with its programs, what it does and how far it brings a file."""
    words = [LEVELS[each.check.level], each.check.does, *([each.part] if each.part is not None else [])]
    return {
        "tools": LISTED[language].join(f"{tool} {version[language]}" for tool, version in each.tools.items()),
        "words": [word[language] for word in words],
        "date": each.date,
    }


def _limit(name: str, language: Language) -> str:
    known = limits()[name]
    between = "" if language == "zh" else " "
    return between.join((known.what[language], known.why[language]))


def _links(about: SnippetEvidence, to_site: str, repository: Repository) -> dict[Bilingual, str]:
    links = {RAW: f"{to_site}snippets/{about.snippet}"}
    if repository.view:
        links |= {
            VIEW: f"{repository.view}snippets/{about.snippet}",
            EDIT: f"{repository.edit}snippets/{about.snippet}",
        }
    return links | {LEVELS_MEAN: f"{to_site}verification/#levels"}
