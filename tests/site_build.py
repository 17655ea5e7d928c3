"""Building a site as the project's own command does."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def mkdocs(config: Path, site: Path, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Build a site strictly, from the project's folder, as `nox -s site -- build` does."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", f"--config-file={config}", f"--site-dir={site}"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "true"}
    return subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True, check=False)
