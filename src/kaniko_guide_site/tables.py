"""Tables on pages: the executor's flags, Dockerfile features by build, how often `diagnose` was right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content, dockerfile_features, executors
from kaniko_guide.facts.dockerfile_features import Verdict
from kaniko_guide_site.facts import flag_notes, silent_features
from kaniko_guide_site.punctuation import COMMA
from kaniko_guide_site.tables_of_facts import proved, row, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.dockerfile_features import Feature

FLAG = Bilingual("参数与默认值", "Flag and default")
MEASURED = Bilingual("实测", "Measured")
SWITCH = Bilingual("开关", "switch")
ACCEPTED = Bilingual("有", "yes")
HIDDEN = Bilingual("有，`--help` 不显示", "yes, not in `--help`")
DEPRECATED = Bilingual("弃用", "deprecated")
LACKING = Bilingual("—", "—")
FEATURE_HEADS = (Bilingual("写法", "What is written"), Bilingual("改成", "What to write instead"))
VERDICTS = {
    Verdict.WORKS: Bilingual("可用", "works"),
    Verdict.IGNORED: Bilingual("忽略，不出声", "ignored without a word"),
    Verdict.DIFFERS: Bilingual("结果不同，不出声", "differs without a word"),
    Verdict.WARNED: Bilingual("忽略，有警告", "ignored with a warning"),
    Verdict.REFUSED: Bilingual("报错", "refused"),
}
WRONG = Bilingual("**镜像错**", "**wrong image**")
LOG_HEADS = (
    Bilingual("判断", "What it said"),
    Bilingual("第一次运行", "First run"),
    Bilingual("从中学到之后", "After learning from them"),
)
LOG_VERDICTS = {
    "first": Bilingual("第一条就是真正的原因", "the first cause is the true one"),
    "listed": Bilingual("真正的原因在后面几条里", "a later cause is the true one"),
    "wrong": Bilingual("错了", "wrong"),
    "line": Bilingual("只指出失败的那一行，说明不认识", "points at the failing line and says that it does not know it"),
    "nothing": Bilingual("说没有认出原因", "says that it knows no cause"),
    "sound": Bilingual("构建成功，没有误报", "a success, and no cause told"),
}


def flags(root: Path, language: Language) -> Iterator[str]:
    """Every flag of a build, in Markdown.

    Args:
        root: the project's folder.
        language: of the words.
    """
    listed = {build: _listed(build) for build in executors.builds()}
    names = sorted({name for entries in listed.values() for name in entries})
    rows = (_flag(name, [listed[build].get(name) for build in executors.builds()], root, language) for name in names)
    return table((FLAG, *_titles(), MEASURED), rows, language)


def features(language: Language) -> Iterator[str]:
    """Every Dockerfile feature that not all builds have, in Markdown; what makes a wrong image first."""
    every = sorted(
        dockerfile_features.load().values(),
        key=lambda one: (
            not any(_makes_wrong_image(one, build) for build in executors.builds()),
            not one.spoils,
        ),
    )
    rows = (
        [
            feature.name[language],
            *(_verdict(feature, build, language) for build in executors.builds()),
            feature.cure[language],
        ]
        for feature in every
    )
    return table((FEATURE_HEADS[0], *_titles(), FEATURE_HEADS[1]), rows, language)


def public_logs(data: Path, language: Language) -> Iterator[str]:
    """What `diagnose` made of public logs, in Markdown: when no signature knew them, and now.

    Args:
        data: `public-logs.yml`.
        language: of the words.
    """
    counts = yaml.safe_load(data.read_text("utf-8"))
    yield from ("", row([head[language] for head in LOG_HEADS]), "|---|--:|--:|")
    for verdict, words in LOG_VERDICTS.items():
        yield row([words[language], str(counts["counts"][verdict]), str(counts["counts_now"][verdict])])
    yield ""


def _titles() -> list[Bilingual]:
    return [executors.title(build) for build in executors.builds()]


def _flag(name: str, entries: list[dict[str, Any] | None], root: Path, language: Language) -> list[str]:
    known = [entry for entry in entries if entry is not None]
    short = f"`{known[0]['short']}` " if "short" in known[0] else ""
    note = flag_notes.notes().get(name)
    return [
        f"{short}`{name}`<br><small>{_value(known[-1], language)}</small>",
        *(_state(entry, language) for entry in entries),
        proved(note, root, language) if note else "",
    ]


def _listed(build: str) -> dict[str, dict[str, Any]]:
    facts = content("executors")
    shown = {entry["name"]: entry for entry in facts["builds"][build]["build"]}
    return {entry["name"]: {**entry, "hidden": True} for entry in facts["hidden"]} | shown


def _state(entry: dict[str, Any] | None, language: Language) -> str:
    if entry is None:
        return LACKING[language]
    state = HIDDEN if entry.get("hidden") else ACCEPTED
    return COMMA[language].join([state[language], *([DEPRECATED[language]] if entry.get("deprecated") else [])])


def _value(entry: dict[str, Any], language: Language) -> str:
    kind = entry.get("type", SWITCH[language])
    return f"{kind} = `{entry['default']}`" if "default" in entry else kind


def _verdict(feature: Feature, build: str, language: Language) -> str:
    verdict = VERDICTS[feature.verdicts[build]][language]
    return COMMA[language].join([verdict, WRONG[language]]) if _makes_wrong_image(feature, build) else verdict


def _makes_wrong_image(feature: Feature, build: str) -> bool:
    verdict = feature.verdicts[build]
    if feature.spoils and verdict is Verdict.WARNED:
        return True
    return verdict in {Verdict.IGNORED, Verdict.DIFFERS} and feature in silent_features.features()
