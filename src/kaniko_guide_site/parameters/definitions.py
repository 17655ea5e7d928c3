"""The values that a reader replaces: valid values, and texts with the reader's values instead of the defaults.

`snippets/parameters.yml` is the one list. `theme/assets/parameters.js` does the same in the browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from jsonschema_rs import Draft202012Validator

from kaniko_guide.bilingual import Bilingual, Language
from kaniko_guide.sources import yaml_tree
from kaniko_guide.text import Source, Text
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FILE = "parameters.yml"
PIECE = re.compile("<([a-z-]+)>")

_WORDS = {
    "type": "object",
    "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
    "required": ["zh", "en"],
    "additionalProperties": False,
}
_NAME = {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"}
_NAMED = {"type": "object", "propertyNames": _NAME}
_SCHEMA = {
    "type": "object",
    "properties": {
        "pieces": _NAMED | {"additionalProperties": {"type": "string"}},
        "rejections": _NAMED
        | {
            "additionalProperties": {
                "type": "object",
                "properties": {"pattern": {"type": "string"}, "message": _WORDS},
                "required": ["pattern", "message"],
                "additionalProperties": False,
            }
        },
        "groups": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": _NAME, "title": _WORDS},
                "required": ["name", "title"],
                "additionalProperties": False,
            },
        },
        "parameters": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": _NAME,
                    "group": _NAME,
                    "default": {"anyOf": [{"type": "string", "minLength": 1}, _WORDS]},
                    "pattern": {"type": "string"},
                    "maximum": {"type": "integer", "minimum": 1, "maximum": 200},
                    "rejected": {"type": "array", "items": _NAME},
                    "quoted": {"const": True},
                    "private": {"const": True},
                    "mirrored": {"const": True},
                    "label": _WORDS,
                    "help": _WORDS,
                    "wrong": _WORDS,
                },
                "required": ["name", "group", "pattern", "maximum", "rejected", "label", "help", "wrong"],
                "additionalProperties": False,
            },
        },
        "registries": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "label": _WORDS,
                    "pattern": {"type": "string"},
                    "value": {"type": "string", "minLength": 1},
                    "example": {"type": "string", "minLength": 1},
                    "help": {"type": "object", "additionalProperties": _WORDS},
                },
                "required": ["label", "help"],
                "additionalProperties": False,
            },
        },
        "first": {
            "type": "object",
            "properties": {"en": {"type": "array", "items": {"type": "string"}}},
            "additionalProperties": False,
        },
        "kept": {"type": "object", "additionalProperties": {"type": "array", "items": _NAME}},
        "copies": _NAMED
        | {
            "additionalProperties": {
                "type": "object",
                "properties": {"part": {"enum": ["host", "path"]}, "otherwise": _NAME},
                "required": ["part", "otherwise"],
                "additionalProperties": False,
            }
        },
        "synonyms": _NAMED
        | {
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "parameter": _NAME,
                    "values": {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}},
                },
                "required": ["parameter", "values"],
                "additionalProperties": False,
            }
        },
    },
    "required": ["pieces", "rejections", "groups", "registries", "first", "parameters", "kept", "copies", "synonyms"],
    "additionalProperties": False,
}
OF_FILES: Language = "zh"
"""The language whose examples the files contain."""
MIRROR = "mirror"
REGISTRY = "registry"


class ParametersError(Exception):
    """An error in the list of parameters; the message is in the format of compilers."""


class Occurrence(NamedTuple):
    """An occurrence of a default in a text: the offsets of its first character and of the one after it."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A kind of value that is rejected, with the message."""

    pattern: str
    message: Bilingual


