"""Pages that exist only in a build: for each rule, each silent feature, and the errors of each stage.

MkDocs calls it as a hook.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from mkdocs.structure.files import File

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import errors
from kaniko_guide_site.editions import language_of
from kaniko_guide_site.facts import silent_features

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from kaniko_guide.bilingual import Language

BOOST = {"rule": 0.3, "silent-feature": 0.3, "errors-of": 0.4}
"""How the search ranks the pages: short ones would else come before those that explain a subject."""
RULES = "src/kaniko_guide/rules"
SILENT_FEATURES = "src/kaniko_guide_site/facts/silent_features.yml"
TO_ROOT = "../../"
"""The project's directory, as seen from the directory of all pages."""
ERRORS = Bilingual("报错：{part}", "Errors: {part}")


def pages(language: Language) -> Mapping[str, str]:
    """The Markdown of every page, by its path below the directory of all pages.

    Args:
        language: of the pages.
    """
    known = [module.RULE for module in rules.load().values()]
    of_rules = {rule.page: _page(rule.title[language], rule.name, "rule") for rule in known}
    features = silent_features.by_id().values()
    of_features = {one.page: _page(one.title[language], one.id, "silent-feature") for one in features}
    of_errors = {
        one.path: _page(ERRORS.format(part=one.title)[language], one.name, "errors-of", prefix="errors-of-")
        for one in errors.pages()
    }
    return of_rules | of_features | of_errors


def sources() -> Mapping[str, str]:
    """The file with the content of a page, below the project's directory; a page of errors has several.

    Returns:
        By the path of the page below the directory of all pages.
    """
    modules = {module.RULE.page: f"{RULES}/{name.replace('-', '_')}.py" for name, module in rules.load().items()}
    return modules | {one.page: SILENT_FEATURES for one in silent_features.by_id().values()}


def _page(title: str, name: str, directive: str, prefix: str = "") -> str:
    """A page with one directive, which is about the name; the prefix distinguishes its anchor from a section's."""
    plain = title.replace("`", "")
    front_matter = {"title": plain, "description": f"{name}: {plain}", "search": {"boost": BOOST[directive]}}
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front_matter.items())
    return "\n".join(("---", *lines, "---", "", f"# {title} {{#{prefix}{name}}}", "", f"::: {directive} {name}", ""))


class Build:
    """The builds of this process.

    Attributes:
        only_changed: whether MkDocs builds only pages that were written (`serve --dirty`).
        built: the files that an earlier build wrote.
    """

    only_changed = False
    built: frozenset[str] = frozenset()


class GeneratedPage(File):
    """A page that MkDocs need not build again for each change of another one, which takes most of the time."""

    def is_modified(self) -> bool:
        """Whether MkDocs builds it."""
        return not Build.only_changed or self.abs_dest_path not in Build.built


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001, FBT001 (the signature is that of MkDocs)
    """Remember which pages MkDocs builds."""
    Build.only_changed = dirty
    Build.built = frozenset()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add each page below the address of a written one that lists it."""
    language = language_of(config)
    known = sources()
    for path, text in pages(language).items():
        list_of_it, _, _ = path.partition("/")
        if files.get_file_from_path(f"{list_of_it}.md") is not None:
            file = GeneratedPage.generated(config, path, content=text)
            file.edit_uri = f"{TO_ROOT}{known[path]}" if path in known else None
            files.append(file)
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """Remember the pages of this build."""
    language = language_of(config)
    built = (GeneratedPage.generated(config, path, content="") for path in pages(language))
    Build.built = frozenset(str(page.abs_dest_path) for page in built)
