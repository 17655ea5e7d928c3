"""Finds the first syntax error of a shell script that every shell rejects.

The grammar is that of POSIX with what bash adds, so that whatever is reported, both dash and bash reject. What the two
read differently is either read as the one that accepts it, or nothing is reported at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_DEPTH = 60
"""Deepest nesting of commands and expansions that is read."""

PLACEHOLDER = lazy.pattern(r"<\w[^<>\n|&;()]*>")
"""`<pod>`, which the reader of a script replaces; as a redirection it is no error that this module finds."""

NO_COMMAND_BEFORE = Bilingual(
    zh="shell 语法错误：`{text}` 前面缺少命令。",
    en="Shell syntax error: a command is missing in front of `{text}`.",
)
NO_COMMAND_AFTER = Bilingual(
    zh="shell 语法错误：`{text}` 后面没有命令。",
    en="Shell syntax error: no command follows `{text}`.",
)
STRAY = Bilingual(
    zh="shell 语法错误：这里没有需要用 `{text}` 结束的结构。",
    en="Shell syntax error: nothing is open here that `{text}` could end or continue.",
)
UNEXPECTED = Bilingual(
    zh="shell 语法错误：这里不能有 `{text}`。",
    en="Shell syntax error: `{text}` is not allowed here.",
)
EXPECTED = Bilingual(
    zh="shell 语法错误：这里应该是 `{expected}`，却是 `{text}`。",
    en="Shell syntax error: expected `{expected}`, found `{text}`.",
)
NO_SEPARATOR = Bilingual(
    zh="shell 语法错误：`{text}` 前面缺少 `;` 或换行，所以它成了前面命令的一个参数。",
    en="Shell syntax error: `;` or a line break is missing in front of `{text}`, which is an argument here.",
)
NOT_CLOSED = Bilingual(
    zh="shell 语法错误：这个 `{text}` 没有结束，缺少 `{expected}`。",
    en="Shell syntax error: this `{text}` is not closed; `{expected}` is missing.",
)
NO_TARGET = Bilingual(
    zh="shell 语法错误：`{text}` 后面没有文件名。",
    en="Shell syntax error: no file name follows `{text}`.",
)
OPEN_HEREDOC = Bilingual(
    zh="here-document 的结束行 `{text}` 前后有空格，所以不算结束：它一直到脚本末尾，后面的命令都不会执行。",
    en=(
        "The end `{text}` of this here-document has spaces around it and so ends nothing: the here-document extends to "
        "the end of the script, and no command after it runs."
    ),
)
MERGE_MARKER = Bilingual(
    zh="这是 git 合并冲突的标记，冲突还没有解决。",
    en="A conflict marker of git: a merge conflict was not resolved.",
)


class ShellProblem(Data, frozen=True):
    """A syntax error.

    Attributes:
        start: the offset of its first character.
        end: the offset after its last.
        message: what is wrong, with placeholders.
        values: for the placeholders.
        body: of a here-document that does not end, the offset of its content.
    """

    start: int
    end: int
    message: Bilingual
    values: Mapping[str, object]
    body: int | None = None


class Verdict(Data, frozen=True):
    """What the grammar says of a script.

    Attributes:
        problem: the first certain syntax error, or a here-document that its end does not end.
        valid: whether the script has no syntax error; False if that is not known.
    """

    problem: ShellProblem | None
    valid: bool


def judge(script: str) -> Verdict:
    """Read a script."""
    parser = _Parser(script)
    found: ShellProblem | None = None
    understood = True
    try:
        parser.read_script()
    except _SyntaxError as error:
        found = error.problem
    except _NotUnderstoodError:
        understood = False
    found = parser.open_heredoc or found
    return Verdict(found, valid=understood and found is None)


class _SyntaxError(Exception):
    """Every shell rejects the script."""

    def __init__(self, start: int, end: int, message: Bilingual, **values: object) -> None:
        super().__init__(start)
        self.problem = ShellProblem(start, end, message, values)


class _NotUnderstoodError(Exception):
    """Shells read the script differently, or it is nested too deeply."""


class _Token(Data, frozen=True):
    kind: Literal["word", "operator", "newline", "end"]
    text: str
    start: int
    end: int

    def is_operator(self, *texts: str) -> bool:
        return self.kind == "operator" and self.text in texts

    def is_word(self, *texts: str) -> bool:
        return self.kind == "word" and self.text in texts


class _Heredoc(Data, frozen=True):
    start: int
    end: int
    delimiter: str
    strips_tabs: bool


_OPERATORS = (
    *("<<<", "<<-", "&>>", ";;&"),
    *("<<", ">>", "<&", ">&", "<>", ">|", "&>", "&&", "||", "|&", ";;", ";&"),
    *("<", ">", "|", "&", ";", "(", ")"),
)
_REDIRECTIONS = frozenset({"<", ">", "<<", "<<-", "<<<", ">>", "<&", ">&", "<>", ">|", "&>", "&>>"})
_CASE_ENDS = (";;", ";&", ";;&")
_CLOSING_WORDS = frozenset({"then", "else", "elif", "fi", "do", "done", "esac", "}"})
_PLAIN = lazy.pattern(r"[^\\'\"$`\s;&|<>()]+")
_SPACES = lazy.pattern(r"(?:[ \t\r]|\\\r?\n)+")
_COMMENT = lazy.pattern(r"#[^\n]*")
_ARRAY = lazy.pattern(r"[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=\Z")
_IO_NUMBER = lazy.pattern(r"\d+(?=[<>])")
_NAME = lazy.pattern(r"[A-Za-z_]\w*\Z")
_MARKER = lazy.pattern(r"(?:<{7}|>{7})(?:[ \t]|$)")


class _Parser:
    """Reads a script from left to right; no character is read twice, apart from those of `((`."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.at = 0
        self.depth = 0
        self.peeked: _Token | None = None
        self.heredocs: list[_Heredoc] = []
        self.open_heredoc: ShellProblem | None = None
        self.glued: list[_Token] = []

    def read_script(self) -> None:
        """Read the whole script."""
        self.read_list()
        token = self.peek()
        if token.kind != "end":
            raise self.stray(token)

    # --- errors ------------------------------------------------------------------------------------------------------

    def error(self, token: _Token, message: Bilingual, **values: object) -> _SyntaxError:
        """An error at a token."""
        line = self.script.rfind("\n", 0, token.start) + 1
        if _MARKER.match(self.script, line) and not self.script[line : token.start].strip("<> \t"):
            return _SyntaxError(line, line + 7, MERGE_MARKER)
        return _SyntaxError(token.start, token.end, message, **values)

    def stray(self, token: _Token) -> _SyntaxError:
        """An error at a token where a command could be."""
        is_end = token.text in _CLOSING_WORDS or token.is_operator(")", *_CASE_ENDS)
        return self.error(token, STRAY if is_end else UNEXPECTED, text=token.text)

    def expect_word(self, opener: _Token, *texts: str) -> _Token:
        """Read one of these words, which `opener` needs."""
        token = self.peek()
        if token.is_word(*texts):
            return self.next()
        expected = texts[-1]
        for glued in self.glued:
            if glued.start > opener.start and glued.text in texts:
                raise self.error(glued, NO_SEPARATOR, text=glued.text)
        raise self.missing(opener, token, expected)

    def expect_operator(self, opener: _Token, text: str) -> None:
        """Read an operator, which `opener` needs."""
        token = self.peek()
        if not token.is_operator(text):
            raise self.missing(opener, token, text)
        self.next()

    def missing(self, opener: _Token, found: _Token, expected: str) -> _SyntaxError:
        """An error where `expected` is missing."""
        if found.kind == "end":
            return self.error(opener, NOT_CLOSED, text=opener.text, expected=expected)
        if found.kind == "newline":
            return _SyntaxError(found.start, found.start, EXPECTED, expected=expected, text="↵")
        return self.error(found, EXPECTED, expected=expected, text=found.text)

    # --- tokens ------------------------------------------------------------------------------------------------------

    def next(self) -> _Token:
        """Read a token."""
        token = self.peek()
        self.peeked = None
        if token.kind == "newline":
            self.read_heredocs()
        return token

    def peek(self) -> _Token:
        """The next token."""
        if self.peeked is None:
            self.peeked = self.read_token()
        return self.peeked

    def read_token(self) -> _Token:
        script = self.script
        while (blank := _SPACES.match(script, self.at) or _COMMENT.match(script, self.at)) is not None:
            self.at = blank.end()
        start = self.at
        if start >= len(script):
            return _Token("end", "", len(script), len(script))
        if script[start] == "\n":
            self.at += 1
            return _Token("newline", "\n", start, self.at)
        number = _IO_NUMBER.match(script, start)
        if number is not None:
            self.at = start = number.end()
        if script[start] in "<>" and script.startswith("(", start + 1):
            return self.read_word(start)
        placeholder = PLACEHOLDER.match(script, start)
        if placeholder is not None:
            self.at = placeholder.end()
            return self.read_word(start)
        for operator in _OPERATORS:
            if script.startswith(operator, start):
                self.at = start + len(operator)
                return _Token("operator", operator, start, self.at)
        return self.read_word(start)

    def read_word(self, start: int) -> _Token:
        script = self.script
        while self.at < len(script):
            plain = _PLAIN.match(script, self.at)
            if plain is not None:
                self.at = plain.end()
                continue
            character = script[self.at]
            if character in "<>" and script.startswith("(", self.at + 1):
                self.at += 1
                self.read_substitution(self.at)
            elif character == "(" and script[self.at - 1] == "=" and _ARRAY.match(script[start : self.at]):
                self.read_array()
            elif character == "(" and self.at > start and script[self.at - 1] in "?*+@!":
                self.skip_parentheses(self.at)
            elif character in " \t\r\n;&|<>()":
                if character == "\r":
                    raise _NotUnderstoodError
                break
            else:
                self.read_part(in_quotes=False)
        return _Token("word", script[start : self.at], start, self.at)

    def read_part(self, *, in_quotes: bool) -> None:
        """Read an escape, a quote or an expansion."""
        script, start = self.script, self.at
        character = script[start]
        if character == "\\":
            self.at = min(start + 2, len(script))
        elif character == "'" and not in_quotes:
            self.skip_to("'", start)
        elif character == '"':
            self.read_quotes(start)
        elif character == "`":
            self.skip_backticks(start)
        elif script.startswith("$((", start):
            self.skip_parentheses(start + 1)
        elif script.startswith("$(", start):
            self.at = start + 1
            self.read_substitution(start)
        elif script.startswith("${", start):
            self.read_parameter(start, in_quotes=in_quotes)
        elif script.startswith("$'", start) and not in_quotes:
            self.skip_to("'", start + 1)
            if script[self.at - 2] == "\\":
                raise _NotUnderstoodError
        else:
            self.at = start + 1

    def skip_to(self, quote: str, start: int) -> None:
        end = self.script.find(quote, start + 1)
        if end < 0:
            raise self.open_part(start, quote)
        self.at = end + 1

    def open_part(self, start: int, expected: str) -> _SyntaxError:
        text = self.script[start : start + (2 if self.script[start] == "$" else 1)]
        return _SyntaxError(start, start + len(text), NOT_CLOSED, text=text, expected=expected)

    def skip_backticks(self, start: int) -> None:
        at = start + 1
        while at < len(self.script):
            if self.script[at] == "`":
                self.at = at + 1
                return
            at += 2 if self.script[at] == "\\" else 1
        raise self.open_part(start, "`")

    def read_quotes(self, start: int) -> None:
        self.at = start + 1
        while self.at < len(self.script):
            if self.script[self.at] == '"':
                self.at += 1
                return
            self.read_part(in_quotes=True)
        raise self.open_part(start, '"')

    def read_parameter(self, start: int, *, in_quotes: bool) -> None:
        """Read `${…}`."""
        self.enter()
        self.at = start + 2
        while self.at < len(self.script):
            character = self.script[self.at]
            if character == "}":
                self.at += 1
                self.depth -= 1
                return
            if character == "'" and in_quotes:
                raise _NotUnderstoodError
            if character == "{":
                raise _NotUnderstoodError
            self.read_part(in_quotes=in_quotes)
        raise self.open_part(start, "}")

    def skip_parentheses(self, start: int) -> None:
        """Skip brackets that shells read differently: arithmetic, or a pattern."""
        self.enter()
        depth = 0
        self.at = start
        while self.at < len(self.script):
            character = self.script[self.at]
            if character in "()":
                depth += 1 if character == "(" else -1
                self.at += 1
                if depth == 0:
                    self.depth -= 1
                    return
            elif character == "#":
                self.at += 1
            else:
                self.read_part(in_quotes=False)
        raise self.open_part(start - (self.script[start - 1 : start] == "$"), ")")

    def read_substitution(self, start: int) -> None:
        """Read `(…)` with commands; `at` is at the bracket."""
        self.enter()
        outer, self.peeked = self.peeked, None
        self.at += 1
        self.read_list()
        if not self.peek().is_operator(")"):
            if self.peek().kind == "end":
                raise self.open_part(start, ")")
            raise self.stray(self.peek())
        self.peeked = outer
        self.depth -= 1

    def read_array(self) -> None:
        self.at += 1
        while True:
            token = self.read_token()
            if token.is_operator(")"):
                return
            if token.kind not in {"word", "newline"}:
                raise _NotUnderstoodError

    def read_heredocs(self) -> None:
        """Read the here-documents that begin on the line that ends here."""
        for heredoc in self.heredocs:
            body = self.at
            indented = False
            while True:
                end = self.script.find("\n", self.at)
                line = self.script[self.at : end if end >= 0 else len(self.script)].removesuffix("\r")
                if (line.lstrip("\t") if heredoc.strips_tabs else line) == heredoc.delimiter:
                    self.at = len(self.script) if end < 0 else end + 1
                    break
                indented = indented or line.strip() == heredoc.delimiter
                if end < 0:
                    self.at = len(self.script)
                    self.end_heredoc(heredoc, body, indented=indented)
                    break
                self.at = end + 1
        self.heredocs = []

    def end_heredoc(self, heredoc: _Heredoc, body: int, *, indented: bool) -> None:
        """The script ended in a here-document."""
        if indented and self.open_heredoc is None:
            values = {"text": heredoc.delimiter}
            self.open_heredoc = ShellProblem(heredoc.start, heredoc.end, OPEN_HEREDOC, values, body)

    # --- commands ----------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _NotUnderstoodError

    def skip_newlines(self) -> None:
        while self.peek().kind == "newline":
            self.next()

    def at_end_of_list(self) -> bool:
        token = self.peek()
        return token.kind == "end" or token.is_word(*_CLOSING_WORDS) or token.is_operator(")", *_CASE_ENDS)

    def read_list(self, opener: _Token | None = None) -> None:
        """Read commands up to a word or an operator that ends them; with an opener there must be one."""
        self.enter()
        self.skip_newlines()
        if opener is not None and self.at_end_of_list() and self.peek().kind != "end":
            raise self.error(self.peek(), NO_COMMAND_BEFORE, text=self.peek().text)
        while not self.at_end_of_list():
            self.read_pipelines()
            token = self.peek()
            if token.kind == "newline" or token.is_operator(";", "&"):
                self.next()
                self.skip_newlines()
            elif not self.at_end_of_list():
                raise self.error(token, UNEXPECTED, text=token.text)
        self.depth -= 1

    def read_pipelines(self) -> None:
        """Read `a | b && c`."""
        while True:
            self.read_command()
            if not self.peek().is_operator("&&", "||", "|", "|&"):
                return
            operator = self.next()
            self.skip_newlines()
            if self.at_end_of_list():
                if self.peek().kind == "end":
                    raise self.error(operator, NO_COMMAND_AFTER, text=operator.text)
                raise self.error(self.peek(), NO_COMMAND_BEFORE, text=self.peek().text)

    def read_command(self) -> None:
        token = self.peek()
        while token.is_word("!", "time"):
            self.next()
            token = self.peek()
            if token.kind in {"newline", "end"} or token.is_operator(";", "&", ")"):
                raise _NotUnderstoodError
        if token.is_word("coproc", "select", "function"):
            raise _NotUnderstoodError
        readers = {
            "if": self.read_if,
            "while": self.read_loop,
            "until": self.read_loop,
            "for": self.read_for,
            "case": self.read_case,
            "{": self.read_group,
        }
        if token.kind == "word" and token.text in readers:
            self.enter()
            readers[token.text](self.next())
            self.depth -= 1
            self.read_redirections()
        elif token.is_word("[["):
            self.skip_test()
        elif token.is_operator("("):
            self.read_subshell(token)
            self.read_redirections()
        elif token.kind == "word" or (token.kind == "operator" and token.text in _REDIRECTIONS):
            self.read_simple()
        else:
            raise self.error(token, NO_COMMAND_BEFORE, text=token.text)

    def read_redirections(self) -> None:
        while self.peek().kind == "operator" and self.peek().text in _REDIRECTIONS:
            self.read_redirection()

    def read_redirection(self) -> None:
        operator = self.next()
        target = self.peek()
        if target.kind != "word":
            raise self.error(operator, NO_TARGET, text=operator.text)
        self.next()
        if operator.text in {"<<", "<<-"}:
            if "$" in target.text or "`" in target.text:
                raise _NotUnderstoodError
            delimiter = "".join(character for character in target.text if character not in "'\"\\")
            strips_tabs = operator.text == "<<-"
            self.heredocs.append(_Heredoc(operator.start, target.end, delimiter, strips_tabs))

    def read_simple(self) -> None:
        first = self.peek()
        count = 0
        while True:
            token = self.peek()
            if token.kind == "word":
                if count and token.text in _CLOSING_WORDS:
                    self.glued.append(token)
                self.next()
                count += 1
            elif token.kind == "operator" and token.text in _REDIRECTIONS:
                self.read_redirection()
            elif token.is_operator("("):
                if count != 1 or first.kind != "word":
                    raise self.error(token, UNEXPECTED, text="(")
                self.read_function(token)
                return
            else:
                return

    def read_function(self, bracket: _Token) -> None:
        self.next()
        if not self.peek().is_operator(")"):
            raise self.error(bracket, UNEXPECTED, text="(")
        self.next()
        self.skip_newlines()
        if self.peek().kind == "end":
            raise self.error(bracket, NOT_CLOSED, text="()", expected="{ … }")
        self.read_command()

    def read_subshell(self, bracket: _Token) -> None:
        if self.script.startswith("((", bracket.start):
            self.peeked = None
            self.skip_parentheses(bracket.start)
            return
        self.next()
        self.read_list(bracket)
        self.expect_operator(bracket, ")")

    def read_group(self, opener: _Token) -> None:
        self.read_list(opener)
        self.expect_word(opener, "}")

    def read_if(self, opener: _Token) -> None:
        self.read_list(opener)
        self.expect_word(opener, "then")
        self.read_list(opener)
        while self.peek().is_word("elif"):
            self.read_list(self.next())
            self.expect_word(opener, "then")
            self.read_list(opener)
        if self.peek().is_word("else"):
            self.read_list(self.next())
        self.expect_word(opener, "fi")

    def read_loop(self, opener: _Token) -> None:
        self.read_list(opener)
        self.read_body(opener)

    def read_body(self, opener: _Token) -> None:
        self.expect_word(opener, "do")
        self.read_list(opener)
        self.expect_word(opener, "done")

    def read_for(self, opener: _Token) -> None:
        if self.peek().is_operator("("):
            raise _NotUnderstoodError
        name = self.peek()
        if name.kind != "word" or not _NAME.match(name.text):
            raise _NotUnderstoodError
        self.next()
        self.skip_newlines()
        if self.peek().is_word("in"):
            self.next()
            while self.peek().kind == "word":
                token = self.next()
                if token.text in _CLOSING_WORDS:
                    self.glued.append(token)
        if self.peek().is_operator(";"):
            self.next()
        self.skip_newlines()
        if self.peek().is_word("{"):
            raise _NotUnderstoodError
        self.read_body(opener)

    def read_case(self, opener: _Token) -> None:
        if self.peek().kind != "word":
            raise _NotUnderstoodError
        self.next()
        self.skip_newlines()
        self.expect_word(opener, "in")
        while True:
            self.skip_newlines()
            if self.peek().is_word("esac"):
                self.next()
                return
            if self.peek().is_operator("("):
                self.next()
            self.read_patterns(opener)
            self.read_list()
            if self.peek().is_operator(*_CASE_ENDS):
                self.next()
                continue
            self.expect_word(opener, "esac")
            return

    def read_patterns(self, opener: _Token) -> None:
        while True:
            if self.peek().kind != "word":
                raise self.missing(opener, self.peek(), "esac")
            self.next()
            if not self.peek().is_operator("|"):
                break
            self.next()
        if self.peek().kind == "end":
            raise self.missing(opener, self.peek(), "esac")
        self.expect_operator(opener, ")")

    def skip_test(self) -> None:
        """Skip `[[ … ]]`, which dash reads as commands."""
        self.next()
        while self.at < len(self.script):
            if self.script.startswith("]]", self.at) and self.script[self.at - 1].isspace():
                self.at += 2
                return
            self.read_part(in_quotes=False)
        raise _NotUnderstoodError
