"""Finds, among the paths a reader gives, the files that the rules understand."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import IGNORE_FILE, assemble, kind_of
from kaniko_guide.sources import dockerfile
from kaniko_guide.sources.shell import LONGEST, SHELLS
from kaniko_guide.text import Source, Text, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.project import Project, Settings

STDIN = "<stdin>"
EMPTY = "''"

LIMIT = 1_000_000
"""Bytes of the largest file that is read."""

HEAD = 20_000
"""Characters that tell what a file is."""

SKIPPED = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "target", "__pycache__", ".gradle", ".mypy_cache", ".nox"}
    | {".pytest_cache", ".ruff_cache", ".terraform", ".tox", ".idea"}
)
"""Folders that hold what a program made or fetched."""

NO_CODE = frozenset({".adoc", ".html", ".json", ".md", ".rst", ".xml", ".erb", ".j2", ".tmpl", ".tpl"})
"""Endings of pages, data and templates."""

MANIFEST_KEYS = ("apiVersion:", "kind:", "containers:")
PIPELINE_WORDS = ("pipeline", "podTemplate", "node", "@Library", "library", "properties")

TOO_LARGE = Bilingual(
    zh="超过 1 MB，应该是人写的文件；检查小一些的文件",
    en="found more than 1 MB, expected a file that a person wrote; check smaller ones",
)
LARGE_YAML = Bilingual(
    zh="超过 1 MB，不会是一个 Pod，没有检查",
    en="larger than 1 MB, which is no pod, not checked",
)
NO_FILE = Bilingual(
    zh="这是管道、套接字或设备，应该是文件；要检查管道里的内容，用 - 从标准输入读",
    en="found a pipe, a socket or a device, expected a file; to check what a pipe gives, read it with -",
)
NO_STDIN = Bilingual(
    zh="标准输入是关着的，应该能读到文件的内容；用 < 或管道给它",
    en="it is closed, expected a file's content; give it by < or a pipe",
)
NO_NAME = Bilingual(
    zh="路径是空的，应该是文件或目录；检查变量是不是没有值",
    en="found an empty path, expected a file or folder; check whether a variable is unset",
)
UNKNOWN = Bilingual(
    zh="看不出这是什么，应该是{expected}；改成看得出的名字，如 Jenkinsfile、run.sh",
    en="can't tell what this is, expected {expected}; name it so, such as Jenkinsfile or run.sh",
)
LONG_SCRIPT = Bilingual(
    zh="脚本超过 {longest} 个字符，里面的命令没有检查",
    en="a script of more than {longest} characters, its commands are not checked",
)
LEADS_OUT = Bilingual(
    zh="是指向所给目录之外的链接，没有检查",
    en="a link that leads out of the given folder, not checked",
)
TEMPLATE = Bilingual(
    zh="是 Helm 模板，不是 YAML，没有检查",
    en="a Helm template, which is no YAML yet, not checked",
)
WHAT_IS_FOUND = Bilingual(
    zh=" Jenkinsfile、Pod 的 YAML、Dockerfile 或 shell 脚本",
    en="a Jenkinsfile, pod YAML, a Dockerfile or a shell script",
)


@dataclass(frozen=True, slots=True)
class Note:
    """A file that was left out, and why."""

    path: str
    reason: Bilingual


@dataclass
class Batch:
    """Files that are read together: those of one folder, or all that were given one by one.

    Attributes:
        root: the folder that the keys of `kinds` and `texts` are below.
        whole: as in `Project`.
        kinds: what each file is, None for one that is only known to be there.
        texts: those that were read.
        errors: what a Jenkinsfile names and could not be read.
    """

    root: Path
    whole: bool
    kinds: dict[PurePosixPath, str | None] = field(default_factory=dict)
    texts: dict[PurePosixPath, Text] = field(default_factory=dict)
    errors: list[UnreadableError] = field(default_factory=list)

    def project(self, settings: Settings) -> Project:
        """What the readers find in the files."""
        return assemble(self.kinds, self._text, settings=settings, whole=self.whole)

    def sources(self) -> list[Source]:
        """The files that are checked."""
        return [text.source for path, text in self.texts.items() if path.name != IGNORE_FILE]

    def notes(self) -> list[Note]:
        """What the readers leave out of the files."""
        long = (key for key, text in self.texts.items() if self.kinds[key] == "shell" and len(text) > LONGEST)
        return [Note((self.root / key).as_posix(), LONG_SCRIPT.format(longest=LONGEST)) for key in long]

    def _text(self, key: PurePosixPath) -> Text:
        """A file's text; empty when it can't be read."""
        if key not in self.texts:
            path = self.root / key
            try:
                self.texts[key] = Text.canonical(_source(path, path.as_posix()))
            except UnreadableError as error:
                self.errors.append(error)
                return Text("", Source(path.as_posix(), ""))
        return self.texts[key]


@dataclass
class Found:
    """What stands at the given paths; `errors` are what could not be read."""

    batches: list[Batch] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    errors: list[UnreadableError] = field(default_factory=list)


def is_folder(path: str) -> bool:
    """Whether a folder stands there; no where it can't be told."""
    return os.path.isdir(path)  # noqa: PTH112 (`Path.is_dir` raises where the system refuses an answer)


