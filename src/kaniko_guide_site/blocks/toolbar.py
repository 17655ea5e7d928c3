"""What a reader takes a block away with: its tools, and the control that unfolds a long one.

Links work without JavaScript; buttons are shown where `theme/assets/blocks.js` makes them work.
"""

from __future__ import annotations

import html
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.snippets import files, library
from kaniko_guide_site.snippets.snippet import OUTPUT

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.snippets.reference import Reference

LONG = 25
"""Lines that a block has at most to be shown whole at once."""

TOOLS = Bilingual("{name} 的工具", "Tools for {name}")
WRAP = Bilingual("长行自动换行", "Wrap long lines")
LINK = Bilingual("这一块的链接；先选中几行，就链接到那几行", "Link to this block, or to the lines selected in it")
ZIP = Bilingual(
    "下载整套文件（{name}.zip，附校验和）", "Download all files of this recipe ({name}.zip, with checksums)"
)
FILE = Bilingual("下载 {name}", "Download {name}")
WHOLE_FILE = Bilingual("下载整个文件 {name}", "Download the whole file {name}")
MORE = Bilingual("显示全部 {count} 行", "Show all {count} lines")
LESS = Bilingual("收起", "Show less")


def attributes(reference: Reference, lines: int) -> str:
    """What a block's element says of how it is folded and copied, as HTML.

    Args:
        reference: what the block shows.
        lines: how many it has.
    """
    kind = "block block-long" if lines > LONG else "block"
    end = ' data-last-break=""' if keeps_last_break(reference) else ""
    return f'class="{kind}"{end}'


def bar(reference: Reference, root: Path, to_site: str, language: Language) -> str:
    """The tools, as HTML; they bear the block's id, which is what it shows.

    The theme makes ids of its own out of one that an element around code bears, so the block itself has none.

    Args:
        reference: what the block shows.
        root: the project's folder.
        to_site: the relative address of the site's root, as seen from the page.
        language: of the labels.
    """
    path = PurePosixPath(reference.path)
    anchor = html.escape(str(reference))
    part = reference.section is not None or reference.first is not None
    wrap, link = _named(WRAP[language]), _named(LINK[language])
    tools = [
        f'<button type="button" class="block-tool" data-tool="wrap" aria-pressed="false"{wrap} hidden></button>',
        f'<a class="block-tool" data-tool="link" href="#{anchor}"{link}></a>',
    ]
    recipe, inside = path.parts[0], "/".join(path.parts[1:])
    known = library.of(root / files.FOLDER).recipes.get(recipe)
    taken = known.files if known else ()
    data = html.escape(f"{to_site}{files.FOLDER}/{recipe}.js")
    if len(taken) > 1:
        tools.append(_download("zip", f"{recipe}.zip", ZIP.format(name=recipe)[language], to_site, data))
    label = (WHOLE_FILE if part else FILE).format(name=path.name)
    tools.append(_download("file", reference.path, label[language], to_site, data if part and inside in taken else ""))
    name = html.escape(TOOLS.format(name=str(reference))[language])
    return f'<div class="block-tools" id="{anchor}" role="group" aria-label="{name}">{"".join(tools)}</div>'


def fold(lines: int, language: Language) -> str:
    """The control that unfolds a block, as HTML; empty for a short one.

    Args:
        lines: how many the block has.
        language: of the labels.
    """
    if lines <= LONG:
        return ""
    more, less = html.escape(MORE.format(count=lines)[language]), html.escape(LESS[language])
    return (
        '<button type="button" class="block-fold" aria-expanded="false">'
        f'<span class="block-more">{more}</span><span class="block-less">{less}</span></button>'
    )


def keeps_last_break(reference: Reference) -> bool:
    """Whether what is copied ends with a line break, as the file does.

    It does where a reader saves a whole file: the clipboard then holds the bytes that were checked. A command does not,
    so that nothing runs before the reader presses Enter; nor does a part of a file, or recorded output.

    Args:
        reference: what the block shows.
    """
    whole = reference.section is None and reference.first is None
    return whole and PurePosixPath(reference.path).suffix not in {".sh", OUTPUT}


def _download(tool: str, path: str, label: str, to_site: str, script: str) -> str:
    address = html.escape(f"{to_site}{files.FOLDER}/{path}")
    data = f' data-recipe="{script}"' if script else ""
    return f'<a class="block-tool" data-tool="{tool}" href="{address}" download{data}{_named(label)}></a>'


def _named(label: str) -> str:
    words = html.escape(label)
    return f' title="{words}" aria-label="{words}"'
