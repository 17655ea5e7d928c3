"""Errors of Groovy's grammar that the tokens show: a missing comma, a condition without parentheses, `${NAME:0:7}`.

Only what the parser of Groovy 2.4 certainly rejects; the tests compare it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.sources.groovy.tokens import Group, String, Token, TokenKind
from kaniko_guide.sources.model import SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeGuard

    from kaniko_guide.sources.groovy.tokens import Code, Item

MISSING_COMMA = Bilingual(
    zh="`{found}` 前面少了逗号或运算符。", en="A comma or an operator is missing before `{found}`."
)
UNFINISHED = Bilingual(zh="`{found}` 后面没有内容。", en="Nothing follows `{found}`.")
SHELL_EXPANSION = Bilingual(
    zh="双引号字符串里的 `{found}` 由 Groovy 解析，它没有 shell 的这种写法；写成 `\\{found}`，由 shell 替换。",
    en="Groovy reads `{found}` in a double-quoted string and has no such expansion; write `\\{found}` for the shell.",
)
BRACES_IN_BRACES = Bilingual(
    zh="Groovy 的字符串里没有 `{found}` 这种写法；变量写成 `${{…}}`，要原样保留就写成 `\\{found}`。",
    en="Groovy has no `{found}` in strings; write a variable as `${{…}}`, or `\\{found}` to keep the text.",
)
UNEXPECTED_COMMA = Bilingual(
    zh="双引号字符串的 `${{…}}` 里只能有一个值，`{found}` 不能写在这里。",
    en="`${{…}}` in a double-quoted string contains a single value; `{found}` is not allowed here.",
)
MISSING_PARENTHESIS = Bilingual(zh="`{found}` 后面要有圆括号。", en="`{found}` requires parentheses.")
EMPTY_CATCH = Bilingual(
    zh="`catch` 的圆括号里要写异常的变量，例如 `{found} (e)`。",
    en="The parentheses of `catch` name the exception, as in `{found} (e)`.",
)
ASSIGNMENT = Bilingual(
    zh="`if` 的条件里不能赋值；比较写成 `==` 或 `!=`。",
    en="The condition of `if` must not assign; write `==` or `!=` to compare.",
)
NO_NAME = Bilingual(
    zh="带名字的参数（`{found}:`）前面缺少步骤名。", en="The arguments (`{found}:`) need the name of a step in front."
)
NO_HANDLER = Bilingual(zh="`try` 没有 `catch` 或 `finally`。", en="`try` has neither `catch` nor `finally`.")
NO_EQUALS_SIGN = Bilingual(
    zh="大写字母开头的 `{found}` 后面不能直接写字符串：这里它是一个类型，缺少 `=` 或圆括号。",
    en="A string cannot follow the capitalized `{found}`, which is a type here; `=` or parentheses are missing.",
)

NESTED_CALL = Bilingual(
    zh="括号里面或者另一个参数后面的调用要有圆括号：写成 `{found}(…)`。",
    en="A call in brackets, or after another argument, needs parentheses: write `{found}(…)`.",
)
BAD_DECLARATION = Bilingual(
    zh="`def` 后面要有一个变量名，再接 `=`；`{found}` 不能写在这里。",
    en="`def` takes the name of a variable and `=`; `{found}` is not allowed here.",
)
LAMBDA = Bilingual(
    zh="Jenkins 的 Groovy 不支持 `(…) -> …`；写成闭包 `{{ x -> … }}`。",
    en="The Groovy of Jenkins has no `(…) -> …`; write a closure, as in `{{ x -> … }}`.",
)
EARLY_END = Bilingual(
    zh="`{found}` 前面的字符串已经结束，后面成了 Groovy 代码；里面换一种引号。",
    en="The string in front of `{found}` has ended, so this is code; use the other kind of quotes inside.",
)
LABEL = Bilingual(
    zh="`{found}:` 是一个新语句的开头；前一行末尾缺少逗号，或者这里缺少步骤名。",
    en="`{found}:` starts a statement; the previous line lacks its comma, or the name of a step is missing.",
)
METHOD_IN_BLOCK = Bilingual(
    zh="代码块里面不能定义方法 `{found}`。移到文件最外层，或者写成 `def {found} = {{ … }}`。",
    en="A block cannot define the method `{found}`; move it to the top level, or write `def {found} = {{ … }}`.",
)

CONFLICT = Bilingual(
    zh="这是 git 合并冲突的标记，冲突还没有解决。",
    en="A conflict marker of git: a merge conflict was not resolved.",
)
SAME_LINE = Bilingual(
    zh="`{found}` 是另一条语句，前面要换行，或者写 `;`。",
    en="`{found}` starts another statement; a line break or `;` is missing in front of it.",
)
NO_OPERAND = Bilingual(
    zh="`{found}` 前面缺少一个值。",
    en="A value is missing in front of `{found}`.",
)
BAD_NAME = Bilingual(
    zh="`{found}` 不能用作变量名。",
    en="`{found}` can't be the name of a variable.",
)
LONE_ELSE = Bilingual(zh="`{found}` 前面没有 `if`。", en="No `if` precedes this `{found}`.")
NO_DO_WHILE = Bilingual(
    zh="Jenkins 的 Groovy 没有 `do … while`；写成 `while`。",
    en="The Groovy of Jenkins has no `do … while`; write `while`.",
)
NEGATED_WORD = Bilingual(
    zh="Jenkins 的 Groovy 没有 `!{found}`；写成 `!(a {found} b)`。",
    en="The Groovy of Jenkins has no `!{found}`; write `!(a {found} b)`.",
)
NO_COLON = Bilingual(
    zh="`{found}` 后面缺少 `:`：条件表达式的形式是 `a ? b : c`。",
    en="No `:` follows this `{found}`; a conditional expression has the form `a ? b : c`.",
)
LATE_IMPORT = Bilingual(
    zh="`{found}` 只能写在文件最外层。",
    en="`{found}` is only allowed at the top level of the file.",
)

_AFTER_ASSIGNMENT = frozenset({"=", "*", "==", "!=", "&&", "||", "%", "?", "?:", "|", "<=", ">=", "+=", "-="})
"""Operators that need a value in front."""

_SUFFIXES = frozenset({"++", "--", "->", ";", ">", ">>", ">>>"})
"""Operators that may end the code of an interpolation, as in `${a as Map<?, ?>}`."""

_NO_PREFIXES = frozenset(
    {"!=", "%", "&", "&&", "*", ",", ".", "..", ":", "<", "<=", "=", "==", ">", ">=", "?", "?.", "?:", "|", "||"}
)
"""Operators that may not begin the code of an interpolation."""

_BEFORE_OPERAND = frozenset({"!=", "%", "&&", "+", "-", ":", "<=", "=", "==", ">=", "?", "?:", "||"})
"""Operators that need a value behind."""

_KEYWORDS = frozenset(
    {"assert", "break", "case", "catch", "class", "continue", "do", "else", "enum", "extends", "finally", "for", "goto"}
    | {"if", "implements", "import", "instanceof", "interface", "new", "package", "return", "super", "switch", "this"}
    | {"throw", "throws", "try", "while", "true", "false", "null"}
)
_NEEDS_VALUE = frozenset({"assert", "new", "throw"})
_WITH_PARENTHESES = frozenset({"catch", "for", "if", "switch", "while"})
_LITERALS = frozenset({"true", "false", "null"})
_WORD_OPERATORS = frozenset({"as", "in", "instanceof"})
_UNFINISHED = frozenset({",", "=", "+=", "+", "&&", "||", "==", "!=", ".", "?.", "..", "..."})
_NOT_CALLED = _WORD_OPERATORS | _LITERALS | {"assert", "case", "else", "new", "return", "throw"}
"""Words that a string may follow."""

_CLASS_WORDS = frozenset({"class", "enum", "interface", "new", "trait"})
"""Words after which the braces of a statement contain methods."""


def problems(code: Code) -> Iterator[SyntaxProblem]:
    """The errors, in the order of the file."""
    found = sorted(_problems_in(code), key=lambda problem: problem.where.origin(0))
    conflicts = [problem for problem in found if problem.template is CONFLICT]
    yield from conflicts or found


def conflicts_behind(code: Code) -> tuple[SyntaxProblem, ...]:
    """The conflict of git in code that was not tokenized, as both sides of it together have wrong brackets."""
    text = f"\n{code.text.value}" if code.problems else ""
    start, middle = text.find("\n<<<<<<< "), text.find("\n=======\n")
    if not 0 <= start < middle < text.rfind("\n>>>>>>> "):
        return ()
    return (SyntaxProblem(code.text.cut(start, start + 7), CONFLICT),)


def _problems_in(code: Code) -> Iterator[SyntaxProblem]:
    pending: list[tuple[Group, Item | None]] = [(code.root, None)]
    while pending:
        group, before = pending.pop()
        for check in _CHECKS:
            yield from check(code, group, before)
        for index, item in enumerate(group.items):
            if isinstance(item, Group):
                pending.append((item, group.items[index - 1] if index else None))
            elif isinstance(item, String):
                pending += [(part, None) for part in item.parts if isinstance(part, Group)]


def _problem(code: Code, item: Item, template: Bilingual) -> SyntaxProblem:
    where = code.text.cut(item.start, item.end)
    return SyntaxProblem(where, template, {"found": where.value.partition("\n")[0]})


def _missing_commas(code: Code, group: Group, before: Item | None) -> Iterator[SyntaxProblem]:
    """A value that directly follows another one: `a: 'b' c: 'd'`, `['a' 'b']`, `[f() g()]`.

    In round and square brackets a line end separates nothing.
    """
    in_brackets = group.opener in {"(", "["}
    if group.opener not in {"(", "[", "{", ""} or _is_word(before, "for", "case"):
        return
    items = [item for item in group.items if not (in_brackets and _is_newline(item))]
    for index, (value, following) in enumerate(pairwise(items)):
        named = index + 2 < len(items) and _is_word(items[index + 2], ":")
        if _is_name(following) and not _is_word(following, *_WORD_OPERATORS):
            is_call = isinstance(value, Group) and value.opener == "(" and index > 0 and _is_name(items[index - 1])
            wrong = (named and (_is_value(value) or (in_brackets and is_call))) or (
                (isinstance(value, String) and in_brackets) or (is_call and group.opener == "[")
            )
        else:
            is_number = isinstance(following, Token) and following.kind is TokenKind.NUMBER
            is_plain = _is_name(value) and not _is_word(value, *_NOT_CALLED, *_KEYWORDS, "def")
            wrong = in_brackets and (
                (isinstance(following, String) and isinstance(value, String)) or (is_number and is_plain)
            )
        if wrong:
            yield _problem(code, following, MISSING_COMMA)


def _is_value(item: Item) -> bool:
    if isinstance(item, Group):
        return item.opener == "["
    return isinstance(item, String) or item.kind is TokenKind.NUMBER or item.value in _LITERALS


def _unfinished(code: Code, group: Group, before: Item | None) -> Iterator[SyntaxProblem]:
    """A comma or an operator before the end of a closure or of the file."""
    last = next((item for item in reversed(group.items) if not _is_newline(item)), None)
    allowed = frozenset({","}) if group.opener in {"(", "["} else frozenset[str]()
    if group.opener not in {"(", "[", "{"} or not isinstance(last, Token) or _is_enumeration(before):
        return
    is_operator = last.kind is TokenKind.OPERATOR and last.value in _UNFINISHED - allowed
    is_only_word = len(group.items) == 1
    if is_operator or (is_only_word and _is_name(last) and last.value in _NEEDS_VALUE):
        yield _problem(code, last, UNFINISHED)


def _is_enumeration(before: Item | None) -> bool:
    """Whether a name that is no step precedes the brace; `enum A { X, }` ends with a comma."""
    return _is_name(before) and isinstance(before, Token) and before.value[:1].isupper()


def _missing_parentheses(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """`if a == b {`, `catch {`, `catch () {`."""
    items = group.items
    for index, (item, following) in enumerate(pairwise(items)):
        if not _is_word(item, *_WITH_PARENTHESES) or (index and _is_word(items[index - 1], ".", "?.")):
            continue
        is_operand = isinstance(following, (String, Group)) or following.kind in {TokenKind.NAME, TokenKind.NUMBER}
        if is_operand and not (isinstance(following, Group) and following.opener == "("):
            yield _problem(code, item, MISSING_PARENTHESIS)
        elif _is_word(item, "catch") and isinstance(following, Group) and not following.items:
            yield _problem(code, item, EMPTY_CATCH)


def _assignments(code: Code, group: Group, before: Item | None) -> Iterator[SyntaxProblem]:
    """`if (a = b)`."""
    if group.opener != "(" or not _is_word(before, "if"):
        return
    for index, item in enumerate(group.items):
        after_operator = index > 0 and _is_word(group.items[index - 1], "!=", "==")
        if _is_word(item, "=") and not after_operator:
            yield _problem(code, item, ASSIGNMENT)


def _arguments_without_name(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """A list of bindings whose name is missing: `[(credentialsId: 'a')]`."""
    for index, item in enumerate(group.items if group.opener == "[" else ()):
        before = group.items[index - 1] if index else None
        if not isinstance(item, Group) or item.opener != "(":
            continue
        inner = [entry for entry in item.items if not _is_newline(entry)]
        starts = before is None or _is_newline(before) or _is_word(before, ",")
        if starts and len(inner) > 1 and _is_name(inner[0]) and _is_word(inner[1], ":"):
            yield _problem(code, inner[0], NO_NAME)


def _without_handler(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """`try { … }` alone."""
    if not any(_is_word(item, "try") for item in group.items):
        return
    items = [item for item in group.items if not _is_newline(item)]
    for index, (item, body) in enumerate(pairwise(items)):
        if _is_word(item, "try") and isinstance(body, Group) and body.opener == "{":
            following = items[index + 2] if index + 2 < len(items) else None
            if not _is_word(following, "catch", "finally"):
                yield _problem(code, item, NO_HANDLER)


def _capitalized_names(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """A statement such as `Docker "a"`, which begins like a declaration."""
    if group.opener not in {"{", ""}:
        return
    for index, (name, following) in enumerate(pairwise(group.items)):
        before = group.items[index - 1] if index else None
        starts = before is None or _is_newline(before) or _is_word(before, ";")
        is_type = isinstance(name, Token) and _is_name(name) and name.value[:1].isupper()
        if starts and is_type and isinstance(following, String):
            yield _problem(code, name, NO_EQUALS_SIGN)


def _interpolations(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """Code of an interpolation that Groovy rejects: `${env.}`, `${a ? b}`, `${a ?? b}`, `${a, b}`, `${{ a }}`."""
    items = [item for item in group.items if not _is_newline(item)]
    if group.opener != "${" or not items:
        return
    first, last = items[0], items[-1]
    if _is_shell_expansion(items):
        yield _problem(code, group, SHELL_EXPANSION)
    elif _opens(first, "{") and not any(_is_word(item, "->") for item in first.items):
        yield _problem(code, group, BRACES_IN_BRACES)
    elif isinstance(first, Token) and first.kind is TokenKind.OPERATOR and first.value in _NO_PREFIXES:
        yield _problem(code, first, NO_OPERAND)
    elif isinstance(last, Token) and last.kind is TokenKind.OPERATOR and last.value not in _SUFFIXES:
        yield _problem(code, last, UNFINISHED)
    else:
        yield from _operators_in_a_row(code, items)


def _operators_in_a_row(code: Code, items: Sequence[Item]) -> Iterator[SyntaxProblem]:
    """An operator without a value in front, or a comma after a value that no call precedes.

    `a === b` and `Map<?, ?>` are valid.
    """
    for item, following in pairwise(items):
        is_one = (_is_word(item, "==", "!=") and _is_word(following, "=")) or (
            _is_word(item, "?") and _is_word(following, ",", ">")
        )
        if not is_one and _is_word(item, *_BEFORE_OPERAND) and _is_word(following, *_NO_PREFIXES):
            yield _problem(code, following, NO_OPERAND)
            return
    path = _path_length(items)
    if path and path < len(items) and _is_word(items[path], ","):
        yield _problem(code, items[path], UNEXPECTED_COMMA)


def _path_length(items: Sequence[Item]) -> int:
    """How many items form a name with properties: `a`, `env.A`; 0 if there is none."""
    length = 0
    while length < len(items) and _is_name(items[length]) and not _is_word(items[length], "def", *_KEYWORDS):
        length += 1
        if length + 1 >= len(items) or not _is_word(items[length], ".", "?.") or not _is_name(items[length + 1]):
            return length
        length += 1
    return length


def _is_shell_expansion(items: Sequence[Item]) -> bool:
    """An expansion of the shell: `${NAME:0:7}`, `${NAME%.*}`, `${NAME^^}`, `${NAME[@]}`, `${env.NAME:-a}`."""
    if len(items) < 2 or not _is_name(items[0]):  # noqa: PLR2004
        return False
    first, following = items[1], items[2] if len(items) > 2 else None  # noqa: PLR2004
    third = items[3] if len(items) > 3 else None  # noqa: PLR2004
    path = _path_length(items)
    return (
        (_is_word(first, ":") and (_is_word(following, "=", "?") or _is_word(third, ":")))
        or (_is_word(first, "%", "^") and (following is None or _is_word(following, ".", "%", "^", "*", "/")))
        or (_is_word(first, "?") and following is None)
        or (_is_word(first, ",") and (following is None or _is_word(following, ",")))
        or (1 < path < len(items) and _is_word(items[path], ":"))
        or (
            isinstance(first, Group)
            and first.opener == "["
            and _is_word(first.items[0] if first.items else None, "@", "*")
        )
    )


def _nested_calls(code: Code, group: Group, before: Item | None) -> Iterator[SyntaxProblem]:
    """A call without parentheses in brackets, or after a comma: `[string variable: 'a']`, `junit 'a', pmd a: 'b'`.

    After a comma at the level of statements `a 'b', c 'd'` is a chain of calls.
    """
    in_brackets = group.opener in {"(", "["}
    if group.opener not in {"(", "[", "{", ""} or _is_word(before, "for", "case", "switch"):
        return
    items = [item for item in group.items if not _is_newline(item)] if in_brackets else group.items
    last: Item | None = None
    for index, item in enumerate(items[:-1]):
        previous, last = last, last if _is_newline(item) else item
        first, second = items[index + 1], items[index + 2] if index + 2 < len(items) else None
        if not _is_name(item) or _is_word(item, *_NOT_CALLED, "def", "final"):
            continue
        is_named = _is_name(first) and not _is_word(first, *_WORD_OPERATORS) and _is_word(second, ":")
        if in_brackets:
            wrong = isinstance(first, String) or (is_named and not _is_word(previous, "?"))
        else:
            wrong = _is_word(previous, ",") and (is_named or (isinstance(first, String) and _is_word(second, ",")))
        if wrong and not _is_word(previous, "@"):
            yield _problem(code, item, NESTED_CALL)


def _declarations(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """`def a-b = 1`, `def a[] = 1`."""
    items = group.items
    for index, item in enumerate(items[:-2] if group.opener in {"{", ""} else ()):
        if not _is_word(item, "def"):
            continue
        name, following = items[index + 1], items[index + 2]
        starts = index == 0 or _is_newline(items[index - 1]) or _is_word(items[index - 1], ";")
        if not starts or not _is_name(name):
            continue
        joined = following.start == name.end and (_is_word(following, "-", ".") or _opens(following, "["))
        is_text = isinstance(following, String) and index + 3 < len(items) and _is_word(items[index + 3], "=")
        if joined or is_text:
            yield _problem(code, following, BAD_DECLARATION)


def _lambdas(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """`(a) -> b`, which Groovy 3 introduced."""
    for item, following in pairwise(group.items):
        if isinstance(item, Group) and item.opener == "(" and _is_word(following, "->"):
            yield _problem(code, item, LAMBDA)


def _early_ends(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """A string that an inner quote ends: `'tr '[:upper:]''`."""
    for item, following in pairwise(group.items):
        if isinstance(item, String) and isinstance(following, Group) and following.opener == "[":
            inner = following.items
            if item.end == following.start and len(inner) > 1 and _is_word(inner[0], ":"):
                yield _problem(code, following, EARLY_END)


def _labels(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """A named argument at the start of a statement: `subject: 'a',`."""
    items = group.items
    if group.opener not in {"{", ""}:
        return
    last: Item | None = None
    for index, item in enumerate(items[:-3]):
        previous, last = last, last if _is_newline(item) else item
        colon, value, comma = items[index + 1 : index + 4]
        if not (_is_name(item) and _is_word(colon, ":") and isinstance(value, String) and _is_word(comma, ",")):
            continue
        starts = index == 0 or _is_newline(items[index - 1])
        is_operator = isinstance(previous, Token) and previous.kind is TokenKind.OPERATOR
        if starts and not is_operator and not _is_word(item, "default"):
            yield _problem(code, item, LABEL)


def _methods_in_blocks(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """`script { def a() { } }`; in the braces of a class methods are allowed."""
    of_class = False
    for item in group.items:
        if _is_newline(item) or _is_word(item, ";"):
            of_class = False
        elif _is_word(item, *_CLASS_WORDS):
            of_class = True
        elif not of_class and _opens(item, "{"):
            yield from _methods_in(code, item)


def _methods_in(code: Code, block: Group) -> Iterator[SyntaxProblem]:
    for index, item in enumerate(block.items[:-3]):
        name, head, body = block.items[index + 1 : index + 4]
        starts = index == 0 or _is_newline(block.items[index - 1]) or _is_word(block.items[index - 1], ";")
        if starts and _is_word(item, "def") and _is_name(name) and _opens(head, "(") and _opens(body, "{"):
            yield _problem(code, name, METHOD_IN_BLOCK)


def _statements(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """Conflict markers, `a = 1 def b`, `x = = 1`, `def 1a`, `def class`, `do {`, `!in`, an `else` or `import` alone."""
    is_block = group.opener in {"{", ""}
    before: Item | None = None
    first: Item | None = None
    start: Item | None = None
    for item in group.items:
        if _is_newline(item) or _is_word(item, ";"):
            before = None
            continue
        if first is None and is_block and _is_word(item, "else"):
            yield _problem(code, item, LONE_ELSE)
        first = item
        if _is_conflict(code, item):
            yield SyntaxProblem(code.text.cut(item.start, item.start + 7), CONFLICT)
            return
        template = _wrong_after(before, item) if is_block else None
        if template is not None:
            yield _problem(code, item, template)
        elif group.opener == "{" and before is None and _is_word(item, "import") and _is_name(item):
            yield _problem(code, item, LATE_IMPORT)
        elif _is_word(before, "!") and _is_name(item) and _is_word(item, "in", "instanceof"):
            yield _problem(code, item, NEGATED_WORD)
        elif is_block and before is not None and before is start and _is_word(before, "do") and _opens(item, "{"):
            yield _problem(code, before, NO_DO_WHILE)
        start = item if before is None else start
        before = item


def _is_conflict(code: Code, item: Item) -> bool:
    text, start = code.text.value, item.start
    starts_line = start == 0 or text[start - 1] == "\n"
    is_operator = isinstance(item, Token) and item.kind is TokenKind.OPERATOR
    return (
        is_operator and starts_line and text.startswith("<<<<<<<", start) and text[start + 7 : start + 8] in {" ", "\n"}
    )


def _wrong_after(before: Item | None, item: Item) -> Bilingual | None:
    """Why an item can't follow another one on the same line."""
    if before is None or not isinstance(item, Token):
        return None
    is_literal = isinstance(before, String) or (isinstance(before, Token) and before.kind is TokenKind.NUMBER)
    if is_literal and _is_name(item) and item.value == "def":
        return SAME_LINE
    is_operator = item.kind is TokenKind.OPERATOR
    if is_operator and _is_word(before, "=", "+=", "==") and item.value in _AFTER_ASSIGNMENT:
        return NO_OPERAND
    if is_operator and _is_word(before, ".", "?.") and item.value in {"=", "==", "+="}:
        return NO_OPERAND
    is_name = item.kind is TokenKind.NUMBER or (_is_name(item) and item.value in _KEYWORDS)
    return BAD_NAME if _is_word(before, "def") and is_name else None


