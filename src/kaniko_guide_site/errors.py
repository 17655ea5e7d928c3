"""The known errors as the site shows them: their pages, their headings, and the text that is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.diagnosis import answers, errnos, layers, signatures
from kaniko_guide.facts.diagnosis.patterns import ANYTHING, START
from kaniko_guide_site.markdown import code
from kaniko_guide_site.punctuation import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.diagnosis.patterns import Line, Pattern
    from kaniko_guide.facts.diagnosis.signatures import Answer, PathError, Signature

MOST = 40
"""Errors on a page, so that none is too large."""
SEVERAL = "several"
"""The name of the group of other errors that no layer has by itself."""
SEVERAL_TITLE = Bilingual("别的，不限哪一步", "others, in any step")
ANY_LAYER = Bilingual("{family}，不限哪一步", "{family}, in any step")
NUMBERED = Bilingual("{title}（{number}）", "{title} ({number})")
OTHERS = Bilingual("{cause}，或另外 {count} 种原因", "{cause}, or {count} other causes")
OTHER = Bilingual("{cause}，或另外一种原因", "{cause}, or one other cause")
SYMPTOM = Bilingual("现象：{cause}", "Symptom: {cause}")
ANSWER = Bilingual("镜像仓库的回答：{answers}", "answer of a registry: {answers}")
ANSWER_TO = Bilingual("镜像仓库对 {requests} 的回答：{answers}", "answer of a registry to {requests}: {answers}")
SAYS = Bilingual("，里面有 {words}", ", with {words}")
FROM_HOST = Bilingual("，主机是 {hosts}", ", from {hosts}")
FILE_ERROR = Bilingual("文件操作的报错：{texts}", "error of a file operation: {texts}")
FILE_ERROR_OF = Bilingual("{operations} 的报错：{texts}", "error of {operations}: {texts}")
FOR_PATH = Bilingual("，路径如 {paths}", ", with a path such as {paths}")
THEN = Bilingual("，接着 ", ", then ")

RENAMED = {
    "base-unreachable": "connection-timeout",
    "destination-unreachable": "connection-timeout",
    "push-rejected-manifest": "artifactory-manifest-forbidden",
}
"""Published ids of entries that were divided: the entry that their addresses lead to."""
UNFINISHED = (" ", "/", "=", "[", "-")
"""Endings of a pattern after which any text follows in a log."""
SENTENCE = Bilingual("[。；：]", r"[.;:](?: |$)")
CLAUSE = Bilingual("[，。；：]", r"[,.;:](?: |$)")
ASIDE = Bilingual("（[^）]*）", r" \([^)]*\)")
LONGEST = Bilingual("30", "70")
"""Characters of a heading from which it ends at the first clause, not at the end of the sentence."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A page of errors: those of a group, or some of them.

    Attributes:
        name: in addresses; the first page of a group has the group's name.
        part: the group: a layer or phase, or a family.
        number: of the page among those of its group, from 1.
        errors: in the order of the data.
    """

    name: str
    part: str
    number: int
    errors: tuple[Signature, ...]

    @property
    def path(self) -> str:
        """The path of its Markdown, below the directory of all pages."""
        return f"errors/{self.name}.md"

    @property
    def title(self) -> Bilingual:
        """The title of its group, with its number from the second page on."""
        title = titles()[self.part]
        return NUMBERED.format(title=title, number=self.number) if self.number > 1 else title


@cache
def pages() -> tuple[ErrorPage, ...]:
    """The pages, in the order of a build, then by family; a group with many errors has several."""
    found = []
    for part in titles():
        errors = tuple(one for one in signatures.signatures() if _group(one) == part)
        for number, start in enumerate(range(0, len(errors), MOST), 1):
            name = part if number == 1 else f"{part}-{number}"
            found.append(ErrorPage(name, part, number, errors[start : start + MOST]))
    return tuple(found)


def page_of(error: str) -> ErrorPage:
    """The page of an error.

    Args:
        error: its id.
    """
    return _page_by_error()[error]


@cache
def _page_by_error() -> Mapping[str, ErrorPage]:
    return {one.id: page for page in pages() for one in page.errors}


@cache
def titles() -> Mapping[str, Bilingual]:
    """The titles of the groups of errors, by name: layers and phases, then families of errors of any layer."""
    families = {one.id: ANY_LAYER.format(family=one.title) for one in layers.families()}
    return {one.id: layers.title(one) for one in layers.parts()} | families | {SEVERAL: SEVERAL_TITLE}


def _group(one: Signature) -> str:
    """The name of an error's group."""
    return one.part.id if one.part else one.family or SEVERAL


