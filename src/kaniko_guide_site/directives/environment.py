"""`::: environment PART`: the variables, paths and exit codes of the executor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import environment, executors
from kaniko_guide_site.tables_of_facts import proved, stacked, table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.environment import ExecutorPath, FeatureFlag, PathOutcome, PlannedDefault, Variable
    from kaniko_guide_site.directives import Page

TOPICS = ("environment",)
FLAG_GROUPS = {
    "image": Bilingual("镜像的内容", "What is in the image"),
    "cache": Bilingual("缓存", "Cache"),
    "network": Bilingual("拉取、推送、warmer", "Pull, push and warmer"),
    "process": Bilingual("构建的过程", "The build itself"),
}
GROUPS = {
    "build": Bilingual("构建和推送", "Build and push"),
    "credentials": Bilingual("凭据", "Credentials"),
    "context": Bilingual("上下文在别处", "A context elsewhere"),
    "network": Bilingual("代理和证书", "Proxy and certificates"),
    "jenkins": Bilingual("Jenkins 的变量", "Variables of Jenkins"),
}
FLAG_HEADERS = (
    Bilingual("变量", "Variable"),
    Bilingual("默认", "Default"),
    Bilingual("v1.29.0", "v1.29.0"),
    Bilingual("打开时", "When on"),
)
STATES = {True: Bilingual("**开**", "**on**"), False: Bilingual("关", "off")}
PLANS: dict[PlannedDefault | None, Bilingual] = {
    "on": Bilingual("默认打开", "on by default"),
    "fixed": Bilingual("变量去掉，行为不变", "variable goes, behaviour stays"),
    "kept": Bilingual("不变", "as it is"),
    None: Bilingual("没有说", "not said"),
}
NAME = Bilingual("变量", "Variable")
MEANING = Bilingual("作用", "What it does")
ANY = Bilingual("任意名字", "any name")
READ = Bilingual("读", "read")
NOT_READ = Bilingual("—", "—")
PLACE_HEADERS = (
    Bilingual("路径", "Path"),
    Bilingual("换阶段后", "After the next stage"),
    Bilingual("`--cleanup` 后", "After `--cleanup`"),
    Bilingual("`RUN` 写的", "Written by `RUN`"),
    Bilingual("`COPY` 来的", "Put by `COPY`"),
    Bilingual("要知道的", "What to know"),
)
REMAINS: dict[PathOutcome | None, Bilingual] = {
    True: Bilingual("还在", "there"),
    False: Bilingual("**没了**", "**gone**"),
    None: Bilingual("", ""),
}
ENTERS: dict[PathOutcome | None, Bilingual] = {
    True: Bilingual("进镜像", "in the image"),
    False: Bilingual("**不进镜像**", "**not in the image**"),
    "varies": Bilingual("两个版本不同", "the builds differ"),
    None: Bilingual("", ""),
}
EXIT_HEADERS = (Bilingual("退出码", "Code"), Bilingual("意思", "Meaning"))


def arguments() -> Collection[str]:
    """The parts."""
    return PARTS


def render(page: Page, part: str) -> Iterator[str]:
    """A part: its table, or a section each group."""
    return PARTS[part](page.root, page.language)


def _feature_flags(root: Path, language: Language) -> Iterator[str]:
    """Every feature flag of the fork, in Markdown: a section each group."""
    for group, flags in environment.feature_flags().items():
        yield from ("", f"### {FLAG_GROUPS[group][language]} {{#ff-{group}}}")
        yield from table(FLAG_HEADERS, (_flag(flag, root, language) for flag in flags), language)


def _variables(root: Path, language: Language) -> Iterator[str]:
    """Every other variable, in Markdown: a section each group."""
    titles = (executors.title(build) for build in executors.releases())
    headers = (NAME, *titles, MEANING)
    for group, every in environment.variables().items():
        yield from ("", f"### {GROUPS[group][language]} {{#env-{group}}}")
        yield from table(headers, (_variable(one, root, language) for one in every), language)


def _places(root: Path, language: Language) -> Iterator[str]:
    """Every path, in Markdown."""
    rows = (_place(place, root, language) for place in environment.paths())
    return table(PLACE_HEADERS, rows, language)


def _exits(root: Path, language: Language) -> Iterator[str]:
    """Every exit code, in Markdown."""
    rows = ([f"`{one.code}`", proved(one, root, language)] for one in environment.exit_codes())
    return table(EXIT_HEADERS, rows, language)


def _flag(flag: FeatureFlag, root: Path, language: Language) -> list[str]:
    return [f"`{flag.name}`", STATES[flag.on][language], PLANS[flag.next][language], proved(flag, root, language)]


def _variable(variable: Variable, root: Path, language: Language) -> list[str]:
    names = stacked(f"`{name}`" for name in variable.names) or ANY[language]
    return [
        names,
        *(_default(variable, build, language) for build in executors.releases()),
        proved(variable, root, language),
    ]


def _default(variable: Variable, build: str, language: Language) -> str:
    if build not in variable.defaults:
        return NOT_READ[language]
    default = variable.defaults[build]
    return READ[language] if default is None else f"`{default}`"


def _place(place: ExecutorPath, root: Path, language: Language) -> list[str]:
    return [
        f"`{place.path}`" if isinstance(place.path, str) else place.path[language],
        REMAINS[place.stages][language],
        REMAINS[place.cleanup][language],
        ENTERS[place.run][language],
        ENTERS[place.copy][language],
        proved(place, root, language),
    ]


PARTS: dict[str, Callable[[Path, Language], Iterator[str]]] = {
    "feature-flags": _feature_flags,
    "variables": _variables,
    "paths": _places,
    "exit-codes": _exits,
}
