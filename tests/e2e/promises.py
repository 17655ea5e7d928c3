"""What a recipe promises of its build, in `recipe.yml`: read strictly, so that nothing promised goes unchecked.

A recipe that is not played says why in `not_played`; one whose reader has the files of another recipe too names that in
`repository`, and promises the same as that one but for what it states itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import yaml
from checks import SNIPPETS

from kaniko_guide.project import RECIPE_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = {"type": "string"}
PORT = {"type": "integer", "minimum": 1, "maximum": 65535}
EXECUTORS = ("any", "kaniko", "fork")
"""What builds it: also Buildah in kaniko's place, either build of kaniko, or the fork alone."""


def _closed(**properties: object) -> dict[str, object]:
    """A mapping that has exactly these keys."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


FILE = _closed(
    path={"type": "string", "pattern": "^/.*[^/]$"},
    owner={"type": "string", "pattern": "^[0-9]+:[0-9]+$"},
    mode={"type": "string", "pattern": "^[0-7]{4}$"},
)
SCHEMA = _closed(
    executor={"enum": EXECUTORS},
    destinations={"type": "array", "items": TEXT, "minItems": 1, "uniqueItems": True},
    image=_closed(
        entrypoint={"type": "array", "items": TEXT},
        workdir=TEXT,
        user=TEXT,
        ports={"type": "array", "items": PORT},
        labels={"type": "object", "additionalProperties": TEXT},
        files={"type": "array", "items": FILE},
    ),
    answer={"anyOf": [_closed(port=PORT, path=TEXT, status={"type": "integer"}, body=TEXT), {"type": "null"}]},
    workspace={"type": "object", "additionalProperties": TEXT},
    log={"type": "array", "items": TEXT, "uniqueItems": True},
)


def read(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """What a recipe promises.

    Args:
        recipe: the content of its `recipe.yml`.

    Raises:
        jsonschema.ValidationError: something of it is missing, misspelt or of another kind.
    """
    own = recipe.get("promises", {})
    base = of_recipe(recipe["repository"]).get("promises", {}) if "repository" in recipe else {}
    promised = {**base, **own}
    if isinstance(own.get("image"), dict):
        promised["image"] = {**base.get("image", {}), **own["image"]}
    jsonschema.Draft202012Validator(SCHEMA).validate(promised)
    return promised


def of_recipe(name: str) -> dict[str, Any]:
    """The content of a recipe's `recipe.yml`."""
    content: dict[str, Any] = yaml.safe_load((SNIPPETS / name / RECIPE_FILE).read_text("utf-8"))
    return content
