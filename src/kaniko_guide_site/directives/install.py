"""`::: install PART`: the files from which readers install the command, as this build of the site carries them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import install_directory, locked_wheels, templates
from kaniko_guide_site.fact_tables import stack_lines, table
from kaniko_guide_site.publisher import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.install_directory import Installation

HEADERS = (Bilingual("文件", "File"), Bilingual("内容", "Content"), Bilingual("大小", "Size"))
OWN = Bilingual("命令本身，版本 {version}，SHA-256 `{sha256}`", "The command, version {version}, SHA-256 `{sha256}`")
REQUIREMENTS = Bilingual(
    "每个依赖的版本，和它所有系统的 wheel 的 SHA-256",
    "The version of each dependency, with the SHA-256 of its wheels for all systems",
)
ARCHIVE = Bilingual(
    "上面两个，加上依赖的 {count} 个 wheel：CPython {pythons}，x86_64 和 arm64 的 Linux（glibc {glibc} 以上）；"
    "装一次下载其中 {one} 个和命令本身，最多 {size}",
    "Both, and {count} wheels of the dependencies: CPython {pythons}, Linux on x86_64 and arm64 (glibc {glibc} or "
    "newer); one installation downloads {one} of them and the command, {size} at most",
)
TITLE = Bilingual("你看的这个网站", "The site that you are reading")
UNKNOWN = Bilingual(
    "下面的 `{placeholder}` 换成你打开本站首页的地址。",
    "Replace `{placeholder}` below with the address at which you open the home page of this site.",
)
LIGHT = Bilingual(
    "它没有带依赖的 wheel，也没有 `kaniko-guide.tar`（发布的网站有）：命令里去掉 `--no-index`，"
    "依赖就从 PyPI 或镜像站下载，哈希照样核对。",
    "It has neither the wheels of the dependencies nor `kaniko-guide.tar` (a published site has them): leave out "
    "`--no-index` in the commands, and the dependencies come from PyPI or a mirror, with the same hashes.",
)
MEGABYTE = 1_000_000


def arguments() -> Collection[str]:
    """The parts."""
    return PARTS


def render(page: Page, part: str) -> Iterator[str]:
    """A part."""
    return PARTS[part](page)


def _notes(page: Page) -> Iterator[str]:
    """What this build of the site lacks: its address, the wheels of the dependencies."""
    notes = []
    if not page.publisher.address:
        notes.append(UNKNOWN.format(placeholder=ADDRESS)[page.language])
    if page.publisher.wheels is None:
        notes.append(LIGHT[page.language])
    if notes:
        yield from ("", f'!!! warning "{TITLE[page.language]}"', "", *(f"    - {note}" for note in notes), "")


def _files(page: Page) -> Iterator[str]:
    """The files, with their sizes and the hash of the wheel."""
    offered = install_directory.describe(page.root)
    own = OWN.format(version=offered.own.version, sha256=offered.own.sha256)[page.language]
    requirements = offered.requirements.encode()
    rows = [
        (offered.own.name, own, len(offered.own.content)),
        (install_directory.REQUIREMENTS, REQUIREMENTS[page.language], len(requirements)),
    ]
    if page.publisher.wheels is not None:
        rows.append((install_directory.ARCHIVE, _archive(offered)[page.language], offered.archive_size))
    cells = [
        [
            templates.render("install_file.html", address=f"{page.to_root}{install_directory.DIRECTORY}/", name=name),
            stack_lines([content]),
            _size(size),
        ]
        for name, content, size in rows
    ]
    yield from table(HEADERS, cells, page.language, wide=True)


def _archive(offered: Installation) -> Bilingual:
    first, last = locked_wheels.PYTHONS[0], locked_wheels.PYTHONS[-1]
    return ARCHIVE.format(
        count=len(offered.wheels),
        pythons=f"{first[0]}.{first[1]}–{last[0]}.{last[1]}",
        glibc=".".join(map(str, locked_wheels.GLIBC)),
        one=len(offered.packages),
        size=_size(_largest(offered)),
    )


def _largest(offered: Installation) -> int:
    """The size of the largest download for one installation, in bytes."""
    platforms = product(locked_wheels.PYTHONS, locked_wheels.ARCHITECTURES)
    wheels = (locked_wheels.for_platform(offered.packages, *platform) for platform in platforms)
    return len(offered.own.content) + max(sum(wheel.size for wheel in chosen) for chosen in wheels)


def _size(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE / 10 else f"{size / 1000:.0f} kB"


PARTS: dict[str, Callable[[Page], Iterator[str]]] = {"notes": _notes, "files": _files}
