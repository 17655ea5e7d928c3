"""What checks there are, how far each brings a file, and what it leaves open: `checks.yml`, typed."""

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


class Level(enum.StrEnum):
    """How far a file has come, from the least to the most; `recorded` is what a command printed, no file to run."""

    RECORDED = "recorded"
    PARSES = "parses"
    SCHEMA = "schema"
    LINTED = "linted"
    COMMAND_RUN = "command-run"
    IMAGE_BUILT = "image-built"
    PUSHED = "pushed"
    STARTED = "started"

    @property
    def rank(self) -> int:
        """Its place in that order, from 0."""
        return list(Level).index(self)


LEVELS = {
    Level.RECORDED: Bilingual("运行记录", "recorded run"),
    Level.PARSES: Bilingual("解析", "parses"),
    Level.SCHEMA: Bilingual("结构", "schema"),
    Level.LINTED: Bilingual("风格", "linted"),
    Level.COMMAND_RUN: Bilingual("运行", "command run"),
    Level.IMAGE_BUILT: Bilingual("构建镜像", "image built"),
    Level.PUSHED: Bilingual("推送", "pushed"),
    Level.STARTED: Bilingual("启动", "started"),
}


class Check(Fact, frozen=True, kw_only=True):
    """A check; see the head of `checks.yml` for what each attribute means."""

    name: str
    does: Bilingual
    level: Level
    limits: tuple[str, ...]
    lifts: frozenset[str] = frozenset()
    part: Mapping[str, Bilingual] = field(default_factory=dict)
    version: int | None = None
    reads: Literal["file", "folder"] | None = None
    also: tuple[str, ...] = ()
    recipe: tuple[str, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)

    @property
    def heavy(self) -> bool:
        """Whether `nox --session verify` runs it, not the site's build."""
        return self.reads is not None


@cache
def checks() -> Mapping[str, Check]:
    """Every check by name."""
    return {check.name: check for check in load(str(FILE), tuple[Check, ...])}
