"""`::: flags`: every flag of the executor, in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.fact_tables import small, stack_lines, table, with_proof
from kaniko_guide_site.facts import flag_notes
from kaniko_guide_site.filter_form import filterable, form
from kaniko_guide_site.punctuation import COMMA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.executors import FlagFact
    from kaniko_guide_site.directives import Page

TOPICS = ("executors", "flag_notes")
GROUPS = {
    "input": Bilingual("构建什么", "What to build"),
    "output": Bilingual("推送和保存", "Push and save"),
    "registries": Bilingual("仓库：镜像站、证书、凭据", "Registries: mirrors, certificates, credentials"),
    "cache": Bilingual("缓存", "Cache"),
    "image": Bilingual("镜像的格式和标注", "Format and labels of the image"),
    "file-system": Bilingual("文件系统和快照", "File system and snapshots"),
    "running": Bilingual("日志和运行", "Log and running"),
}
FIND = Bilingual("找一个参数", "Find a flag")
TEXT = Bilingual("名字或作用", "Name or what it does")
HEADERS = (Bilingual("参数", "Flag"), Bilingual("作用", "What it does"))
TYPES: dict[str | None, Bilingual] = {
    None: Bilingual("开关", "boolean"),
    "string": Bilingual("一个值", "a value"),
    "strings": Bilingual("可以写多次，或者用逗号分开", "may be repeated, or separated by commas"),
    "int": Bilingual("整数", "integer"),
    "duration": Bilingual("时长，例如 `6h`", "duration, such as `6h`"),
    "multi-arg type": Bilingual("可以写多次", "may be repeated"),
    "key-value-arg type": Bilingual("`键=值`，可以写多次", "`key=value`, may be repeated"),
    "key-multi-value-arg type": Bilingual(
        "`键=值`，可以写多次，或者用分号分开", "`key=value`, may be repeated, or separated by `;`"
    ),
    "gitoptions": Bilingual("`键=值`，可以写多次", "`key=value`, may be repeated"),
    "secret": Bilingual(
        "`id=名字[,src=文件][,env=变量][,type=file|env]`，可以写多次",
        "`id=NAME[,src=FILE][,env=VARIABLE][,type=file|env]`, may be repeated",
    ),
}
"""The types of `--help` in words."""
ONE_OF = Bilingual("{values} 之一", "one of {values}")
DEFAULT = Bilingual("默认 `{value}`", "default `{value}`")
ONLY = Bilingual("只有 {release}", "only {release}")
HIDDEN = Bilingual("`--help` 不显示", "not in `--help`")
DEPRECATED = Bilingual("已弃用", "deprecated")
DEPRECATED_IN = Bilingual("{release} 已弃用", "deprecated in {release}")


def render(page: Page) -> Iterator[str]:
    """A section for each group, with a row for each flag."""
    language = page.language
    known = {release: executors.flags(release) for release in executors.releases()}
    every = sum(map(len, flag_notes.groups().values()))
    yield from ("", form(FIND[language], TEXT[language], every, language), "")
    for group, names in flag_notes.groups().items():
        yield from ("", f"## {GROUPS[group][language]} {{#{group}}}", "")
        rows = []
        for name in names:
            flags = {release: flags[name] for release, flags in known.items() if name in flags}
            rows.append(_row(name, flags, page.root, language))
        yield from filterable(table(HEADERS, rows, language))


def anchor(name: str) -> str:
    """The anchor of a flag on the page.

    Args:
        name: with its dashes.
    """
    return f"flag{name.removeprefix('-')}"


def _row(name: str, flags: dict[str, FlagFact], root: Path, language: Language) -> list[str]:
    *_, flag = flags.values()
    names = f"`{name}`{{ #{anchor(name)} }}" + (f" `{flag.short}`" if flag.short else "")
    facts = [*_value(flag), *_availability(flags)]
    shown = small(COMMA[language].join(fact[language] for fact in facts))
    return [stack_lines([names, shown]), with_proof(flag_notes.notes()[name], root, language)]


def _value(flag: FlagFact) -> Iterator[Bilingual]:
    choices = executors.values(flag.name) or executors.values(flag.type or "")
    if choices:
        yield ONE_OF.format(values=" ".join(f"`{choice}`" for choice in sorted(choices)))
    else:
        yield TYPES[flag.type]
    if flag.default is not None and flag.type != "secret":  # there, the help has the form of a value
        yield DEFAULT.format(value=flag.default)


def _availability(flags: dict[str, FlagFact]) -> Iterator[Bilingual]:
    """The releases that lack or deprecate the flag; nothing for a flag that all have."""
    if len(flags) < len(executors.releases()):
        yield ONLY.format(release=executors.titles(flags))
    deprecated = [release for release, flag in flags.items() if flag.deprecated]
    if len(deprecated) == len(flags):
        yield DEPRECATED
    elif deprecated:
        yield DEPRECATED_IN.format(release=executors.titles(deprecated))
    if any(flag in executors.hidden_flags() for flag in flags.values()):
        yield HIDDEN
