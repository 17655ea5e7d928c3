"""A block of code on a page: the snippet it shows, in a frame that names the snippet.

A page's fence that includes a snippet is given the attribute `data-snippet` before the include is read; the formatter
of pymdownx.superfences finds it there and puts the frame around the highlighted code, however deep the fence is nested.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide_site.blocks import toolbar
from kaniko_guide_site.evidence.line import Repository
from kaniko_guide_site.evidence.line import line as evidence_line
from kaniko_guide_site.markdown import Fence, blocks
from kaniko_guide_site.parameters import panel
from kaniko_guide_site.snippets.reference import Reference
from kaniko_guide_site.templates import render

if TYPE_CHECKING:
    from markdown import Markdown

ATTRIBUTE = "data-snippet"
LOG = logging.getLogger("mkdocs.kaniko_guide")
"""What it warns of fails a strict build."""


def name_snippets(page: str) -> str:
    """A page whose fences name the snippet they include.

    Args:
        page: the page's Markdown.
    """
    lines = page.split("\n")
    for block in blocks(page):
        reference = Reference.parse(block.body[0].text) if isinstance(block, Fence) and len(block.body) == 1 else None
        if isinstance(block, Fence) and reference is not None:
            lines[block.opening.number - 1] = _named(block, reference)
    return "\n".join(lines)


def _named(fence: Fence, reference: Reference) -> str:
    line = fence.opening.text
    bare = line.lstrip()
    info = bare.lstrip(bare[0])
    opener = line.removesuffix(info)
    language, _, attributes = ("", "", info.strip()) if info.strip().startswith("{") else info.strip().partition(" ")
    if attributes.lstrip().startswith("{"):
        attributes = attributes.strip().removeprefix("{").removesuffix("}")
    words = f"{language} {attributes.strip()}".strip()
    return f'{opener} {{ .{words.removeprefix(".") or "text"} {ATTRIBUTE}="{reference}" }}'


def framed(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **about: Any) -> str:  # noqa: ANN401, ARG001 (the signature is that of pymdownx.superfences)
    """The HTML of a block, as pymdownx.superfences asks for it."""
    fences: Any = md.preprocessors["fenced_code_block"]
    name = about["attrs"].pop(ATTRIBUTE, None)
    code: str = fences.highlight(src=source, language=language, options=options, md=md, **about)
    reference = None if name is None else Reference.parse(f'--8<-- "{name}"')
    if reference is None:
        return code
    guide: Any = md.preprocessors["kaniko_guide"]
    lines = len(source.rstrip("\n").split("\n"))
    occurrences = panel.occurrences(guide.root / "snippets", reference)
    return render(
        "block.html",
        name=name,
        long=lines > toolbar.LONG,
        keeps_last_break=toolbar.keeps_last_break(reference),
        occurrences=occurrences,
        tools=toolbar.bar(reference, guide.recipes, to_site(md), guide.language),
        code=code,
        more=toolbar.MORE.format(count=lines)[guide.language],
        less=toolbar.LESS[guide.language],
        values=panel.button(guide.language) if occurrences else "",
        evidence=_evidence(md, reference),
    )


def _evidence(md: Markdown, reference: Reference) -> str:
    """The line under a block; a warning for all that the light checks find wrong in its snippet."""
    guide: Any = md.preprocessors["kaniko_guide"]
    known = guide.evidence.get(reference.path)
    if known is None:
        return ""
    for fault in known.faults:
        LOG.warning(fault)
    return evidence_line(known, reference, to_site(md), _repository(md), guide.language)


def _repository(md: Markdown) -> Repository:
    """Where the project's files can be seen and changed, as MkDocs is told."""
    if "relpath" not in md.treeprocessors:
        return Repository()
    links: Any = md.treeprocessors["relpath"]
    docs = Path(links.config.docs_dir).relative_to(Path(links.config.config_file_path).parent).as_posix()
    return Repository.of(links.config.repo_url, links.config.edit_uri, docs)


def to_site(md: Markdown) -> str:
    """The relative address of the site's root, as seen from the page that is converted: `../`, or nothing.

    MkDocs tells a page's place to its own processor of links alone.
    """
    if "relpath" not in md.treeprocessors:
        return ""
    links: Any = md.treeprocessors["relpath"]
    return "../" * str(links.file.dest_uri).count("/")
