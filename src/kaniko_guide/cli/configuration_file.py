"""Reads a configuration file, and says of each invalid value what was found and what was expected."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli.configuration import Configuration
from kaniko_guide.cli.options import SEE_RULES, UsageError, invalid_choice
from kaniko_guide.facts import executors, kubernetes
from kaniko_guide.findings import Severity
from kaniko_guide.project import files
from kaniko_guide.project.patterns import PathPattern, PathPatterns, PatternError, TooManyPatternsError
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

MAX_CHARACTERS = 100_000
OFF = "off"
SEVERITIES = tuple(severity.value for severity in Severity)

TOO_LONG = Bilingual(
    zh="超过 {limit} 个字符，应该是手写的配置；缩短它",
    en="found more than {limit} characters, expected a configuration written by hand; shorten it",
)
BOTH = Bilingual(
    zh="这个目录里还有 {other}，应该只有一份配置；删掉一份",
    en="{other} is in the same directory, expected one configuration; delete one of them",
)
OUTSIDE = Bilingual(
    zh="符号链接指向仓库之外，没有打开；换成普通文件，或者用 `--config` 写出它指向的路径",
    en="not opened, as this link leads out of the repository; use a regular file, or `--config` and its target",
)
SYNTAX = Bilingual(
    zh="不是有效的 TOML：{detail}；检查引号、括号和等号",
    en="invalid TOML: {detail}; check quotes, brackets and equals signs",
)
TOO_DEEP = Bilingual(zh="括号嵌套太深", en="brackets are nested too deeply")
UNKNOWN_KEY = Bilingual(zh="未知的键", en="unknown key")
UNKNOWN_RULE = Bilingual(zh="未知的规则", en="unknown rule")
UNKNOWN_VALUE = Bilingual(zh="无效的值", en="invalid value")
WRONG_TYPE = Bilingual(zh="{found}，应该是{expected}", en="found {found}, expected {expected}")
ONLY_OPTION = Bilingual(
    zh="配置文件不能指定写到哪里；在命令行上写 `{option}`",
    en="a configuration names nothing to write; use `{option}` on the command line",
)
BAD_PATTERN = Bilingual(
    zh='无效的模式 {found}，应该像 .gitignore 里的一行，例如 "vendor/"；检查括号和斜线',
    en='invalid pattern {found}, expected one as in .gitignore, such as "vendor/"; check brackets and slashes',
)
TOO_MANY = Bilingual(
    zh="模式太多（有通配符或目录的最多 1000 个）；合并一些",
    en="too many patterns (at most 1000 with wildcards or directories); combine some",
)
BASELINE_OUTSIDE = Bilingual(
    zh="{found} 在仓库之外，应该是仓库里的文件；在命令行上写 `--baseline`",
    en="{found} is outside the repository, expected a file in it; use `--baseline` on the command line",
)
WRITING_OPTIONS = {"output-file": "--output-file", "output": "--output-file", "write-baseline": "--write-baseline"}

TEXT = Bilingual(zh="带引号的文字，例如 {example}", en="text in quotes, such as {example}")
LIST = Bilingual(zh="带引号的文字的列表，例如 {example}", en="a list of texts in quotes, such as {example}")
TABLE = Bilingual(zh="一节，例如 {example}", en="a table, such as {example}")
EXAMPLES = {
    "executor": '"google-v1.24.0"',
    "kubernetes": '["1.33", "1.37"]',
    "severity": '"info"',
    "fail-on": '"error"',
    "exclude": '["vendor/"]',
    "baseline": '"kaniko-guide-baseline.json"',
    "rules": '[rules] archived-image = "off"',
    "per-path-ignores": '[per-path-ignores] "legacy/" = ["fixed-tag"]',
}
"""By key: what messages show as an example."""

HEADER = lazy.pattern(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
KEY = lazy.pattern(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+(?:\s*\.\s*[\w-]+)*)\s*=""")


class ConfigurationError(UsageError):
    """A configuration file is invalid.

    Args:
        reasons: a line for each problem: file, line, key, what was found and what was expected.
    """

    def __init__(self, reasons: Sequence[Bilingual]) -> None:
        super().__init__(Bilingual("\n".join(each.zh for each in reasons), "\n".join(each.en for each in reasons)))
        self.reasons = reasons


def read_first(present: Sequence[Path], directory: Path, rules: Collection[str]) -> Configuration:
    """The configuration of the only file in the root of a repository.

    Args:
        present: the files that are there.
        directory: the root.
        rules: the names of all rules.

    Raises:
        ConfigurationError: it can't be read, is invalid, or there are two.
    """
    first, *others = present
    if others:
        raise ConfigurationError([_at(_shown(first), None, BOTH.format(other=others[0].name))])
    if not files.stays_within(first, directory.resolve()):
        raise ConfigurationError([_at(_shown(first), None, OUTSIDE)])
    return read(first, directory, rules)


