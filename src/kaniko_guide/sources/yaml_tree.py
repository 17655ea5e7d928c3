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
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

import yaml

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.sources import unread
from kaniko_guide.sources.budget import Budget
from kaniko_guide.sources.model import SyntaxProblem
from kaniko_guide.sources.unread import Unread
from kaniko_guide.text import Text, combine_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

YamlPath: TypeAlias = tuple[str | int, ...]
"""The path of a value in a document: keys and indices from the root."""

MAX_DEPTH = 100
"""Deepest nesting that is accepted."""

MAX_NODES = 100_000
"""Most nodes of a document that are accepted, with aliases expanded."""

MAX_KEY_LENGTH = 60
"""Length in characters at which the text of a key that is a mapping or a sequence is cut."""

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
_INTEGER = lazy.pattern(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)")
_FLOAT = lazy.pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INTEGER_BITS = 64
_LINE_ENDS = frozenset("\r\n\x85\u2028\u2029")
IN_DOUBLE_BRACKETS = r"\[\[[ \t]*[A-Za-z_][\w.-]*[ \t]*\]\]"
IN_DOUBLE_PARENTHESES = r"\(\([ \t]*[A-Za-z_][\w.:/-]*[ \t]*\)\)"
_PLACEHOLDER = lazy.pattern(
    rf"\{{\{{|\{{[A-Z][A-Z0-9_]*\}}|^\{{[A-Za-z_]\w*\}}$|{IN_DOUBLE_BRACKETS}|{IN_DOUBLE_PARENTHESES}"
)
_PLACEHOLDER_MARKS = ("{", "$", "[[", "((")
_DOUBLE_BRACKETS = lazy.pattern(IN_DOUBLE_BRACKETS)
_BRACED = lazy.pattern(r"\{[A-Za-z_]\w*\}")
_BRACED_VALUE = lazy.pattern(r"[:,\[{-][ \t]*\{[A-Za-z_]\w*\}")
TO_REPLACE = "(?:change[-_]?(?:me|this)|fill[-_]?me|replace[-_]?(?:me|this)|x{3,})"
"""Words that authors of examples write for a value, in lower case."""

_CAPITALS = lazy.pattern(
    r"[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*_[A-Z0-9]+"
    r"|(?:[A-Z0-9]+-)*(?:COUNT|CPU|ENV|ENVIRONMENT|ID|IMAGE|LIMIT|MEMORY|NAME|NAMESPACE|NS|PLACEHOLDER|POD|PORT|PROJECT)"
    r"|(?:[A-Z0-9]+-)*(?:REPLICAS|REQUEST|SECRET|SIZE|TAG|USER|VERSION)"
    rf"|(?:[A-Z0-9]+[_-])*(?:{TO_REPLACE.upper()}|FIXME|TBD|TODO)(?:[_-][A-Z0-9]+)*"
    r"|(?:INSERT|YOUR)(?:[_-][A-Z0-9]+)+"
    r"|[_@%#{]+[A-Za-z][\w.-]*[_@%#}]+"
)
_TEMPLATE_MARK = lazy.pattern(r"\{\{|\{%|<%")
_VARIABLE_START = lazy.pattern(r"\$\{|\$[A-Za-z_]\w*(?:\.\w+)*")
_SURROGATE = lazy.pattern(r"[\ud800-\udfff]")
_SURROGATE_ESCAPE = lazy.pattern(r"\\(?:u|U0000)[dD][89a-fA-F]")
_WORD_WITH_SPACE = lazy.pattern(r"(\S+)\s*")
_CONFLICT = lazy.pattern(r"^<{7}(?: .*)?$", re.MULTILINE)
_SLASH_LINE = lazy.pattern(r"[ \t]*(//)(?=\s|$)")
_SLASH_COMMENT = lazy.pattern(r"[ \t](//)(?=\s|$)")
_MASK = "\ue000"
_MASKED = lazy.pattern(f"{_MASK}+")

PARSER_ERROR = Bilingual(zh="{problem}", en="{problem}")
"""The error that PyYAML reports, in Chinese where `_ZH_PROBLEMS` has a translation."""

