"""Determines the kind of a file from its name and its content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.sources import dockerfile, unread
from kaniko_guide.sources.shell import SHELLS
from kaniko_guide.sources.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from kaniko_guide.sources.model import Dockerfile
    from kaniko_guide.text import Text

FileKind = Literal["jenkinsfile", "dockerfile", "manifest", "shell"]

RECIPE_FILE = "recipe.yml"
"""The name of the YAML files that describe the guide's recipes; they are no manifests."""

IGNORE_FILE = ".dockerignore"
TEMPLATE_ENDINGS = ("template", ".erb", ".in", ".j2", ".tmpl", ".tpl")
"""Name endings of templates, from which a program generates other files."""

TEMPLATE_SUFFIXES = frozenset({".erb", ".in", ".j2", ".template", ".tmpl", ".tpl"})
"""Suffixes in front of the last one that show a template: `pod.tmpl.yaml`."""

NON_CODE_ENDINGS = frozenset({".adoc", ".html", ".json", ".md", ".rst", ".xml", ".erb", ".j2", ".tmpl", ".tpl"})
"""Suffixes of documents, data and templates."""

DERIVED_ENDINGS = frozenset(
    {".asc", ".diff", ".gpg", ".lock", ".md5", ".minisig", ".patch", ".pem", ".rej", ".sha1", ".sha224", ".sha256"}
    | {".sha384", ".sha512", ".sig", ".swo", ".swp", ".gz", ".zip", ".hcl", ".log"}
)
"""Suffixes of files about another one: its checksum, its signature, a difference."""

INSPECTED_LENGTH = 20_000
"""The number of characters at the start of a file from which its kind is determined."""

MANIFEST_KEYS = ("apiVersion:", "kind:", "containers:")
"""Keys by which YAML is recognized as a Kubernetes manifest."""

TEMPLATE_LINE = lazy.pattern(
    r"^[ \t-]*(?:(?=\{\{)|(?:[\w.-]+:[ \t]+)?(?=\{%|<%|@\w+@|%%?\w+%|#@[ \t/]))(\{\{|\{%|<%|@\w+@|%%?\w+%%?|#@)",
    re.MULTILINE,
)
"""A line that a template engine replaces."""

_FROM_LINE = lazy.pattern(r"FROM\s+[\w.${}/:@-]+(?:\s+AS\s+\S+)?$")
EXECUTOR_USE = lazy.pattern(
    r"/kaniko/executor\b|kaniko-project/executor[:@]\w|(?<![\w-])kaniko(?:[-/]executor)?[:@]\w|(?<=plugins/)kaniko\b"
)
"""The executor's path, or its image, in YAML of any system."""

GROOVY_STARTS = ("def ", "import ", "@", "String ", "final ")
"""With what a first line begins that is Groovy, so that YAML after it is in a string."""

_METHOD = lazy.pattern(r"^def \w+ ?\([^\n]*\{", re.MULTILINE)
_RETURNS_ITSELF = lazy.pattern(r"^[ \t]*return this\b", re.MULTILINE)
"""A script that a pipeline loads defines methods and returns itself."""

PIPELINE_WORDS = ("pipeline", "podTemplate", "node", "@Library", "library", "properties")
"""Calls by which Groovy is recognized as a Jenkinsfile."""

LOG_LINE = "[Pipeline] "
"""How Jenkins begins the lines of a log that name a step; the log also prints the pod."""


class Classification(Data, frozen=True):
    """The kind of a file that was found in a directory.

    Attributes:
        kind: None if no rule checks the file.
        dockerfile: the Dockerfile, if the file was parsed to determine its kind.
        unread: why it is not checked, if the user should know that.
    """

    kind: FileKind | None
    dockerfile: Dockerfile | None = None
    unread: tuple[Unread, ...] = ()


def kind_by_name(path: PurePosixPath) -> FileKind | None:
    """The kind of a file by its name; None if the name does not show it."""
    name = path.name
    if path.suffix == ".dockerignore" or name.lower().endswith((*TEMPLATE_ENDINGS, *NON_CODE_ENDINGS)):
        return None
    if path.suffix in {".yaml", ".yml"} and name != RECIPE_FILE:
        return "manifest"
    if (
        name.startswith("Jenkinsfile")
        or name.endswith("Jenkinsfile")
        or path.suffix.lower() in {".groovy", ".jenkinsfile"}
    ):
        return "jenkinsfile"
    if name.startswith(("Dockerfile", "Containerfile")) or path.suffix.lower() == ".dockerfile":
        return "dockerfile"
    if path.suffix in {".sh", ".bash"}:
        return "shell"
    return None


def kind_of_named_file(path: PurePosixPath, text: Text) -> FileKind | None:
    """The kind of a file that the user named, or of standard input: by its name, else by its content."""
    kind = kind_by_name(path) or _kind_by_content(text.value)
    return _corrected(kind, text.value)


