r"""Tokenizes Groovy, and groups the tokens by brackets.

This follows the lexer of Groovy 2.4, the version in Jenkins: `\uXXXX` is replaced first, a slash after an operand
divides and otherwise opens a string, and `$` in a double-quoted string must be followed by a name or `{`. Every token,
and every character of a decoded string, has its position.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, TypeAlias

from msgspec import field

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data, Mutable
from kaniko_guide.sources import unread
from kaniko_guide.sources.model import SyntaxProblem
from kaniko_guide.sources.unread import Unread
from kaniko_guide.text import Text, combine_surrogates

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

DEPTH_LIMIT = 50
"""Deepest nesting of brackets and strings that is read; hand-written pipelines stay below 20."""

CLOSERS = {"(": ")", "[": "]", "{": "}", "${": "}"}
"""The closing bracket of each opening one."""

OPERATORS = (
    *("<=>", "**=", ">>>=", "<<=", ">>=", ">>>", "==~", "...", "..<", "*.@", "?.@"),
    *("==", "!=", "<=", ">=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "=~", "->", "?:"),
    *("?.", "*.", ".&", ".@", "*:", "<<", ">>", "..", "**"),
    *"+-*/%=<>!~?:.,;&|^@",
)

DIGITS = "0123456789"
HEX_DIGITS = f"{DIGITS}abcdefABCDEF"
NUMBER_CHARACTERS = frozenset(f"{DIGITS}_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\", "$": "$"}

OCTAL_BYTE = "0123"
"""First digits of an octal escape after which two more may follow; after the others only one."""


_WHITESPACE = lazy.pattern(r"(?:[ \t\f]|\\\n)+")
_NAME_END = lazy.pattern(r"[\x00-#%-/:-@\[-^`{-\xbf×÷]")
"""A character that is no part of a name; a range of those that are takes long to compile."""


class TokenKind(enum.Enum):
    """The kind of a token."""

    NAME = "name"
    NUMBER = "number"
    OPERATOR = "operator"
    NEWLINE = "newline"


_LOW_SURROGATE = lazy.pattern(r"\\u+([dD][c-fC-F][0-9a-fA-F]{2})")


class Token(Data, frozen=True):
    """A name, a number, an operator or a line end; `start` and `end` are offsets in `Code.text`."""

    kind: TokenKind
    value: str
    start: int
    end: int


class String(Data, frozen=True, dict=True):
    """A string literal.

    Attributes:
        start, end: offsets in `Code.text`, including the quotes.
        quote: the opening quotes.
        parts: in order, its decoded text (characters, and their offset) and its interpolations.
    """

    start: int
    end: int
    quote: str
    parts: tuple[tuple[str, int] | Group, ...]


class Group(Data, frozen=True):
    """The items between two brackets, or of the whole file.

    Attributes:
        opener: the opening bracket; `${` or `$` for an interpolation, empty for the whole file.
        start, end: offsets in `Code.text`, including the brackets.
        items: the tokens, strings and groups inside.
    """

    opener: str
    start: int
    end: int
    items: tuple[Item, ...]


Item: TypeAlias = Token | String | Group


class Code(Data, frozen=True, dict=True):
    r"""A tokenized file.

    Attributes:
        text: the file with line ends converted to `\n` and `\uXXXX` replaced; offsets refer to it.
        root: the group of the whole file.
        problems: syntax errors; if there are any, `root` is empty.
        comments: the offsets of each comment.
        unread: why the file was not tokenized, if it was not: brackets nested deeper than `DEPTH_LIMIT`.
    """

    text: Text
    root: Group
    problems: tuple[SyntaxProblem, ...]
    comments: tuple[tuple[int, int], ...] = ()
    unread: tuple[Unread, ...] = ()


def read(text: Text) -> Code:
    """Tokenize a file."""
    code, problems = _preprocess(text)
    if not problems:
        reader = _Tokenizer(code)
        root = reader.run()
        problems = reader.problems
        if reader.too_deep is not None:
            deep = Unread(reader.too_deep, unread.DEEP_CODE, {"limit": DEPTH_LIMIT})
            return Code(code, Group("", 0, 0, ()), (), unread=(deep,))
        if not problems:
            return Code(code, root, (), tuple(reader.comments))
        unclosed = _unclosed_string(code.value)
        if unclosed is not None:
            where = code.cut(unclosed, unclosed + 3)
            problems = [SyntaxProblem(where, UNTERMINATED_STRING, {"quote": where.value})]
        elif reader.paths:
            where = code.cut(*reader.paths[0])
            problems = [SyntaxProblem(where, UNQUOTED_PATH, {"found": where.value})]
    return Code(code, Group("", 0, 0, ()), tuple(problems))


def _unclosed_string(code: str) -> int | None:
    """The first string in three quotes that probably lacks its end, in code with an error.

    The next such string then seems to end it, but its quotes follow a step or an operator: `sh \"\"\"`.
    """
    at = 0
    while (found := _COMMENT_OR_STRING.search(code, at)) is not None:
        at = found.end()
        if found[0] == "/*":
            at = code.find("*/", at) + 2
            if at == 1:
                return None
        if found[0] not in {'"""', "'''"}:
            continue
        end = code.find(found[0], at)
        while end > 0 and code[end - 1] == "\\":
            end = code.find(found[0], end + 1)
        if end < 0:
            return None
        line_start = max(code.rfind("\n", 0, end) + 1, at)
        if "\n" in code[at:end] and _BEFORE_STRING.search(code[line_start:end]):
            return found.start()
        at = end + 3
    return None