BAD_CHARACTER = Bilingual(zh="文件里有 YAML 不允许的字符 {code}", en="the character {code} is not allowed in YAML")
TOO_DEEP = Bilingual(zh="嵌套超过 {levels} 层", en="nested deeper than {levels} levels")
TOO_LARGE = Bilingual(
    zh="别名展开后超过 {nodes} 个节点，或嵌套超过 {levels} 层",
    en="more than {nodes} nodes or {levels} levels with aliases expanded",
)
CONFLICT = Bilingual(zh="这里还有 git 合并冲突的标记", en="a conflict marker of git is left here")
SLASHES = Bilingual(zh="`//` 不是 YAML 的注释，注释以 `#` 开头", en="`//` starts no comment in YAML; `#` does")

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

    Tabs are allowed between tokens, though not in indentation, as in go-yaml and snakeyaml. `{{ .Values.tag }}` and
    `[[ tag ]]`, which are replaced before YAML is parsed, are scalars.
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
        is_open = node is not None and node.end_mark is None  # an alias inside of what it names
        if not isinstance(node, yaml.CollectionNode) or is_open:
            return node
        start, end = node.start_mark, node.end_mark
        written = (start.buffer or "")[start.pointer : end.pointer]
        if isinstance(node, yaml.SequenceNode):
            is_placeholder = node.flow_style and _DOUBLE_BRACKETS.fullmatch(written) is not None
            return yaml.ScalarNode(_TAG + "str", written, start, end) if is_placeholder else node
        has_mapping_as_key = [type(key) for key, _ in node.value] == [yaml.MappingNode]
        is_braced = node.flow_style and len(node.value) == 1 and _BRACED.fullmatch(written) is not None
        if (has_mapping_as_key and written.startswith("{{")) or (is_braced and not has_mapping_as_key):
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
    """Whether a value contains a placeholder that is replaced later.

    These are `${TAG}`, `$TAG`, `{{ .Values.tag }}`, `{TAG}`, `[[ tag ]]` and `((tag))`.
    """
    if not isinstance(value, str) or not any(mark in value for mark in _PLACEHOLDER_MARKS):
        return False
    return "$" in value or _PLACEHOLDER.search(value) is not None


class Document(Data, frozen=True):
    """A parsed document.

    Attributes:
        root: the node tree; None if the document is empty, or was not understood.
        problems: the syntax errors, at most one.
        unread: why it was not understood, if no syntax error is the reason.
    """

    root: yaml.Node | None
    problems: tuple[SyntaxProblem, ...] = ()
    unread: tuple[Unread, ...] = ()


def has_only_variables(text: str) -> bool:
    """Whether a text has variables such as `${TAG}`, and apart from them no letter or digit."""
    spans = list(_variables(text))
    return bool(spans) and not any(character.isalnum() for character in _masked(text, spans))


def is_replaced_later(value: object) -> bool:
    """Whether a value has a placeholder, or is one of another kind: `NAMESPACE`, `MY_TAG`, `__TAG__`, `@tag@`."""
    if has_placeholder(value):
        return True
    return isinstance(value, str) and not value[:1].islower() and _CAPITALS.fullmatch(value) is not None


def compose(text: Text) -> tuple[yaml.Node | None, tuple[SyntaxProblem, ...]]:
    """Parse one document; the root and the problems of `read`."""
    document = read(text)
    return document.root, document.problems


def read(text: Text, *, replaced: bool = True, budget: Budget | None = None) -> Document:
    """Parse one document.

    A document with variables such as `${TAG}` that can't be parsed as written is parsed with words in their place. If
    a variable has a line of its own, several lines may take its place: the document is then not understood. The same
    is true of an error after `{{`, `{%` or `<%`, which begin a part of a template.

    Args:
        text: the document.
        replaced: whether variables are replaced before a program reads the text.
        budget: what may still be read of the file; by default the text is the whole file.
    """
    budget = budget or Budget()
    lone = None if text.value.isascii() else _SURROGATE.search(text.value)
    if lone is not None:
        return _with_bad_character(text, lone.start())
    try:
        node = _first_document_of(text.value)
    except yaml.reader.ReaderError as error:
        return _with_bad_character(text, error.position)
    except yaml.MarkedYAMLError as error:
        return _read_with_words(text, error, budget) if replaced else _with_syntax_problem(text, error)
    except RecursionError:
        return Document(None, (_too_deep(text),))
    return _within_limits(text, node, budget)


def _with_bad_character(text: Text, at: int) -> Document:
    code = {"code": f"U+{ord(text.value[at]):04X}"}
    return Document(None, (SyntaxProblem(text.cut(at, at + 1), BAD_CHARACTER, code),))


