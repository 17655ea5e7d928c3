"""Tells the library of snippets when a build of the site begins and ends; MkDocs calls it as a hook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig


def on_pre_build(config: MkDocsConfig) -> None:
    """Read the snippets once for the whole build."""
    options = config.mdx_configs["kaniko_guide_site.extension"]
    library.begin_build(Path(options.get("root", ".")).resolve() / SNIPPETS)


def on_env(env: Environment, **_: object) -> Environment:
    """Let Jinja read each template once; MkDocs makes a new environment for the next build."""
    env.auto_reload = False
    return env


def on_post_build(config: MkDocsConfig) -> None:  # noqa: ARG001
    """Look for changes again before the next build."""
    library.end_build()


def on_build_error(error: Exception) -> None:  # noqa: ARG001
    """Look for changes again: the error may be corrected while the site is served."""
    library.end_build()