def is_classified_by_content(path: PurePosixPath) -> bool:
    """Whether a file without a kind by its name is classified by its content.

    It is if its name has no suffix or contains `jenkins` or `docker`, unless it is a document or a template. A `.txt`
    file in `vars` documents a step of a library.
    """
    name = path.name.lower()
    if path.suffix == ".txt" and path.parent.name == "vars":
        return False
    return not path.suffix or (("jenkins" in name or "docker" in name) and path.suffix.lower() not in NON_CODE_ENDINGS)


def classify_found_file(path: PurePosixPath, text: Text) -> Classification:
    """Classify a file that was found in a directory, more strictly than one that the user named.

    YAML must have a key of a manifest, and a file that only its content shows to be a Dockerfile must have only known
    instructions. A Groovy class must mention Kaniko.
    """
    kind = kind_by_name(path)
    if kind == "dockerfile" and path.suffix.lower() in DERIVED_ENDINGS:
        return Classification(None)
    if kind is not None:
        kind = _corrected(kind, text.value)
        if kind is None:
            return Classification(None, unread=(Unread(text.cut(0, 1), unread.MARKUP),))
    else:
        kind = _kind_by_content(text.value)
        if kind == "dockerfile":
            read = dockerfile.read(text)
            return (
                Classification(kind, dockerfile=read)
                if dockerfile.has_only_known_instructions(read)
                else Classification(None)
            )
    if kind == "manifest":
        return _classify_yaml(path, text)
    if path.suffix == ".groovy" and not _is_of_jenkins(text.value):
        return Classification(None)
    return Classification(kind)


def _is_of_jenkins(text: str) -> bool:
    is_loaded = _RETURNS_ITSELF.search(text) is not None and _METHOD.search(text) is not None
    return "kaniko" in text or is_loaded or _kind_by_content(text) is not None


def _corrected(kind: FileKind | None, text: str) -> FileKind | None:
    """The kind of a file whose name may deceive: it may contain a manifest, XML, or a Dockerfile."""
    if kind not in {"dockerfile", "jenkinsfile"}:
        return kind
    lines = (line.strip() for line in text[:INSPECTED_LENGTH].split("\n"))
    first = next((line for line in lines if line and not line.startswith(("#", "---"))), "")
    if first.startswith(("apiVersion:", "kind:")):
        return "manifest"
    if kind == "jenkinsfile" and _FROM_LINE.match(first):
        return "dockerfile"
    return None if unread.is_markup(first) else kind


def _classify_yaml(path: PurePosixPath, text: Text) -> Classification:
    is_manifest = any(line.lstrip(" \t-").startswith(MANIFEST_KEYS) for line in text.value.split("\n"))
    mark = TEMPLATE_LINE.search(text.value)
    inner = next((suffix for suffix in path.suffixes[:-1] if suffix in TEMPLATE_SUFFIXES), None)
    if mark is not None or inner is not None:
        if not is_manifest:
            return Classification(None)
        where, shown = (text.cut(0, 1), str(inner)) if mark is None else (text.cut(*mark.span(1)), mark.group(1))
        return Classification(None, unread=(Unread(where, unread.TEMPLATE, {"mark": shown, "kind": "YAML"}),))
    if is_manifest:
        return Classification("manifest")
    return Classification("manifest" if next(executor_uses(text), None) is not None else None)


def executor_uses(text: Text) -> Iterator[Text]:
    """The first use of the executor on each line, apart from comments."""
    offset = 0
    for line in text.value.split("\n"):
        found = None if line.lstrip().startswith("#") else EXECUTOR_USE.search(line)
        if found is not None:
            yield text.cut(offset + found.start(), offset + found.end())
        offset += len(line) + 1


def _kind_by_content(text: str) -> FileKind | None:
    lines = [line.strip() for line in text[:INSPECTED_LENGTH].split("\n")]
    if lines[0].startswith("#!"):
        words = [word.rpartition("/")[2] for word in lines[0][2:].split()]
        if "groovy" in words:
            return "jenkinsfile"
        return "shell" if SHELLS & set(words) else None
    if any(line.startswith(LOG_LINE) for line in lines):
        lines = []
    content = [line for line in lines if line and not line.startswith(("#", "//", "/*", "*"))]
    if content and content[0].split()[0] in {"FROM", "ARG"}:
        return "dockerfile"
    is_groovy = bool(content) and content[0].startswith(GROOVY_STARTS)
    for line in content:
        if line.startswith(MANIFEST_KEYS) and not is_groovy:
            return "manifest"
        if any(_is_call(line, word) for word in PIPELINE_WORDS):
            return "jenkinsfile"
    return None


def _is_call(line: str, word: str) -> bool:
    rest = line.removeprefix(word).lstrip()
    return rest != line and rest[:1] in {"{", "("}
