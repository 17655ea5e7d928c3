"""`::: environment PART`: the variables, paths and exit codes of the executor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import environment, executors
from kaniko_guide_site.fact_tables import stack_lines, table, with_proof

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.environment import FeatureFlag, PathBehavior, PathOutcome, PlannedDefault, Variable
    from kaniko_guide_site.directives import Page

TOPICS = ("environment",)
FLAG_GROUPS = {
    "image": Bilingual("镜像内容", "Image contents"),
    "cache": Bilingual("缓存", "Cache"),
    "network": Bilingual("拉取、推送、warmer", "Pull, push and warmer"),
    "process": Bilingual("构建过程", "Build process"),
}
GROUPS = {
    "build": Bilingual("构建和推送", "Build and push"),
    "credentials": Bilingual("凭据", "Credentials"),
    "context": Bilingual("远程上下文", "Remote context"),
    "network": Bilingual("代理和证书", "Proxy and certificates"),
    "jenkins": Bilingual("Jenkins 的变量", "Variables of Jenkins"),
}
FLAG_HEADERS = (
    Bilingual("变量", "Variable"),
    Bilingual("默认", "Default"),
    Bilingual("v1.29.0", "v1.29.0"),
    Bilingual("启用时", "When enabled"),
)
STATES = {True: Bilingual("**开**", "**on**"), False: Bilingual("关", "off")}
PLANS: dict[PlannedDefault | None, Bilingual] = {
    "on": Bilingual("默认打开", "on by default"),
    "fixed": Bilingual("删除变量，行为不变", "variable removed, behavior unchanged"),
    "kept": Bilingual("不变", "unchanged"),
    None: Bilingual("未说明", "not stated"),
}
ANNOUNCED_HEADERS = (
    Bilingual("变量", "Variable"),
    Bilingual("怎么知道的", "How it is known"),
    Bilingual("打开时", "When on"),
)
KNOWLEDGE = {
    True: Bilingual("读过源码，没有运行", "source read, not run"),
    False: Bilingual("宣布，没有运行", "announced, not run"),
}
NAME = Bilingual("变量", "Variable")
MEANING = Bilingual("作用", "What it does")
ANY = Bilingual("任意名称", "any name")
READ = Bilingual("读取", "read")
NOT_READ = Bilingual("—", "—")
PATH_HEADERS = (
    Bilingual("路径", "Path"),
    Bilingual("换阶段后", "After the next stage"),
    Bilingual("`--cleanup` 后", "After `--cleanup`"),
    Bilingual("由 `RUN` 写入的", "Written by `RUN`"),
    Bilingual("由 `COPY` 复制的", "Copied by `COPY`"),
    Bilingual("说明", "Notes"),
)
REMAINS: dict[PathOutcome | None, Bilingual] = {
    True: Bilingual("保留", "kept"),
    False: Bilingual("**被删除**", "**deleted**"),
    None: Bilingual("", ""),
}
ENTERS: dict[PathOutcome | None, Bilingual] = {
    True: Bilingual("进镜像", "in the image"),
    False: Bilingual("**不进镜像**", "**not in the image**"),
    "varies": Bilingual("两个版本不同", "the releases differ"),
    None: Bilingual("", ""),
}
EXIT_HEADERS = (Bilingual("退出码", "Code"), Bilingual("含义", "Meaning"))


def arguments() -> Collection[str]:
    """The parts."""
    return PARTS


def render(page: Page, part: str) -> Iterator[str]:
    """A part: its table, or a section for each group."""
    return PARTS[part](page.root, page.language)


def _feature_flags(root: Path, language: Language) -> Iterator[str]:
    """Every feature flag of the fork, in Markdown: a section for each group."""
    for group, flags in environment.feature_flags().items():
        yield from ("", f"### {FLAG_GROUPS[group][language]} {{#ff-{group}}}")
        yield from table(FLAG_HEADERS, (_flag_row(flag, root, language) for flag in flags), language)


def _announced_flags(root: Path, language: Language) -> Iterator[str]:
    """Every feature flag that appeared after the release that was run, in Markdown."""
    rows = (
        [f"`{flag.name}`", KNOWLEDGE[flag.read][language], with_proof(flag, root, language)]
        for flag in environment.announced_flags()
    )
    return table(ANNOUNCED_HEADERS, rows, language)


def _variables(root: Path, language: Language) -> Iterator[str]:
    """The variables that are not feature flags, in Markdown: a section for each group."""
    titles = (executors.title(release) for release in executors.releases())
    headers = (NAME, *titles, MEANING)
    for group, variables in environment.variables().items():
        yield from ("", f"### {GROUPS[group][language]} {{#env-{group}}}")
        yield from table(headers, (_variable_row(variable, root, language) for variable in variables), language)


def _paths(root: Path, language: Language) -> Iterator[str]:
    """The table of paths, in Markdown."""
    rows = (_path_row(path, root, language) for path in environment.paths())
    return table(PATH_HEADERS, rows, language)


def _exit_codes(root: Path, language: Language) -> Iterator[str]:
    """The table of exit codes, in Markdown."""
    rows = ([f"`{exit_code.code}`", with_proof(exit_code, root, language)] for exit_code in environment.exit_codes())
    return table(EXIT_HEADERS, rows, language)


def _flag_row(flag: FeatureFlag, root: Path, language: Language) -> list[str]:
    return [
        f"`{flag.name}`",
        STATES[flag.on][language],
        PLANS[flag.next][language],
        with_proof(flag, root, language),
    ]


def _variable_row(variable: Variable, root: Path, language: Language) -> list[str]:
    names = stack_lines(f"`{name}`" for name in variable.names) or ANY[language]
    return [
        names,
        *(_default(variable, release, language) for release in executors.releases()),
        with_proof(variable, root, language),
    ]


def _default(variable: Variable, release: str, language: Language) -> str:
    if release not in variable.defaults:
        return NOT_READ[language]
    default = variable.defaults[release]
    return READ[language] if default is None else f"`{default}`"


def _path_row(path: PathBehavior, root: Path, language: Language) -> list[str]:
    return [
        f"`{path.path}`" if isinstance(path.path, str) else path.path[language],
        REMAINS[path.stages][language],
        REMAINS[path.cleanup][language],
        ENTERS[path.run][language],
        ENTERS[path.copy][language],
        with_proof(path, root, language),
    ]


PARTS: dict[str, Callable[[Path, Language], Iterator[str]]] = {
    "feature-flags": _feature_flags,
    "announced-flags": _announced_flags,
    "variables": _variables,
    "paths": _paths,
    "exit-codes": _exit_codes,
}
