"""`::: copies`: a box for a file that a reader copied, which says what it is and whether it is the current one.

The browser compares (`theme/assets/copies.js`); it reads all files from a second script. Nothing leaves the browser.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.parameters.definitions import Occurrence, Parameters

FILE = "copies-data.js"
"""The script with the files, below the site's root."""

IMAGES = "images"
"""The group of parameters that are images, or versions of them."""

LABEL = Bilingual(
    "把复制的文件粘贴到这里，或者 zip 里 SHA256SUMS 的内容",
    "Paste the copied file here, or the content of SHA256SUMS from the zip",
)
CHOOSE = Bilingual("选择文件", "Choose a file")
CLEAR = Bilingual("清空", "Clear")
PRIVATE = Bilingual("文件不会离开浏览器。", "The file does not leave the browser.")
UNLOADED = Bilingual(
    "没有比较：取不到本指南的文件。检查网络后再试。",
    "Not compared: the guide's files can't be reached. Check the network and try again.",
)
WITHOUT = Bilingual("这个框需要 JavaScript。", "This box needs JavaScript.")
WORDS = {
    "current": Bilingual("和现在的一样：", "It is the current one: "),
    "part": Bilingual("是它的一段，和现在的一样：", "It is a part of the current one: "),
    "lines": Bilingual("每一行都在现在的文件里：", "Each line is in the current file: "),
    "images": Bilingual(
        "但镜像或版本不同，可能是旧的，也可能是你选的：",
        "But images or versions are others; they may be old, or your choice:",
    ),
    "guides": Bilingual("，本指南现在写的是 ", ", the guide now has "),
    "similar": Bilingual("最像的文件：", "The most similar file: "),
    "differ": Bilingual(
        "有 {yours} 行是现在的文件里没有的（-），少了 {ours} 行（+）。是本指南改过，还是你自己改的，从文件里看不出来。",
        "{yours} lines are not in the current file (-), {ours} lines of it are missing (+). Whether the guide or you "
        "changed them can't be seen from the file.",
    ),
    "values": Bilingual("你填的值，不算差别：", "Your values, which are no differences: "),
    "unknown": Bilingual(
        "本指南里没有一个文件像它：至少要有一半的行相同。",
        "No file of the guide is like it: at least half of the lines must be the same.",
    ),
    "zip": Bilingual("下载现在的整套文件", "Download all current files"),
    "sumCurrent": Bilingual("和现在的一样", "current"),
    "sumDiffers": Bilingual(
        "不一样：填过值，或者不是现在的。粘贴这个文件来比较。",
        "differs: values were filled in, or it is not the current one. Paste the file to compare it.",
    ),
    "sumUnknown": Bilingual("本指南没有这个文件", "no file of the guide"),
    "more": Bilingual("… 另外 {count} 行", "… {count} more lines"),
    "others": Bilingual("另外 {count} 个文件", "{count} more files"),
    "unreadable": Bilingual("无法读取 {name}：请选择文本文件。", "{name} can't be read: choose a text file."),
}
"""The texts of the script."""


def render(page: Page) -> Iterator[str]:
    """The box, which loads its scripts on first use."""
    labels = {
        "label": LABEL,
        "choose": CHOOSE,
        "clear": CLEAR,
        "private": PRIVATE,
        "without": WITHOUT,
        "unloaded": UNLOADED,
    }
    texts = {name: words[page.language] for name, words in labels.items()}
    yield from ("", templates.render("copies.html", to_site=page.to_site, **texts), "")


def script(
    files: Iterable[tuple[str, str, str, list[Occurrence], str]], known: Parameters, language: Language
) -> bytes:
    """All files as a script for the browser, because a page that was opened from a disk can only load scripts.

    Args:
        files: of each recipe: its name, path, text, the reader's values in it, and hash.
        known: the values that readers fill in.
        language: of the page.
    """
    images = [name for name, one in known.parameters.items() if one.group == IMAGES]
    data = {"files": list(files), "images": images, "words": {name: words[language] for name, words in WORDS.items()}}
    return f"window.kanikoCopies={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n".encode()
