"""The pages of the rules, one for each: `rules/NAME.md`, which exist only in a build. MkDocs calls it as a hook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from kaniko_guide import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Rule

INDEX = "rules.md"
"""The page that lists all rules; the pages of the rules are below its address."""


def pages(language: Language) -> Mapping[str, str]:
    """The Markdown of every page, by its path below the directory of all pages.

    Args:
        language: of the pages.
    """
    known = (module.RULE for module in rules.load().values())
    return {rule.page: _page(rule, language) for rule in known}


def _page(rule: Rule, language: Language) -> str:
    title = rule.title[language]
    plain = title.replace("`", "")
    front_matter = {"title": plain, "description": f"{rule.name}: {plain}"}
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front_matter.items())
    return "\n".join(("---", *lines, "---", "", f"# {title} {{#{rule.name}}}", "", f"::: rule {rule.name}", ""))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to a site that has the page of all rules."""
    if files.get_file_from_path(INDEX) is not None:
        language = config.mdx_configs["kaniko_guide_site.extension"]["language"]
        for path, text in pages(language).items():
            files.append(File.generated(config, path, content=text))
    return files
