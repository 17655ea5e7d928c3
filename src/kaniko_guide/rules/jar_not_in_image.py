"""`ENTRYPOINT ["java", "-jar", "X"]`, or `CMD`, where no instruction of the Dockerfile creates the file X.

So is a program of `ENTRYPOINT ["/X"]` in an image that contains none, such as `scratch`. A jar is checked only if the
last stage begins with an official image, which contains no jar, or has the same jar with another version, has no `RUN`
or `ADD` that may create one, and if all paths are known.
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.build_context import is_pattern
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_contents, images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Instruction, Word

HELP = Bilingual(
    zh="让 `COPY` 的目标和 `ENTRYPOINT` 的路径一致。",
    en="Make the destination of `COPY` and the path in `ENTRYPOINT` the same.",
)
OTHER_PATH = Message(
    "other-path",
    Bilingual(
        zh="镜像里没有 `{found}`：`COPY` 写入的是 {written}。",
        en="The image has no `{found}`: `COPY` writes {written}.",
    ),
    HELP,
)
NOTHING = Message(
    "nothing",
    Bilingual(
        zh="镜像里没有 `{found}`：`{image}` 不含任何程序，也没有 `COPY`。",
        en="The image has no `{found}`: `{image}` contains no program, and there is no `COPY`.",
    ),
    Bilingual(zh="用 `COPY` 把程序放到这个路径。", en="Write a `COPY` that puts the program there."),
)

RULE = Rule(
    name="jar-not-in-image",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="镜像里没有要启动的文件", en="Missing jar or program in the image"),
    why=Bilingual(
        zh=(
            "`ENTRYPOINT` 启动的必须是 `COPY` 写入的路径；相对路径从 `WORKDIR` 算起。两处不一致时，镜像仍会构"
            "建并推送，容器一启动就报 `Unable to access jarfile`，程序则报 `no such file or directory`。"
        ),
        en=(
            "`ENTRYPOINT` must start the path that `COPY` writes; relative paths start at `WORKDIR`. If they "
            "differ, the image is built and pushed, and its container fails immediately with `Unable to "
            "access jarfile`, or for a program with `no such file or directory`."
        ),
    ),
    messages=(OTHER_PATH, NOTHING),
    source="Dockerfile reference, COPY, WORKDIR and ENTRYPOINT; java, message `Unable to access jarfile`; "
    "facts/image_contents.yml",
)

MAY_ADD_FILES = frozenset({"ADD", "ONBUILD", "RUN", "VOLUME"})
"""Instructions that may add files to the image that the Dockerfile does not name."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the jar's path."""
    for dockerfile in project.dockerfiles:
        starts = [at for at, found in enumerate(dockerfile.instructions) if found.keyword == "FROM"]
        stage = dockerfile.instructions[starts[-1] :] if starts and not dockerfile.problems else ()
        if stage and stage[0].arguments:
            image = stage[0].arguments[0].value
            yield from _check_stage(stage, is_official=images.lacks_executor(image))
            if image_contents.is_empty(image):
                yield from _program(stage, image)


def _program(stage: tuple[Instruction, ...], image: str) -> Iterator[Finding]:
    """Yields a finding at the program of a stage that begins with an empty image and that no `COPY` writes.

    A `COPY` may write a directory with any files.
    """
    directory = "/"
    started: dict[str, Word | None] = {}
    written: list[str] = []
    for found in stage[1:]:
        words = [*found.flags, *found.arguments]
        if found.keyword in MAY_ADD_FILES or found.heredocs or any("$" in word.value for word in words):
            return
        if found.keyword == "WORKDIR" and len(words) == 1:
            directory = posixpath.join(directory, words[0].value)
        elif found.keyword == "COPY":
            written.append(posixpath.normpath(posixpath.join(directory, found.arguments[-1].value)))
        elif found.keyword in {"ENTRYPOINT", "CMD"}:
            started[found.keyword] = found.arguments[0] if found.json and found.arguments else None
    word = started.get("ENTRYPOINT", started.get("CMD"))
    if word is None or not word.value.startswith(("/", "./")):
        return
    path = posixpath.normpath(posixpath.join(directory, word.value))
    if not any(path == target or path.startswith(f"{target.rstrip('/')}/") for target in written):
        shown = ", ".join(f"`{target}`" for target in written)
        message = OTHER_PATH if written else NOTHING
        yield RULE.finding(word.text, message, found=path, written=shown, image=image)


def _check_stage(stage: tuple[Instruction, ...], *, is_official: bool) -> Iterator[Finding]:
    """Yields a finding at a jar that the stage does not have.

    Args:
        stage: its instructions.
        is_official: whether the image of its `FROM` contains no jar of an application. The jar is otherwise only
            reported if the stage has the same one with another version.
    """
    directory = "/"
    jar: tuple[Word, str] | None = None
    written: list[str] = []
    for found in stage[1:]:
        words = [*found.flags, *found.arguments]
        if found.keyword in MAY_ADD_FILES or found.heredocs or any("$" in word.value for word in words):
            return
        if found.keyword == "WORKDIR" and len(words) == 1:
            directory = posixpath.join(directory, words[0].value)
        elif found.keyword == "COPY":
            written += _written_paths(found, directory)
        elif (found.keyword == "ENTRYPOINT" or (found.keyword == "CMD" and jar is None)) and found.json:
            jar = _jar(found)
    path = posixpath.normpath(posixpath.join(directory, jar[1])) if jar is not None else ""
    is_there = any(_matches(path, pattern) for pattern in written)
    has_other_version = any(_DIGITS.sub("", path) == _DIGITS.sub("", pattern) for pattern in written)
    if jar is not None and written and not is_there and (is_official or has_other_version):
        yield RULE.finding(
            jar[0].text, OTHER_PATH, found=path, written=", ".join(f"`{pattern}`" for pattern in written)
        )


_DIGITS = lazy.pattern(r"\d+")


def _written_paths(copy: Instruction, directory: str) -> Iterator[str]:
    """The paths that a `COPY` writes: files, or patterns for files below its destination."""
    *sources, target = (word.value for word in copy.arguments)
    path = posixpath.join(directory, target)
    for source in sources:
        name = posixpath.basename(source.rstrip("/"))
        if is_pattern(source) and not target.endswith(("/", ".")):
            yield posixpath.normpath(path)
            yield posixpath.normpath(f"{path}/{name}")
        elif target.endswith(("/", ".")) or "." not in name:
            yield posixpath.normpath(f"{path}/{name}") if "." in name.strip(".") else posixpath.normpath(f"{path}/*")
        else:
            yield posixpath.normpath(path)


def _matches(path: str, pattern: str) -> bool:
    return fnmatchcase(path, pattern) or path.startswith(f"{pattern}/")


def _jar(entry: Instruction) -> tuple[Word, str] | None:
    words = entry.arguments
    values = [word.value for word in words]
    if values[:1] != ["java"] or "-jar" not in values[:-1]:
        return None
    jar = words[values.index("-jar") + 1]
    return jar, jar.value
