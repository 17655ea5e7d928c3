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

from kaniko_guide_site.blocks.frame import EvidenceLines, name_snippets, to_site
from kaniko_guide_site.blocks.highlighting import omit_needless_elements
from kaniko_guide_site.directives import Directive, DirectiveError, Page, render
from kaniko_guide_site.evidence import snippet_evidence
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.markdown import Line, blocks
from kaniko_guide_site.parameters import panel
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown import Markdown

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.evidence.snippet_evidence import SnippetEvidence
    from kaniko_guide_site.snippets.recipes import Recipe

ABOVE_SNIPPETS = 33
"""Just above the priority of pymdownx.snippets, which is 32."""

LAST = 0
"""Below the priorities of all other postprocessors."""


def expand(text: str, root: Path, language: Language, site: str = "") -> str:
    """A page with its directives replaced by the Markdown that they generate.

    Args:
        text: the page's Markdown.
        root: the project's directory.
        language: of the generated words.
        site: the relative address of the site's root, as seen from the page.

    Raises:
        DirectiveError: see there.
    """
    page = Page(root, language, site)
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
    def __init__(self, md: Markdown, root: Path, language: Language) -> None:
        super().__init__(md)
        self.root = root
        self.language = language
        self.lines = EvidenceLines("")

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        try:
            page = expand(text, self.root, self.language, to_site(self.md))
        except DirectiveError as error:
            message = f"{self._place(text, error.line)}:1: error: {error} [directive]"
            raise DirectiveError(message) from error
        self.lines = EvidenceLines(page)
        return name_snippets(page).split("\n")

    def _place(self, text: str, line: int) -> str:
        """The position of a line in the file that MkDocs read, which has front matter above the text."""
        if "relpath" not in self.md.treeprocessors:
            return f"line {line}"
        links: Any = self.md.treeprocessors["relpath"]
        above = links.file.content_string.count("\n") - text.count("\n")
        docs = Path(links.config.docs_dir).relative_to(Path(links.config.config_file_path).parent)
        return f"{docs.as_posix()}/{links.file.src_uri}:{line + above}"

    @cached_property
    def evidence(self) -> Mapping[str, SnippetEvidence]:
        """The evidence of every snippet; computed once for each page."""
        return snippet_evidence.by_snippet(self.root, locked_versions(self.root))

    @cached_property
    def recipes(self) -> Mapping[str, Recipe]:
        """Every recipe, by name; read once for each page."""
        return library.load(self.root / SNIPPETS).recipes


class GuideExtension(Extension):
    """The extension, with the options `language` and `root`."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (the type of Python-Markdown's own)
        self.config = {
            "language": ["zh", "the language of generated words: zh or en"],
            "root": [".", "the project's directory"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (its name in Python-Markdown)
        """Add the directives to a converter."""
        omit_needless_elements()
        root = Path(self.getConfig("root")).resolve()
        md.preprocessors.register(_Directives(md, root, self.getConfig("language")), "kaniko_guide", ABOVE_SNIPPETS)
        md.postprocessors.register(panel.PanelAtEnd(md, root / SNIPPETS, self.getConfig("language")), "values", LAST)


def makeExtension(**options: Any) -> GuideExtension:  # noqa: ANN401, N802 (its name in Python-Markdown)
    """The entry point that Python-Markdown calls."""
    return GuideExtension(**options)
