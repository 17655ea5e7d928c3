"""What a `recipe.yml` may say, as types: its keys are those of the types, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from kaniko_guide.bilingual import Bilingual

BuiltBy = Literal["any", "kaniko", "fork"]
"""What builds a recipe: also Buildah in kaniko's place, either build of kaniko, or the fork alone."""

Port = Annotated[int, Meta(ge=1, le=65535)]


class Mapped(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping in `recipe.yml`: its keys are those of the type, and no others."""


class Made(Mapped, frozen=True):
    """A file that an earlier step makes.

    Attributes:
        path: in the reader's repository; may hold `*`.
        by: which file makes it; None for what the reader brings.
    """

    path: str
    by: str | None = None


class Exclusion(Mapped, frozen=True):
    """A complaint of a linter to pass over, and why."""

    check: Literal["hadolint", "shellcheck"]
    code: str
    reason: Annotated[str, Meta(min_length=1)]


class PromisedFile(Mapped, frozen=True):
    """A file that an image has and its base has not."""

    path: Annotated[str, Meta(pattern="^/.*[^/]$")]
    owner: Annotated[str, Meta(pattern="^[0-9]+:[0-9]+$")]
    mode: Annotated[str, Meta(pattern="^[0-7]{4}$")]


class PromisedImage(Mapped, frozen=True):
    """What a pulled image is."""

    entrypoint: tuple[str, ...]
    workdir: str
    user: str
    ports: tuple[Port, ...]
    labels: Mapping[str, str]
    files: tuple[PromisedFile, ...]


class Answer(Mapped, frozen=True):
    """What a started image answers."""

    port: Port
    path: str
    status: int
    body: str


class Promises(Mapped, frozen=True):
    """What a build of a recipe yields; `recipe_keys.yml` says what each attribute means."""

    executor: BuiltBy
    destinations: Annotated[tuple[str, ...], Meta(min_length=1)]
    image: PromisedImage
    answer: Answer | None
    workspace: Mapping[str, str]
    log: tuple[str, ...]

    def __post_init__(self) -> None:
        for name, entries in (("destinations", self.destinations), ("log", self.log)):
            if len(set(entries)) < len(entries):
                message = f"Expected each of {name} once"
                raise ValueError(message)


class Description(Mapped, frozen=True):
    """What a `recipe.yml` says; `recipe_keys.yml` says what each attribute means.

    Attributes:
        promises: as they are written, without those of `repository`.
    """

    title: Bilingual
    made: tuple[Made, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    month: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")] | None = None
    repository: str | None = None
    not_played: Bilingual | None = None
    promises: dict[str, Any] | None = None
