"""The files that the site offers beside its pages: every snippet as it was checked, every recipe as a zip and a script.

The functions return content by path below the site's root; `on_post_build`, which MkDocs calls as a hook, writes it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.text import Source, Text
from kaniko_guide_site.directives import diagnose
from kaniko_guide_site.evidence import snippets_json
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.matrix.rows import MATRIX
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.parameters.occurrences import in_reference
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import Reference
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

SUMS = "SHA256SUMS"
MATRIX_FILE = "dockerfile-matrix.tsv"
"""The recorded matrix of Dockerfile features, as it was recorded."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can record. All entries have it, so that a zip depends only on content."""


def published_files(root: Path) -> dict[str, bytes]:
    """The content of all files, by path below the site's root.

    Args:
        root: the project's directory.
    """
    snippets = root / SNIPPETS
    raw = {f"{SNIPPETS}/{path}": content for path, content in canonical(snippets).items()}
    found = recipes(snippets)
    zips = {f"{SNIPPETS}/{recipe}.zip": zip_recipe(recipe, content) for recipe, content in found.items()}
    scripts = {f"{SNIPPETS}/{recipe}.js": script(snippets, recipe, content) for recipe, content in found.items()}
    return raw | zips | scripts


def canonical(directory: Path) -> dict[str, bytes]:
    """The canonical text of every file in a directory, by its path there, sorted.

    Raises:
        UnreadableError: a file is not UTF-8.
    """
    return {name: _canonical(directory, name) for name in _names(directory)}


def recipes(snippets: Path) -> dict[str, dict[str, bytes]]:
    """The content of each recipe's files for readers, by path.

    A recipe that has only recorded output is left out.

    Args:
        snippets: the directory of all snippets.

    Raises:
        UnreadableError: a file is not UTF-8.
    """
    return {
        name: {path: _canonical(recipe.directory, path) for path in recipe.files}
        for name, recipe in library.load(snippets).recipes.items()
        if recipe.files
    }


def _names(directory: Path) -> list[str]:
    return sorted(path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file())


def _canonical(directory: Path, name: str) -> bytes:
    return Text.canonical(Source.read(directory / name, name)).value.encode()


def zip_recipe(recipe: str, files: dict[str, bytes]) -> bytes:
    """A zip of a recipe in a directory of its name, with `SHA256SUMS` for `sha256sum --check`.

    The same content gives the same bytes everywhere: nothing is compressed, because the output of a compressor depends
    on its version.

    Args:
        recipe: its name.
        files: content by path, in order.
    """
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in files.items())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content in {**files, SUMS: sums.encode()}.items():
            entry = zipfile.ZipInfo(f"{recipe}/{path}", EPOCH)
            entry.create_system = 3  # Unix, so that the permissions count
            entry.external_attr = (0o100755 if path.endswith(".sh") else 0o100644) << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def script(snippets: Path, recipe: str, files: dict[str, bytes]) -> bytes:
    """A recipe as a script for the browser, to fill in the reader's values: path, text and occurrences of each file.

    It is a script and not JSON, because a page that was opened from a disk can only load scripts.

    Args:
        snippets: the directory of all snippets.
        recipe: its name.
        files: content by path, in order.
    """
    known = definitions.load(snippets)
    rows = [
        [path, content.decode(), in_reference(snippets, Reference(f"{recipe}/{path}"), known)]
        for path, content in files.items()
    ]
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return f"(window.kanikoGuideRecipes??={{}})[{json.dumps(recipe)}]={data};\n".encode()


def on_post_build(config: MkDocsConfig) -> None:
    """Write the files into the built site."""
    options = config.mdx_configs["kaniko_guide_site.extension"]
    root = Path(options.get("root", ".")).resolve()
    evidence = {snippets_json.JSON: snippets_json.content(root, locked_versions(root))}
    record = {MATRIX_FILE: (root / MATRIX).read_bytes()}
    diagnosis = {diagnose.FILE: diagnose.script(options.get("language", "zh"))}
    for path, content in (published_files(root) | evidence | record | diagnosis).items():
        target = Path(config.site_dir) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
