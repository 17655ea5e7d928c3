"""The toolbar of a block: download, and a menu with the rest; and the labels that fold a long block.

Links and the menu work without JavaScript; buttons are shown only where `theme/assets/blocks.js` runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.snippets.snippet import OUTPUT, SNIPPETS
from kaniko_guide_site.templates import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.snippets.recipes import Recipe
    from kaniko_guide_site.snippets.reference import Reference

LONG = 25
"""The number of lines above which a block is folded."""

TOOLS = Bilingual("{name} 的工具", "Tools for {name}")
WRAP = Bilingual("长行自动换行", "Wrap long lines")
LINK = Bilingual("这一块的链接；先选中几行，就链接到那几行", "Link to this block, or to the lines selected in it")
ZIP = Bilingual(
    "下载整套文件（{name}.zip，附校验和）", "Download all files of this recipe ({name}.zip, with checksums)"
)
DOWNLOAD = Bilingual("下载", "Download")
MENU = Bilingual("更多", "More")
FILE = Bilingual("下载 {name}", "Download {name}")
WHOLE_FILE = Bilingual("下载整个文件 {name}", "Download the whole file {name}")
MORE = Bilingual("显示全部 {count} 行", "Show all {count} lines")
LESS = Bilingual("收起", "Show less")


@dataclass(frozen=True, slots=True)
class Download:
    """A link that downloads a file.

    Attributes:
        address: of the file.
        label: the text of the link, or its name where its text is short.
        script: the address of the recipe as a script, which fills in the reader's values; empty where it has none.
    """

    address: str
    label: str
    script: str


def bar(reference: Reference, recipes: Mapping[str, Recipe], to_site: str, language: Language) -> str:
    """The toolbar as HTML. It has the block's id, the reference; output is shown, so it does not offer the recipe.

    The theme derives ids from that of an element around code, so the block itself has none.

    Args:
        reference: the snippet that the block shows.
        recipes: every recipe, by name.
        to_site: the relative address of the site's root, as seen from the page.
        language: of the labels.
    """
    path = PurePosixPath(reference.path)
    part = reference.section is not None or reference.first is not None
    recipe, inside = path.parts[0], "/".join(path.parts[1:])
    known = recipes.get(recipe)
    files = known.files if known else ()
    script = f"{to_site}{SNIPPETS}/{recipe}.js"
    label = (WHOLE_FILE if part else FILE).format(name=path.name)[language]
    file = Download(f"{to_site}{SNIPPETS}/{reference.path}", label, script if part and inside in files else "")
    recipe_zip = None
    if len(files) > 1 and path.suffix != OUTPUT:
        address = f"{to_site}{SNIPPETS}/{recipe}.zip"
        recipe_zip = Download(address, ZIP.format(name=recipe)[language], script)
    return render(
        "toolbar.html",
        anchor=str(reference),
        label=TOOLS.format(name=str(reference))[language],
        download=DOWNLOAD[language],
        more=MENU[language],
        wrap=WRAP[language],
        link=LINK[language],
        file=file,
        zip=recipe_zip,
    )


def keeps_last_break(reference: Reference) -> bool:
    """Whether the copied text ends with a line break, as the file does.

    It does for a whole file, so that the clipboard holds the bytes that were checked. It does not for a part of a file,
    for recorded output, or for a command, so that nothing runs before the reader presses Enter.

    Args:
        reference: the snippet that the block shows.
    """
    return reference.is_whole and PurePosixPath(reference.path).suffix not in {".sh", OUTPUT}
