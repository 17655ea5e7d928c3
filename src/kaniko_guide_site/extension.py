"""A Python-Markdown extension that replaces lines of a page by generated parts.

- `::: NAME`, on a line of its own: the output of the module of that name in `directives/`.
- `{version:NAME}`, inside a line: the locked version of a Python package, or of an npm package as `npm/NAME`.

They are inserted before pymdownx.snippets reads its includes, so that a generated part can include snippets.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from kaniko_guide_site import editions
from kaniko_guide_site.blocks import nested_code
from kaniko_guide_site.blocks.frame import EvidenceLines, name_snippets, to_site
from kaniko_guide_site.blocks.highlighting import omit_needless_elements
from kaniko_guide_site.directives import Directive, DirectiveError, Page, render
from kaniko_guide_site.evidence import snippet_evidence
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.markdown import Line, blocks
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.publisher import NOBODY, Publisher
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.evidence.snippet_evidence import SnippetEvidence
    from kaniko_guide_site.parameters.definitions import Parameters
    from kaniko_guide_site.snippets.recipes import Recipe

ABOVE_SNIPPETS = 33
"""Just above the priority of pymdownx.snippets, which is 32."""

BELOW_INLINE = 19
"""Just below the priority of the processor that makes inline code, which is 20."""

RIGHT = "text-align: right;"
"""The style that Python-Markdown gives to the cells of a right-aligned column."""

LONGEST_FLAG = 30
"""The number of characters that fit on a line of a phone."""


def expand(text: str, root: Path, language: Language, site: str = "", publisher: Publisher = NOBODY) -> str:
    """A page with its directives replaced by the Markdown that they generate.

    Args:
        text: the page's Markdown.
        root: the project's directory.
        language: of the generated words.
        site: the relative address of the site's root, as seen from the page.
        publisher: of the site.

    Raises:
        DirectiveError: see there.
    """
    page = Page(root, language, site, publisher)
    text = publisher.fill(publisher.select(text))
    lines = text.split("\n")
    written: list[str] = []
    at = 0
    for block in blocks(text):
        if isinstance(block, Line):
            written += lines[at : block.number - 1]
            try:
                written += _expand_line(block, page)
            except DirectiveError as error:
                error.line = block.number
                raise
            at = block.number
    return "\n".join(written + lines[at:])


def _expand_line(line: Line, page: Page) -> Iterator[str]:
    directive = Directive.parse(line)
    if directive is None:
        yield _versions(line.text, page.root)
    else:
        yield from render(page, directive)


def _versions(line: str, root: Path) -> str:
    before, opening, rest = line.partition("{version:")
    if not opening:
        return line
    name, _, after = rest.partition("}")
    known = locked_versions(root)
    if name not in known:
        message = f"uv.lock has no version of {name}. Name a package that it has, or an npm package as npm/NAME."
        raise DirectiveError(message)
    return f"{before}{known[name]}{_versions(after, root)}"


class _Directives(Preprocessor):
    def __init__(self, md: Markdown, root: Path, language: Language, options: Mapping[str, str]) -> None:
        super().__init__(md)
        self.root = root
        self.language = language
        self.lines = EvidenceLines("")
        self.options = options
        self.publisher = NOBODY

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self.publisher = Publisher.of(self.root, self._address(), self.options)
        try:
            page = expand(text, self.root, self.language, to_site(self.md), self.publisher)
        except DirectiveError as error:
            message = f"{self._place(text, error.line)}:1: error: {error} [directive]"
            raise DirectiveError(message) from error
        self.lines = EvidenceLines(page)
        return name_snippets(page).split("\n")

    def _address(self) -> str:
        """The address of the whole site, from MkDocs' settings; while it serves the site, the local one."""
        if "relpath" not in self.md.treeprocessors:
            return ""
        links: Any = self.md.treeprocessors["relpath"]
        return editions.site_address(links.config.site_url, self.language)

    def _place(self, text: str, line: int) -> str:
        """The position of a line in the file that MkDocs read, which has front matter above the text."""
        if "relpath" not in self.md.treeprocessors:
            return f"line {line}"
        links: Any = self.md.treeprocessors["relpath"]
        above = links.file.content_string.count("\n") - text.count("\n")
        docs = Path(links.config.docs_dir).relative_to(Path(links.config.config_file_path).resolve().parent)
        return f"{docs.as_posix()}/{links.file.src_uri}:{line + above}"

    @cached_property
    def evidence(self) -> Mapping[str, SnippetEvidence]:
        """The evidence of every snippet; computed once for each page."""
        return snippet_evidence.by_snippet(self.root, locked_versions(self.root))

    @property
    def parameters(self) -> Parameters:
        """The values that readers replace."""
        return definitions.load(self.root / SNIPPETS)

    @cached_property
    def recipes(self) -> Mapping[str, Recipe]:
        """Every recipe, by name; read once for each page."""
        return library.load(self.root / SNIPPETS).recipes


class _Flags(Treeprocessor):
    """Gives short inline code with a dash the class `flag`, for browsers break a line after dashes."""

    def run(self, root: Element) -> None:
        for code in root.iter("code"):
            text = str(code.text or "")
            if "-" in text and len(text) <= LONGEST_FLAG:
                code.set("class", "flag")


class _Alignment(Treeprocessor):
    """Gives cells of a right-aligned column the class `right` instead of a style, which a strict policy forbids."""

    def run(self, root: Element) -> None:
        for cell in (*root.iter("th"), *root.iter("td")):
            if cell.get("style") == RIGHT:
                del cell.attrib["style"]
                cell.set("class", "right")


class GuideExtension(Extension):
    """The extension, with the options `language` and `root`, and the publisher's `repository` and `wheels`."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (the type of Python-Markdown's own)
        self.config = {
            "language": ["zh", "the language of generated words: zh or en"],
            "root": [".", "the project's directory"],
            "repository": ["", "OWNER/NAME of the repository on GitHub"],
            "wheels": ["", "the directory with the wheels of the dependencies"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (its name in Python-Markdown)
        """Add the directives to a converter."""
        omit_needless_elements()
        nested_code.register()
        root = Path(self.getConfig("root")).resolve()
        directives = _Directives(md, root, self.getConfig("language"), self.getConfigs())
        md.preprocessors.register(directives, "kaniko_guide", ABOVE_SNIPPETS)
        md.treeprocessors.register(_Flags(md), "flags", BELOW_INLINE)
        md.treeprocessors.register(_Alignment(md), "alignment", BELOW_INLINE)


def makeExtension(**options: Any) -> GuideExtension:  # noqa: ANN401, N802 (its name in Python-Markdown)
    """The entry point that Python-Markdown calls."""
    return GuideExtension(**options)
