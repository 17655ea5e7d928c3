"""The built site as a zip that works from a disk, without a server: `python -m lab.site_zip SITE ZIP`.

Links lead to files instead of directories, and `from-disk.js` does what a browser refuses there.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide_site.downloads import EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = "from-disk.js"
NAME = "kaniko-guide"
"""The directory in the zip."""
LEFT_OUT = {"sitemap.xml", "sitemap.xml.gz", "404.html"}
"""Files that only a server uses."""
TO_DIRECTORY = re.compile(
    r'(?<= href=")(?P<path>(?:(?![a-z]+:|//)[^"#?]*/|\.{1,2}(?:/\.\.)*))(?P<rest>[?#][^"]*)?(?=")'
)
"""A link to a directory of the site: it ends with a slash, or is `.` or `..`."""
REDIRECT = 'http-equiv="refresh"'
"""What a page has that is only an old address."""
INDEX = "search/search_index.json"
"""The index that the theme loads, on a disk from a script beside it."""
FIRST_SCRIPT = re.compile(r"<script\b")


def for_disk(html: str, to_site: str) -> str:
    """A page whose links lead to files, and which loads the script first.

    Args:
        html: the page.
        to_site: the relative address of the site's root, as seen from the page.
    """
    linked = TO_DIRECTORY.sub(lambda found: f"{found['path'].rstrip('/')}/index.html{found['rest'] or ''}", html)
    return FIRST_SCRIPT.sub(f'<script src="{to_site}{SCRIPT}"></script><script', linked, count=1)


def content(site: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the zip, sorted, by path below its directory.

    Args:
        site: the built site.
    """
    yield SCRIPT, Path(__file__).with_name(SCRIPT).read_bytes()
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and path.name not in LEFT_OUT:
            data = path.read_bytes()
            is_page = path.suffix == ".html" and not name.startswith("install/")
            html = data.decode() if is_page else ""
            if REDIRECT not in html:
                yield name, for_disk(html, "../" * name.count("/")).encode() if is_page else data
            if name.endswith(INDEX):
                yield name.removesuffix("on"), b"var __index=" + data


def write(site: Path, target: Path) -> None:
    """Write the zip; the same site gives the same bytes.

    Args:
        site: the built site.
        target: the zip.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content(site):
            entry = zipfile.ZipInfo(f"{NAME}/{name}", EPOCH)
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


def main() -> int:
    """Write the zip of a site; the arguments name both."""
    site, target = map(Path, sys.argv[1:])
    write(site, target)
    sys.stdout.write(f"{target}: {target.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
