"""ConfigMaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.doctor.fake import POD, examine, forbidden, found, given, jenkinsfile, missing, pipeline

if TYPE_CHECKING:
    from kaniko_guide.doctor.kubectl import Answer

VOLUME = "  - {name: settings, configMap: {name: own, items: [{key: a, path: a}]}}\n"
WITH = f"{POD}{VOLUME}"


@pytest.mark.parametrize(
    ("pod", "answer", "outcomes"),
    [
        (POD, given({}, "ConfigMap"), []),
        (WITH, given({"data": {"a": ""}}, "ConfigMap"), ["passed config-map: The ConfigMap `own` exists."]),
        (WITH, given({"binaryData": {"a": ""}}, "ConfigMap"), ["passed config-map: The ConfigMap `own` exists."]),
        (WITH, given({"data": {"b": ""}}, "ConfigMap"), ["failed config-map: The ConfigMap `own` has no key `a`."]),
        (
            WITH,
            missing('configmaps "own"'),
            ["failed config-map: The namespace `jenkins` has no ConfigMap `own`."],
        ),
        (
            WITH,
            forbidden("configmaps"),
            ["unknown config-map: Whether the ConfigMap `own` exists: not known, as you may not read it."],
        ),
        (WITH.replace("name: own", "name: own, optional: true"), missing('configmaps "own"'), []),
        (
            WITH.replace("name: own", "name: $A"),
            given({}, "ConfigMap"),
            ["unknown config-map: The name of the ConfigMap, `$A`, is only known at run time; it was not checked."],
        ),
    ],
)
def test_config_map(pod: str, answer: Answer, outcomes: list[str]) -> None:
    assert found(examine(pipeline(Jenkinsfile=jenkinsfile(pod)), {"get configmaps": answer}), "config-map") == outcomes