def find(paths: Iterable[str], stdin: BinaryIO | None) -> Found:
    """Find and read the files at these paths; none outside them is opened.

    Args:
        paths: files, folders, or `-` for the standard input.
        stdin: the standard input; None where it is closed.
    """
    found = Found()
    seen: set[Path] = set()
    given = [path for path in dict.fromkeys(paths) if path == "-" or not is_folder(path)]
    for path in dict.fromkeys(paths):
        if path not in given:
            found.batches.append(_folder(Path(path), found, seen))
    if given:
        batch = Batch(Path(), whole=False)
        found.batches.append(batch)
        for path in given:
            try:
                _given(path, stdin, batch, seen)
            except UnreadableError as error:
                found.errors.append(error)
    found.notes += [note for batch in found.batches for note in batch.notes()]
    return found


def kind_by_content(text: str) -> str | None:
    """What a file is, by its content; as `kind_of`."""
    lines = [line.strip() for line in text[:HEAD].split("\n")]
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


def _kind_in_folder(text: Text) -> str | None:
    """What a file is that no one named: a Dockerfile must have no instruction that Docker has not."""
    kind = kind_by_content(text.value)
    return None if kind == "dockerfile" and not dockerfile.is_known(dockerfile.read(text)) else kind


def _is_call(line: str, word: str) -> bool:
    rest = line.removeprefix(word).lstrip()
    return rest != line and rest[:1] in {"{", "("}


def _given(path: str, stdin: BinaryIO | None, batch: Batch, seen: set[Path]) -> None:
    if path == "-":
        key = PurePosixPath(STDIN)
        source = _standard_input(stdin)
    elif not path:
        raise UnreadableError(EMPTY, NO_NAME)
    else:
        key = PurePosixPath(path)
        source = _source(Path(path), key.as_posix())
        if Path(path).resolve() in seen:
            return
    text = Text.canonical(source)
    kind = kind_of(key) or kind_by_content(text.value)
    if kind is None:
        raise UnreadableError(source.path, UNKNOWN.format(expected=WHAT_IS_FOUND))
    batch.kinds[key] = kind
    batch.texts[key] = text


def _standard_input(stdin: BinaryIO | None) -> Source:
    with opened("-", stdin) as stream:
        return _decoded(stream.read(LIMIT + 1), STDIN)


@contextmanager
def opened(path: str, stdin: BinaryIO | None) -> Iterator[BinaryIO]:
    """The bytes of a regular file, or of the standard input for `-`, however many there are.

    Args:
        path: as the reader names it.
        stdin: the standard input; None when it is closed.

    Raises:
        UnreadableError: it can't be read.
    """
    if not path:
        raise UnreadableError(EMPTY, NO_NAME)
    if path != "-":
        with _file(Path(path), path) as file:
            yield file
    elif stdin is None:
        raise UnreadableError(STDIN, NO_STDIN)
    else:
        try:
            yield stdin
        except OSError as error:
            raise UnreadableError.refused(STDIN, error) from error


