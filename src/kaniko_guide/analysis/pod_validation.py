"""Validates the fields of a pod as the API server does, beyond their types (`facts/pod_validation.yml`).

The newest known minor version of Kubernetes decides. Names of containers and volumes, mounts and quantities have rules
of their own and are left out. Compared with the API server: records/cluster-runs/verdicts.yml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.analysis import pod_conflicts, pod_formats, pod_values
from kaniko_guide.analysis.pod_conflicts import FieldError
from kaniko_guide.analysis.pod_values import REFERENCE, UNKNOWN
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import remembered
from kaniko_guide.facts import kubernetes, pod_validation
from kaniko_guide.sources import manifest as manifests
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.analysis.pod_values import Values
    from kaniko_guide.facts.pod_validation import Alternatives, FieldCheck
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.sources.yaml_tree import YamlPath
    from kaniko_guide.text import Text

NOT_EMPTY = Bilingual(zh="非空的值", en="a value")
OR = Bilingual(zh=" 或 ", en=" or ")
RANGE = Bilingual(zh="{minimum} 到 {maximum} 的整数", en="a whole number from {minimum} to {maximum}")
AT_LEAST = Bilingual(zh="不小于 {minimum} 的整数", en="a whole number of at least {minimum}")
ONLY_ONE = Bilingual(zh="只写 {fields} 中的一个", en="only one of {fields}")
ONE_OF = Bilingual(zh="写 {fields} 中的一个", en="one of {fields}")

POD_SPEC = "PodSpec"


@remembered
def field_errors(document: Manifest) -> list[FieldError]:
    """What the server refuses in the fields of a pod, or of the template of an object that makes pods."""
    path = manifests.pod_spec_path(document)
    data: Any = document.data
    for step in path or ():
        data = data.get(step) if isinstance(data, dict) else None
    if path is None or not isinstance(document.data, dict) or (data is not None and not isinstance(data, dict)):
        return []
    definitions = kubernetes.definitions(kubernetes.minor_versions()[-1])
    is_pod = path == manifests.POD_SPEC_PATHS["Pod"]
    kept = {key: document.data.get(key) for key in ("metadata", "spec")} if is_pod else data or {}
    name = "Pod" if is_pod else POD_SPEC
    start: YamlPath = () if is_pod else path
    whole = _read(kept, name, definitions, document)
    if whole is UNKNOWN:
        return []
    found = [*_object_errors(whole, name, start, definitions), *_pod_errors(whole, start, document, is_pod=is_pod)]
    found += _restart_policy(document.data.get("kind"), whole, start)
    return [error for error in dict.fromkeys(found) if not (document.in_jenkinsfile and _is_filled(error))]


def _restart_policy(kind: object, spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """The policy of a template, whose default is `Always`: Jobs need another one, all other objects this one."""
    choices = _RESTART_POLICIES.get(str(kind), ())
    value = spec.get("restartPolicy")
    unset = pod_values.is_unset(spec, "restartPolicy")
    if unset and choices and "Always" not in choices and isinstance(spec.get("containers"), list):
        yield FieldError((*path, "restartPolicy"), "required", expected=_listed([f"`{choice}`" for choice in choices]))
    elif not unset and choices and value in _EVERY_POLICY and value not in choices:
        shown = (
            _listed([f"`{choice}`" for choice in choices]) if len(choices) > 1 else Bilingual("`Always`", "`Always`")
        )
        yield FieldError((*path, "restartPolicy"), "unsupported", str(value), shown)


_EVERY_POLICY = ("Always", "OnFailure", "Never")
_RESTART_POLICIES: Mapping[str, tuple[str, ...]] = {
    "Job": ("OnFailure", "Never"),
    "CronJob": ("OnFailure", "Never"),
    **dict.fromkeys(("DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"), ("Always",)),
}


def text_at(manifest: Manifest, path: YamlPath) -> Text:
    """The first line of the value; if it is missing, that of the nearest object around it."""
    found = node = manifest.root
    for step in path:
        _, node = yaml_tree.key_and_value(node, step, by_plugin=manifest.in_jenkinsfile)
        found = node if node is not None else found
        if node is None:
            break
    return yaml_tree.first_line(manifest.text, found) if found is not None else manifest.text.cut(0, 0)


def _read(value: Any, name: str, definitions: Mapping[str, Any], document: Manifest) -> Any:  # noqa: ANN401
    return pod_values.read(value, definitions[name], definitions, by_plugin=document.in_jenkinsfile)


def _pod_errors(whole: Values, start: YamlPath, document: Manifest, *, is_pod: bool) -> Iterator[FieldError]:
    spec = pod_values.mapping(whole, "spec") if is_pod else whole
    yield from pod_conflicts.spec_errors(spec, (*start, "spec") if is_pod else start)
    if is_pod and not document.in_jenkinsfile:
        metadata = whole.get("metadata", {})
        if isinstance(metadata, dict):
            yield from pod_conflicts.metadata_errors(metadata, spec)
    if is_pod:
        yield from pod_conflicts.creation_errors(spec)


def _is_filled(error: FieldError) -> bool:
    """Whether the Jenkins plugin adds what is missing, or another rule reports it: the image of a container."""
    in_metadata_or_list = error.path in {("spec", "containers"), ("metadata", "name")}
    return error.reason == "required" and (in_metadata_or_list or error.path[-1] == "image")


def _object_errors(values: Values, name: str, path: YamlPath, definitions: Mapping[str, Any]) -> Iterator[FieldError]:
    """The errors of an object and of all objects in it.

    Args:
        values: its fields.
        name: of its definition.
        path: of the object in the document.
        definitions: the schema's.
    """
    required = () if isinstance(values, pod_values.Empty) else definitions[name].get("required", ())
    for field, check in pod_validation.checks(name).items():
        yield from _field_errors(values, field, check, path, required_by_schema=field in required)
    for alternatives in pod_validation.alternatives(name):
        yield from _alternatives_errors(values, alternatives, path)
    yield from pod_conflicts.object_errors(name, values, path)
    for field, schema in definitions[name].get("properties", {}).items():
        if field in values and not (path == () and field == "status"):
            yield from _below(values[field], schema, (*path, field), definitions)


def _below(
    value: Any,  # noqa: ANN401
    schema: Mapping[str, Any],
    path: YamlPath,
    definitions: Mapping[str, Any],
) -> Iterator[FieldError]:
    reference = schema.get("$ref", "").removeprefix(REFERENCE)
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _below(entry, schema.get("items", {}), (*path, index), definitions)
    elif isinstance(value, dict) and reference:
        yield from _object_errors(value, reference, path, definitions)


def _field_errors(
    values: Values, field: str, check: FieldCheck, path: YamlPath, *, required_by_schema: bool
) -> Iterator[FieldError]:
    if pod_values.is_unset(values, field):
        absent = field not in values
        if check.required and not (absent and required_by_schema):
            yield FieldError((*path, field), "required", expected=_expected(check))
        elif not absent and check.choices and not check.empty and values[field] == "":
            yield FieldError((*path, field), "unsupported", expected=_expected(check))
        elif values.get(field) == 0 and not _is_in_range(0, check):
            yield FieldError((*path, field), "invalid", "0", _expected(check))
        return
    value = values.get(field)
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _scalar_errors(entry, check, (*path, field, index))
    elif isinstance(value, dict):
        yield from _key_errors(value, check, (*path, field))
    else:
        yield from _scalar_errors(value, check, (*path, field))


def _scalar_errors(value: Any, check: FieldCheck, path: YamlPath) -> Iterator[FieldError]:  # noqa: ANN401
    if isinstance(value, bool):
        return
    if isinstance(value, int | float) and not _is_in_range(int(value), check):
        yield FieldError(path, "invalid", str(value), _expected(check))
    if isinstance(value, str) and check.choices and value not in check.choices:
        yield FieldError(path, "unsupported", value, _expected(check))
    elif isinstance(value, str) and check.format and not pod_formats.CHECKS[check.format](value):
        yield FieldError(path, "invalid", value, pod_formats.EXPECTED[check.format])


def _key_errors(values: Values, check: FieldCheck, path: YamlPath) -> Iterator[FieldError]:
    for key, value in values.items():
        if check.format and value is not UNKNOWN and not pod_formats.CHECKS[check.format](key):
            yield FieldError((*path, key), "invalid", key, pod_formats.EXPECTED[check.format])
        elif check.values and isinstance(value, str) and not pod_formats.CHECKS[check.values](value):
            yield FieldError((*path, key), "invalid", value, pod_formats.EXPECTED[check.values])


def _is_in_range(value: int, check: FieldCheck) -> bool:
    return (check.minimum is None or value >= check.minimum) and (check.maximum is None or value <= check.maximum)


def _expected(check: FieldCheck) -> Bilingual:
    if check.choices:
        return _listed([f"`{choice}`" for choice in check.choices])
    if check.minimum is not None:
        form = AT_LEAST if check.maximum is None else RANGE
        return form.format(minimum=check.minimum, maximum=check.maximum)
    return pod_formats.EXPECTED.get(check.format, NOT_EMPTY)


def _listed(words: list[str]) -> Bilingual:
    return Bilingual("、".join(words[:-1]) + OR.zh + words[-1], ", ".join(words[:-1]) + OR.en + words[-1])


def _alternatives_errors(values: Values, alternatives: Alternatives, path: YamlPath) -> Iterator[FieldError]:
    if yaml_tree.has_placeholder("".join(values)) or pod_values.HIDDEN in values:
        return
    every = alternatives.fields == ("*",)
    present = [
        field for field in values if (field in alternatives.fields or every) and field not in alternatives.excluded
    ]
    fields = _listed([f"`{field}`" for field in (present if len(present) > 1 else alternatives.fields)])
    if len(present) < alternatives.least:
        shown = _listed([f"`{field}`" for field in alternatives.fields]) if not every else pod_conflicts.A_SOURCE
        yield FieldError(path, alternatives.none, expected=ONE_OF.format(fields=shown))
    elif len(present) > 1:
        yield FieldError(path, alternatives.reason, expected=ONLY_ONE.format(fields=fields))
