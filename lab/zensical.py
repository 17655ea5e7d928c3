"""Builds the pages with Zensical, the successor of Material for MkDocs, and lists what its site lacks.

`python -m lab.zensical` builds the Chinese edition twice, by MkDocs and by Zensical, below `.cache/zensical/`. It
prints how many pages, sections, blocks and files the site of Zensical lacks, and which hooks it does not run, and exits
with 0: each difference is work of a move, not an error. If Zensical can't build the pages, it prints why, and exits
with 1.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml
from selectolax.lexbor import LexborHTMLParser

from lab.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WORK = ROOT / ".cache" / "zensical"
EXTENSION = "kaniko_guide_site.extension"
PARTS = {
    "sections": "main [id]",
    "blocks with a snippet": "main [data-snippet]",
    "lines of evidence": "main .evidence",
    "tables": "main table",
    "pictures": "main svg, main img",
}
"""What the pages of both sites must have, by a selector."""
EXAMPLES = 3
"""How many examples of a difference are printed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the site of Zensical lacks.

    Attributes:
        what: the kind.
        lacking: what of this kind is lacking.
        of: how many MkDocs' site has.
    """

    what: str
    lacking: tuple[str, ...]
    of: int

    def __str__(self) -> str:
        examples = ", ".join(self.lacking[:EXAMPLES]) + (", …" if len(self.lacking) > EXAMPLES else "")
        return f"{self.what}: {len(self.lacking)} of {self.of} are missing" + (f": {examples}" if examples else "")


def settings(root: Path) -> dict[str, object]:
    """The settings of Zensical: those of MkDocs, with other paths, because it reads pages below its settings only.

    Args:
        root: the project's directory.
    """
    site = root / "src" / "kaniko_guide_site"
    return {
        "INHERIT": str(root / "mkdocs.yml"),
        "docs_dir": "docs",
        "site_dir": "site",
        "theme": {"name": "material", "language": "zh", "custom_dir": str(site / "theme")},
        "markdown_extensions": {
            EXTENSION: {"language": "zh", "root": str(root), "repository": "", "wheels": ""},
            "pymdownx.snippets": {"base_path": [str(root / "snippets")]},
        },
    }


def prepare(root: Path, work: Path) -> Path:
    """Write the settings and a copy of the pages.

    Args:
        root: the project's directory.
        work: the directory for both.

    Returns:
        The file of the settings.
    """
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(root / "docs" / "zh", work / "docs")
    file = work / "mkdocs.yml"
    file.write_text(json.dumps(settings(root), indent=1, ensure_ascii=False), "utf-8")
    return file


def pages(site: Path) -> dict[str, LexborHTMLParser]:
    """The pages of a built site, by address; without those that only lead elsewhere."""
    read = {
        path.parent.relative_to(site).as_posix(): LexborHTMLParser(path.read_text("utf-8"))
        for path in sorted(site.rglob("index.html"))
    }
    return {name: page for name, page in read.items() if page.css_first("main")}


def compare(expected: Path, found: Path) -> Iterator[Difference]:
    """What a site lacks of another one.

    Args:
        expected: the directory of the site by MkDocs.
        found: that by Zensical.
    """
    theirs, ours = pages(found), pages(expected)
    yield Difference("pages", tuple(sorted(ours.keys() - theirs.keys())), len(ours))
    common = sorted(ours.keys() & theirs.keys())
    for what, selector in PARTS.items():
        counts = [(name, _parts(ours[name], selector), _parts(theirs[name], selector)) for name in common]
        lacking = [f"{name}#{part}" for name, wanted, got in counts for part in (wanted - got).elements()]
        yield Difference(f"{what}, on the {len(common)} pages of both", tuple(lacking), _total(counts))
    other = {name for name in _files(expected) if not name.endswith(".html") and not name.startswith("assets/")}
    yield Difference("files beside the pages", tuple(sorted(other - _files(found))), len(other))


def _files(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def _parts(page: LexborHTMLParser, selector: str) -> Counter[str]:
    nodes = page.css(selector)
    return Counter(str(node.attributes.get("data-snippet") or node.attributes.get("id") or node.tag) for node in nodes)


def _total(counts: Iterable[tuple[str, Counter[str], Counter[str]]]) -> int:
    return sum(wanted.total() for _, wanted, _ in counts)


def hooks(root: Path) -> Iterator[str]:
    """The hooks of MkDocs' settings, each with what it does; Zensical runs none.

    Args:
        root: the project's directory.
    """
    top: Any = yaml.compose((root / "mkdocs.yml").read_text("utf-8"))
    (listed,) = (value for key, value in top.value if key.value == "hooks")
    for hook in listed.value:
        about = ast.get_docstring(ast.parse((root / hook.value).read_text("utf-8"))) or ""
        yield f"{PurePosixPath(hook.value).name}: {about.partition(chr(10))[0]}"


def main(work: Path = WORK) -> int:
    """Build twice, compare, and print."""
    file = prepare(ROOT, work)
    expected = work / "mkdocs-site"
    run = [sys.executable, "-m"]
    subprocess.run([*run, "mkdocs", "build", "--quiet", f"--site-dir={expected}"], cwd=ROOT, check=True)
    done = subprocess.run(
        [*run, "zensical", "build", f"--config-file={file}"], cwd=ROOT, text=True, capture_output=True, check=False
    )
    if done.returncode:
        sys.stderr.write(f"error: Zensical can't build the pages:\n{done.stderr[-2000:]}")
        return 1
    for difference in compare(expected, work / "site"):
        sys.stdout.write(f"{difference}\n")
    sys.stdout.write("hooks that do not run:\n")
    for hook in hooks(ROOT):
        sys.stdout.write(f"- {hook}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