@contextmanager
def _file(path: Path, name: str) -> Iterator[BinaryIO]:
    """A regular file, whatever it is called: whoever opens a pipe waits until someone writes."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableError(name, NO_FILE)
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableError.refused(name, error) from error


def _source(path: Path, name: str) -> Source:
    with _file(path, name) as file:
        return _decoded(file.read(LIMIT + 1), name)


def _decoded(content: bytes, name: str) -> Source:
    if len(content) > LIMIT:
        raise UnreadableError(name, TOO_LARGE)
    return Source.decode(content, name)


def _folder(root: Path, found: Found, seen: set[Path]) -> Batch:
    batch = Batch(root, whole=os.path.exists(root / ".git"))  # noqa: PTH110 (as in `is_folder`)
    top = root.resolve()

    def unreadable(error: OSError) -> None:
        found.errors.append(UnreadableError.refused(Path(error.filename).as_posix(), error))

    for folder, folders, names in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        for path in (Path(folder) / name for name in sorted(names)):
            key = PurePosixPath(path.relative_to(root))
            try:
                reason = _take(path, key, top, batch, seen)
            except UnreadableError as error:
                found.errors.append(error)
            except OSError as error:
                found.errors.append(UnreadableError.refused(path.as_posix(), error))
            else:
                found.notes += [Note(path.as_posix(), reason)] if reason is not None else []
    return batch


def _take(path: Path, key: PurePosixPath, top: Path, batch: Batch, seen: set[Path]) -> Bilingual | None:
    """Add a file of a folder to its batch, or say why it is left out.

    Raises:
        UnreadableError: the file can't be read, or is larger than a person writes.
        OSError: the system refuses to tell what it is.
    """
    kind = kind_of(key)
    if path.is_symlink() and not _within(path, top):
        return LEADS_OUT if kind is not None else None
    size = _size(path)
    if size is None:
        return None
    batch.kinds[key] = None
    if size > LIMIT and kind in {None, "manifest"}:
        return LARGE_YAML if kind is not None else None
    real = path.resolve()
    if real in seen or not (kind is not None or (_may_be(key) and _is_text(path))):
        return None
    text = Text.canonical(_source(path, path.as_posix()))
    kind = kind or _kind_in_folder(text)
    if kind == "manifest" and _is_template(text.value):
        return TEMPLATE
    if _is_meant(key, kind, text.value):
        batch.kinds[key] = kind
        batch.texts[key] = text
        seen.add(real)
    return None


def _size(path: Path) -> int | None:
    """The bytes of a file; None for what is none, such as a pipe or a link to nothing."""
    try:
        status = path.stat()
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP}:
            return None
        raise
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _is_meant(key: PurePosixPath, kind: str | None, text: str) -> bool:
    """Whether a file found in a folder, whose name may mean much else, is one for the rules."""
    if kind == "manifest":
        return any(line.startswith(MANIFEST_KEYS) for line in _starts(text))
    if key.suffix == ".groovy":
        return "kaniko" in text or kind_by_content(text) is not None
    return kind is not None or key.name == IGNORE_FILE


def _is_template(text: str) -> bool:
    return any(line.startswith("{{") for line in _starts(text))


def _starts(text: str) -> list[str]:
    return [line.lstrip(" \t-") for line in text.split("\n")]


def _may_be(key: PurePosixPath) -> bool:
    """Whether a file's content is to tell what it is: its name has no ending, or speaks of Jenkins or Docker.

    Pages that explain a pipeline and templates that become one are none.
    """
    name = key.name.lower()
    return not key.suffix or (("jenkins" in name or "docker" in name) and key.suffix.lower() not in NO_CODE)


def _is_text(path: Path) -> bool:
    """Whether a file begins like UTF-8 text."""
    with path.open("rb") as file:
        head = file.read(8000)
    return b"\0" not in head and "\ufffd" not in head.decode("utf-8", "replace")[:-4]


def _within(path: Path, top: Path) -> bool:
    """Whether a link leads to a place in a folder, or nowhere."""
    try:
        return path.resolve().is_relative_to(top)
    except (OSError, RuntimeError):
        return True
