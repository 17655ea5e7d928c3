"""A Python-Markdown extension: lines of a page that stand for generated parts.

- `::: rules`: the reference of all rules, with their twins.
- `::: mutations`: how many of the files that tests broke on purpose were found, and what escapes.
- `::: snippets`: the index of all snippets with their evidence.
- `::: debts`: what tests skip and checks leave open.
- `::: flags`: every flag of the executor, by build.
- `::: environment PART`: variables, paths and exit codes of the executor, see `environment.PARTS`.
- `::: pod-fields GROUP`: the fields of a pod that matter to kaniko, see `facts.pod_fields.groups`.
- `::: container-signs`: by what the executor tells that it runs in a container.
- `::: recipe-keys`: the keys of a `recipe.yml`.
- `::: public-logs`: how often `diagnose` was right on logs from public threads.
- `::: dockerfile-features`: the Dockerfile features that not all builds have.
- `::: matrix`: everything that was measured of both executors on Dockerfiles.
- `::: played`: which recipes with a pipeline are really built.
- `::: silent-features`: what makes a wrong image without a word, with its twins.
- `::: values`: what opens the panel of the reader's own values.
- `::: glossary`: the guide's words in both languages.
- `::: versions PART`: what the guide was written and checked with, see `releases.PARTS`.
- `::: kubernetes`: the Kubernetes versions that pods are checked against.
- `::: diagnose`: the box that tells from a pasted log why a build failed.
- `::: signatures`: every known error with its causes.
- `::: log BUILD`: the recorded log of a successful build, explained.
- `::: diagram NAME`: the drawing `diagrams/NAME.svg`, with its words in the page's language.
- `{version:NAME}`, inside a line: the locked version of a Python package, or of an npm package as `npm/NAME`.

They are put in before pymdownx.snippets reads its includes, so that a generated part can include snippets.
"""

from __future__ import annotations

import html
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import yaml
from markdown import Extension
from markdown.preprocessors import Preprocessor

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content
from kaniko_guide_site import tables
from kaniko_guide_site.blocks.frame import name_snippets, to_site
from kaniko_guide_site.directives import (
    container_signs,
    diagnose,
    environment,
    glossary,
    log,
    matrix,
    mutations,
    played,
    pod_fields,
    recipe_keys,
    rules,
    signatures,
    silent_features,
    versions,
)
from kaniko_guide_site.evidence import about, index
from kaniko_guide_site.facts.pod_fields import groups as field_groups
from kaniko_guide_site.locked import locked
from kaniko_guide_site.markdown import Line, blocks
from kaniko_guide_site.parameters import panel
from kaniko_guide_site.punctuation import COMMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from markdown import Markdown

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.evidence.about import About

ABOVE_SNIPPETS = 33
"""Just above the priority of pymdownx.snippets, which is 32."""

LAST = 0
"""Below the priorities of all other postprocessors."""


class DirectiveError(Exception):
    """A directive that there is not, or that names what there is not."""


def expand(page: str, root: Path, language: Language, site: str = "") -> str:
    """A page with its directives replaced by the Markdown they stand for.

    Args:
        page: the page's Markdown.
        root: the project's folder.
        language: of the generated words.
        site: the relative address of the site's root, as seen from the page.

    Raises:
        DirectiveError: see there.
    """
    lines = page.split("\n")
    written: list[str] = []
    at = 0
    for block in blocks(page):
        if not isinstance(block, Line):
            continue
        written += lines[at : block.number - 1]
        written += _line(block.text, root, language, site)
        at = block.number
    return "\n".join(written + lines[at:])


def _line(line: str, root: Path, language: Language, site: str) -> Iterator[str]:
    words = line.split() if line.lstrip().startswith(":::") else []
    match words:
        case []:
            yield _versions(line, root)
        case [":::", word] if word in PARTS:
            yield from PARTS[word](root, language, site)
        case [":::", "versions", part] if part in versions.PARTS:
            yield from versions.PARTS[part](root, language, site)
        case [":::", "environment", part] if part in environment.PARTS:
            yield from environment.PARTS[part](root, language)
        case [":::", "pod-fields", group] if group in field_groups():
            yield from pod_fields.page(group, root, language)
        case [":::", "log", build]:
            yield from log.page(root / "snippets", build, language)
        case [":::", "diagram", name]:
            yield from ("", diagram(name, language), "")
        case _:
            message = f"no such directive: {line.strip()}"
            raise DirectiveError(message)


