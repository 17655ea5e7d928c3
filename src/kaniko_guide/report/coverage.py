"""What of the checked files was understood and what was not, as text and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.coverage import Coverage
    from kaniko_guide.bilingual import Language
    from kaniko_guide.report.check_report import CheckReport
    from kaniko_guide.sources.unread import Unread

SHOWN_PLACES = 3
"""The most places with the same reason in one file that text shows."""

LABELS = {
    "jenkinsfiles": ("{n} 个 Jenkinsfile", "{n} Jenkinsfile", "{n} Jenkinsfiles"),
    "manifests": ("{n} 个 Kubernetes 清单", "{n} Kubernetes manifest", "{n} Kubernetes manifests"),
    "dockerfiles": ("{n} 个 Dockerfile", "{n} Dockerfile", "{n} Dockerfiles"),
    "scripts": ("{n} 个 shell 脚本", "{n} shell script", "{n} shell scripts"),
    "pods": ("{n} 个 Pod", "{n} pod", "{n} pods"),
    "sh_steps": ("{n} 个 `sh` 步骤", "{n} `sh` step", "{n} `sh` steps"),
    "executor_calls": ("{n} 处 executor 调用", "{n} executor call", "{n} executor calls"),
}
"""In Chinese, and in English for one and for several."""

RUN_TIME_VALUES = (
    Bilingual(zh="；{n} 个值运行时才知道", en="; {n} value known only at run time"),
    Bilingual(zh="；{n} 个值运行时才知道", en="; {n} values known only at run time"),
)
UNDERSTOOD = Bilingual(zh="读懂：{parts}{values}。", en="Understood: {parts}{values}.")
NOTHING = Bilingual(zh="无", en="nothing")
LINTED = Bilingual(zh="外部检查：{parts}。", en="Linters: {parts}.")
LINTED_TEXTS = (
    Bilingual(zh="{package} 检查了 {n} 段", en="{package} checked {n} text"),
    Bilingual(zh="{package} 检查了 {n} 段", en="{package} checked {n} texts"),
)
NOT_UNDERSTOOD = Bilingual(zh="没有读懂：", en="Not understood:")
OTHER_YAML = (
    Bilingual(zh="{n} 个 YAML 文件不是 Kubernetes 清单", en="{n} YAML file that is no Kubernetes manifest"),
    Bilingual(zh="{n} 个 YAML 文件不是 Kubernetes 清单", en="{n} YAML files that are no Kubernetes manifests"),
)
MORE = Bilingual(
    zh="另有 {n} 处 [{reason}]（`--format=json` 列出全部）", en="{n} more [{reason}] (`--format=json` lists all)"
)


def understood(coverage: Coverage, language: Language) -> str:
    """What was understood, on one line."""
    counts = coverage.understood
    words = [Bilingual(zh, one if counts.get(name) == 1 else many) for name, (zh, one, many) in LABELS.items()]
    parts = [
        word.format(n=counts[name])[language] for name, word in zip(LABELS, words, strict=True) if counts.get(name)
    ]
    number = counts.get("run_time_values", 0)
    values = RUN_TIME_VALUES[number != 1].format(n=number)[language] if number else ""
    listed = ("、" if language == "zh" else ", ").join(parts) or NOTHING[language]
    return UNDERSTOOD.format(parts=listed, values=values)[language]


def linted(coverage: Coverage, language: Language) -> str:
    """How much the linters checked, on one line."""
    parts = [
        LINTED_TEXTS[texts != 1].format(n=texts, package=package)[language]
        for package, texts in coverage.linted.items()
    ]
    return LINTED.format(parts=("、" if language == "zh" else ", ").join(parts))[language]


def lines(coverage: Coverage, report: CheckReport) -> Iterator[str]:
    """What was understood, and each part that was not."""
    language = report.language
    yield understood(coverage, language)
    if coverage.linted:
        yield linted(coverage, language)
    if coverage.unread or coverage.other_yaml:
        yield NOT_UNDERSTOOD[language]
    by_reason: dict[tuple[str, str], list[Unread]] = {}
    for entry in coverage.unread:
        by_reason.setdefault((entry.where.source.path, entry.reason.name), []).append(entry)
    for (path, reason), entries in by_reason.items():
        for entry in entries[:SHOWN_PLACES]:
            place = entry.where.position()
            yield f"  {path}:{place.line}:{place.column}: {report.shown(path, entry.message)} [{reason}]"
        if len(entries) > SHOWN_PLACES:
            yield f"  {path}: {MORE.format(n=len(entries) - SHOWN_PLACES, reason=reason)[language]}"
    if coverage.other_yaml:
        yield f"  {OTHER_YAML[coverage.other_yaml != 1].format(n=coverage.other_yaml)[language]}"


def data(coverage: Coverage, report: CheckReport) -> dict[str, Any]:
    """The same for JSON."""
    linters = {"linted": dict(coverage.linted)} if coverage.linted else {}
    return linters | {
        "understood": dict(coverage.understood),
        "files_not_understood": sorted(coverage.empty),
        "other_yaml_files": coverage.other_yaml,
        "not_understood": [
            {
                "path": entry.where.source.path,
                "line": entry.where.position().line,
                "column": entry.where.position().column,
                "reason": entry.reason.name,
                "message": report.shown(entry.where.source.path, entry.message),
            }
            for entry in coverage.unread
        ],
    }
