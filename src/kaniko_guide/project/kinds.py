"""Determines the kind of a file from its name and its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kaniko_guide.sources import dockerfile
from kaniko_guide.sources.shell import SHELLS

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from kaniko_guide.sources.model import Dockerfile
    from kaniko_guide.text import Text

FileKind = Literal["jenkinsfile", "dockerfile", "manifest", "shell"]

RECIPE_FILE = "recipe.yml"
"""The name of the YAML files that describe the guide's recipes; they are no manifests."""

IGNORE_FILE = ".dockerignore"
TEMPLATE_ENDINGS = ("template", ".erb", ".in", ".j2", ".tmpl", ".tpl")
"""Name endings of templates, from which a program generates other files."""

NON_CODE_ENDINGS = frozenset({".adoc", ".html", ".json", ".md", ".rst", ".xml", ".erb", ".j2", ".tmpl", ".tpl"})
"""Suffixes of documents, data and templates."""

INSPECTED_LENGTH = 20_000
"""The number of characters at the start of a file from which its kind is determined."""

MANIFEST_KEYS = ("apiVersion:", "kind:", "containers:")
"""Keys by which YAML is recognized as a Kubernetes manifest."""

PIPELINE_WORDS = ("pipeline", "podTemplate", "node", "@Library", "library", "properties")
"""Calls by which Groovy is recognized as a Jenkinsfile."""


@dataclass(frozen=True, slots=True)
class Classification:
    """The kind of a file that was found in a directory.

    Attributes:
        kind: None if no rule checks the file.
        template: whether the file is a Helm template.
        dockerfile: the Dockerfile, if the file was parsed to determine its kind.
    """

    kind: FileKind | None
    template: bool = False
    dockerfile: Dockerfile | None = None


def kind_by_name(path: PurePosixPath) -> FileKind | None:
    """The kind of a file by its name; None if the name does not show it."""
    name = path.name
    if path.suffix == ".dockerignore" or name.lower().endswith(TEMPLATE_ENDINGS):
        return None
    if name.startswith("Jenkinsfile") or path.suffix.lower() in {".groovy", ".jenkinsfile"}:
        return "jenkinsfile"
    if name.startswith(("Dockerfile", "Containerfile")) or path.suffix.lower() == ".dockerfile":
        return "dockerfile"
    if path.suffix in {".yaml", ".yml"} and name != RECIPE_FILE:
        return "manifest"
    if path.suffix in {".sh", ".bash"}:
        return "shell"
    return None


def kind_of_named_file(path: PurePosixPath, text: Text) -> FileKind | None:
    """The kind of a file that the user named, or of standard input: by its name, else by its content."""
    return kind_by_name(path) or _kind_by_content(text.value)


def is_classified_by_content(path: PurePosixPath) -> bool:
    """Whether a file without a kind by its name is classified by its content.

    It is if its name has no suffix or contains `jenkins` or `docker`, unless it is a document or a template.
    """
    name = path.name.lower()
    return not path.suffix or (("jenkins" in name or "docker" in name) and path.suffix.lower() not in NON_CODE_ENDINGS)


def classify_found_file(path: PurePosixPath, text: Text) -> Classification:
    """Classify a file that was found in a directory, more strictly than one that the user named.

    YAML must have a key of a manifest, and a file that only its content shows to be a Dockerfile must have only known
    instructions. A Groovy class must mention Kaniko.
    """
    kind = kind_by_name(path)
    if kind is None:
        kind = _kind_by_content(text.value)
        if kind == "dockerfile":
            read = dockerfile.read(text)
            return (
                Classification(kind, dockerfile=read)
                if dockerfile.has_only_known_instructions(read)
                else Classification(None)
            )
    if kind == "manifest":
        starts = [line.lstrip(" \t-") for line in text.value.split("\n")]
        if any(line.startswith("{{") for line in starts):
            return Classification(None, template=True)
        return Classification(kind if any(line.startswith(MANIFEST_KEYS) for line in starts) else None)
    if path.suffix == ".groovy" and "kaniko" not in text.value and _kind_by_content(text.value) is None:
        return Classification(None)
    return Classification(kind)


def _kind_by_content(text: str) -> FileKind | None:
    lines = [line.strip() for line in text[:INSPECTED_LENGTH].split("\n")]
    if lines[0].startswith("#!"):
        words = [word.rpartition("/")[2] for word in lines[0][2:].split()]
        if "groovy" in words:
            return "jenkinsfile"
        return "shell" if SHELLS & set(words) else None
    content = [line for line in lines if line and not line.startswith(("#", "//", "/*", "*"))]
    if content and content[0].split()[0] in {"FROM", "ARG"}:
        return "dockerfile"
    for line in content:
        if line.startswith(MANIFEST_KEYS):
            return "manifest"
        if any(_is_call(line, word) for word in PIPELINE_WORDS):
            return "jenkinsfile"
    return None


def _is_call(line: str, word: str) -> bool:
    rest = line.removeprefix(word).lstrip()
    return rest != line and rest[:1] in {"{", "("}
