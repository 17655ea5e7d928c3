"""`COPY` instructions that copy several files to one file name (run d2).

Named sources are counted, and the files of the project that match a pattern; files created later are unknown. A
destination with a file extension counts as a file; without an extension it may be an existing directory.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.build_context import covers
from kaniko_guide.analysis.build_stages import stages
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_contents
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, Instruction

TO_FILE = Message(
    "file",
    Bilingual(
        zh=(
            "{count} 个文件要复制到同一个文件 `{destination}`，executor 会报 `destination must be a "
            "directory and end in '/'`。"
        ),
        en=(
            "{count} files are copied to the file `{destination}`; the executor fails with `destination must "
            "be a directory and end in '/'`."
        ),
    ),
    Bilingual(
        zh="只写需要的那个文件；要全部复制，就让目标以 `/` 结尾。",
        en="Name the one file you need; to copy all of them, end the destination with `/`.",
    ),
)
NO_SLASH = Message(
    "no-slash",
    Bilingual(
        zh=(
            "{count} 个来源的目标 `{destination}` 不以 `/` 结尾；镜像里没有这个目录的话，executor 会报 `destination "
            "must be a directory and end in '/'`。"
        ),
        en=(
            "The destination `{destination}` of {count} sources does not end with `/`; unless the image has this "
            "directory, the executor fails with `destination must be a directory and end in '/'`."
        ),
    ),
    Bilingual(zh="写成 `{destination}/`。", en="Write `{destination}/`."),
)

RULE = Rule(
    name="copy-two-jars",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="多个文件复制到同一个文件名", en="Several files copied to one file"),
    why=Bilingual(
        zh=(
            "`COPY` 的来源多于一个时，目标必须是目录：已经存在，或者以 `/` 结尾；否则 executor 报错退出。例如 "
            "`COPY target/*.jar app.jar`，而 `target` 里除了应用的 jar，还有 `-sources.jar` 之类的第二个 jar。"
        ),
        en=(
            "If `COPY` has more than one source, the destination must be a directory that exists, or end in `/`; "
            "otherwise the executor fails. An example is `COPY target/*.jar app.jar` with a second jar "
            "in `target`, such as `-sources.jar`."
        ),
    ),
    messages=(TO_FILE, NO_SLASH),
    source="runs d2-copy-two-jars and copy-many-no-slash (features/MATRIX.tsv), both executors",
)

_FILES = frozenset({".jar", ".war", ".ear", ".zip", ".json", ".properties", ".txt", ".xml", ".yaml", ".yml"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the destination."""
    for dockerfile in project.dockerfiles:
        name = PurePosixPath(dockerfile.text.source.path).name
        at_the_root = [file for file in project.files if file.name == name] == [PurePosixPath(name)]
        for instruction in dockerfile.instructions:
            if instruction.keyword not in {"COPY", "ADD"} or instruction.heredocs or not instruction.arguments:
                continue
            destination = instruction.arguments[-1]
            if "$" not in destination.value and PurePosixPath(destination.value).suffix in _FILES:
                count = _count(instruction, project.files if at_the_root else ())
                if count > 1 and not destination.value.endswith("/"):
                    yield RULE.finding(destination.text, TO_FILE, count=count, destination=destination.value)
        if not dockerfile.problems:
            yield from _without_slash(dockerfile)


def _without_slash(dockerfile: Dockerfile) -> Iterator[Finding]:
    """Yields a finding at each destination of several sources that is a directory, but hardly one that exists."""
    bases = [entry.arguments[:1] for entry in dockerfile.instructions if entry.keyword == "FROM"]
    image = ""
    for stage, base in zip(stages(dockerfile), bases, strict=False):
        image = base[0].value if base and stage.base is None else image
        if not (image == "scratch" or image_contents.has_only_path(image)):
            continue
        earlier = {path for other in stage.ancestry() if other is not stage for path in _paths(other.instructions)}
        for instruction in stage.instructions:
            target = instruction.arguments[-1].value if instruction.arguments else ""
            if instruction.keyword in {"COPY", "ADD"} and not instruction.heredocs and _is_new(target, earlier):
                count = sum(not set(word.value) & set("$*?[") for word in instruction.arguments[:-1])
                if count > 1:
                    where = instruction.arguments[-1].text
                    finding = RULE.finding(where, NO_SLASH, count=count, destination=target)
                    yield replace(finding, severity=Severity.WARNING)
            if target == "/" or ("$" in instruction.text.value and "mkdir" in instruction.text.value):
                break
            earlier.update(_paths([instruction]))


def _is_new(target: str, earlier: Collection[str]) -> bool:
    """Whether a path is an absolute one that no image of a distribution and no earlier instruction has."""
    parts = target.split("/")
    if not _DIRECTORY.fullmatch(target) or target in earlier:
        return False
    return parts[1] not in _STANDARD if parts[1] not in _EMPTY else len(parts) > len(("", "srv", "app"))


_DIRECTORY = lazy.pattern(r"(?:/[\w-]+)+")
_EMPTY = frozenset({"srv", "opt", "mnt"})
"""Directories that images of distributions have, with nothing in them."""

_STANDARD = frozenset(
    {"bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "proc", "root", "run", "sbin", "sys", "tmp", "usr"}
    | {"var", "workspace", "kaniko", "busybox"}
)
"""Directories that images have, or the executor's own image."""


def _paths(instructions: Iterable[Instruction]) -> Iterator[str]:
    """The paths that instructions name, and the directories above them; each may exist afterwards."""
    for instruction in instructions:
        for word in instruction.text.value.replace("=", " ").replace('"', " ").split():
            if word.startswith("/"):
                path = PurePosixPath(word)
                yield from (str(above) for above in (path, *path.parents))


def _count(instruction: Instruction, files: tuple[PurePosixPath, ...]) -> int:
    """The number of files that are certain to be copied."""
    from_elsewhere = any(flag.value.startswith("--from=") for flag in instruction.flags)
    count = 0
    for word in instruction.arguments[:-1]:
        if not set(word.value) & set("$*?["):
            count += 1
        elif "$" not in word.value and not from_elsewhere:
            pattern = PurePosixPath(word.value.lstrip("/"))
            count += sum(len(file.parts) == len(pattern.parts) and covers(pattern, file) for file in files)
    return count
