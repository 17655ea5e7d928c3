"""`COPY` instructions that copy several files to one file name (run d2).

Named sources are counted, and the files of the project that match a pattern; files created later are unknown. A
destination with a file extension counts as a file; without an extension it may be an existing directory.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.build_context import covers
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Instruction

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
    message=Bilingual(
        zh=(
            "{count} 个文件要复制到同一个文件 `{destination}`，executor 会报 `destination must be a "
            "directory and end in '/'`。"
        ),
        en=(
            "{count} files are copied to the file `{destination}`; the executor fails with `destination must "
            "be a directory and end in '/'`."
        ),
    ),
    help=Bilingual(
        zh="只写需要的那个文件；要全部复制，就让目标以 `/` 结尾。",
        en="Name the one file you need; to copy all of them, end the destination with `/`.",
    ),
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
                    yield RULE.finding(destination.text, count=count, destination=destination.value)


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
