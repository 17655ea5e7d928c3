"""Pages that exist only in a build: for each rule, each silent feature, and the errors of each stage.

MkDocs calls it as a hook.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import signatures
from kaniko_guide_site.directives import error_stage
from kaniko_guide_site.facts import silent_features

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from kaniko_guide.bilingual import Language

BOOST = {"rule": 0.3, "silent-feature": 0.6, "error-stage": 1}
"""How the search ranks the pages: short ones would else come before those that explain a subject."""
ERRORS = Bilingual("报错：{stage}", "Errors: {stage}")


def pages(language: Language) -> Mapping[str, str]:
    """The Markdown of every page, by its path below the directory of all pages.

    Args:
        language: of the pages.
    """
    known = [module.RULE for module in rules.load().values()]
    of_rules = {rule.page: _page(rule.title[language], rule.name, "rule") for rule in known}
    features = silent_features.by_id().values()
    of_features = {one.page: _page(one.title[language], one.id, "silent-feature") for one in features}
    titles = {stage.id: stage.title[language] for stage in signatures.stages()}
    of_stages = {
        error_stage.address(stage): _page(ERRORS.format(stage=titles[stage])[language], stage, "error-stage")
        for stage in error_stage.arguments()
    }
    return of_rules | of_features | of_stages


def _page(title: str, name: str, directive: str) -> str:
    """A page with one directive, which is about the name."""
    plain = title.replace("`", "")
    front_matter = {"title": plain, "description": f"{name}: {plain}", "search": {"boost": BOOST[directive]}}
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front_matter.items())
    return "\n".join(("---", *lines, "---", "", f"# {title} {{#{name}}}", "", f"::: {directive} {name}", ""))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add each page below the address of a written one that lists it."""
    language = config.mdx_configs["kaniko_guide_site.extension"]["language"]
    for path, text in pages(language).items():
        list_of_it, _, _ = path.partition("/")
        if files.get_file_from_path(f"{list_of_it}.md") is not None:
            files.append(File.generated(config, path, content=text))
    return files
