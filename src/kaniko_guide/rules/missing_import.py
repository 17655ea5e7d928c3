"""Classes that Groovy does not import by itself, and that the file neither imports nor defines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources.groovy.tokens import Group, Token, TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.tokens import Item

RULE = Rule(
    name="missing-import",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="缺少 import", en="Missing import"),
    why=Bilingual(
        zh=(
            "Groovy 只自动导入 `java.lang`、`java.util`、`java.io`、`java.net`、`groovy.lang` 和 `groovy.util`，"
            "Jenkins 再加上 `hudson.model` 和 `jenkins.model`。其他类没有 `import`：用 `new` 时整个文件无法编译"
            "（`unable to resolve class`），调用静态方法时，执行到那里报 `No such property`。"
        ),
        en=(
            "Groovy itself only imports `java.lang`, `java.util`, `java.io`, `java.net`, `groovy.lang` and "
            "`groovy.util`, and Jenkins adds `hudson.model` and `jenkins.model`. Without `import`, `new` of another "
            "class prevents the file from compiling (`unable to resolve class`), and a static method fails with `No "
            "such property`."
        ),
    ),
    message=Bilingual(zh="`{name}` 没有导入。", en="`{name}` is not imported."),
    help=Bilingual(zh="在文件开头写 `import {whole}`。", en="Write `import {whole}` at the top of the file."),
    source=(
        "Groovy documentation, Program structure: Default imports; jenkinsci/workflow-cps-plugin, "
        "CpsGroovyShellFactory.java"
    ),
)

_PACKAGES = {
    "groovy.json": ("JsonBuilder", "JsonOutput", "JsonSlurper", "JsonSlurperClassic"),
    "java.nio.charset": ("StandardCharsets",),
    "java.nio.file": ("Files", "Paths"),
    "java.text": ("DecimalFormat", "SimpleDateFormat"),
    "java.time": ("Duration", "Instant", "LocalDate", "LocalDateTime", "ZonedDateTime"),
    "java.time.format": ("DateTimeFormatter",),
    "java.util.regex": ("Matcher", "Pattern"),
    "java.util.concurrent": ("TimeUnit",),
}
_PACKAGE_OF = {name: package for package, names in _PACKAGES.items() for name in names}
_IMPORT = lazy.pattern(r"^[ \t]*import\s+(?:static\s+)?(\w+(?:\.\w+)*)(\.\*)?", re.MULTILINE)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the first use of each such class."""
    for pipeline in project.jenkinsfiles:
        text = pipeline.text.value
        imports = [(match[1], bool(match[2])) for match in _IMPORT.finditer(text if "import" in text else "")]
        imported = {name.rpartition(".")[2] for name, is_star in imports if not is_star}
        packages = {name for name, is_star in imports if is_star}
        seen: set[str] = set()
        for name in _classes(pipeline.code.root.items):
            package = _PACKAGE_OF[name.value]
            known = name.value in imported or package in packages or name.value in seen
            if not known and not re.search(rf"\b(?:class|enum|interface) {name.value}\b|\bas {name.value}\b", text):
                seen.add(name.value)
                where = pipeline.code.text.cut(name.start, name.end)
                yield RULE.finding(where, name=name.value, whole=f"{package}.{name.value}")


def _classes(items: Sequence[Item]) -> Iterator[Token]:
    """The known classes that `new` creates or whose methods are called, in code outside strings."""
    pending: list[Sequence[Item]] = [items]
    while pending:
        sequence = pending.pop()
        for index, item in enumerate(sequence):
            if isinstance(item, Group):
                pending.append(item.items)
            elif isinstance(item, Token) and item.kind is TokenKind.NAME and item.value in _PACKAGE_OF:
                before = _value(sequence, index - 1)
                if before == "new" or (_value(sequence, index + 1) == "." and before not in {".", "import", "static"}):
                    yield item


def _value(items: Sequence[Item], index: int) -> str:
    item = items[index] if 0 <= index < len(items) else None
    return item.value if isinstance(item, Token) else ""
