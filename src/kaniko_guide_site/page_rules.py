"""The rules for pages: blocks come from snippets, headings have unique ids, every snippet is used.

MkDocs checks links and anchors (`validation` in mkdocs.yml, with `--strict`). A missing include fails the build; here
it is reported with its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.headings import Heading
from kaniko_guide_site.markdown import Fence, Line, blocks, front_matter
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import MissingError, Reference, selected_text
from kaniko_guide_site.snippets.snippet import Snippet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language


TYPED = (
    Bilingual(
        "这一块有 {count} 行，却是直接写在页面里的。", "This block has {count} lines and is typed into the page."
    ),
    Bilingual(
        '把它放进 snippets/ 下的文件，这里只写一行 --8<-- "路径"。',
        'Put it into a file under snippets/, and here one line: --8<-- "path".',
    ),
)
MIXED = (
    Bilingual("代码块里除了引用还有别的内容。", "This block has more than an include."),
    Bilingual("一个代码块只引用一个文件或一个片段。", "A block has one include, of a file or of a section."),
)
UNREADABLE = (
    Bilingual("看不懂的引用：{line}。", "This include can't be read: {line}."),
    Bilingual(
        '写成 --8<-- "文件"、--8<-- "文件:片段名" 或（只限 .txt）--8<-- "文件:起:止"。',
        'Write --8<-- "file", --8<-- "file:section" or (only .txt) --8<-- "file:first:last".',
    ),
)
MISSING = (
    Bilingual("引用的内容不存在：{what}。", "The included text does not exist: {what}."),
    Bilingual("改正路径或片段名，或者加上这个文件。", "Correct the path or the section, or add the file."),
)
LINES = (
    Bilingual(
        "{name} 会改动，行号 {first} 到 {last} 不可靠。",
        "{name} may change, so line numbers {first} to {last} are unreliable.",
    ),
    Bilingual("在文件里给这一段加上片段名。", "Mark the part as a section in the file."),
)
UNCLOSED = (
    Bilingual("代码块没有结束。", "This block is not closed."),
    Bilingual("加上和开头一样的一行 ` 或 ~。", "Close it with the same run of ` or ~ that opens it."),
)
NO_ID = (
    Bilingual("标题没有写明 id：{title}。", "This heading has no id: {title}."),
    Bilingual("在行尾写 {{#english-words}}。", "Write {{#english-words}} at the end of the line."),
)
BAD_ID = (
    Bilingual("标题的 id 不是小写的英文：{anchor}。", "The id of this heading is not lower-case ASCII: {anchor}."),
    Bilingual("只用 a–z、0–9 和 -。", "Use only a–z, 0–9 and -."),
)
SAME_ID = (
    Bilingual("id {anchor} 在第 {line} 行已经用过。", "The id {anchor} is already used in line {line}."),
    Bilingual("换一个 id。", "Use another id."),
)
UNUSED = (
    Bilingual("没有页面用到这个文件。", "No page uses this file."),
    Bilingual("在页面里引用它，或者删掉它。", "Include it in a page, or remove it."),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A violation of a rule for pages.

    Attributes:
        part: the rule's id.
        path: of the file.
        line, column: counted from 1.
        message: the problem.
        help: how to fix it.
    """

    part: str
    path: str
    line: int
    column: int
    message: Bilingual
    help: Bilingual

    def render(self, language: Language) -> str:
        """The problem on one line, in the format of compilers."""
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: error: {self.message[language]} {self.help[language]} [{self.part}]"


def check_page(path: str, text: str, snippets: Path) -> Iterator[Problem]:
    """The problems of one page.

    Args:
        path: the page, as problems show it.
        text: its Markdown.
        snippets: the directory of all snippets.
    """
    used: dict[str, int] = {}
    body = front_matter(text)
    for block in blocks(text):
        if isinstance(block, Fence):
            yield from _check_fence(path, block, snippets)
        elif block.number > body:
            heading = Heading.parse(block)
            if heading is not None:
                yield from _check_heading(path, heading, used)


def check_use(shown: Collection[str], snippets: Path, shown_as: str) -> Iterator[Problem]:
    """The snippets that no page shows; of an example pair one file is enough.

    Args:
        shown: the paths, below the directory of all snippets, of those that the pages of the site have.
        snippets: that directory.
        shown_as: how problems name it.
    """
    pairs = {(snippet.group, snippet.pair) for snippet in map(Snippet, shown)}
    for name, snippet in library.load(snippets).snippets.items():
        of_shown_pair = snippet.pair is not None and (snippet.group, snippet.pair) in pairs
        if name not in shown and not of_shown_pair:
            yield _problem("unused-snippet", UNUSED, f"{shown_as}/{name}", Line(1, ""))


def _check_fence(path: str, fence: Fence, snippets: Path) -> Iterator[Problem]:
    if not fence.closed:
        yield _problem("unclosed-block", UNCLOSED, path, fence.opening)
        return
    includes = [line for line in fence.body if "8<-" in line.text]
    if not includes:
        if len(fence.body) > 1:
            yield _problem("typed-block", TYPED, path, fence.opening, count=len(fence.body))
        return
    if len(fence.body) > 1:
        yield _problem("mixed-block", MIXED, path, fence.opening)
    for line in includes:
        reference = Reference.parse(line.text)
        if reference is None:
            yield _problem("unreadable-include", UNREADABLE, path, line, line=line.text.strip())
            continue
        if reference.first is not None and not reference.path.endswith(".txt"):
            lines = {"first": reference.first, "last": reference.last}
            yield _problem("included-lines", LINES, path, line, name=reference.path, **lines)
        try:
            selected_text(snippets, reference)
        except MissingError as error:
            yield _problem("missing-include", MISSING, path, line, what=error.reason)


def _check_heading(path: str, heading: Heading, used: dict[str, int]) -> Iterator[Problem]:
    line, anchor = heading.line, heading.id
    if anchor is None:
        yield _problem("heading-without-id", NO_ID, path, line, title=heading.title)
        return
    if not all(
        character.isascii() and (character.islower() or character.isdecimal() or character == "-")
        for character in anchor
    ):
        yield _problem("heading-id", BAD_ID, path, line, anchor=anchor)
    if anchor in used:
        yield _problem("duplicate-heading-id", SAME_ID, path, line, anchor=anchor, line=used[anchor])
    used.setdefault(anchor, line.number)


def _problem(part: str, words: tuple[Bilingual, Bilingual], path: str, where: Line, **values: object) -> Problem:
    return Problem(part, path, where.number, where.column, words[0].format(**values), words[1].format(**values))
