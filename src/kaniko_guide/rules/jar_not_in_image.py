"""`ENTRYPOINT ["java", "-jar", "X"]` where nothing in the Dockerfile puts a file X.

Judged only where the last stage begins with an official image, which has no jar of its own, and has no `RUN` or `ADD`
that may make one, and where all its paths are known.
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Instruction, Word

RULE = Rule(
    name="jar-not-in-image",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="启动的 jar 不在镜像里", en="A jar to start that the image does not have"),
    why=Bilingual(
        zh=(
            "`COPY` 写到哪里，`ENTRYPOINT` 就要从哪里启动；相对路径从 `WORKDIR` 算起。"
            "两处不一致，镜像照样构建和推送，容器一启动就报 `Unable to access jarfile`。"
        ),
        en=(
            "What `COPY` writes is what `ENTRYPOINT` must start; relative paths count from `WORKDIR`. If the two "
            "differ, the image is built and pushed all the same, and its container fails at once with `Unable to "
            "access jarfile`."
        ),
    ),
    message=Bilingual(
        zh="镜像里没有 `{found}`：`COPY` 写的是 {written}。", en="The image has no `{found}`: `COPY` writes {written}."
    ),
    help=Bilingual(zh="让 `COPY` 的目标和启动的路径一致。", en="Let `COPY` write the very path that is started."),
    source="Dockerfile reference, COPY, WORKDIR and ENTRYPOINT; java, message `Unable to access jarfile`",
)

MAKING = frozenset({"ADD", "ONBUILD", "RUN", "VOLUME"})
"""Instructions after which more may be in the image than the Dockerfile names."""


def check(project: Project) -> Iterator[Finding]:
    """Findings at the jar's path."""
    for dockerfile in project.dockerfiles:
        starts = [at for at, found in enumerate(dockerfile.instructions) if found.keyword == "FROM"]
        stage = dockerfile.instructions[starts[-1] :] if starts and not dockerfile.problems else ()
        if stage and stage[0].arguments and images.lacks_executor(stage[0].arguments[0].value):
            yield from _stage(stage)


def _stage(stage: tuple[Instruction, ...]) -> Iterator[Finding]:
    folder = "/"
    jar: tuple[Word, str] | None = None
    written: list[str] = []
    for found in stage[1:]:
        words = [*found.flags, *found.arguments]
        if found.keyword in MAKING or found.heredocs or any("$" in word.value for word in words):
            return
        if found.keyword == "WORKDIR" and len(words) == 1:
            folder = posixpath.join(folder, words[0].value)
        elif found.keyword == "COPY":
            written += _written(found, folder)
        elif found.keyword == "ENTRYPOINT" and found.json:
            jar = _jar(found)
    path = posixpath.normpath(posixpath.join(folder, jar[1])) if jar is not None else ""
    if jar is not None and written and not any(_may_be(path, pattern) for pattern in written):
        yield RULE.finding(jar[0].text, found=path, written=", ".join(f"`{pattern}`" for pattern in written))


def _written(copy: Instruction, folder: str) -> Iterator[str]:
    """What a `COPY` writes: a file, or a pattern for what stands below its target."""
    *sources, target = (word.value for word in copy.arguments)
    path = posixpath.join(folder, target)
    for source in sources:
        name = posixpath.basename(source.rstrip("/"))
        if target.endswith(("/", ".")) or "." not in name:
            yield posixpath.normpath(f"{path}/{name}") if "." in name.strip(".") else posixpath.normpath(f"{path}/*")
        else:
            yield posixpath.normpath(path)


def _may_be(path: str, pattern: str) -> bool:
    return fnmatchcase(path, pattern) or path.startswith(f"{pattern}/")


def _jar(entry: Instruction) -> tuple[Word, str] | None:
    words = entry.arguments
    values = [word.value for word in words]
    if values[:1] != ["java"] or "-jar" not in values[:-1]:
        return None
    jar = words[values.index("-jar") + 1]
    return jar, jar.value