PARTS: dict[str, Callable[[Path, Language, str], Iterator[str]]] = {
    "rules": lambda root, language, _: rules.page(root / "snippets", language),
    "mutations": lambda root, language, _: mutations.page(root / "tests" / "data" / "mutations.yml", language),
    "snippets": lambda root, language, site: index.page(root, locked(root), site, language),
    "debts": lambda _, language, __: index.debts_page(language),
    "flags": lambda root, language, _: tables.flags(root, language),
    "public-logs": lambda root, language, _: tables.public_logs(root / "tests" / "data" / "public-logs.yml", language),
    "dockerfile-features": lambda _, language, __: tables.features(language),
    "container-signs": lambda root, language, _: container_signs.page(root, language),
    "recipe-keys": lambda _, language, __: recipe_keys.recipe_keys(language),
    "matrix": lambda root, language, _: matrix.page(root, language),
    "played": lambda root, language, _: played.page(root / "snippets", language),
    "silent-features": lambda root, language, _: silent_features.page(root, language),
    "glossary": lambda _, language, __: glossary.page(language),
    "kubernetes": lambda _, language, __: _minors(language),
    "values": lambda _, language, __: panel.opener(language),
    "diagnose": lambda root, language, _: diagnose.box(root, language),
    "signatures": lambda root, language, _: signatures.page(root, language),
}
"""What a directive of one word stands for, given the project's folder, the language and the way to the site's root."""


def _minors(language: Language) -> Iterator[str]:
    heads = Bilingual("| Kubernetes | 上游支持到 | 为什么在这里 |", "| Kubernetes | Upstream supports it until | Why |")
    whys = {
        "upstream": Bilingual("上游仍支持", "upstream supports it"),
        "RKE2": Bilingual("RKE2 仍在发布", "RKE2 releases it"),
    }
    yield from ("", heads[language], "|---|---|---|")
    for entry in content("kubernetes")["minors"]:
        why = COMMA[language].join(whys[word][language] for word in entry["why"].split(" and "))
        yield f"| {entry['minor']} | <time>{entry['end_of_life']}</time> | {why} |"
    yield ""


def _versions(line: str, root: Path) -> str:
    before, opening, rest = line.partition("{version:")
    if not opening:
        return line
    name, _, after = rest.partition("}")
    known = locked(root)
    if name not in known:
        message = f"no locked version of {name}"
        raise DirectiveError(message)
    return f"{before}{known[name]}{_versions(after, root)}"


def diagram(name: str, language: Language) -> str:
    """A drawing as one line of HTML.

    Raises:
        DirectiveError: there is no such drawing, or it lacks words in the language.
    """
    folder = files(__package__).joinpath("diagrams")
    words: dict[str, dict[str, str]] = yaml.safe_load(folder.joinpath("words.yml").read_text("utf-8"))
    drawing = folder.joinpath(f"{name}.svg")
    if not drawing.is_file():
        message = f"no such diagram: {name}"
        raise DirectiveError(message)
    texts = {key: html.escape(text[language]) for key, text in words.items() if language in text}
    try:
        drawn = Template(drawing.read_text("utf-8")).substitute(texts)
    except KeyError as error:
        message = f"diagram {name}: no {language} words for {error.args[0]}"
        raise DirectiveError(message) from error
    label = texts.get(f"{name}_title", "")
    inner = " ".join(line.strip() for line in drawn.splitlines())
    return f'<figure class="diagram" tabindex="0" aria-label="{label}">{inner}</figure>'


class _Directives(Preprocessor):
    def __init__(self, md: Markdown, root: Path, language: Language) -> None:
        super().__init__(md)
        self.root = root
        self.language = language

    def run(self, lines: list[str]) -> list[str]:
        return name_snippets(expand("\n".join(lines), self.root, self.language, to_site(self.md))).split("\n")

    @cached_property
    def evidence(self) -> Mapping[str, About]:
        """What is known of every snippet; asked once a page."""
        return about.of_all(self.root, locked(self.root))


class GuideExtension(Extension):
    """The extension, with the options `language` and `root`."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (the type of Python-Markdown's own)
        self.config = {
            "language": ["zh", "the language of generated words: zh or en"],
            "root": [".", "the project's folder"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (its name in Python-Markdown)
        """Add the directives to a converter."""
        root = Path(self.getConfig("root")).resolve()
        md.preprocessors.register(_Directives(md, root, self.getConfig("language")), "kaniko_guide", ABOVE_SNIPPETS)
        md.postprocessors.register(panel.PanelAtEnd(md, root / "snippets", self.getConfig("language")), "values", LAST)


def makeExtension(**options: Any) -> GuideExtension:  # noqa: ANN401, N802 (its name in Python-Markdown)
    """What Python-Markdown calls to make the extension."""
    return GuideExtension(**options)