def _conditionals(code: Code, group: Group, _: Item | None) -> Iterator[SyntaxProblem]:
    """`a ? b` without a colon in the rest of its group."""
    open_mark: Item | None = None
    before: Item | None = None
    for item in group.items:
        if _is_word(item, "?") and not _is_word(before, "<", ",", "(", ">"):
            open_mark = item
        elif _is_word(item, ":", ">", ">>", "extends", "super"):
            open_mark = None
        before = item
    is_expansion = group.opener == "${" and _is_shell_expansion(group.items)
    if open_mark is not None and before is not open_mark and not is_expansion:
        yield _problem(code, open_mark, NO_COLON)


def _opens(item: Item, opener: str) -> TypeGuard[Group]:
    return isinstance(item, Group) and item.opener == opener


def _is_name(item: Item | None) -> bool:
    return isinstance(item, Token) and item.kind is TokenKind.NAME


def _is_word(item: Item | None, *values: str) -> bool:
    return isinstance(item, Token) and item.value in values


def _is_newline(item: Item) -> bool:
    return isinstance(item, Token) and item.kind is TokenKind.NEWLINE


_CHECKS: tuple[Callable[[Code, Group, Item | None], Iterator[SyntaxProblem]], ...] = (
    _missing_commas,
    _unfinished,
    _missing_parentheses,
    _assignments,
    _arguments_without_name,
    _without_handler,
    _capitalized_names,
    _interpolations,
    _nested_calls,
    _declarations,
    _lambdas,
    _early_ends,
    _labels,
    _methods_in_blocks,
    _statements,
    _conditionals,
)
