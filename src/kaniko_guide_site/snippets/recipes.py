"""Recipes: directories of snippets that work together, each with a `recipe.yml` that describes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from kaniko_guide.facts import MismatchError, as_type
from kaniko_guide.sources import yaml_tree
from kaniko_guide.text import Source, Text, UnreadableError
from kaniko_guide_site.snippets import reading
from kaniko_guide_site.snippets.description import Description, Promises
from kaniko_guide_site.snippets.snippet import Snippet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import yaml

    from kaniko_guide.project import Project

RECIPE_FILE = "recipe.yml"
KEYS = "See Keys of recipe.yml in CONTRIBUTING.md."

_UNKNOWN = re.compile("unknown field `(.+)`")

Read = TypeVar("Read")


class RecipeError(Exception):
    """A `recipe.yml` is missing, unreadable or invalid; the message is in the format of compilers."""


@dataclass(frozen=True)
class Recipe:
    """A directory of snippets that work together. Its `recipe.yml` is read once, on first use.

    Attributes:
        directory: its path.
        snippets: the directory of all snippets.
    """

    directory: Path
    snippets: Path

    @property
    def name(self) -> str:
        """The name of its directory."""
        return self.directory.name

    @cached_property
    def description(self) -> Description:
        """The content of its `recipe.yml`.

        Raises:
            RecipeError: it can't be read.
        """
        return self._read(self._data, Description)

    @cached_property
    def promises(self) -> Promises | None:
        """The result of a build: its own promises, and for the rest those of the recipe `repository`.

        Raises:
            RecipeError: they, or the other recipe, can't be read.
        """
        own, repository = self.description.promises, self.description.repository
        if own is None:
            return None
        base = self._base(repository) if repository is not None else {}
        promised = {**base, **own}
        image, other = own.get("image"), base.get("image")
        if isinstance(image, dict) and isinstance(other, dict):
            promised["image"] = {**other, **image}
        return self._read(promised, Promises, "promises")

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files for readers, sorted: without `recipe.yml` and recorded output."""
        names = sorted(path.as_posix() for path in _files(self.directory))
        return tuple(name for name in names if not Snippet(name).is_output)

    def project(self, shown_from: Path | None = None) -> Project:
        """Its files as a parsed project for one namespace.

        Args:
            shown_from: as in `project.read`.

        Raises:
            RecipeError: its `recipe.yml` can't be read.
            UnreadableError: another file can't be read.
        """
        return replace(
            reading.read(self.directory, shown_from or self.directory),
            files=tuple(_files(self.directory)),
            created_files=tuple(PurePosixPath(made.path) for made in self.description.made),
            one_namespace=True,
        )

    def _base(self, repository: str) -> dict[str, Any]:
        recipe = Recipe(self.snippets / repository, self.snippets)
        if not (recipe.directory / RECIPE_FILE).is_file():
            message = f"repository: There is no recipe {repository}"
            raise _error(self._shown_file_path, message, *self._position(["repository"]))
        return recipe.description.promises or {}

    @property
    def _shown_path(self) -> str:
        inside = self.directory.is_relative_to(self.snippets)
        return (self.directory.relative_to(self.snippets.parent) if inside else self.directory).as_posix()

    @property
    def _shown_file_path(self) -> str:
        return f"{self._shown_path}/{RECIPE_FILE}"

    @cached_property
    def _root(self) -> yaml.Node | None:
        path, shown = self.directory / RECIPE_FILE, self._shown_file_path
        if not path.is_file():
            raise _error(self._shown_path, f"{RECIPE_FILE} is missing")
        try:
            root, problems = yaml_tree.compose(Text.canonical(Source.read(path, shown)))
        except UnreadableError as error:
            raise _error(shown, error.reason.en) from error
        for problem in problems:
            place = problem.where.position()
            raise _error(shown, f"not YAML: {problem.message.en}", place.line, place.column)
        return root

    @property
    def _data(self) -> object:
        return None if self._root is None else yaml_tree.to_python(self._root, by_plugin=True)

    def _read(self, data: object, kind: type[Read], *above: str) -> Read:
        """Data of the file as its type.

        Args:
            data: plain values.
            kind: the type.
            above: the keys that lead to the data.

        Raises:
            RecipeError: the data is not of the type.
        """
        try:
            return as_type(data, kind)
        except MismatchError as error:
            steps = [*above, *error.steps, *_UNKNOWN.findall(error.expected)]
            key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
            message = ": ".join(filter(None, (key, error.expected.replace("`", ""))))
            raise _error(self._shown_file_path, f"{message}. {KEYS}", *self._position(steps)) from error

    def _position(self, steps: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of the last key on a path that is in the file."""
        node, line, column = self._root, 1, 1
        for step in steps:
            key, node = yaml_tree.key_and_value(node, step, by_plugin=True)
            mark = key or node
            if mark is None:
                break
            line, column = mark.start_mark.line + 1, mark.start_mark.column + 1
        return line, column


def _files(directory: Path) -> Iterator[PurePosixPath]:
    found = sorted(PurePosixPath(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file())
    yield from (path for path in found if path != PurePosixPath(RECIPE_FILE))


def _error(path: str, message: str, line: int = 1, column: int = 1) -> RecipeError:
    text = f"{path}:{line}:{column}: error: {message} [recipe]"
    return RecipeError(text)
