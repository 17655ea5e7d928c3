"""Legal and hostile values of every parameter."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from kaniko_guide_site.parameters import definitions, occurrences
from kaniko_guide_site.parameters.definitions import MIRROR, Occurrence
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import Reference
from tests.support import SNIPPETS

KNOWN = definitions.load(SNIPPETS)
NAMES = tuple(KNOWN.parameters)
IMAGES = [image for image in NAMES if image.endswith(occurrences.WHOLE_IMAGE)]


def files() -> list[str]:
    """Every snippet that a person runs or commits; output and the project's own files are left out."""
    return [snippet.path for snippet in library.load(SNIPPETS).snippets.values() if not snippet.is_output]


def occurrences_of(path: str, section: str | None = None) -> list[Occurrence]:
    return occurrences.in_reference(SNIPPETS, Reference(path, section), KNOWN)


def bounded_pattern(pattern: str) -> str:
    """A pattern whose repetitions are few: it matches a part of what the pattern matches, and is quick to draw from."""
    pieces: list[str] = []
    in_class = escaped = False
    for character in pattern:
        few = {"*": "{0,2}", "+": "{1,4}"}.get(character, character)
        pieces.append(character if in_class or escaped else few)
        escaped = character == "\\" and not escaped
        in_class = not escaped and (character == "[" or (in_class and character != "]"))
    return "".join(pieces)


def legal(parameter: str) -> st.SearchStrategy[str]:
    one = KNOWN.parameters[parameter]
    short = st.from_regex(re.compile(bounded_pattern(one.pattern), re.ASCII), fullmatch=True)
    return short.filter(lambda value: one.error_in(value) is None)


LEGAL = {parameter: legal(parameter) for parameter in NAMES}
LONGEST = {
    "registry": "r" * 89 + ".corp.cn:65",
    "project": "p" * 80,
    "image": "i" * 60,
    "tag": "t" * 48 + "-$GIT_COMMIT",
    "user": "u" * 100,
    "namespace": "n" * 63,
    "secret": "s" * 100,
    "service-account": "a" * 100,
    "controller-namespace": "c" * 63,
    MIRROR: "m.cn/" + "m" * 95,
    "executor": "e" * 143 + "-kaniko",
    "executor-version": "v9999.9999.9999",
} | dict.fromkeys(IMAGES, "m" * 148 + ":3")
HOSTILE = {
    "single quote": "'",
    "double quote": '"',
    "backtick": "`",
    "new line": "\n",
    "carriage return": "\r",
    "line separator": "\u2028",
    "NUL": "\0",
    "tab": "\t",
    "blank": " ",
    "no-break space": "\xa0",
    "substitution": "$(touch /tmp/x)",
    "expansion": "${HOME}",
    "expression": "{{ .Values.x }}",
    "backslash": "\\",
    "semicolon": ";",
    "pipe": "|",
    "ampersand": "&",
    "redirection": ">x",
    "comment": "#",
    "asterisk": "*",
    "percent": "%s",
    "comma": ",",
    "end of script": "</script>",
    "image with a handler": "<img src=x onerror=alert(1)>",
    "entity": "&lt;",
    "right-to-left override": "\u202e",
    "right-to-left mark": "\u200f",
    "zero-width space": "\u200b",
    "byte order mark": "\ufeff",
    "emoji": "🚀",
    "full-width letter": "ａ",
    "Cyrillic letter": "а",
    "Arabic digit": "٣",
    "combining accent": "e\u0301",
    "long s": "ſ",
    "Kelvin sign": "\u212a",
    "10 KB": "a" * 10_240,
}


@st.composite
def hostile(draw: st.DrawFn, parameter: str) -> str:
    """A legal value in which something hostile stands."""
    value = draw(LEGAL[parameter])
    at = draw(st.integers(0, len(value)))
    return value[:at] + draw(st.sampled_from(sorted(HOSTILE.values()))) + value[at:]


FOREIGN = {parameter: hostile(parameter) for parameter in NAMES}
