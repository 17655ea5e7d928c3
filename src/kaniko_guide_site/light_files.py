"""Makes what readers transfer small: one style sheet and one script for all pages, minified; MkDocs calls it as a hook.

- The theme's style sheets and those of `extra_css` become one file; the scripts of `extra_javascript` and the panel of
  values become another. Other scripts of `theme/assets` stay apart, because few pages need them.
- The name of each contains a hash of its content, so that a browser can keep it for ever.
- Pages are minified; their text, and what is in `<pre>`, stays as it is.

Without the hook a page loads the sources one by one, and has no panel of values.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import minify
from mkdocs.structure.files import File

from kaniko_guide_site.editions import language_of
from kaniko_guide_site.parameters import definitions, panel
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ASSETS = Path(__file__).parent / "theme" / "assets"
OF_THEME = ("main", "palette")
"""The theme's style sheets; their names contain hashes."""
KEEP = ("html-keep-default-attr-vals", "html-keep-document-tags", "html-keep-end-tags", "html-keep-quotes")
"""What the minifier must not leave out of a page: it saves little, and makes a page hard to read."""
KINDS = {".css": "text/css", ".js": "application/javascript", ".html": "text/html"}
SCRIPT = re.compile(r"assets/([a-z-]+\.js)")
LOADED = re.compile(r'"([a-z-]+\.js)"')
"""A script, beside another one that loads it."""
OF_THEME_ONLY = re.compile(r"assets/(?:stylesheets/|javascripts/lunr/|javascripts/workers/|.*\.map$)")
"""The theme's files that no page loads: its style sheets are joined, its search has another worker."""
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/")

minify.config(dict.fromkeys(KEEP, True))


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for all or some pages.

    Attributes:
        address: below the site's root, with the hash of its content.
        content: what readers get.
    """

    address: str
    content: str

    @classmethod
    def of(cls, name: str, content: str) -> Asset:
        """An asset with its address.

        Args:
            name: of the file, without the hash.
            content: see above.
        """
        path = PurePosixPath(name)
        digest = hashlib.sha256(content.encode()).hexdigest()[:8]
        return cls(f"assets/{path.stem}.{digest}{path.suffix}", content)


def minified(text: str, suffix: str) -> str:
    """The text of a file in fewer bytes.

    Args:
        text: of the file.
        suffix: of its name.
    """
    small: str = minify.string(KINDS[suffix], text)
    return small


def read(names: Iterable[str]) -> str:
    """The minified text of some files of `theme/assets`, joined."""
    return "\n".join(minified((ASSETS / name).read_text("utf-8"), PurePosixPath(name).suffix) for name in names)


def style_sheet(names: Iterable[str], theme: Iterable[str]) -> Asset:
    """The style sheet of all pages.

    Args:
        names: of the guide's own style sheets, in order.
        theme: the directories of the theme's templates.
    """
    directories = [Path(one, "assets", "stylesheets") for one in theme]
    found = [next(path for one in directories for path in one.glob(f"{name}.*.css")) for name in OF_THEME]
    texts = [SOURCE_MAP.sub("", path.read_text("utf-8")).strip() for path in found]
    return Asset.of("guide.css", "\n".join((*texts, read(names))))


def script(names: Iterable[str], of_panel: str, assets: Mapping[str, Asset]) -> Asset:
    """The script of all pages.

    Args:
        names: of its parts, in order.
        of_panel: the script that has the panel of values.
        assets: the scripts that it loads on demand, by their names in the sources.
    """
    return Asset.of("guide.js", loading(f"{of_panel}{read(names)}", assets))


def loading(text: str, assets: Mapping[str, Asset]) -> str:
    """A script that loads others by their addresses instead of by the names of their sources."""
    return LOADED.sub(
        lambda found: f'"{PurePosixPath(assets[found[1]].address).name}"' if found[1] in assets else found[0], text
    )


def apart(joined: Iterable[str]) -> dict[str, Asset]:
    """The scripts that only some pages load, by their names in the sources.

    Args:
        joined: the names of the scripts that all pages load.
    """
    waiting = {name: read([name]) for name in sorted({path.name for path in ASSETS.glob("*.js")} - set(joined))}
    done: dict[str, Asset] = {}
    while waiting:  # a script after those that it loads, as its hash contains theirs
        name = next(name for name, text in waiting.items() if not waiting.keys() & LOADED.findall(text))
        done[name] = Asset.of(name, loading(waiting.pop(name), done))
    return done


def renamed(html: str, assets: Mapping[str, Asset]) -> str:
    """A page with the addresses of the scripts that stay apart, instead of those of their sources."""
    return SCRIPT.sub(lambda found: assets[found[1]].address if found[1] in assets else found[0], html)


class _Build:
    """The files of the build that runs."""

    def __init__(self, config: MkDocsConfig) -> None:
        language = language_of(config)
        root = Path(config.config_file_path).resolve().parent
        styles, scripts = (
            [PurePosixPath(str(one)).name for one in each] for each in (config.extra_css, config.extra_javascript)
        )
        self.apart = apart(scripts)
        self.style = style_sheet(styles, config.theme.dirs)
        self.script = script(scripts, panel.script(definitions.load(root / SNIPPETS), language), self.apart)
        self.sources = {f"assets/{name}" for name in (*styles, *scripts, *self.apart)}

    def finished(self, html: str) -> str:
        """A page as readers get it.

        Args:
            html: the page.
        """
        return minified(renamed(html, self.apart), ".html")


_builds: dict[str, _Build] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Name the joined files instead of their sources."""
    build = _builds[config.config_file_path] = _Build(config)
    config.extra_css, config.extra_javascript = [build.style.address], [build.script.address]
    config.extra["styles_of_theme"] = False
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Replace the sources by the files that readers get, and minify the pages of other hooks."""
    build = _builds[config.config_file_path]
    for one in [one for one in files if one.src_uri in build.sources or OF_THEME_ONLY.match(one.src_uri)]:
        files.remove(one)
    for one in [one for one in files if one.generated_by and one.src_uri.endswith(".html")]:
        one.content_string = build.finished(one.content_string)
    for asset in (build.style, build.script, *build.apart.values()):
        files.append(File.generated(config, asset.address, content=asset.content))
    return files


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001 (the signature is MkDocs')
    """Minify a page."""
    return _builds[config.config_file_path].finished(output)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Minify a page that is no page of the guide, such as 404."""
    return _builds[config.config_file_path].finished(output) if template_name.endswith(".html") else output
