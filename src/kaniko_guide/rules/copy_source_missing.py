"""`COPY` and `ADD` sources that are not in the project and that no step of its pipeline can have created.

A Dockerfile is checked if the build context is known: from the calls that build it, or as it is the only one and is in
the project's root. A missing file fails the build (run d3); a pattern without a match pushes an image without the file
(run d). A path of a machine outside the context needs no known context.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis.copy_sources import missing_sources, paths_of_a_machine
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

MISSING = Message(
    "missing",
    Bilingual(
        zh="构建上下文里没有 `{source}`，也没有步骤会生成它。",
        en="`{source}` is not in the build context, and no step creates it.",
    ),
    Bilingual(
        zh="路径相对于构建上下文（通常是仓库根目录）；检查它是否被 .dockerignore 排除。",
        en=(
            "Write the path relative to the build context, usually the repository's root, and check that "
            ".dockerignore does not exclude it."
        ),
    ),
)
EXCLUDED = Message(
    "excluded",
    Bilingual(
        zh="`.dockerignore` 排除了 `{source}`，构建上下文里没有它。",
        en="`.dockerignore` excludes `{source}`, so it is not in the build context.",
    ),
    Bilingual(
        zh="在 `.dockerignore` 的末尾加上 `!{source}`，或者删掉排除它的那一行。",
        en="Add `!{source}` at the end of `.dockerignore`, or remove the line that excludes it.",
    ),
)
OF_A_MACHINE = Message(
    "of-a-machine",
    Bilingual(
        zh="`{source}` 是某台机器上的路径，而 executor 只在构建上下文里面找它。",
        en="`{source}` is a path of some machine, but the executor only looks for it inside the build context.",
    ),
    Bilingual(
        zh="先把文件放进构建上下文（通常是仓库根目录），再写相对路径，例如 `COPY {name} …`。",
        en="Put the file into the build context, usually the repository's root, and write `COPY {name} …`.",
    ),
)

RULE = Rule(
    name="copy-source-missing",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="`COPY` 的来源不存在", en="Missing `COPY` source"),
    why=Bilingual(
        zh=(
            "来源是具体的文件名而构建上下文里没有这个文件时，executor 报 `failed to get fileinfo` 并退出。来"
            "源是通配符而没有匹配到任何文件时，构建和推送都会成功，但镜像里缺少这个文件。"
        ),
        en=(
            "If a source is a file name and the build context has no such file, the executor exits with "
            "`failed to get fileinfo`. If it is a pattern without a match, the build and the push succeed, "
            "but the image lacks the file."
        ),
    ),
    messages=(MISSING, EXCLUDED, OF_A_MACHINE),
    source="runs g1-context-missing, d3-copy-explicit-missing, d-copy-matches-nothing and d4-copy-dockerignored, both "
    "executors; pkg/util/command_util.go of GoogleContainerTools/kaniko v1.24.0",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each missing source."""
    elsewhere = dict(paths_of_a_machine(project))
    for word, is_certain in elsewhere.items():
        name = re.split(r"[/\\]", word.value)[-1] or "."
        finding = RULE.finding(word.text, OF_A_MACHINE, source=word.value, name=name)
        yield finding if is_certain else replace(finding, severity=Severity.WARNING)
    for word, is_excluded in missing_sources(project):
        if word not in elsewhere:
            yield RULE.finding(word.text, EXCLUDED if is_excluded else MISSING, source=word.value)
