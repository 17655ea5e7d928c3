"""The generators of sites that `benchmarks.sites` compares: how each is set up as it comes, and how it builds.

Those of Node.js are installed below `.cache/benchmarks/` by npm, in the versions of `benchmarks/tools/package.json`.
The versions of what they need are not pinned, because the lock file would have 750 kB. Zensical is in the environment
of `nox --session zensical`. Each gets the same pages, and a search that needs no service: its own, for VitePress the
one that it brings, for Docusaurus the plugin `docusaurus-search-local`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.process import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HOME = ROOT / ".cache" / "benchmarks"
MODULES = HOME / "node_modules"
ZENSICAL = ROOT / ".nox" / "zensical" / "bin" / "python"
OUTPUT = "site"
SECTIONS = 6
TITLE = "Benchmark"

SECTION = """## Section {number} of page {page}

The build reads its context from the volume that the agent shares with the container, and pushes the image at the end.
A name of a registry has no scheme; a tag is fixed, so that the same file gives the same image. See
[the next page](page-{next:04}.md).

- The first item of section {number} has `--flag-{number}=value` in it.
- The second item is about cache, layers and memory.

```yaml
apiVersion: v1
kind: Pod
metadata:
  name: page-{page}-{number}
spec:
  containers:
  - name: kaniko
    image: registry.example.com/executor:v1.{number}.0
    args: [--context=/workspace, --destination=registry.example.com/app:{page}]
```

| Field | Value | Meaning |
|---|---|---|
| name | page-{page}-{number} | of the pod |
| image | executor | what runs |
"""


def install() -> None:
    """Install the generators of Node.js with npm, unless they are there."""
    if not MODULES.is_dir():
        HOME.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(__file__).parent / "tools" / "package.json", HOME)
        npm = Path(sys.executable).with_name("npm")
        path = os.pathsep.join([str(npm.parent), os.environ["PATH"]])
        words = [str(npm), "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(words, cwd=HOME, env=os.environ | {"PATH": path}, check=True)


def texts(count: int) -> Iterator[tuple[str, str, str]]:
    """The name, the title and the Markdown of each page; the first one is the home page."""
    for page in range(count):
        title = f"Page {page} about volumes and images" if page else TITLE
        following = page % (count - 1) + 1
        parts = [SECTION.format(number=number, page=page, next=following) for number in range(1, SECTIONS + 1)]
        yield f"page-{page:04}" if page else "index", title, "\n".join(parts)


def write(path: Path, text: str) -> None:
    """Write a file, and the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def write_pages(directory: Path, count: int, *, heading: bool = True) -> None:
    """Write the pages.

    Args:
        directory: see above.
        count: how many.
        heading: whether the title is also a heading.
    """
    for name, title, text in texts(count):
        first = f"# {title}\n\n" if heading else ""
        write(directory / f"{name}.md", f"---\ntitle: {title}\n---\n\n{first}{text}")


MATERIAL = {
    "site_name": TITLE,
    "theme": {"name": "material"},
    "plugins": ["search"],
    "markdown_extensions": ["admonition", "attr_list", "tables", "pymdownx.highlight", "pymdownx.superfences"],
    "site_dir": OUTPUT,
}


def _material(directory: Path, count: int) -> None:
    write_pages(directory / "docs", count)
    write(directory / "mkdocs.yml", json.dumps(MATERIAL))


def _ours(directory: Path, count: int) -> None:
    """Our whole project, by links, with other pages."""
    directory.mkdir(parents=True)
    for path in ROOT.iterdir():
        if path.name not in {"mkdocs.yml", ".cache", ".nox", "site"}:
            (directory / path.name).symlink_to(path)
    write_pages(directory / "pages", count)
    before, _, rest = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")
    settings = f"{before}\nnot_in_nav: {rest.partition('not_in_nav: ')[2]}"
    write(directory / "mkdocs.yml", settings.replace("docs_dir: docs/zh", "docs_dir: pages"))


def _vitepress(directory: Path, count: int) -> None:
    write_pages(directory, count)
    sidebar = [{"text": title, "link": f"/{name}"} for name, title, _ in texts(count)]
    settings = {
        "title": TITLE,
        "outDir": OUTPUT,
        "themeConfig": {"search": {"provider": "local"}, "sidebar": sidebar},
    }
    write(directory / ".vitepress" / "config.mjs", f"export default {json.dumps(settings)}\n")