def read(path: Path, directory: Path, rules: Collection[str]) -> Configuration:
    """The configuration of a file.

    Args:
        path: the file.
        directory: to which its paths are relative.
        rules: the names of all rules.

    Raises:
        ConfigurationError: it can't be read, or is invalid.
    """
    shown = _shown(path)
    try:
        text = files.read_source(path, shown).text.replace("\r\n", "\n")
    except UnreadableError as error:
        raise ConfigurationError([_at(shown, None, error.reason)]) from error
    if len(text) > MAX_CHARACTERS:
        raise ConfigurationError([_at(shown, None, TOO_LONG.format(limit=MAX_CHARACTERS))])
    try:
        data = tomllib.loads(text)
    except RecursionError as error:
        raise ConfigurationError([_at(shown, None, SYNTAX.format(detail=TOO_DEEP))]) from error
    except ValueError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        reason = SYNTAX.format(detail=str(error).partition(" (at ")[0])
        raise ConfigurationError([_at(shown, line, reason)]) from error
    reader = _Reader(text, directory, rules)
    configuration = reader.read(data, shown)
    if reader.problems:
        raise ConfigurationError([_at(shown, line, reason) for line, reason in sorted(reader.problems, key=_line)])
    return configuration


class _Reader:
    """Reads the values of a configuration file.

    Attributes:
        problems: what is invalid: the line and the message.
    """

    def __init__(self, text: str, directory: Path, rules: Collection[str]) -> None:
        self._lines = text.split("\n")
        self._directory = directory
        self._rules = rules
        self.problems: list[tuple[int | None, Bilingual]] = []

    def read(self, data: Mapping[str, Any], shown: str) -> Configuration:
        """The configuration; invalid values are left out, and are in `problems`.

        Args:
            data: the content of the file.
            shown: its path as messages show it.
        """
        for key in data:
            if key in WRITING_OPTIONS:
                self._problem((key,), ONLY_OPTION.format(option=WRITING_OPTIONS[key]))
            elif key not in EXAMPLES:
                self._choice((key,), key, UNKNOWN_KEY, EXAMPLES)
        minors = self._choices("kubernetes", data, kubernetes.minor_versions())
        severities = {
            rule: None if value == OFF else Severity(value)
            for rule, value in self._table("rules", data)
            if self._choice(("rules", rule), rule, UNKNOWN_RULE, self._rules, SEE_RULES)
            and self._text(("rules", rule), value, '"off"') is not None
            and self._choice(("rules", rule), value, UNKNOWN_VALUE, (OFF, *SEVERITIES))
        }
        return Configuration(
            self._directory,
            shown,
            executor=self._one("executor", data, executors.releases()),
            kubernetes=tuple(minors) or None,
            severity=self._severity("severity", data),
            fail_on=self._severity("fail-on", data),
            exclude=self._patterns(("exclude",), self._texts(("exclude",), data.get("exclude", []))),
            baseline=self._baseline(data),
            severities=severities,
            ignores=tuple(self._ignores(data)),
        )

    def _ignores(self, data: Mapping[str, Any]) -> Iterator[tuple[PathPatterns, frozenset[str]]]:
        for pattern, names in self._table("per-path-ignores", data):
            key = "per-path-ignores", pattern
            rules = self._texts(key, names, '["fixed-tag"]')
            for rule in rules:
                self._choice((*key, rule), rule, UNKNOWN_RULE, self._rules, SEE_RULES)
            yield self._patterns(key, [pattern]), frozenset(rules)

    def _baseline(self, data: Mapping[str, Any]) -> Path | None:
        name = self._text(("baseline",), data["baseline"]) if "baseline" in data else None
        if name is None:
            return None
        path = self._directory / name
        inside = "\0" not in name and not Path(name).is_absolute() and ".." not in Path(name).parts
        if inside and files.stays_within(path, self._directory.resolve()):
            return path
        self._problem(("baseline",), BASELINE_OUTSIDE.format(found=_quoted(name)))
        return None

    def _severity(self, key: str, data: Mapping[str, Any]) -> Severity | None:
        value = self._one(key, data, SEVERITIES)
        return None if value is None else Severity(value)

    def _one(self, key: str, data: Mapping[str, Any], choices: Collection[str]) -> str | None:
        value = self._text((key,), data[key]) if key in data else None
        return value if value is not None and self._choice((key,), value, UNKNOWN_VALUE, choices) else None

    def _choices(self, key: str, data: Mapping[str, Any], choices: Collection[str]) -> list[str]:
        values = self._texts((key,), data.get(key, []))
        return [value for value in values if self._choice((key, value), value, UNKNOWN_VALUE, choices)]

    def _table(self, key: str, data: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
        value = data.get(key, {})
        if isinstance(value, dict):
            return value.items()
        self._wrong_type((key,), value, TABLE.format(example=EXAMPLES[key]))
        return ()

    def _texts(self, key: tuple[str, ...], value: object, example: str | None = None) -> list[str]:
        shape = LIST.format(example=example or EXAMPLES[key[0]])
        if not isinstance(value, list):
            self._wrong_type(key, value, shape)
            return []
        for each in value:
            if not isinstance(each, str):
                self._wrong_type(key, each, shape)
        return [each for each in value if isinstance(each, str)]

    def _text(self, key: tuple[str, ...], value: object, example: str | None = None) -> str | None:
        if isinstance(value, str):
            return value
        self._wrong_type(key, value, TEXT.format(example=example or EXAMPLES[key[0]]))
        return None

    def _patterns(self, key: tuple[str, ...], texts: Iterable[str]) -> PathPatterns:
        try:
            return parse_patterns(texts, lambda reason, text: self._problem((*key, text), reason))
        except UsageError as error:
            self._problem(key, error.reason)
            return PathPatterns()

    def _choice(
        self,
        key: tuple[str, ...],
        name: str,
        problem: Bilingual,
        choices: Collection[str],
        suggestion: Bilingual | None = None,
    ) -> bool:
        if name in choices:
            return True
        self._problem(key, invalid_choice(problem, name, _quoted(name), choices, suggestion))
        return False

    def _wrong_type(self, key: tuple[str, ...], value: object, expected: Bilingual) -> None:
        self._problem(key, WRONG_TYPE.format(found=_type_of(value), expected=expected))

    def _problem(self, key: tuple[str, ...], reason: Bilingual) -> None:
        self.problems.append((self._line_of(key), Bilingual(f"{key[0]}：{reason.zh}", f"{key[0]}: {reason.en}")))

    def _line_of(self, key: tuple[str, ...]) -> int | None:
        """The line of a key, or of one of the texts in its value; None if it was not found.

        Args:
            key: the parts of the key, and possibly one of the texts in its value.
        """
        table: tuple[str, ...] = ()
        found: int | None = None
        for number, line in enumerate(self._lines, 1):
            header, entry = HEADER.match(line), KEY.match(line)
            if header is not None:
                table = _key_parts(header[1])
                here = table
            elif entry is not None:
                here = (*table, *_key_parts(entry[1]))
            elif found is not None and _has_text(line, key[-1]):
                return number
            else:
                continue
            if here == key:
                return number
            if here == key[:-1]:
                found = number
                if entry is not None and _has_text(line[entry.end() :], key[-1]):
                    return number
            elif here == key[: len(here)] and found is None and len(here) < len(key):
                found = number
        return found


def parse_patterns(texts: Iterable[str], report: Callable[[Bilingual, str], None]) -> PathPatterns:
    """The patterns in a configuration or an option.

    Args:
        texts: the patterns.
        report: called for each that is invalid, with the reason and the pattern.

    Raises:
        UsageError: there are too many.
    """
    patterns = []
    for text in texts:
        try:
            patterns.append(PathPattern.parse(text.strip()))
        except PatternError:
            report(BAD_PATTERN.format(found=_quoted(text)), text)
    try:
        return PathPatterns.of(patterns)
    except TooManyPatternsError as error:
        raise UsageError(TOO_MANY) from error


def _has_text(line: str, text: str) -> bool:
    return f'"{text}"' in line or f"'{text}'" in line


def _key_parts(written: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in re.findall(r"""\s*("[^"]*"|'[^']*'|[^."']+)\s*\.?""", written))


def _quoted(text: str) -> str:
    return repr(text[:100] + ("…" if len(text) > 100 else ""))  # noqa: PLR2004 (what is enough to recognize it)


def _type_of(value: object) -> Bilingual:
    """A value as messages show it."""
    if isinstance(value, bool):
        word = str(value).lower()
        return Bilingual(word, word)
    if isinstance(value, (int, float)):
        return Bilingual(f"数字 {value}", f"the number {value}")
    if isinstance(value, str):
        return Bilingual(f"文字 {_quoted(value)}", f"the text {_quoted(value)}")
    if isinstance(value, list):
        return Bilingual("列表", "a list")
    if isinstance(value, dict):
        return Bilingual("一节", "a table")
    return Bilingual(f"时间 {value}", f"the time {value}")


def _at(path: str, line: int | None, reason: Bilingual) -> Bilingual:
    place = f"{path}:{line}" if line is not None else path
    return Bilingual(f"{place}: {reason.zh}", f"{place}: {reason.en}")


def _line(problem: tuple[int | None, Bilingual]) -> int:
    return problem[0] or 0


def _shown(path: Path) -> str:
    """A path as reports show it: relative to the working directory."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except OSError:
        return path.as_posix()
