"""During a build of the site the snippets are read once; afterwards changes are seen again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig

from kaniko_guide_site import build_events
from kaniko_guide_site.snippets import library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("end", [build_events.on_post_build, lambda _: build_events.on_build_error(ValueError())])
def test_a_change_is_seen_after_the_build(end: Callable[[MkDocsConfig], None], tmp_path: Path) -> None:
    config = MkDocsConfig()
    config.load_dict({"mdx_configs": {"kaniko_guide_site.extension": {"root": str(tmp_path)}}})
    snippets = tmp_path / "snippets"
    (snippets / "a").mkdir(parents=True)
    build_events.on_pre_build(config)
    assert library.load(snippets).snippets.keys() == set()
    (snippets / "a" / "run.sh").write_text("ls\n", "utf-8")
    assert library.load(snippets).snippets.keys() == set()
    end(config)
    assert library.load(snippets).snippets.keys() == {"a/run.sh"}


def test_a_template_is_read_once_for_a_build() -> None:
    templates = {"a.html": "before"}
    env = build_events.on_env(Environment(loader=DictLoader(templates), autoescape=True))
    assert env.get_template("a.html").render() == "before"
    templates["a.html"] = "after"
    assert env.get_template("a.html").render() == "before"