def _within_limits(text: Text, node: yaml.Node | None, budget: Budget) -> Document:
    if node is None:
        return Document(None)
    may_have_surrogates = "\\" in text.value and _SURROGATE_ESCAPE.search(text.value) is not None
    lone = _combine_surrogates(node) if may_have_surrogates else None
    if lone is not None:
        code = {"code": f"U+{ord(_SURROGATE.findall(lone.value)[0]):04X}"}
        return Document(None, (SyntaxProblem(first_line(text, lone), BAD_CHARACTER, code),))
    size = _measure(node)
    if size.expanded > MAX_NODES or size.levels > MAX_DEPTH:
        problem = SyntaxProblem(first_line(text, node), TOO_LARGE, {"nodes": MAX_NODES, "levels": MAX_DEPTH})
        return Document(None, (problem,))
    if not budget.allows_aliases(size.expanded - size.nodes):
        where = first_line(text, node)
        return Document(None, (), (Unread(where, unread.MANY_ALIASES, {"limit": budget.alias_limit}),))
    return Document(node)


def _read_with_words(text: Text, error: yaml.MarkedYAMLError, budget: Budget) -> Document:
    """Parse a document that has an error, with words in place of its variables."""
    spans = [] if _MASK in text.value else list(_variables(text.value))
    masked = _masked(text.value, spans)
    if spans:
        try:
            node = _first_document_of(masked)
        except (yaml.MarkedYAMLError, RecursionError) as second:
            error = second if isinstance(second, yaml.MarkedYAMLError) else error
        else:
            if node is not None:
                _restore_variables(node, text.value, masked)
            return _within_limits(text, node, budget)
    at = _error_offset(text, error)
    mark = _template_mark(text.value, at)
    if mark is not None:
        where = text.cut(mark.start(), mark.end())
        return Document(None, (), (Unread(where, unread.TEMPLATE, {"mark": mark.group(), "kind": "YAML"}),))
    alone = _variable_with_a_line(masked[: at + 1]) if spans else None
    if alone is not None:
        where = next(text.cut(*span) for span in spans if span[0] == alone)
        return Document(None, (), (Unread(where, unread.RUN_TIME_LINES, {"value": where.value}),))
    return _with_syntax_problem(text, error)


def _template_mark(text: str, end: int) -> re.Match[str] | None:
    """The first mark of a template up to the line of an offset that is neither in a comment nor in a quoted value."""
    line_start = 0
    end_of_line = text.find("\n", end)
    for line in (text if end_of_line < 0 else text[:end_of_line]).split("\n"):
        for mark in _TEMPLATE_MARK.finditer(text, line_start, line_start + len(line)):
            before = text[line_start : mark.start()]
            in_quotes = before.count('"') % 2 or before.count("'") % 2
            if not in_quotes and not before.lstrip().startswith("#") and " #" not in before:
                return mark
        line_start += len(line) + 1
    return None


