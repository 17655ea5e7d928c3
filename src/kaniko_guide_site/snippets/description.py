"""The content of a `recipe.yml` as types; other keys are rejected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from kaniko_guide.bilingual import Bilingual

BuiltBy = Literal["any", "kaniko", "fork"]
"""The executors that can build a recipe: Kaniko or Buildah, either release of Kaniko, or only the fork."""

Port = Annotated[int, Meta(ge=1, le=65535)]


class Mapped(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping in `recipe.yml`; keys that the type lacks are rejected."""


class CreatedFile(Mapped, frozen=True):
    """A file that an earlier step creates.

    Attributes:
        path: in the reader's repository; may hold `*`.
        by: the file that creates it; None if the reader supplies it.
    """

    path: str
    by: str | None = None


class Exclusion(Mapped, frozen=True):
    """A finding of a linter that is suppressed.

    Attributes:
        check: the linter.
        code: of the finding, such as `SC2086`.
        reason: why the finding is wrong here.
    """

    check: Literal["hadolint", "shellcheck"]
    code: str
    reason: Annotated[str, Meta(min_length=1)]


class PromisedFile(Mapped, frozen=True):
    """A file that an image has and its base image has not.

    Attributes:
        path: an absolute path.
        owner: user and group as numbers, such as `0:0`.
        mode: four octal digits, such as `0644`.
    """

    path: Annotated[str, Meta(pattern="^/.*[^/]$")]
    owner: Annotated[str, Meta(pattern="^[0-9]+:[0-9]+$")]
    mode: Annotated[str, Meta(pattern="^[0-7]{4}$")]


class PromisedImage(Mapped, frozen=True):
    """A pulled image.

    Attributes:
        entrypoint: the words of its `ENTRYPOINT`.
        workdir: the working directory.
        user: empty for none.
        ports: those that are exposed.
        labels: by name.
        files: exactly those that its base image has not.
    """

    entrypoint: tuple[str, ...]
    workdir: str
    user: str
    ports: tuple[Port, ...]
    labels: Mapping[str, str]
    files: tuple[PromisedFile, ...]


class PromisedAnswer(Mapped, frozen=True):
    """The answer of a started image to a request.

    Attributes:
        port: that is asked.
        path: that is asked for.
        status: of HTTP.
        body: the exact text.
    """

    port: Port
    path: str
    status: int
    body: str


class Promises(Mapped, frozen=True):
    """The expected result of building a recipe.

    Attributes:
        executor: that can build it.
        destinations: every reference that is pushed; may contain Jenkins variables, such as `$BUILD_NUMBER`.
        image: the pulled image.
        answer: of the started image; None if it is not asked.
        workspace: the content of each file that the build writes into the workspace, by path; `$DIGEST` is the digest
            of the image.
        log: texts that Kaniko's log contains; parts of lines suffice.
    """

    executor: BuiltBy
    destinations: Annotated[tuple[str, ...], Meta(min_length=1)]
    image: PromisedImage
    answer: PromisedAnswer | None
    workspace: Mapping[str, str]
    log: tuple[str, ...]

    def __post_init__(self) -> None:
        for name, entries in (("destinations", self.destinations), ("log", self.log)):
            if len(set(entries)) < len(entries):
                message = f"Expected each of {name} once"
                raise ValueError(message)


class Description(Mapped, frozen=True):
    """The content of a `recipe.yml`.

    Attributes:
        title: the recipe's name.
        made: files that a `COPY` needs and that an earlier step of the pipeline creates, not the repository.
        exclude: findings of linters that are suppressed.
        month: of the runs, `YYYY-MM`; only in the recipe of recorded logs.
        repository: the recipe with the other files of the reader's repository, and with the promises not stated here.
        not_run: why a recipe with a pipeline is not run end to end; excludes `promises`.
        promises: as they are written, without those of `repository`.
    """

    title: Bilingual
    made: tuple[CreatedFile, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    month: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$")] | None = None
    repository: str | None = None
    not_run: Bilingual | None = None
    promises: dict[str, Any] | None = None