_UNQUOTED_PATH = lazy.pattern(r"(?<![^\s{;])sh[ \t]+(\.{1,2})/[\w./-]*")
"""A step that runs a file without quotes: `sh ./gradlew build`."""

_COMMENT_OR_STRING = lazy.pattern(r"//[^\n]*|/\*|\"\"\"|'''|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?")
_BEFORE_STRING = lazy.pattern(
    r"(?:^|[\s({;])(?:bat|echo|sh|yaml)\s*\(?\s*$|\b(?:script|text|yaml)\s*:\s*$|^\s*(?:def )?\w+\s=\s$"
)
"""The end of a line after which a string begins."""


def _preprocess(text: Text) -> tuple[Text, list[SyntaxProblem]]:
    r"""Convert line ends to `\n` and replace `\uXXXX`, as Groovy does before its lexer runs."""
    value = text.value
    if "\r" not in value and "\\u" not in value:
        return text, []
    pieces: list[tuple[str, int]] = []
    problems: list[SyntaxProblem] = []
    done = position = 0
    while position < len(value):
        character = value[position]
        length = 1
        replaced: str | None = None
        if character == "\r":
            length = 2 if value[position + 1 : position + 2] == "\n" else 1
            replaced = "\n"
        elif character == "\\" and value[position + 1 : position + 2] == "\\":
            length = 2
        elif character == "\\" and value[position + 1 : position + 2] == "u":
            start = position + 1
            while value[start : start + 1] == "u":
                start += 1
            digits = value[start : start + 4]
            if len(digits) == 4 and all(digit in HEX_DIGITS for digit in digits):  # noqa: PLR2004
                length = start + 4 - position
                replaced = chr(int(digits, 16))
                low = _LOW_SURROGATE.match(value, start + 4) if _is_high_surrogate(replaced) else None
                if low is not None:
                    length = low.end() - position
                    replaced = combine_surrogates(replaced + chr(int(low.group(1), 16)))
            else:
                problems.append(SyntaxProblem(text.cut(position, position + 2), BAD_UNICODE))
        if replaced is not None:
            pieces.extend([(value[done:position], done), (replaced, position)])
            done = position + length
        position += length
    pieces.append((value[done:], done))
    return _rebuild(text, pieces), problems


def _is_high_surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udbff"


def _rebuild(text: Text, pieces: list[tuple[str, int]]) -> Text:
    """Build a text from pieces of another one, `(characters, offset in text)`."""
    return Text.build(text.source, to_source_pieces(text, pieces))