def _variables(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each variable: `${…}` with the braces in it, or `$name`; `$(…)` is none."""
    position = 0
    while (found := _VARIABLE_START.search(text, position)) is not None:
        position = found.end()
        if found.group() == "${":
            depth = 1
            while depth and position < len(text):
                depth += {"{": 1, "}": -1}.get(text[position], 0)
                position += 1
            if depth:
                return
        yield found.start(), position


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with each span replaced by a word of the same length, of a character for private use."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += [text[position:start], _MASK * (end - start)]
        position = end
    return "".join([*pieces, text[position:]])


def _restore_variables(root: yaml.Node, text: str, masked: str) -> None:
    """Put the variables back into the scalars of a tree that was parsed with words in their place."""
    for node in scalars(root):
        if _MASK in node.value:
            start, end = node.start_mark.index, node.end_mark.index
            written = [text[slice(*run.span())] for run in _MASKED.finditer(masked, start, end)]
            literal = _MASKED.split(node.value)
            node.value = "".join(chain.from_iterable(zip_longest(literal, written, fillvalue="")))


def _combine_surrogates(root: yaml.Node) -> yaml.ScalarNode | None:
    """Make each pair of escaped surrogates one character; the first scalar with one that has no partner."""
    for node in scalars(root):
        if _SURROGATE.search(node.value):
            node.value = combine_surrogates(node.value)
            if _SURROGATE.search(node.value):
                return node
    return None


def _variable_with_a_line(masked: str) -> int | None:
    """The offset of the first variable on a line with nothing but variables and space; None if there is none."""
    offset = 0
    for line in masked.splitlines(keepends=True):
        if _MASK in line and not line.replace(_MASK, "").strip():
            return offset + line.index(_MASK)
        offset += len(line)
    return None


def _first_document_of(text: str) -> yaml.Node | None:
    """The first document of a text; the text after it must be valid too.

    Raises:
        yaml.YAMLError: the text is invalid.
        RecursionError: it is nested too deeply.
    """
    has_braces = "{" in text and ("{{" in text or _BRACED_VALUE.search(text) is not None)
    has_placeholders = has_braces or _DOUBLE_BRACKETS.search(text) is not None
    if yaml.__with_libyaml__ and "\t" not in text and not has_placeholders:
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


_ITEMS: WeakKeyDictionary[yaml.MappingNode, dict[bool, Mapping[str, tuple[yaml.Node, yaml.Node]]]] = WeakKeyDictionary()
"""The results of `mapping_items`, by `by_plugin`: rules ask for those of the same mapping many times."""


def mapping_items(node: yaml.MappingNode, *, by_plugin: bool) -> Mapping[str, tuple[yaml.Node, yaml.Node]]:
    """The key and value nodes of a mapping, by the key as a string.

    The last of duplicate keys is used; own keys override those merged with `<<`.
    """
    known = _ITEMS.setdefault(node, {})
    if by_plugin not in known:
        known[by_plugin] = _mapping_items(node, by_plugin=by_plugin)
    return known[by_plugin]


def _mapping_items(node: yaml.MappingNode, *, by_plugin: bool) -> Mapping[str, tuple[yaml.Node, yaml.Node]]:
    merged: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    own: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, child in node.value:
        if is_merge_key(key):
            sources = child.value if isinstance(child, yaml.SequenceNode) else [child]
            for source in sources:
                if isinstance(source, yaml.MappingNode):
                    for name, item in mapping_items(source, by_plugin=by_plugin).items():
                        merged.setdefault(name, item)
        else:
            own[key_string(key, by_plugin=by_plugin)] = (key, child)
    return merged | own


def is_merge_key(key: yaml.Node) -> bool:
    """Whether a key is `<<`, which merges another mapping."""
    return isinstance(key, yaml.ScalarNode) and key.tag == _TAG + "plain" and key.value == "<<"


def key_string(node: yaml.Node, *, by_plugin: bool) -> str:
    """A key as the string that it becomes in JSON: kubectl converts `on` to `true`, the plugin keeps it.

    A key that is a mapping or a sequence, which no program accepts, is its beginning as text.
    """
    if not isinstance(node, yaml.ScalarNode):
        return _start_of(node)
    if by_plugin:
        return str(node.value)
    value = to_python(node, by_plugin=by_plugin)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _start_of(node: yaml.Node) -> str:
    """The scalars of a node, up to `MAX_KEY_LENGTH` characters."""
    text = "? "
    pending = [node]
    while pending:
        if len(text) >= MAX_KEY_LENGTH:
            return f"{text[:MAX_KEY_LENGTH]}…"
        current = pending.pop()
        if isinstance(current, yaml.ScalarNode):
            text += f"{current.value[:MAX_KEY_LENGTH]} "
        else:
            text += "{ " if isinstance(current, yaml.MappingNode) else "[ "
            pending.extend(reversed(child_nodes(current)[:MAX_KEY_LENGTH]))
    return text.rstrip()


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
    return _folded(text, node) or Text(node.value, text.source, (0,), (text.origin(start),))


def _folded(text: Text, node: yaml.ScalarNode) -> Text | None:
    """A value that was folded from several lines, by its words; None if one of them is not written literally."""
    cursor, end = node.start_mark.index, node.end_mark.index
    if node.style == ">":
        cursor = text.value.find("\n", cursor) + 1
    pieces = []
    for word in _WORD_WITH_SPACE.finditer(node.value):
        cursor = text.value.find(word[1], cursor, end)
        if cursor < 0:
            return None
        pieces.append((word[0], text.origin(cursor)))
        cursor += len(word[1])
    return Text.build(text.source, pieces) if pieces and not node.value[0].isspace() else None


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
    if _FLOAT.fullmatch(digits) and math.isfinite(number_with_point := float(digits)):
        return number_with_point
    return plain


def _parse_integer(digits: str) -> int:
    sign = -1 if digits.startswith("-") else 1
    bare = digits.lstrip("+-")
    if bare[:1] == "0" and bare[1:].isdigit():
        return sign * int(bare, 8)
    return sign * int(bare, 0)


def _error_offset(text: Text, error: yaml.MarkedYAMLError) -> int:
    """Where an error is: that of a missing colon is on the line of the key, not where the parser misses it."""
    lacks_colon = error.context == "while scanning a simple key"
    mark = error.context_mark if lacks_colon else error.problem_mark or error.context_mark
    return min(mark.index, len(text)) if mark else 0


def _with_syntax_problem(text: Text, error: yaml.MarkedYAMLError) -> Document:
    at = _error_offset(text, error)
    named = _named_cause(text, at)
    if named is not None:
        return Document(None, (named,))
    english = error.problem or "not YAML"
    lacks_colon = _line_without_colon(text.value, at) if english == "mapping values are not allowed here" else None
    if lacks_colon is not None:
        at, english = lacks_colon, "could not find expected ':'"
    if "'\\t'" in english:
        english = "found character '\\t' that cannot start any token"
    known = next((zh for en, zh in _ZH_PROBLEMS.items() if english.startswith(en)), english)
    problem = SyntaxProblem(text.cut(at, at + 1), PARSER_ERROR, {"problem": Bilingual(zh=known, en=english)})
    return Document(None, (problem,))


def _named_cause(text: Text, at: int) -> SyntaxProblem | None:
    """A conflict marker; or a `//` comment before an error in its line, or in all of its line or of that above."""
    marker = _CONFLICT.search(text.value)
    if marker is not None:
        return SyntaxProblem(text.cut(marker.start(), marker.end()), CONFLICT)
    start = text.value.rfind("\n", 0, at) + 1
    above = text.value.rfind("\n", 0, max(start - 1, 0)) + 1
    found = _SLASH_COMMENT.search(text.value, start, at + len("//")) or _SLASH_LINE.match(text.value, start)
    found = found or _SLASH_LINE.match(text.value, above)
    return None if found is None else SyntaxProblem(text.cut(found.start(1), found.end(1)), SLASHES)


def _line_without_colon(text: str, at: int) -> int | None:
    """The offset of a line such as `image a` above a key with the same indentation, which continues it."""
    start = text.rfind("\n", 0, at) + 1
    above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : start].rstrip()
    key = text[start:at]
    indent = len(key) - len(key.lstrip(" "))
    is_same = start > 0 and len(above) - len(above.lstrip(" ")) == indent
    word = above.strip()
    if not is_same or not word[:1].isalpha() or ":" in word.partition(" ")[0] or not key.strip().isalnum():
        return None
    return start - len(text[:start].removesuffix("\n").rpartition("\n")[2]) - 1 + indent


def _too_deep(where: Text) -> SyntaxProblem:
    return SyntaxProblem(where.cut(0, 1), TOO_DEEP, {"levels": MAX_DEPTH})


class _Size(Data, frozen=True):
    """The number of nodes, and with aliases expanded the number of nodes and levels."""

    nodes: int
    expanded: int
    levels: int


def _measure(root: yaml.Node) -> _Size:
    """The size of a tree; above the limits if it contains itself."""
    measured: dict[int, tuple[int, int]] = {}
    above: set[int] = set()

    def measure(node: yaml.Node) -> tuple[int, int]:
        if id(node) in above or len(above) > MAX_DEPTH:
            return MAX_NODES + 1, MAX_DEPTH + 1
        if id(node) not in measured:
            above.add(id(node))
            below = [measure(entry) for entry in child_nodes(node)]
            above.discard(id(node))
            measured[id(node)] = (1 + sum(nodes for nodes, _ in below), 1 + max((deep for _, deep in below), default=0))
        return measured[id(node)]

    expanded, levels = measure(root)
    return _Size(len(measured), expanded, levels)


def scalars(root: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The scalars in a node, keys too; the target of an alias is given once."""
    seen: set[int] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            yield node
        else:
            pending.extend(reversed(child_nodes(node)))


def child_nodes(node: yaml.Node) -> list[yaml.Node]:
    """The keys and values of a mapping, or the entries of a sequence."""
    if isinstance(node, yaml.MappingNode):
        return [entry for pair in node.value for entry in pair]
    return sequence_items(node)
