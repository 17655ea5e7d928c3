"""Parses YAML as the tools around Kubernetes do, with the position of every node.

kubectl reads YAML 1.1 with go-yaml: `yes`, `no`, `on`, `off`, `y` and `n` are booleans, `0777` is octal, dates and
`12:30:45` are strings, and every key becomes a string (tests compare this module with kubectl). The Jenkins Kubernetes
plugin reads the YAML of pods with Jackson (Serialization2.java, since 4208.v4017b_a_27a_d67): `yes`, `no`, `on` and
`off` are booleans, `y` and `n` are not, and keys stay as written. PyYAML resolves scalars in a third way, so only its
parser is used here.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.sources.model import SyntaxProblem
from kaniko_guide.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

YamlPath: TypeAlias = tuple[str | int, ...]
"""The path of a value in a document: keys and indices from the root."""

MAX_DEPTH = 100
"""Deepest nesting that is accepted."""

MAX_NODES = 100_000
"""Most nodes that are accepted, with aliases expanded."""

_TAG = "tag:yaml.org,2002:"
_SPECIAL_FLOATS = {
    word: value
    for names, value in (((".nan", ".NaN", ".NAN"), math.nan), ((".inf", ".Inf", ".INF"), math.inf))
    for name in names
    for word, value in ((name, value), ("+" + name, value), ("-" + name, -value))
    if not (math.isnan(value) and word != name)
}
_COMMON_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **_SPECIAL_FLOATS,
}
_WORDS_OF_PLUGIN: dict[str, Any] = {
    **_COMMON_WORDS,
    **dict.fromkeys(("yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("no", "No", "NO", "off", "Off", "OFF"), False),
}
_WORDS_OF_KUBECTL: dict[str, Any] = {
    **_WORDS_OF_PLUGIN,
    **dict.fromkeys(("y", "Y"), True),
    **dict.fromkeys(("n", "N"), False),
}
_NUMBER_STARTS = tuple("+-.0123456789")
_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INTEGER_BITS = 64
_LINE_ENDS = frozenset("\r\n\x85\u2028\u2029")
_PLACEHOLDER = re.compile(r"\$|\{\{")

PARSER_ERROR = Bilingual(zh="{problem}", en="{problem}")
"""The error that PyYAML reports, in Chinese where `_ZH_PROBLEMS` has a translation."""

BAD_CHARACTER = Bilingual(zh="文件里有 YAML 不允许的字符 {code}", en="the character {code} is not allowed in YAML")
TOO_DEEP = Bilingual(zh="嵌套超过 {levels} 层", en="nested deeper than {levels} levels")
TOO_LARGE = Bilingual(
    zh="别名展开后超过 {nodes} 个节点，或嵌套超过 {levels} 层",
    en="more than {nodes} nodes or {levels} levels with aliases expanded",
)

_ZH_PROBLEMS = {
    "found character '\\t' that cannot start any token": "缩进里有制表符（Tab），YAML 只允许空格",
    "mapping values are not allowed here": "这里不能出现冒号：多半是缩进不对，或者值里的冒号没有加引号",
    "could not find expected ':'": "这里缺少冒号",
    "expected <block end>, but found '<block mapping start>'": "缩进与上一层对不上",
    "expected <block end>, but found '-'": "列表项的缩进与上一层对不上",
    "expected <block end>, but found '<scalar>'": "引号或缩进与上文对不上",
    "expected ',' or ']', but got '<stream end>'": "缺少右方括号 ]",
    "expected ',' or '}', but got '<stream end>'": "缺少右花括号 }",
    "found unexpected end of stream": "引号没有闭合",
    "found undefined alias": "引用了没有定义的锚点",
}


class _UnresolvedScalars(yaml.composer.Composer, yaml.resolver.Resolver):
    """Leaves plain scalars unresolved; `to_python` resolves them."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: Any) -> str:  # noqa: ANN401, ARG002
        if kind is yaml.ScalarNode:
            return _TAG + ("plain" if implicit[0] else "str")
        return _TAG + ("seq" if kind is yaml.SequenceNode else "map")


class _Loader(_UnresolvedScalars, yaml.SafeLoader):
    """PyYAML's parser in Python, with two changes.

    Tabs are allowed between tokens, though not in indentation, as in go-yaml and snakeyaml. `{{ .Values.tag }}`,
    which Helm replaces before YAML is parsed, is a scalar.
    """

    def scan_to_next_token(self) -> None:
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_plain_spaces(self, indent: int, start_mark: yaml.Mark) -> list[str] | None:
        length = 0
        while self.peek(length) in {" ", "\t"}:
            length += 1
        blanks = self.prefix(length)
        if "\t" in blanks:
            self.forward(length)
            if self.peek() not in _LINE_ENDS:
                return [blanks]
        return super().scan_plain_spaces(indent, start_mark)

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401
        node = super().compose_node(parent, index)
        if isinstance(node, yaml.MappingNode) and [type(key) for key, _ in node.value] == [yaml.MappingNode]:
            start, end = node.start_mark, node.end_mark
            written = (start.buffer or "")[start.pointer : end.pointer]
            if written.startswith("{{"):
                return yaml.ScalarNode(_TAG + "str", written, start, end)
        return node


