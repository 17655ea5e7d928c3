"""The checks, the levels that they grant and what they do not verify: `checks.yml`, typed."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, load

FILE = Path(__file__).with_name("checks.yml")


class Mark(enum.StrEnum):
    """What a reader sees first: whether a file was run."""

    RUN = "run"
    ACCEPTED = "accepted"
    WRITTEN = "written"


MARKS = {
    Mark.RUN: Bilingual("已实测", "Run"),
    Mark.ACCEPTED: Bilingual("API Server 已接受", "Accepted by the API server"),
    Mark.WRITTEN: Bilingual("已检查写法（未运行）", "Checked as written, not run"),
}


class Level(enum.StrEnum):
    """How strong the evidence for a file is, from weak to strong."""

    PARSES = "parses"
    SCHEMA = "schema"
    LINTED = "linted"
    ACCEPTED = "accepted"
    COMMAND_RUN = "command-run"
    POD_RAN = "pod-ran"
    IMAGE_BUILT = "image-built"
    PUSHED = "pushed"
    STARTED = "started"

    @property
    def rank(self) -> int:
        """Its position in that order, from 0."""
        return list(Level).index(self)

    @property
    def mark(self) -> Mark:
        """The mark that the level is summed up by."""
        if self is Level.ACCEPTED:
            return Mark.ACCEPTED
        return Mark.RUN if self.rank >= Level.COMMAND_RUN.rank else Mark.WRITTEN


LEVELS = {
    Level.PARSES: Bilingual("语法正确", "syntax valid"),
    Level.SCHEMA: Bilingual("符合 Kubernetes 结构", "matches the Kubernetes schema"),
    Level.LINTED: Bilingual("已按规则检查", "linted"),
    Level.ACCEPTED: Bilingual("API Server 已接受", "accepted by the API server"),
    Level.COMMAND_RUN: Bilingual("命令已执行", "command run"),
    Level.POD_RAN: Bilingual("Pod 已运行", "pod ran"),
    Level.IMAGE_BUILT: Bilingual("镜像已构建", "image built"),
    Level.PUSHED: Bilingual("镜像已推送", "image pushed"),
    Level.STARTED: Bilingual("应用已启动并响应", "started and answered"),
}


class Check(Fact, frozen=True, kw_only=True):
    """A check; the comment at the top of `checks.yml` describes each attribute."""

    name: str
    description: Bilingual
    level: Level | None
    programs: tuple[str, ...]
    limitations: tuple[str, ...]
    covers: frozenset[str] = frozenset()
    substitute: Bilingual | None = None
    scope: Mapping[str, Bilingual] = field(default_factory=dict)
    shown: bool = False
    version: int | None = None
    reads: Literal["file", "directory"] | None = None
    also: tuple[str, ...] = ()
    recipe: tuple[str, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_recorded(self) -> bool:
        """Whether `nox --session verify` runs it and records the result; the site's build runs the others."""
        return self.reads is not None


@cache
def checks() -> Mapping[str, Check]:
    """Every check by name."""
    return {check.name: check for check in load(str(FILE), tuple[Check, ...])}
