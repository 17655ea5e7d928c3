"""A block of code on a page: the snippet that it shows, in a frame that names the snippet.

A fence that includes a snippet gets the attribute `data-snippet` before the include is expanded. The formatter of
pymdownx.superfences reads it and puts the frame around the highlighted code, however deep the fence is nested.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide_site import templates
from kaniko_guide_site.blocks import toolbar
from kaniko_guide_site.evidence.line import Repository, Shown
from kaniko_guide_site.evidence.line import line as evidence_line
from kaniko_guide_site.markdown import Fence, blocks
from kaniko_guide_site.parameters import panel
from kaniko_guide_site.parameters.occurrences import as_shown
from kaniko_guide_site.snippets.reference import Reference, references
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from markdown import Markdown

ATTRIBUTE = "data-snippet"


class EvidenceLines:
    """Chooses the blocks of a page with the line of evidence: one for each file.

    That is the block with the whole file; the first one where the page shows only parts of it.

    Args:
        page: the page's Markdown.
    """

    def __init__(self, page: str) -> None:
        self._whole = {reference.path for _, reference in references(page) if reference.is_whole}
        self._done: set[str] = set()

    def take(self, reference: Reference) -> bool:
        """Whether a block is the one; true once for each file.

        Args:
            reference: of the block, which is the next one on the page.
        """
        path = reference.path
        if path in self._done or (path in self._whole and not reference.is_whole):
            return False
        self._done.add(path)
        return True


UNFOLDED = "unfolded"
"""The class of a fence whose block is unfolded, however long it is."""

LOG = logging.getLogger("mkdocs.kaniko_guide")
"""Its warnings fail a strict build."""


def name_snippets(page: str) -> str:
    """Name in each fence the snippet that it includes.

    Args:
        page: the page's Markdown.
    """
    lines = page.split("\n")
    for block in blocks(page):
        reference = Reference.parse(block.body[0].text) if isinstance(block, Fence) and len(block.body) == 1 else None
        if isinstance(block, Fence) and reference is not None:
            lines[block.opening.number - 1] = _opening_line(block, reference)
    return "\n".join(lines)


def _opening_line(fence: Fence, reference: Reference) -> str:
    """The first line of a fence, with the attribute that names its snippet."""
    line = fence.opening.text
    bare = line.lstrip()
    info = bare.lstrip(bare[0])
    opener = line.removesuffix(info)
    language, _, attributes = ("", "", info.strip()) if info.strip().startswith("{") else info.strip().partition(" ")
    if attributes.lstrip().startswith("{"):
        attributes = attributes.strip().removeprefix("{").removesuffix("}")
    words = f"{language} {attributes.strip()}".strip()
    return f'{opener} {{ .{words.removeprefix(".") or "text"} {ATTRIBUTE}="{reference}" }}'


def render(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **attributes: Any) -> str:  # noqa: ANN401, ARG001 (the signature is that of pymdownx.superfences)
    """The HTML of a block, with the signature of a formatter of pymdownx.superfences."""
    fences: Any = md.preprocessors["fenced_code_block"]
    name = attributes["attrs"].pop(ATTRIBUTE, None)
    reference = None if name is None else Reference.parse(f'--8<-- "{name}"')
    if reference is None:
        plain: str = fences.highlight(src=source, language=language, options=options, md=md, **attributes)
        return plain
    guide: Any = md.preprocessors["kaniko_guide"]
    text, occurrences = as_shown(guide.root / SNIPPETS, reference, source, guide.language, guide.parameters)
    source = guide.publisher.fill(text)
    code: str = fences.highlight(src=source, language=language, options=options, md=md, **attributes)
    lines = len(source.rstrip("\n").split("\n"))
    long = lines > toolbar.LONG
    return templates.render(
        "block.html",
        name=name,
        long=long,
        unfolded=long and UNFOLDED in attributes.get("classes", ()),
        keeps_last_break=toolbar.keeps_last_break(reference),
        occurrences=panel.occurrences(occurrences),
        tools=toolbar.bar(reference, guide.recipes, to_site(md), guide.language),
        code=code,
        more=toolbar.MORE.format(count=lines)[guide.language],
        less=toolbar.LESS[guide.language],
        values=panel.button(guide.language) if occurrences else "",
        evidence=_evidence(md, reference, guide.parameters.replaced(occurrences, guide.language)),
    )


def _evidence(md: Markdown, reference: Reference, used: tuple[str, ...]) -> str:
    """The line under a block, where it has one.

    Each problem that the checks of the build found in its snippet is logged as a warning.

    Args:
        md: the converter of the page.
        reference: what the block shows.
        used: the values in the file that the block shows otherwise.
    """
    guide: Any = md.preprocessors["kaniko_guide"]
    evidence = guide.evidence.get(reference.path)
    if evidence is None:
        return ""
    for problem in evidence.problems:
        LOG.warning(problem)
    if evidence.rule is not None or not guide.lines.take(reference):
        return ""
    return evidence_line(evidence, Shown(reference, used), to_site(md), _repository(md), guide.language)


def _repository(md: Markdown) -> Repository:
    """The addresses of the project's files in its repository, from MkDocs' settings."""
    if "relpath" not in md.treeprocessors:
        return Repository()
    links: Any = md.treeprocessors["relpath"]
    docs = Path(links.config.docs_dir).relative_to(Path(links.config.config_file_path).resolve().parent).as_posix()
    return Repository.of(links.config.repo_url, links.config.edit_uri, docs)


def to_site(md: Markdown) -> str:
    """The relative address of the site's root, as seen from the page that is converted: `../`, or nothing.

    MkDocs gives the path of a page only to its own processor of links.
    """
    if "relpath" not in md.treeprocessors:
        return ""
    links: Any = md.treeprocessors["relpath"]
    return "../" * str(links.file.dest_uri).count("/")
