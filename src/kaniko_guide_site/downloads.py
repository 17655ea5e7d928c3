"""The files that the site offers beside its pages: every snippet as it was checked, every recipe as a zip and a script.

The functions return content by path below the site's root; `on_post_build`, which MkDocs calls as a hook, writes it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kaniko_guide.text import Source, Text
from kaniko_guide_site import editions, install_directory, own_wheel
from kaniko_guide_site.directives import copies, diagnose, error_index
from kaniko_guide_site.evidence import snippets_json
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.matrix.rows import MATRIX
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.parameters.definitions import OF_FILES
from kaniko_guide_site.parameters.occurrences import as_shown
from kaniko_guide_site.publisher import NOBODY, Publisher
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import Reference
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.parameters.definitions import Occurrence
    from kaniko_guide_site.snippets.library import Library

SUMS = "SHA256SUMS"
MATRIX_FILE = "dockerfile-matrix.tsv"
"""The recorded matrix of Dockerfile features, as it was recorded."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can record. All entries have it, so that a zip depends only on content."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file as the site offers it.

    Attributes:
        content: with the examples of the language, and the publisher's values.
        occurrences: of the reader's values in it.
    """

    content: bytes
    occurrences: list[Occurrence]


def published_files(root: Path, language: Language = OF_FILES, publisher: Publisher = NOBODY) -> dict[str, bytes]:
    """The content of all files, by path below the root of an edition.

    Args:
        root: the project's directory.
        language: of the edition.
        publisher: of the site.
    """
    snippets = root / SNIPPETS
    known = definitions.load(snippets)

    def offered(path: str, content: bytes) -> Offered:
        text, occurrences = as_shown(snippets, Reference(path), content.decode(), language, known)
        return Offered(publisher.fill(text).encode(), occurrences)

    raw = {f"{SNIPPETS}/{path}": offered(path, content).content for path, content in canonical(snippets).items()}
    found = {
        recipe: {path: offered(f"{recipe}/{path}", content) for path, content in files.items()}
        for recipe, files in recipes(snippets).items()
    }
    library_of_copies = (
        (recipe, path, one.content.decode(), one.occurrences, hashlib.sha256(one.content).hexdigest())
        for recipe, files in found.items()
        for path, one in files.items()
    )
    zips = {
        f"{SNIPPETS}/{recipe}.zip": zip_recipe(recipe, {path: one.content for path, one in files.items()})
        for recipe, files in found.items()
    }
    scripts = {f"{SNIPPETS}/{recipe}.js": script(recipe, files) for recipe, files in found.items()}
    return raw | zips | scripts | {copies.FILE: copies.script(library_of_copies, known, language)}


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


def script(recipe: str, files: dict[str, Offered]) -> bytes:
    """A recipe as a script for the browser, to fill in the reader's values: path, text and occurrences of each file.

    It is a script and not JSON, because a page that was opened from a disk can only load scripts.

    Args:
        recipe: its name.
        files: by path, in order.
    """
    rows = [[path, one.content.decode(), one.occurrences] for path, one in files.items()]
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return f"(window.kanikoGuideRecipes??={{}})[{json.dumps(recipe)}]={data};\n".encode()


class Build:
    """The builds of this process.

    Attributes:
        only_changed: whether MkDocs keeps the built site, and builds only pages that were written (`serve --dirty`).
        written: the snippets whose files an earlier build wrote.
    """

    only_changed = False
    written: Library | None = None


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001, FBT001 (the signature is that of MkDocs)
    """Remember whether MkDocs keeps the built site."""
    Build.only_changed = dirty
    Build.written = None


def on_pre_build(config: MkDocsConfig) -> None:
    """Begin to build the wheel, while the pages are made."""
    options = config.mdx_configs["kaniko_guide_site.extension"]
    own_wheel.begin(Path(options.get("root", ".")).resolve())


def on_post_build(config: MkDocsConfig) -> None:
    """Write the files into the built site, unless they are there already."""
    options = config.mdx_configs["kaniko_guide_site.extension"]
    root = Path(options.get("root", ".")).resolve()
    snippets = library.load(root / SNIPPETS)
    if Build.only_changed and Build.written is snippets:
        return
    Build.written = snippets
    evidence = {snippets_json.JSON: snippets_json.content(root, locked_versions(root))}
    record = {MATRIX_FILE: (root / MATRIX).read_bytes()}
    language = options["language"]
    scripts = {diagnose.FILE: diagnose.script(root, language), error_index.FILE: error_index.script(language)}
    publisher = Publisher.of(root, editions.site_address(config.site_url, language), options)
    if not editions.PATH[language]:
        install_directory.write(root, Path(config.site_dir), publisher.wheels)
    for path, content in (published_files(root, language, publisher) | evidence | record | scripts).items():
        target = Path(config.site_dir) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
