"""An `unstash` of a name that no `stash` of the file saves.

Not checked where a library, loaded code or a step that is not known may stash files, or where a name is an expression.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.groovy_variables import may_define_anything
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.undefined_groovy_variable import SHARED_CODE
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tokens import String
from kaniko_guide.sources.groovy.tree import Call, Literal, nodes
from kaniko_guide.sources.unread import UNKNOWN_CALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Jenkinsfile

NOT_SAVED = Bilingual(zh="没有 `stash` 保存过 `{name}`。", en="No `stash` saves `{name}`.")
SIMILAR = Message("similar", NOT_SAVED, Bilingual(zh="写成 `{similar}`。", en="Write `{similar}`."))
MISSING = Message(
    "missing",
    NOT_SAVED,
    Bilingual(
        zh="在前面的 stage 里加上 `stash name: '{name}', includes: '…'`。",
        en="Add `stash name: '{name}', includes: '…'` to an earlier stage.",
    ),
)

RULE = Rule(
    name="missing-stash",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="`unstash` 的名称没有保存过", en="`unstash` without its `stash`"),
    why=Bilingual(
        zh="`unstash` 只能取回同一次构建里 `stash` 保存的内容，名称要完全相同，否则报 `No such saved stash`。",
        en=(
            "`unstash` only restores what `stash` saved under the same name in the same build; otherwise it fails with "
            "`No such saved stash`."
        ),
    ),
    messages=(SIMILAR, MISSING),
    source="jenkinsci/workflow-api-plugin, StashManager.java, unstash",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the name."""
    for pipeline in project.jenkinsfiles:
        if "unstash" not in pipeline.text.value or _may_stash_elsewhere(pipeline):
            continue
        calls = [node for node in nodes(tree.statements(pipeline.code)) if isinstance(node, Call)]
        saved = [_name(call) for call in calls if call.name == "stash"]
        names = {_content(name) for name in saved if name is not None}
        if None in saved:
            continue
        for call in calls:
            name = _name(call) if call.name == "unstash" and call.receiver is None else None
            if name is None or _content(name) in names:
                continue
            where = pipeline.code.text.cut(name.start + len(name.quote), name.end - len(name.quote))
            similar = lazy.close_matches(_content(name), names, 1, cutoff=0.75)
            if similar:
                yield RULE.finding(where, SIMILAR, name=_content(name), similar=similar[0])
            else:
                yield RULE.finding(where, MISSING, name=_content(name))


def _may_stash_elsewhere(pipeline: Jenkinsfile) -> bool:
    return (
        may_define_anything(pipeline)
        or bool(SHARED_CODE & set(PurePath(pipeline.text.source.path).parts))
        or any(entry.reason is UNKNOWN_CALL for entry in pipeline.unread)
    )


def _name(call: Call) -> String | None:
    """The name of a stash, if it is a fixed text."""
    for entry in call.arguments:
        if entry.name in {None, "name"}:
            item = entry.value.item if isinstance(entry.value, Literal) else None
            fixed = isinstance(item, String) and all(isinstance(part, tuple) for part in item.parts)
            return item if isinstance(item, String) and fixed else None
    return None


def _content(name: String) -> str:
    return "".join(part[0] for part in name.parts if isinstance(part, tuple))