@dataclass(frozen=True)
class Parameter:
    """A value that a reader replaces.

    Attributes:
        name: in occurrences.
        group: the name of its group.
        examples: the value that the pages of each language show; the files contain the Chinese one. None for the
            mirror, which does not occur in files.
        pattern: matches a valid value as a whole; a regular expression for both Python and JavaScript.
        maximum: of its length, in characters.
        rejected: values that match the pattern but are rejected.
        quoted: whether every occurrence is in single quotes.
        private: whether it is left out of a link.
        mirrored: whether it is an image that is pulled from the mirror, if there is one.
        label, help, wrong: texts of its field; the last one for a value that does not match.
    """

    name: str
    group: str
    examples: Bilingual | None
    pattern: str
    maximum: int
    rejected: tuple[Rejection, ...]
    quoted: bool
    private: bool
    mirrored: bool
    label: Bilingual
    help: Bilingual
    wrong: Bilingual

    @property
    def default(self) -> str | None:
        """The value in the files."""
        return None if self.examples is None else self.examples[OF_FILES]

    @cached_property
    def _legal(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def error_in(self, value: str) -> Bilingual | None:
        """The message for an invalid value; None for a valid one."""
        if len(value) > self.maximum or not self._legal.fullmatch(value):
            return self.wrong
        return next((rejection.message for rejection in self.rejected if re.fullmatch(rejection.pattern, value)), None)


@dataclass(frozen=True, slots=True)
class Copy:
    """A part of the mirror's address; without a mirror, another parameter's value."""

    part: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another parameter's value, with another text for some values."""

    parameter: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RegistryChoice:
    """A registry that the reader can choose.

    Attributes:
        label: its name.
        pattern: recognizes its address as a whole; None where the panel accepts no address of it.
        value: its address where that is the same for everyone.
        example: an address to show where it is not.
        help: the help of fields, by the parameter's name, instead of their own.
    """

    label: Bilingual
    pattern: str | None
    value: str | None
    example: str | None
    help: Mapping[str, Bilingual]


@dataclass(frozen=True, eq=False)
class Parameters:
    """All parameters, in order. Compared by identity, so that derived data can be cached.

    Attributes:
        groups: the title of each group, by its name.
        registries: those to choose from, in the order of each language; the first that recognizes an address is its
            registry.
        parameters: by name.
        copies: by name in occurrences.
        synonyms: by name in occurrences.
        kept: the parameters that are not replaced below a directory of snippets.
    """

    groups: Mapping[str, Bilingual]
    registries: Mapping[Language, tuple[RegistryChoice, ...]]
    parameters: Mapping[str, Parameter]
    copies: Mapping[str, Copy]
    synonyms: Mapping[str, Synonym]
    kept: Mapping[str, frozenset[str]]

    def default(self, occurrence: str) -> str:
        """The default of an occurrence of this name."""
        default = self.parameters[self._parameter(occurrence)].default
        if default is None:
            message = f"{occurrence} has no default"
            raise ValueError(message)
        return default

    def _parameter(self, occurrence: str) -> str:
        """The name of the parameter whose default an occurrence of this name holds."""
        if occurrence in self.copies:
            return self.copies[occurrence].otherwise
        return self.synonyms[occurrence].parameter if occurrence in self.synonyms else occurrence

    def occurrence_names(self) -> tuple[str, ...]:
        """Every name that an occurrence can have."""
        return *(name for name in self.parameters if name != MIRROR), *self.copies, *self.synonyms

    def examples(self, language: Language) -> dict[str, str]:
        """The values that the pages of a language show instead of those in the files."""
        return {
            name: one.examples[language]
            for name, one in self.parameters.items()
            if one.examples is not None and one.examples[language] != one.default
        }

    def replaced(self, occurrences: Iterable[Occurrence], language: Language) -> tuple[str, ...]:
        """The values in a file that the pages of a language show otherwise.

        Args:
            occurrences: in the file.
            language: of the pages.
        """
        shown = self.examples(language)
        names = [occurrence.name for occurrence in occurrences]
        used = (self.default(name) for name in names if self.value_for(name, shown) != self.default(name))
        return tuple(dict.fromkeys(used))

    def must_be_quoted(self, occurrence: str) -> bool:
        """Whether an occurrence of this name must stand in single quotes."""
        return occurrence in self.parameters and self.parameters[occurrence].quoted

    def value_for(self, occurrence: str, values: Mapping[str, str]) -> str:
        """The text for an occurrence of this name, from a reader's valid values."""
        mirror = values.get(MIRROR, "")
        if occurrence in self.copies:
            host, _, path = mirror.partition("/")
            parts = {"host": host, "path": path}
            return (
                parts[self.copies[occurrence].part]
                or values.get(self.copies[occurrence].otherwise)
                or self.default(occurrence)
            )
        if occurrence in self.synonyms:
            synonym = self.synonyms[occurrence]
            value = self.value_for(synonym.parameter, values)
            return synonym.values.get(value, value)
        if not values.get(occurrence) and mirror and self.parameters[occurrence].mirrored:
            return f"{mirror}/{self.default(occurrence).rpartition('/')[2]}"
        return values.get(occurrence) or self.default(occurrence)

    def valid(self, values: Mapping[str, object]) -> dict[str, str]:
        """The valid ones of a reader's values."""
        return {
            name: value
            for name, value in values.items()
            if isinstance(value, str) and name in self.parameters and self.parameters[name].error_in(value) is None
        }

    def fill(self, text: str, occurrences: Iterable[Occurrence], values: Mapping[str, object]) -> str:
        """A text with the reader's values in its occurrences; invalid values are ignored.

        Args:
            text: that contains the occurrences.
            occurrences: in order.
            values: by the parameter's name.
        """
        return self.fill_with_occurrences(text, occurrences, values)[0]

    def fill_with_occurrences(
        self, text: str, occurrences: Iterable[Occurrence], values: Mapping[str, object]
    ) -> tuple[str, list[Occurrence]]:
        """The same, and where the occurrences are in the new text.

        Args:
            text: that contains the occurrences.
            occurrences: in order.
            values: by the parameter's name.
        """
        valid = self.valid(values)
        filled: list[Occurrence] = []
        made = ""
        at = 0
        for start, end, name in occurrences:
            made += text[at:start]
            value = self.value_for(name, valid)
            filled.append(Occurrence(len(made), len(made) + len(value), name))
            made += value
            at = end
        return made + text[at:], filled


def load(snippets: Path) -> Parameters:
    """The parameters of a directory of snippets; read again when their file changes.

    Args:
        snippets: the directory of all snippets.

    Raises:
        ParametersError: see `parse`.
        OSError: the file does not exist.
    """
    path = snippets / FILE
    return _parse_cached(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _parse_cached(path: Path, _stamp: int) -> Parameters:
    return parse(path)


def parse(path: Path) -> Parameters:
    """Read the list of parameters.

    Args:
        path: `snippets/parameters.yml`.

    Raises:
        ParametersError: the list is invalid.
        UnreadableError: it can't be read.
    """
    source = Source.read(path, path.name)
    text = Text(source.text, source)
    root, problems = yaml_tree.compose(text)
    for problem in problems:
        raise _error(problem.where, problem.message.en)
    reading = _Reading(text, root, None if root is None else yaml_tree.to_python(root, by_plugin=True))
    reading.check()
    return reading.parameters()


@dataclass(frozen=True)
class _Reading:
    text: Text
    root: Any
    data: Any

    def error(self, message: str, *path: str | int) -> ParametersError:
        """An error at a path, or at the nearest existing position."""
        node = self.root
        for step in path:
            key, child = yaml_tree.key_and_value(node, step, by_plugin=True)
            node = child or key or node
        return _error(self.text if node is None else yaml_tree.first_line(self.text, node), message)

    def check(self) -> None:
        for problem in Draft202012Validator(_SCHEMA).iter_errors(self.data):
            raise self.error(problem.message, *problem.instance_path)

    @cached_property
    def pieces(self) -> dict[str, str]:
        known: dict[str, str] = {}
        for name, pattern in self.data["pieces"].items():
            known[name] = self.expand(pattern, known, "pieces", name)
        return known

    def expand(self, pattern: str, pieces: Mapping[str, str], *path: str | int) -> str:
        """A pattern with its pieces replaced by their patterns.

        Raises:
            ParametersError: a piece is not defined above, or the result is not a regular expression.
        """
        for name in PIECE.findall(pattern):
            if name not in pieces:
                message = f"piece <{name}> is not defined above"
                raise self.error(message, *path)
        whole = PIECE.sub(lambda found: pieces[found.group(1)], pattern)
        try:
            re.compile(whole)
        except re.error as error:
            message = f"invalid pattern: {error}"
            raise self.error(message, *path) from error
        return whole

    def parameters(self) -> Parameters:
        rejections = {
            name: Rejection(
                self.expand(entry["pattern"], self.pieces, "rejections", name, "pattern"), _words(entry["message"])
            )
            for name, entry in self.data["rejections"].items()
        }
        groups = {group["name"]: _words(group["title"]) for group in self.data["groups"]}
        found: dict[str, Parameter] = {}
        for at, entry in enumerate(self.data["parameters"]):
            if entry["name"] in found:
                message = f"duplicate parameter {entry['name']}"
                raise self.error(message, "parameters", at, "name")
            if entry["group"] not in groups:
                message = f"no group {entry['group']}"
                raise self.error(message, "parameters", at, "group")
            found[entry["name"]] = self.parameter(entry, at, rejections)
        for name, copy in self.data["copies"].items():
            if copy["otherwise"] not in found or name in found:
                message = f"no parameter {copy['otherwise']}" if name not in found else f"{name} is a parameter"
                raise self.error(message, "copies", name)
        copies = {name: Copy(**copy) for name, copy in self.data["copies"].items()}
        synonyms = {name: Synonym(**synonym) for name, synonym in self.data["synonyms"].items()}
        for name, synonym in synonyms.items():
            if synonym.parameter not in found or name in found or name in copies:
                message = f"{name} is not a new name, or there is no parameter {synonym.parameter}"
                raise self.error(message, "synonyms", name)
        listed = tuple(self.registry(entry, at, found) for at, entry in enumerate(self.data["registries"]))
        registries = {language: tuple(self.in_order(listed, language)) for language in get_args(Language)}
        kept = dict(self.kept_names({*found, *copies, *synonyms}))
        return Parameters(groups, registries, found, copies, synonyms, kept)

    def in_order(self, listed: tuple[RegistryChoice, ...], language: Language) -> Iterator[RegistryChoice]:
        """The registries in the order of a language: those that it names first, by their label, then the others."""
        labels = self.data["first"].get(language, [])
        known = {one.label[language]: one for one in listed}
        for at, label in enumerate(labels):
            if label not in known:
                message = f"no registry {label}"
                raise self.error(message, "first", language, at)
            yield known[label]
        yield from (one for one in listed if one.label[language] not in labels)

    def registry(self, entry: dict[str, Any], at: int, known: Mapping[str, Parameter]) -> RegistryChoice:
        path = ("registries", at)
        for name in entry["help"]:
            if name not in known:
                message = f"no parameter {name}"
                raise self.error(message, *path, "help", name)
        pattern = None if "pattern" not in entry else self.expand(entry["pattern"], self.pieces, *path, "pattern")
        for key in ("value", "example"):
            if key in entry:
                address = entry[key]
                if known[REGISTRY].error_in(address) is not None or not re.fullmatch(pattern or "", address):
                    message = f"{address} is not a valid value of {REGISTRY}, or its pattern does not match it"
                    raise self.error(message, *path, key)
        return RegistryChoice(
            label=_words(entry["label"]),
            pattern=pattern,
            value=entry.get("value"),
            example=entry.get("example"),
            help={name: _words(words) for name, words in entry["help"].items()},
        )

    def kept_names(self, known: set[str]) -> Iterator[tuple[str, frozenset[str]]]:
        for directory, names in self.data["kept"].items():
            for at, name in enumerate(names):
                if name not in known:
                    message = f"no parameter {name}"
                    raise self.error(message, "kept", directory, at)
            yield directory, frozenset(names)

    def parameter(self, entry: dict[str, Any], at: int, rejections: Mapping[str, Rejection]) -> Parameter:
        for index, rejection in enumerate(entry["rejected"]):
            if rejection not in rejections:
                message = f"no rejection {rejection}"
                raise self.error(message, "parameters", at, "rejected", index)
        parameter = Parameter(
            name=entry["name"],
            group=entry["group"],
            examples=_examples(entry.get("default")),
            pattern=self.expand(entry["pattern"], self.pieces, "parameters", at, "pattern"),
            maximum=entry["maximum"],
            rejected=tuple(rejections[rejection] for rejection in entry["rejected"]),
            quoted="quoted" in entry,
            private="private" in entry,
            mirrored="mirrored" in entry,
            label=_words(entry["label"]),
            help=_words(entry["help"]),
            wrong=_words(entry["wrong"]),
        )
        if (parameter.default is None) != (parameter.name == MIRROR):
            message = f"every parameter but {MIRROR} has a default"
            raise self.error(message, "parameters", at, "name")
        examples = parameter.examples
        for value in () if examples is None else (examples.zh, examples.en):
            if parameter.error_in(value) is not None:
                message = f"{value} is not a valid value of {parameter.name}"
                raise self.error(message, "parameters", at, "default")
        return parameter


def _examples(default: str | dict[str, str] | None) -> Bilingual | None:
    """The examples of both languages; one value is that of both."""
    if default is None:
        return None
    return Bilingual(default, default) if isinstance(default, str) else _words(default)


def _words(entry: dict[str, str]) -> Bilingual:
    return Bilingual(entry["zh"], entry["en"])


def _error(where: Text, message: str) -> ParametersError:
    place = where.position()
    path = f"{SNIPPETS}/{where.source.path}:{place.line}:{place.column}"
    return ParametersError(f"{path}: error: {message}. See Parameters in CONTRIBUTING.md. [parameters]")
