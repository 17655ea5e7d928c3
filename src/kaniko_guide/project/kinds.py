"""Decides what kind a file is, by its name and by its content."""

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
"""The name of YAML files that describe a recipe of the guide."""

IGNORE_FILE = ".dockerignore"
TEMPLATE_ENDINGS = ("template", ".erb", ".in", ".j2", ".tmpl", ".tpl")
"""Ends of the names of files from which a program makes others."""

NON_CODE_ENDINGS = frozenset({".adoc", ".html", ".json", ".md", ".rst", ".xml", ".erb", ".j2", ".tmpl", ".tpl"})
"""Endings of pages, data and templates."""

INSPECTED_LENGTH = 20_000
"""Characters that tell what a file is."""

MANIFEST_KEYS = ("apiVersion:", "kind:", "containers:")
PIPELINE_WORDS = ("pipeline", "podTemplate", "node", "@Library", "library", "properties")


@dataclass(frozen=True, slots=True)
class Classification:
    """What a file is that was found in a folder.

    Attributes:
        kind: None for one that no reader is for.
        template: whether a program makes YAML of it.
        dockerfile: what was read to decide it.
    """

    kind: FileKind | None
    template: bool = False
    dockerfile: Dockerfile | None = None


def kind_by_name(path: PurePosixPath) -> FileKind | None:
    """What a file is, by its name; None where the name does not tell."""
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
    """What a file is that the reader named, or the standard input: by its name, else by its content."""
    return kind_by_name(path) or _kind_by_content(text.value)


def is_classified_by_content(path: PurePosixPath) -> bool:
    """Whether the content of a file is to show what it is: its name has no ending, or speaks of Jenkins or Docker.

    Pages that explain a pipeline and templates that become one are none.
    """
    name = path.name.lower()
    return not path.suffix or (("jenkins" in name or "docker" in name) and path.suffix.lower() not in NON_CODE_ENDINGS)


def classify_found_file(path: PurePosixPath, text: Text) -> Classification:
    """What a file is that no one named: one whose name or content may mean much else is none.

    A Dockerfile that only its content shows must have no instruction that Docker has not.
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
