"""The pages that exist only in a build: for each rule, each silent feature and each part with errors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, get_args

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from kaniko_guide import rules
from kaniko_guide.bilingual import Language
from kaniko_guide_site import errors, generated_pages
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.headings import headings
from kaniko_guide_site.markdown import front_matter
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("language", get_args(Language))
def test_each_has_a_page_with_its_title(language: Language) -> None:
    titles = {f"rules/{name}.md": module.RULE.title for name, module in rules.load().items()}
    titles |= {f"dockerfile-support/{name}.md": topic.title for name, topic in silent_features.by_id().items()}
    titles |= {page.path: generated_pages.ERRORS.format(part=page.title) for page in errors.pages()}
    pages = generated_pages.pages(language)
    assert set(pages) == set(titles)
    for path, text in pages.items():
        name = path.rpartition("/")[2].removesuffix(".md")
        (heading,) = headings(text)
        prefix = "errors-of-" if path.startswith("errors/") else ""
        assert (heading.title, heading.id) == (titles[path][language], f"{prefix}{name}")
        assert text.endswith(f" {name}\n")
        assert "`" not in "".join(text.splitlines(keepends=True)[: front_matter(text)])


@pytest.mark.parametrize("directory", ["rules", "dockerfile-support", "errors"])
def test_no_written_page_is_in_their_place(directory: str) -> None:
    assert not list(ROOT.glob(f"docs/*/{directory}/"))


def test_where_only_changed_pages_are_built_each_is_built_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated_pages, "Build", type("Build", (generated_pages.Build,), {}))
    config = MkDocsConfig()
    options = {"kaniko_guide_site.extension": {"language": "en"}}
    hooks = SimpleNamespace(_current_plugin=None)
    config.load_dict({"site_dir": str(tmp_path), "mdx_configs": options, "plugins": hooks})

    def to_build() -> set[bool]:
        written = (
            File.generated(config, f"{name}.md", content="") for name in ("rules", "dockerfile-support", "errors")
        )
        files = generated_pages.on_files(Files(list(written)), config)
        modified = {file.is_modified() for file in files if "/" in file.src_uri}
        generated_pages.on_post_build(config)
        return modified

    for dirty, again in ((False, True), (True, False)):
        generated_pages.on_startup("serve", dirty)
        assert [to_build(), to_build()] == [{True}, {again}]