if yaml.__with_libyaml__:

    class _FastLoader(_UnresolvedScalars, yaml.CSafeLoader):
        """PyYAML's parser in C, which has neither of the two changes and other error messages.

        Only its events are used: its composer, also in C, overflows the stack on deep nesting.
        """

        def __init__(self, stream: str) -> None:
            yaml.CSafeLoader.__init__(self, stream)
            yaml.composer.Composer.__init__(self)


def has_placeholder(value: object) -> bool:
    """Whether a value contains a placeholder that is replaced later: `${TAG}`, `$TAG`, `{{ .Values.tag }}`."""
    return isinstance(value, str) and _PLACEHOLDER.search(value) is not None


def compose(text: Text) -> tuple[yaml.Node | None, tuple[SyntaxProblem, ...]]:
    """Parse one document.

    Errors after a placeholder such as `${CONTAINERS}` are not reported, as replacing it may fix them.

    Returns:
        The node tree, None if the document is empty or invalid; and the syntax errors, at most one.
    """
    try:
        node = _first_document_of(text.value)
    except yaml.reader.ReaderError as error:
        code = {"code": f"U+{error.character:04X}"}
        return None, (SyntaxProblem(text.cut(error.position, error.position + 1), BAD_CHARACTER, code),)
    except yaml.MarkedYAMLError as error:
        return None, _syntax_problem(text, error)
    except RecursionError:
        return None, (_too_deep(text),)
    if node is None:
        return None, ()
    problem = _size_problem(text, node)
    return (None, (problem,)) if problem else (node, ())


def _first_document_of(text: str) -> yaml.Node | None:
    """The first document of a text; the text after it must be valid too.

    Raises:
        yaml.YAMLError: the text is invalid.
        RecursionError: it is nested too deeply.
    """
    if yaml.__with_libyaml__ and "\t" not in text and "{{" not in text:
        with suppress(yaml.YAMLError):
            return _first_document(_FastLoader(text))
    return _first_document(_Loader(text))


def _first_document(loader: _UnresolvedScalars) -> yaml.Node | None:
    node = loader.get_node() if loader.check_node() else None
    while loader.check_node():
        loader.get_node()
    return node


def to_python(node: yaml.Node, *, by_plugin: bool) -> Any:  # noqa: ANN401
    """Convert a node to Python values; all keys are strings.

    Args:
        node: from `compose`, which limits its depth and size.
        by_plugin: whether to resolve scalars as the Jenkins Kubernetes plugin does, otherwise as kubectl does.
    """
    if isinstance(node, yaml.MappingNode):
        return {
            key: to_python(child, by_plugin=by_plugin)
            for key, (_, child) in mapping_items(node, by_plugin=by_plugin).items()
        }
    if isinstance(node, yaml.SequenceNode):
        return [to_python(child, by_plugin=by_plugin) for child in node.value]
    if node.tag in {_TAG + name for name in ("plain", "null", "bool", "int", "float")}:
        return _resolve_plain(node.value, by_plugin=by_plugin)
    return node.value


def mapping_items(node: yaml.MappingNode, *, by_plugin: bool) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """The key and value nodes of a mapping, by the key as a string.

    The last of duplicate keys is used; own keys override those merged with `<<`.
    """
    merged: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    own: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, child in node.value:
        if is_merge_key(key):
            sources = child.value if isinstance(child, yaml.SequenceNode) else [child]
            for source in sources:
                if isinstance(source, yaml.MappingNode):
                    merged = mapping_items(source, by_plugin=by_plugin) | merged
        else:
            own[key_string(key, by_plugin=by_plugin)] = (key, child)
    return merged | own


def is_merge_key(key: yaml.Node) -> bool:
    """Whether a key is `<<`, which merges another mapping."""
    return isinstance(key, yaml.ScalarNode) and key.tag == _TAG + "plain" and key.value == "<<"


def key_string(node: yaml.Node, *, by_plugin: bool) -> str:
    """A key as the string that it becomes in JSON: kubectl converts `on` to `true`, the plugin keeps it."""
    if by_plugin and isinstance(node, yaml.ScalarNode):
        return str(node.value)
    value = to_python(node, by_plugin=by_plugin)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def all_mappings(node: yaml.Node) -> Iterator[tuple[YamlPath, yaml.MappingNode]]:
    """Every mapping in a node, including itself, with its path; the target of an alias is given once."""
    seen: set[int] = set()
    stack: list[tuple[YamlPath, yaml.Node]] = [((), node)]
    while stack:
        path, current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, yaml.MappingNode):
            yield path, current
            below = [((*path, str(key.value)), child) for key, child in current.value]
            stack.extend(reversed(below))
        elif isinstance(current, yaml.SequenceNode):
            stack.extend(reversed([((*path, index), child) for index, child in enumerate(current.value)]))


