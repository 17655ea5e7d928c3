"""`${…}` in a single-quoted string that neither a shell nor a plugin expands: `docker.build('app:${BUILD_NUMBER}')`.

The program that `bat` runs expands `%NAME%` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.groovy_variables import BUILD_VARIABLES, groovy_variables, names_for_the_shell
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import raw_replacement
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tokens import String
from kaniko_guide.sources.groovy.tree import Call, Literal, Name, nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.tree import Entry
    from kaniko_guide.sources.model import Jenkinsfile

RULE = Rule(
    name="not-interpolated",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="单引号里的变量不会替换", en="Variable in single quotes"),
    why=Bilingual(
        zh=(
            "Groovy 只替换双引号字符串里的 `${…}`。`sh` 的脚本里还有 shell 来替换；`docker.build`、`push`、`dir` 这些"
            "调用得到的就是这几个字符，镜像名因此无效，目录名里带着 `$`。"
        ),
        en=(
            "Groovy only replaces `${…}` in double-quoted strings. In the script of `sh` the shell does it; calls such "
            "as `docker.build`, `push` and `dir` receive the characters themselves: the name of the image is invalid, "
            "and the directory has a `$` in its name."
        ),
    ),
    message=Bilingual(zh="`{found}` 在单引号里，不会替换。", en="`{found}` is in single quotes and is not replaced."),
    help=Bilingual(zh="把这个字符串改成双引号。", en="Put the string in double quotes."),
    source="Groovy documentation, String interpolation; jenkinsci/docker-workflow-plugin, Docker.groovy",
)

_OF_DOCKER = frozenset({"build", "image", "withRegistry"})
_OF_IMAGES = frozenset({"push", "tag"})
_STEPS = frozenset({"bat", "dir", "fileExists", "readFile"})
_IN_SINGLE_QUOTES = lazy.pattern(r"'[^'\n]*\$\{")
_EXPANSION = lazy.pattern(r"\$\{(?:(?:env|params)\.)?(\w+)\}")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the expansion."""
    for pipeline in project.jenkinsfiles:
        if pipeline.problems or "${" not in pipeline.text.value or not _IN_SINGLE_QUOTES.search(pipeline.text.value):
            continue
        defined = _defined(pipeline)
        for node in nodes(tree.statements(pipeline.code)):
            if isinstance(node, Call) and node.arguments:
                takes_text = _takes_the_text_itself(node)
                entries = [entry for entry in node.arguments if takes_text or entry.name == "credentialsId"]
                yield from _in_arguments(pipeline, entries, defined)


def _takes_the_text_itself(call: Call) -> bool:
    """Whether a call receives its arguments as they are written."""
    if call.receiver is None:
        return call.name in _STEPS
    is_docker = isinstance(call.receiver, Name) and call.receiver.value == "docker"
    return call.name in (_OF_DOCKER if is_docker else _OF_IMAGES)


def _in_arguments(pipeline: Jenkinsfile, entries: Iterable[Entry], defined: frozenset[str]) -> Iterator[Finding]:
    text = pipeline.code.text
    for entry in entries:
        value = entry.value
        if not isinstance(value, Literal) or not isinstance(value.item, String) or value.item.quote != "'":
            continue
        where = text.cut(value.start, value.end)
        for match in _EXPANSION.finditer(where.value):
            is_known = "." in match[0] or BUILD_VARIABLES.fullmatch(match[1]) is not None
            if is_known or match[1] in defined:
                written = where.value
                fix = raw_replacement(where, written, f'"{written[1:-1]}"') if '"' not in written else None
                yield RULE.finding(where.cut(*match.span()), fix=fix, found=match[0])
                break


def _defined(pipeline: Jenkinsfile) -> frozenset[str]:
    """The variables of the file."""
    return names_for_the_shell(pipeline) | {variable.name for variable in groovy_variables(pipeline)}