@cache
def headings(language: Language) -> Mapping[str, str]:
    """The heading of each error, in Markdown, by id: its cause. Those of one page differ.

    Args:
        language: of the headings.
    """
    found: dict[str, str] = {}
    for page in pages():
        used: set[str] = set()
        for one in page.errors:
            found[one.id] = next(heading for heading in possible_headings(one, language) if heading not in used)
            used.add(found[one.id])
    return found


def possible_headings(one: Signature, language: Language) -> Iterator[str]:
    """Headings of an error from the shortest to the longest; the last one is unique.

    Args:
        one: any.
        language: of the headings.
    """
    if one.title:
        yield one.title[language]
    whole = one.causes[0].cause[language]
    sentence = _beginning(whole, SENTENCE[language], ASIDE[language])
    if len(sentence.replace("`", "")) > int(LONGEST[language]):
        yield _counted(one, _beginning(whole, CLAUSE[language], ASIDE[language]), language)
    yield _counted(one, sentence, language)
    yield _counted(one, whole.rstrip("。."), language)
    yield f"{sentence} `{one.id}`"


def _counted(one: Signature, cause: str, language: Language) -> str:
    if one.symptom:
        return SYMPTOM.format(cause=cause)[language]
    others = len(one.causes) - 1
    words = OTHERS if others > 1 else OTHER
    return words.format(cause=cause, count=others)[language] if others else cause


def _beginning(text: str, end: str, aside: str) -> str:
    """A text without asides, up to the first match of an end; code in backticks never matches."""
    kept = re.findall(r"`[^`]*`|[^`]+", text)
    plain = "".join(f"`{at}`" if piece.startswith("`") else piece for at, piece in enumerate(kept))
    short = re.split(end, re.sub(aside, _gap, plain), maxsplit=1)[0]
    return re.sub(r"`(\d+)`", lambda found: kept[int(found[1])], short).strip()


def _gap(aside: re.Match[str]) -> str:
    """What remains of an aside: a space between a Latin word and a Chinese one."""
    before, after = aside.string[: aside.start()], aside.string[aside.end() :]
    return " " if re.search("[!-~]$", before) and re.match("[一-鿿]", after) else ""


def printed_texts(one: Signature, language: Language) -> list[str]:
    """The texts that a signature recognizes, in Markdown.

    Args:
        one: any.
        language: of the words between two lines.
    """
    return [
        *(pattern_as_code(pattern, language) for pattern in one.patterns),
        *(_answer(answer, language) for answer in one.answers),
        *(_path_error(error, language) for error in one.path_errors),
    ]


def _answer(answer: Answer, language: Language) -> str:
    """An answer of a registry, in words."""
    requests = [
        f"{request.verbs[0]} {ANYTHING}{ANYTHING.join(request.addresses[0][-1])}"
        for request in answers.operations()
        if request.id in answer.operations
    ]
    words = ANSWER_TO if requests else ANSWER
    text = words.format(
        requests=_listed(requests, language), answers=_listed([*answer.codes, *map(str, answer.statuses)], language)
    )[language]
    if answer.says:
        text += SAYS.format(words=_listed(answer.says, language))[language]
    if answer.hosts:
        text += FROM_HOST.format(hosts=_listed([ANYTHING.join(host[-1]) for host in answer.hosts], language))[language]
    return text


def _path_error(error: PathError, language: Language) -> str:
    """An error of a file operation, in words."""
    texts = [errno.texts[0] for errno in errnos.errnos() if errno.id in error.errnos]
    kinds = [f"{kind.prefixes[0]}{ANYTHING}" for kind in errnos.path_kinds() if kind.id in error.paths]
    words = FILE_ERROR_OF if error.operations else FILE_ERROR
    text = words.format(operations=_listed(error.operations, language), texts=_listed(texts, language))[language]
    return text + (FOR_PATH.format(paths=_listed(kinds, language))[language] if kinds else "")


def _listed(texts: Iterable[str], language: Language) -> str:
    return LISTED[language].join(map(code, texts))


def pattern_as_code(pattern: Pattern, language: Language) -> str:
    """A pattern as code, with `…` for any text between its parts.

    Args:
        pattern: lines that follow each other.
        language: of the text between two lines.
    """
    return THEN[language].join(code(_line(line)) for line in pattern)


def _line(parts: Line) -> str:
    text = ANYTHING.join(parts).removeprefix(START).lstrip()
    return f"{text}{ANYTHING}" if text.endswith(UNFINISHED) or text.count('"') % 2 else text
