"""Building a site as the project's own command does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def small_site(directory: Path, text: str, **settings: object) -> Path:
    """Write a site of one page, without search and downloads, which take most of the time of a build.

    Args:
        directory: where it is written.
        text: the page.
        settings: further settings of MkDocs.

    Returns:
        The configuration, otherwise the project's own.
    """
    (directory / "docs").mkdir(exist_ok=True)
    (directory / "docs" / "index.md").write_text(text, "utf-8")
    own = {
        "INHERIT": f"{ROOT}/mkdocs.yml",
        "docs_dir": "docs",
        "theme": {"name": "material", "custom_dir": f"{ROOT}/src/kaniko_guide_site/theme"},
        "nav": ["index.md"],
        "hooks": [f"{ROOT}/src/kaniko_guide_site/link_warnings.py"],
        "plugins": [],
        "watch": [],
    }
    config = directory / "mkdocs.yml"
    config.write_text(json.dumps(own | settings), "utf-8")
    return config


def build_editions(site: Path) -> str:
    """Build the site in both languages at once; the English edition is moved to where `nox -s site -- build` puts it.

    Args:
        site: the directory of the built site.

    Returns:
        What MkDocs printed if a build failed or warned, otherwise nothing.
    """
    english = site.with_name(f"{site.name}-en")
    builds = [(ROOT / "mkdocs.yml", site), (ROOT / "mkdocs.en.yml", english)]
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda build: mkdocs(*build), builds))
    failed = [result for result in results if result.returncode or "WARNING" in result.stderr]
    if not failed:
        english.rename(site / "en")
    return "".join(f"mkdocs build --strict: exit code {result.returncode}\n{result.stderr}" for result in failed)


def mkdocs(config: Path, site: Path, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Build a site strictly, from the project's directory, as `nox -s site -- build` does."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", f"--config-file={config}", f"--site-dir={site}"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "true"}
    return subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True, check=False)
