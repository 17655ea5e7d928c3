"""What a recipe promises of its build, in `recipe.yml`: read strictly, so that nothing promised goes unchecked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema

if TYPE_CHECKING:
    from kaniko_guide.project import Project

TEXT = {"type": "string"}
PORT = {"type": "integer", "minimum": 1, "maximum": 65535}


def _closed(**properties: object) -> dict[str, object]:
    """A mapping that has exactly these keys."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


FILE = _closed(
    path={"type": "string", "pattern": "^/.*[^/]$"},
    owner={"type": "string", "pattern": "^[0-9]+:[0-9]+$"},
    mode={"type": "string", "pattern": "^[0-7]{4}$"},
)
SCHEMA = _closed(
    image=_closed(
        entrypoint={"type": "array", "items": TEXT},
        workdir=TEXT,
        user=TEXT,
        ports={"type": "array", "items": PORT},
        labels={"type": "object", "additionalProperties": TEXT},
        files={"type": "array", "items": FILE},
    ),
    answer=_closed(port=PORT, path=TEXT, status={"type": "integer"}, body=TEXT),
)


def read(project: Project) -> dict[str, Any]:
    """What a recipe promises.

    Raises:
        jsonschema.ValidationError: something of it is missing, misspelt or of another kind.
    """
    promised: dict[str, Any] = project.recipe.get("promises", {})
    jsonschema.Draft202012Validator(SCHEMA).validate(promised)
    return promised
