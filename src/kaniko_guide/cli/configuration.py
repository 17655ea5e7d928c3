"""The configuration file: `kaniko-guide.toml` or `.kaniko-guide.toml` in the root of the checked repository.

```toml
executor = "google-v1.24.0"        # as --executor
kubernetes = ["1.33", "1.37"]      # as --kubernetes
severity = "info"                  # as --severity
fail-on = "error"                  # as --fail-on
exclude = ["vendor/", "*.tmpl.yaml"]
baseline = "kaniko-guide-baseline.json"

[rules]
archived-image = "off"             # or another severity: error, warning, info
floating-tag = "error"

[per-path-ignores]
"legacy/" = ["fixed-tag", "no-memory-limit"]
```

A repository has one configuration, whichever of its files and directories are named, so that every way to name them
gives the same findings. The root is the next directory with `.git`; where there is none, the working directory if it
contains the path, otherwise the directory that is named. Options of the command line have priority.

The file comes with the repository, which may be a stranger's: it names no path to write, the baseline must be in the
repository, and what it suppresses is counted in every report.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from kaniko_guide.project import files
from kaniko_guide.project.selection import CONFIGURATION_NAMES, repository_root

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kaniko_guide.findings import Severity
    from kaniko_guide.project.patterns import PathPatterns


class Configuration(NamedTuple):
    """What a configuration file says.

    Attributes:
        directory: to which its paths are relative: the root of the repository, also where there is no file.
        path: of the file, as reports show it; None if there is none.
        executor, kubernetes: as in `Settings`.
        severity, fail_on: the lowest severity that is shown, and that fails.
        exclude: the files that are not checked; None for no such files.
        baseline: the file with the findings that are not reported.
        severities: by rule, its severity; None if it is off.
        ignores: rules, and the files in which they are off.
    """

    directory: Path
    path: str | None = None
    executor: str | None = None
    kubernetes: tuple[str, ...] | None = None
    severity: Severity | None = None
    fail_on: Severity | None = None
    exclude: PathPatterns | None = None
    baseline: Path | None = None
    severities: Mapping[str, Severity | None] = MappingProxyType({})
    ignores: tuple[tuple[PathPatterns, frozenset[str]], ...] = ()


def configuration_root(path: str) -> Path:
    """The directory in which the configuration of a path is looked for.

    Args:
        path: as the user named it; `-` for the working directory.

    Raises:
        OSError: the working directory was removed.
    """
    named = Path(os.path.abspath("." if path == "-" else path))  # noqa: PTH100 (a link stays in the path)
    directory = named if files.is_directory(str(named)) else named.parent
    root = repository_root(directory)
    if root is not None:
        return root
    working = Path.cwd()
    return working if directory.is_relative_to(working) else directory


def find(directory: Path, rules: Collection[str]) -> Configuration:
    """The configuration in a directory; an empty one if it has no file.

    Args:
        directory: the root of the repository.
        rules: the names of all rules.

    Raises:
        ConfigurationError: it is invalid, or there are two.
    """
    present = [directory / name for name in CONFIGURATION_NAMES if os.path.lexists(directory / name)]
    if not present:
        return Configuration(directory)
    from kaniko_guide.cli import configuration_file  # noqa: PLC0415 (most runs have no configuration)

    return configuration_file.read_first(present, directory, rules)