def key_and_value(
    node: yaml.Node | None, step: str | int, *, by_plugin: bool
) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key and the value node at one step of a path; the key is None in a sequence, both are if missing."""
    if isinstance(node, yaml.MappingNode) and isinstance(step, str):
        return mapping_items(node, by_plugin=by_plugin).get(step, (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None, None


def node_at(node: yaml.Node | None, *path: str | int) -> yaml.Node | None:
    """The node at a path below another one; None if it does not exist."""
    for step in path:
        _, node = key_and_value(node, step, by_plugin=True)
    return node


def sequence_items(node: yaml.Node | None) -> list[yaml.Node]:
    """The entries of a sequence; empty for any other node."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def scalar_text(text: Text, node: yaml.Node | None) -> Text | None:
    """The value of a scalar, without quotes, with its position in the text; None for any other node.

    In a literal block (`|`) every character has its exact position. In other scalars whose value is not written
    literally (escapes, folded lines), positions count from the start of the scalar.
    """
    if not isinstance(node, yaml.ScalarNode):
        return None
    start, end = node.start_mark.index, node.end_mark.index
    if node.style == "|":
        return _literal_block(text, node)
    for first, last in ((start, end), (start + 1, end - 1)):
        raw = text.cut(first, last)
        if raw.value == node.value:
            return raw
    return Text(node.value, text.source, (0,), (text.origin(start),))


def first_line(text: Text, node: yaml.Node) -> Text:
    """The first line of a node as written; the text that findings on it mark."""
    start, end = node.start_mark.index, node.end_mark.index
    lines = text.value[start:end].splitlines()
    return text.cut(start, start + len(lines[0].rstrip()) if lines else start)


def format_path(path: YamlPath) -> str:
    """A path as text: `spec.containers[0].image`."""
    formatted = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return formatted.removeprefix(".")


def _literal_block(text: Text, node: yaml.ScalarNode) -> Text:
    cursor = text.value.find("\n", node.start_mark.index) + 1
    pieces = []
    for line in node.value.splitlines(keepends=True):
        content = line.rstrip("\n")
        found = text.value.find(content, cursor, node.end_mark.index)
        cursor = found if found >= 0 else cursor
        pieces.append((line, text.origin(cursor)))
        cursor += len(content)
        cursor = text.value.find("\n", cursor) + 1 or cursor
    return Text.build(text.source, pieces)


def _resolve_plain(plain: str, *, by_plugin: bool) -> Any:  # noqa: ANN401
    words = _WORDS_OF_PLUGIN if by_plugin else _WORDS_OF_KUBECTL
    if plain in words:
        return words[plain]
    if not plain.startswith(_NUMBER_STARTS):
        return plain
    digits = plain if plain.startswith(".") else plain.replace("_", "")
    if _INTEGER.fullmatch(digits) and len(digits) <= _INTEGER_BITS + len("-0b"):
        number = _parse_integer(digits)
        if -(2 ** (_INTEGER_BITS - 1)) <= number < 2 ** (_INTEGER_BITS - 1):
            return number
    if _FLOAT.fullmatch(digits):
        return float(digits)
    return plain


def _parse_integer(digits: str) -> int:
    sign = -1 if digits.startswith("-") else 1
    bare = digits.lstrip("+-")
    if bare[:1] == "0" and bare[1:].isdigit():
        return sign * int(bare, 8)
    return sign * int(bare, 0)


def _syntax_problem(text: Text, error: yaml.MarkedYAMLError) -> tuple[SyntaxProblem, ...]:
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark else 0
    placeholder = _PLACEHOLDER.search(text.value)
    if placeholder is not None and placeholder.start() <= at:
        return ()
    english = error.problem or "not YAML"
    if "'\\t'" in english:
        english = "found character '\\t' that cannot start any token"
    known = next((zh for en, zh in _ZH_PROBLEMS.items() if english.startswith(en)), english)
    return (SyntaxProblem(text.cut(at, at + 1), PARSER_ERROR, {"problem": Bilingual(zh=known, en=english)}),)


def _too_deep(where: Text) -> SyntaxProblem:
    return SyntaxProblem(where.cut(0, 1), TOO_DEEP, {"levels": MAX_DEPTH})


def _size_problem(text: Text, root: yaml.Node) -> SyntaxProblem | None:
    measured: dict[int, tuple[int, int]] = {}
    above: set[int] = set()

    def measure(node: yaml.Node) -> tuple[int, int]:
        """The number of nodes and levels with aliases expanded; above the limits for a node that contains itself."""
        if id(node) in above or len(above) > MAX_DEPTH:
            return MAX_NODES + 1, MAX_DEPTH + 1
        if id(node) not in measured:
            above.add(id(node))
            below = [measure(entry) for entry in _child_nodes(node)]
            above.discard(id(node))
            measured[id(node)] = (1 + sum(nodes for nodes, _ in below), 1 + max((deep for _, deep in below), default=0))
        return measured[id(node)]

    nodes, levels = measure(root)
    if nodes <= MAX_NODES and levels <= MAX_DEPTH:
        return None
    return SyntaxProblem(first_line(text, root), TOO_LARGE, {"nodes": MAX_NODES, "levels": MAX_DEPTH})


def _child_nodes(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [entry for pair in node.value for entry in pair]
    return sequence_items(node)