def _docusaurus(directory: Path, count: int) -> None:
    write_pages(directory / "docs", count)
    search = ["@easyops-cn/docusaurus-search-local", {"hashed": True, "docsRouteBasePath": "/", "indexBlog": False}]
    settings = {
        "title": TITLE,
        "url": "https://guide.example.com",
        "baseUrl": "/",
        "presets": [["classic", {"docs": {"routeBasePath": "/"}, "blog": False}]],
        "themes": [search],
    }
    write(directory / "docusaurus.config.js", f"module.exports = {json.dumps(settings)}\n")
    write(directory / "package.json", '{"name": "site", "private": true}\n')


def _starlight(directory: Path, count: int) -> None:
    write_pages(directory / "src" / "content" / "docs", count, heading=False)
    write(
        directory / "astro.config.mjs",
        "import { defineConfig } from 'astro/config'\nimport starlight from '@astrojs/starlight'\n"
        f"export default defineConfig({{outDir: '{OUTPUT}', integrations: [starlight({{title: '{TITLE}'}})]}})\n",
    )
    write(
        directory / "src" / "content.config.ts",
        "import { defineCollection } from 'astro:content'\nimport { docsLoader } from '@astrojs/starlight/loaders'\n"
        "import { docsSchema } from '@astrojs/starlight/schema'\n"
        "export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) }\n",
    )
    about = {
        "name": "site",
        "private": True,
        "type": "module",
        "dependencies": {"@astrojs/starlight": "*", "astro": "*"},
    }
    write(directory / "package.json", json.dumps(about))


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator of sites.

    Attributes:
        name: shown in the table.
        packages: whose versions are recorded: of Python, or of npm with `npm/` before it.
        prepare: writes a project with so many pages into a directory.
        command: that builds it there into `OUTPUT`.
        engine: of the search.
        search: what a reader clicks to search, as a selector.
        address: of a page, with its name as `{}`.
    """

    name: str
    packages: tuple[str, ...]
    prepare: Callable[[Path, int], None]
    command: Sequence[str]
    engine: str
    search: str
    address: str = "{}/"

    def missing(self) -> str:
        """What is not installed; empty if nothing is."""
        return "" if Path(self.command[0]).exists() and Path(self.command[1]).exists() else f"{self.name} is missing"

    def versions(self) -> dict[str, str]:
        """The version of each package."""
        found = {}
        for name in self.packages:
            short = name.removeprefix("npm/")
            if short != name:
                found[short] = json.loads((MODULES / short / "package.json").read_text("utf-8"))["version"]
            elif name == "zensical":
                (about,) = ZENSICAL.parents[1].glob("lib/python*/site-packages/zensical-*.dist-info")
                found[name] = about.name.removeprefix("zensical-").removesuffix(".dist-info")
            else:
                found[name] = metadata.version(name)
        return found


NODE = str(Path(sys.executable).with_name("node"))
MKDOCS = (sys.executable, str(Path(sys.executable).with_name("mkdocs")), "build", "--quiet", f"--site-dir={OUTPUT}")
GENERATORS = (
    Generator("Material", ("mkdocs", "mkdocs-material"), _material, MKDOCS, "Lunr", ".md-search__input"),
    Generator("kaniko-guide", ("mkdocs-material",), _ours, MKDOCS, "own", ".md-search__input"),
    Generator(
        "Zensical",
        ("zensical",),
        _material,
        (str(ZENSICAL), str(ZENSICAL.with_name("zensical")), "build"),
        "own",
        ".md-search__button",
    ),
    Generator(
        "VitePress",
        ("npm/vitepress",),
        _vitepress,
        (NODE, str(MODULES / "vitepress" / "bin" / "vitepress.js"), "build"),
        "MiniSearch",
        ".VPNavBarSearch button",
        "{}.html",
    ),
    Generator(
        "Docusaurus",
        ("npm/@docusaurus/core", "npm/@easyops-cn/docusaurus-search-local"),
        _docusaurus,
        (NODE, str(MODULES / "@docusaurus" / "core" / "bin" / "docusaurus.mjs"), "build", f"--out-dir={OUTPUT}"),
        "Lunr",
        ".navbar__search-input",
    ),
    Generator(
        "Starlight",
        ("npm/astro", "npm/@astrojs/starlight"),
        _starlight,
        (NODE, str(MODULES / "astro" / "bin" / "astro.mjs"), "build"),
        "Pagefind",
        "button[data-open-modal]",
    ),
)
ENVIRONMENT = {"ASTRO_TELEMETRY_DISABLED": "1", "NODE_ENV": "production"}