def to_source_pieces(text: Text, pieces: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Convert pieces with offsets in `text` to pieces with offsets in its source."""
    for characters, offset in pieces:
        if len(characters) > 1 and text.value[offset : offset + len(characters)] == characters:
            yield from text.cut(offset, offset + len(characters)).pieces()
        elif characters:
            yield characters, text.origin(offset)


class _OpenFrame(Mutable):
    """A bracket or a string with interpolations that is still open."""

    opener: str
    start: int
    items: list[Item] = field(default_factory=list)
    parts: list[tuple[str, int] | Group] | None = None


class _Tokenizer:
    """Tokenizes code in one pass, without recursion; open brackets and strings are on a stack."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.code = text.value
        self.position = 0
        self.problems: list[SyntaxProblem] = []
        self.too_deep: Text | None = None
        self.stack = [_OpenFrame("", 0)]
        self.last_item: Item | None = None
        self.comments: list[tuple[int, int]] = []
        self.paths: list[tuple[int, int]] = []

    def run(self) -> Group:
        """Tokenize the whole file."""
        if self.code.startswith("#!"):
            self.position = self._line_end(0)
        while self.position < len(self.code):
            succeeded = self._read_token() if self.stack[-1].parts is None else self._read_string_part()
            if not succeeded:
                break
        else:
            if len(self.stack) > 1:
                self._report_unclosed(self.stack[-1])
        return Group("", 0, len(self.code), tuple(self.stack[0].items))

    def _report(self, start: int, end: int, template: Bilingual, **values: object) -> None:
        self.problems.append(SyntaxProblem(self.text.cut(start, end), template, values))

    def _report_unclosed(self, frame: _OpenFrame) -> None:
        end = frame.start + len(frame.opener)
        if frame.parts is None:
            self._report(frame.start, end, UNCLOSED, opener=frame.opener, closer=CLOSERS[frame.opener])
        else:
            self._report(frame.start, end, UNTERMINATED_STRING, quote=frame.opener)

    def _line_end(self, position: int) -> int:
        end = self.code.find("\n", position)
        return len(self.code) if end < 0 else end

    def _add(self, item: Item) -> None:
        self.stack[-1].items.append(item)
        self.last_item = item
        self.position = item.end

    def _push(self, frame: _OpenFrame) -> bool:
        if len(self.stack) > DEPTH_LIMIT:
            self.too_deep = self.text.cut(frame.start, frame.start + len(frame.opener))
            return False
        self.stack.append(frame)
        self.position = frame.start + len(frame.opener)
        self.last_item = None
        return True

    # --- code --------------------------------------------------------------------------------------------------------

    def _read_token(self) -> bool:  # noqa: C901, PLR0911
        """Read one token; False after an error."""
        code, start = self.code, self.position
        character = code[start]
        if whitespace := _WHITESPACE.match(code, start):
            self.position = whitespace.end()
            return True
        if character == "\n":
            string_around = next((frame for frame in reversed(self.stack) if frame.parts is not None), None)
            if string_around is not None and string_around.opener in {'"', "/"}:
                self._report(string_around.start, start, UNTERMINATED_LINE, quote=string_around.opener)
                return False
            self.stack[-1].items.append(Token(TokenKind.NEWLINE, "\n", start, start + 1))
            self.position += 1
            return True
        if code.startswith("//", start):
            self.position = self._line_end(start)
            self.comments.append((start, self.position))
            return True
        if code.startswith("/*", start):
            return self._skip_comment(start)
        if character == "/" and code[start - 1 : start] == "\n":
            self._report(start, start + 1, LEADING_SLASH)
            return False
        if is_name_start(character) or character == "$":
            return self._open_dollar_slashy(start) if self._opens_dollar_slashy(start) else self._read_name(start)
        if character in DIGITS:
            return self._read_number(start)
        if character in "'\"" or (character == "/" and not self._after_operand()):
            return self._open_string(start)
        if character in "([{":
            return self._push(_OpenFrame(character, start))
        if character in ")]}":
            return self._close_bracket(start, character)
        operator = next((known for known in OPERATORS if code.startswith(known, start)), None)
        if operator is None:
            self._report(start, start + 1, UNEXPECTED, character=character)
            return False
        self._add(Token(TokenKind.OPERATOR, operator, start, start + len(operator)))
        return True

    def _skip_comment(self, start: int) -> bool:
        end = self.code.find("*/", start + 2)
        if end < 0:
            self._report(start, start + 2, UNTERMINATED_COMMENT)
            return False
        self.position = end + 2
        self.comments.append((start, self.position))
        return True

    def _read_name(self, start: int) -> bool:
        end = _first_match(_NAME_END, self.code, start + 1)
        self._add(Token(TokenKind.NAME, self.code[start:end], start, end))
        return True

    def _read_number(self, start: int) -> bool:
        code, end = self.code, start + 1
        has_point, is_hexadecimal = False, code[start : start + 2].lower() == "0x"
        while end < len(code):
            if code[end] == "." and code[end + 1 : end + 2].isdigit() and not has_point:
                has_point = True
            elif not (
                code[end] in NUMBER_CHARACTERS or (code[end] in "+-" and code[end - 1] in "eE" and not is_hexadecimal)
            ):
                break
            end += 1
        self._add(Token(TokenKind.NUMBER, code[start:end], start, end))
        return True

    def _close_bracket(self, start: int, closer: str) -> bool:
        frame = self.stack[-1]
        if len(self.stack) == 1:
            self._report(start, start + 1, UNOPENED, closer=closer)
            return False
        if CLOSERS[frame.opener] != closer:
            line = self.text.position(frame.start).line
            expected = CLOSERS[frame.opener]
            self._report(start, start + 1, MISMATCHED, closer=closer, opener=frame.opener, line=line, expected=expected)
            return False
        self.stack.pop()
        group = Group(frame.opener, frame.start, start + 1, tuple(frame.items))
        parts = self.stack[-1].parts
        if parts is None:
            self._add(group)
        else:
            parts.append(group)
            self.position = start + 1
        return True

    def _after_operand(self) -> bool:
        """Whether the last token ends an operand (or is a keyword), so that a slash divides."""
        last = self.last_item
        if isinstance(last, Token):
            return last.kind in {TokenKind.NAME, TokenKind.NUMBER} or last.value in {"++", "--"}
        return last is not None

    # --- strings -----------------------------------------------------------------------------------------------------

    def _opens_dollar_slashy(self, start: int) -> bool:
        return self.code.startswith("$/", start) and not self._after_operand()

    def _open_dollar_slashy(self, start: int) -> bool:
        return self._push(_OpenFrame("$/", start, parts=[]))

    def _open_string(self, start: int) -> bool:
        quote = self.code[start]
        if quote != "/" and self.code.startswith(quote * 3, start):
            quote *= 3
        path = _UNQUOTED_PATH.search(self.code, self.code.rfind("\n", 0, start) + 1) if quote == "/" else None
        if path is not None and path.end(1) == start:
            self.paths.append((path.start(1), path.end()))
        return self._push(_OpenFrame(quote, start, parts=[]))

    def _read_string_part(self) -> bool:
        """Read plain characters up to the next special one, and handle that."""
        frame = self.stack[-1]
        parts = frame.parts
        assert parts is not None  # noqa: S101
        code, quote, start = self.code, frame.opener, self.position
        position = _first_match(_STRING_STOPS[quote], code, start)
        if position > start:
            parts.append((code[start:position], start))
        self.position = position
        if position == len(code):
            return True
        closer = "/$" if quote == "$/" else quote
        if code.startswith(closer, position) and not (quote == "$/" and not parts):
            self.stack.pop()
            self._add(String(frame.start, position + len(closer), quote, tuple(parts)))
            return True
        character = code[position]
        if character == "\n":
            self._report(frame.start, position, UNTERMINATED_LINE, quote=quote)
            return False
        if character == "\\":
            return self._read_escape(parts, quote)
        if character == "$":
            return self._read_dollar(parts, quote)
        return self._add_text(parts)

    def _add_text(self, parts: list[tuple[str, int] | Group], length: int = 1, value: str | None = None) -> bool:
        """Add the next `length` characters to the string, or `value` in their place."""
        start = self.position
        parts.append((self.code[start : start + length] if value is None else value, start))
        self.position += length
        return True

    def _read_escape(self, parts: list[tuple[str, int] | Group], quote: str) -> bool:
        start = self.position
        following = self.code[start + 1 : start + 2]
        if following == "\n":
            return self._add_text(parts, 2, "")
        if quote in {"/", "$/"}:
            slash = quote == following
            return self._add_text(parts, 2, "/") if slash else self._add_text(parts)
        if following in SIMPLE_ESCAPES and following:
            return self._add_text(parts, 2, SIMPLE_ESCAPES[following])
        digits = ""
        limit = 3 if following and following in OCTAL_BYTE else 2
        while len(digits) < limit and self.code[start + 1 + len(digits) : start + 2 + len(digits)] in set("01234567"):
            digits += self.code[start + 1 + len(digits)]
        if digits:
            return self._add_text(parts, 1 + len(digits), chr(int(digits, 8)))
        if following:
            self._report(start, start + 2, BAD_ESCAPE, escape=f"\\{following}")
        return self._add_text(parts, 1 + len(following))

    def _read_dollar(self, parts: list[tuple[str, int] | Group], quote: str) -> bool:
        start = self.position
        following = self.code[start + 1 : start + 2]
        if following == "{":
            return self._push(_OpenFrame("${", start))
        if following.isidentifier():
            parts.append(self._read_dollar_path(start))
            return True
        if quote == "$/" and following and following in "$/":
            return self._add_text(parts, 2, following)
        if quote in {'"', '"""'}:
            self._report(start, start + 1, BAD_DOLLAR)
        return self._add_text(parts)

    def _read_dollar_path(self, start: int) -> Group:
        """Read `$name.name`."""
        code, position = self.code, start + 1
        items: list[Item] = []
        while True:
            end = position + 1
            while end < len(code) and is_name_part(code[end]):
                end += 1
            items.append(Token(TokenKind.NAME, code[position:end], position, end))
            position = end + 1
            if code[end : end + 1] != "." or not code[position : position + 1].isidentifier():
                self.position = end
                return Group("$", start, end, tuple(items))
            items.append(Token(TokenKind.OPERATOR, ".", end, position))


_STRING_STOPS = {
    "'": lazy.pattern(r"['\\\n]"),
    "'''": lazy.pattern(r"['\\]"),
    '"': lazy.pattern(r'["\\\n$]'),
    '"""': lazy.pattern(r'["\\$]'),
    "/": lazy.pattern(r"[/\\$]"),
    "$/": lazy.pattern(r"[/\\$]"),
}
"""The special characters in each kind of string."""


def _first_match(pattern: re.Pattern[str], code: str, start: int) -> int:
    """The offset of the first match from `start` on; without a match, the end of the code."""
    found = pattern.search(code, start)
    return len(code) if found is None else found.start()


def is_name_start(character: str) -> bool:
    """Whether a name may start with a character; `$` is handled elsewhere.

    Groovy's lexer accepts nearly every character from U+00C0 on as a letter.
    """
    return (
        character == "_"
        or (character.isascii() and character.isalpha())
        or (character >= "\xc0" and character not in "×÷")
    )


def is_name_part(character: str) -> bool:
    """Whether a name may contain a character; `$` is handled elsewhere."""
    return is_name_start(character) or character in DIGITS


BAD_UNICODE = Bilingual(
    zh="`\\u` 后面要有四位十六进制数字；Groovy 在读字符串和注释之前就会替换它。",
    en="`\\u` must be followed by four hexadecimal digits; Groovy replaces it before it reads strings and comments.",
)
UNTERMINATED_COMMENT = Bilingual(zh="注释 `/*` 没有用 `*/` 结束。", en="The comment `/*` is not closed by `*/`.")
UNTERMINATED_STRING = Bilingual(
    zh="以 {quote} 开头的字符串没有结束。", en="The string that starts with {quote} is not closed."
)
UNQUOTED_PATH = Bilingual(
    zh="`sh` 的命令 `{found} …` 没有加引号，Groovy 把 `/` 当成一个字符串的开头；写成 `sh '{found} …'`。",
    en="The command `{found} …` of `sh` has no quotes: `/` starts a string of Groovy. Write `sh '{found} …'`.",
)
UNTERMINATED_LINE = Bilingual(
    zh="以 {quote} 开头的字符串没有在本行结束；多行字符串要用三个引号。",
    en="The string that starts with {quote} is not closed on its line; a multi-line string needs three quotes.",
)
BAD_ESCAPE = Bilingual(
    zh="Groovy 字符串里没有转义 `{escape}`；反斜杠本身要写成 `\\\\`。",
    en="Groovy strings have no escape `{escape}`; write a backslash as `\\\\`.",
)
BAD_DOLLAR = Bilingual(
    zh="双引号字符串里的 `$` 后面必须是变量名或 `{{`；普通的美元符号写成 `\\$`，或者改用单引号。",
    en="In a double-quoted string `$` must be followed by a name or `{{`; write a plain dollar as `\\$`, or use single "
    "quotes.",
)
UNCLOSED = Bilingual(zh="`{opener}` 没有对应的 `{closer}`。", en="`{opener}` is not closed by `{closer}`.")
UNOPENED = Bilingual(zh="多余的 `{closer}`：前面没有打开的括号。", en="Unexpected `{closer}`: no bracket is open.")
MISMATCHED = Bilingual(
    zh="这里是 `{closer}`，但第 {line} 行的 `{opener}` 需要用 `{expected}` 闭合。",
    en="Found `{closer}`, but `{opener}` in line {line} must be closed by `{expected}`.",
)
UNEXPECTED = Bilingual(zh="Groovy 代码里不能出现 `{character}`。", en="Groovy does not allow `{character}` here.")
LEADING_SLASH = Bilingual(
    zh="一行的第一个字符不能是 `/`：Groovy 2.4 会把它当成注释的开头。",
    en="A line can't start with `/`: Groovy 2.4 reads it as the start of a comment.",
)
