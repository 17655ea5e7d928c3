"""Adds the facts to the wheel as JSON, which loads many times faster than YAML."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = Path("src")
FACTS = Path("kaniko_guide") / "facts"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FactsHook(BuildHookInterface[BuilderConfig]):
    """Writes the files before the wheel is built, and removes them afterwards."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add a file for each YAML file; a project that is installed to be edited has none, which could be old."""
        self.directory_of_files = TemporaryDirectory()
        if version == "editable":
            return
        packages = Path(self.root) / PACKAGES
        for path in sorted((packages / FACTS).rglob("*.yml")):
            target = path.relative_to(packages).with_suffix(".json")
            written = Path(self.directory_of_files.name) / target
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(as_json(path.read_text("utf-8")), "utf-8")
            build_data["force_include"][str(written)] = target.as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the files."""
        self.directory_of_files.cleanup()


def as_json(text: str) -> str:
    """The JSON of a YAML file; dates are written as YYYY-MM-DD.

    Args:
        text: of the file.
    """
    data = yaml.load(text, _LOADER)  # noqa: S506 (safe, and fast where PyYAML has its C library)
    return json.dumps(data, default=date.isoformat, ensure_ascii=False, separators=(",", ":"))
