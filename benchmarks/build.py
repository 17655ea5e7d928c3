"""Compares a build of the Chinese edition with Material for MkDocs as it comes: `python -m benchmarks.build [RUNS]`.

- `ours`: `mkdocs build` as `nox --session site -- build` does it, all pages and checks.
- `same pages`: the Markdown that our directives make, also that of the generated pages, built by Material with the same
  Markdown extensions, but without our theme, hooks and extension: no line of evidence, no values, no toolbar.
- `as written`: only the written pages, whose directives stay text.

Then MkDocs serves each, and the time is measured from saving a page until its change is shown; again with
`--dirty`, which builds only that page. Builds run in turns; medians count. Our page is changed in its place, and
restored.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

import yaml

from benchmarks.process import LIMIT, ROOT, free_port, medians, run, show, start, stop
from kaniko_guide_site import generated_pages
from kaniko_guide_site.extension import expand
from kaniko_guide_site.markdown import front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = "kaniko_guide_site.extension"
EDITED = "watch-build"
"""The page that is saved."""
RUNS = 3
OF_MATERIAL = ("name", "language", "font", "features")


class _Loader(yaml.SafeLoader):
    """Reads MkDocs' settings without the objects of Python in them."""


for prefix in ("tag:yaml.org,2002:python/name:", "tag:yaml.org,2002:python/object/apply:"):
    _Loader.add_multi_constructor(prefix, lambda *_: None)
_Loader.add_constructor("!ENV", lambda *_: "")


def settings() -> dict[str, Any]:
    """Our settings, as far as Material alone can use them."""
    own: dict[str, Any] = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), _Loader)  # noqa: S506 (a safe loader)
    extensions = own["markdown_extensions"]
    del extensions[OURS], extensions["pymdownx.superfences"]["custom_fences"], extensions["toc"]["slugify"]
    extensions["pymdownx.snippets"]["base_path"] = [str(ROOT / "snippets")]
    return {
        "site_name": own["site_name"],
        "theme": {name: own["theme"][name] for name in OF_MATERIAL},
        "markdown_extensions": extensions,
        "plugins": ["search"],
        "nav": own["nav"],
    }


def same_pages(docs: Path) -> None:
    """Write the Markdown of all pages as our directives make it.

    Args:
        docs: the directory.
    """
    ours = ROOT / "docs" / "zh"
    texts = {path.relative_to(ours).as_posix(): path.read_text("utf-8") for path in ours.rglob("*.md")}
    for name, text in {**texts, **generated_pages.pages("zh")}.items():
        lines = text.split("\n")
        at = front_matter(text)
        path = PurePosixPath(name).with_suffix("")
        to_site = "../" * (0 if path.name == "index" else len(path.parts))
        body = expand("\n".join(lines[at:]), ROOT, "zh", to_site)
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text("\n".join([*lines[:at], body]), "utf-8")


def configurations(directory: Path) -> dict[str, tuple[Path, Path]]:
    """The settings and the directory of pages of each variant.

    Args:
        directory: where they are written, but for our own.
    """
    same, written = directory / "same" / "docs", directory / "written" / "docs"
    same_pages(same)
    shutil.copytree(ROOT / "docs" / "zh", written)
    for docs in (same, written):
        (docs.parent / "mkdocs.yml").write_text(json.dumps(settings() | {"docs_dir": "docs"}), "utf-8")
    found = {"same pages": same, "as written": written}
    ours = ROOT / "mkdocs.yml", ROOT / "docs" / "zh"
    return {"ours": ours, **{name: (docs.parent / "mkdocs.yml", docs) for name, docs in found.items()}}


def clean_builds(variants: dict[str, tuple[Path, Path]], directory: Path, runs: int) -> None:
    """Build each variant in turns, and print the medians."""
    found: dict[str, list[Any]] = {name: [] for name in variants}
    for _ in range(runs):
        for name, (config, _docs) in variants.items():
            words = [sys.executable, "-m", "mkdocs", "build", "--quiet", f"--config-file={config}"]
            found[name].append(run([*words, f"--site-dir={directory / 'site'}"]))
    base = medians(found["same pages"])
    for name, measured in found.items():
        one = medians(measured)
        show(
            f"clean build, {name:12}{one.seconds:8.1f} s{one.cpu:8.1f} s of CPU{one.megabytes:6.0f} MB"
            f"{one.seconds / base.seconds:6.2f} × in time{one.cpu / base.cpu:6.2f} × in CPU  {one.error}"
        )


@contextmanager
def served(config: Path, *options: str) -> Iterator[str]:
    """Serve a variant; the address of the edited page."""
    port = free_port()
    words = [sys.executable, "-m", "mkdocs", "serve", f"--config-file={config}", f"--dev-addr=127.0.0.1:{port}"]
    process = start([*words, *options])
    try:
        address = f"http://127.0.0.1:{port}/{EDITED}/"
        wait_for(address, "<")
        yield address
    finally:
        stop(process)


def wait_for(address: str, text: str) -> float:
    """The seconds until a page shows a text."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < LIMIT:
        try:
            with urllib.request.urlopen(address, timeout=LIMIT) as answer:  # noqa: S310 (an address of this machine)
                if text in answer.read().decode():
                    return time.perf_counter() - begin
        except URLError:
            pass
        time.sleep(0.02)
    message = f"{address} does not show {text}"
    raise TimeoutError(message)


def saves(variants: dict[str, tuple[Path, Path]], runs: int, *options: str) -> dict[str, float]:
    """The median of the seconds from saving a page until its change is shown, by variant."""
    took: dict[str, list[float]] = {}
    for name, (config, docs) in variants.items():
        page = docs / f"{EDITED}.md"
        before = page.read_text("utf-8")
        try:
            with served(config, *options) as address:
                for number in range(runs):
                    mark = f"marked{number}"
                    page.write_text(f"{before}\n{mark}\n", "utf-8")
                    took.setdefault(name, []).append(wait_for(address, mark))
        finally:
            page.write_text(before, "utf-8")
    return {name: statistics.median(each) for name, each in took.items()}


def main(runs: int = RUNS) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        variants = configurations(Path(name))
        clean_builds(variants, Path(name), runs)
        compared = {name: variants[name] for name in ("ours", "same pages")}
        for options in ((), ("--dirty",)):
            found = saves(compared, runs, *options)
            for variant, seconds in found.items():
                ratio = seconds / found["same pages"]
                show(f"saved until shown, {variant:12} {' '.join(options):8}{seconds:8.2f} s{ratio:6.2f} ×")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
