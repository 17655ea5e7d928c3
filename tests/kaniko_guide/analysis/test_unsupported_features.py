from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import project
from kaniko_guide.analysis import unsupported_features
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import dockerfile_features, executors
from kaniko_guide.facts.dockerfile_features import FeatureSupport
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.project import Settings
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.facts.dockerfile_features import Feature

WORDS = Bilingual(zh="句。", en="A sentence.")


def not_working(feature: Feature, release: str) -> bool:
    return feature.support[release] is not FeatureSupport.WORKS


RULE = Rule(
    name="a-rule",
    severity=Severity.ERROR,
    since="0",
    title=WORDS,
    why=WORDS,
    source="",
    messages=tuple(unsupported_features.messages(not_working)),
)
"""A rule that reports every feature for each release on which it does not work."""


def reported_features(directory: Path, instruction: str, executor: str | None = None) -> list[str]:
    """The names of the reported messages for a Dockerfile with this instruction."""
    write(directory, {"Dockerfile": f"FROM a:1\n{instruction}\n"})
    (reading,) = project.read_paths([str(directory)], None, Settings(executor=executor))
    findings = list(unsupported_features.findings(reading.project, RULE))
    assert {finding.line for finding in findings} <= {2}
    return [finding.message_name for finding in findings]


def test_feature_has_a_message_for_one_release_and_one_for_all() -> None:
    expected = set()
    for key, feature in dockerfile_features.features().items():
        lacking = [feature.support[release] for release in executors.releases() if not_working(feature, release)]
        expected |= {f"{key}-{support}" for support in lacking}
        expected |= {key} if len(lacking) == len(executors.releases()) else set()
    assert {message.name for message in RULE.messages} == expected
    assert list(unsupported_features.messages(lambda *_: False)) == []


def test_features_are_reported_for_the_releases_that_lack_them(tmp_path: Path) -> None:
    for number, (instruction, feature) in enumerate(
        [
            ("RUN --mount=type=ssh id", "mount-ssh"),
            ("RUN --mount=type=bind,from=a id", "mount-bind-from"),
            ("RUN --network=none id", "run-network"),
            ("RUN --security=insecure id", "run-security"),
            ("RUN <<E\nid\nE", "run-heredoc"),
            ("RUN <<E\na=1\necho $a\nE", "run-heredoc-variable"),
            ("COPY --parents a b", "copy-parents"),
            ("COPY --exclude=c a b", "copy-exclude"),
            ("COPY --chmod=u+x a b", "copy-chmod-symbolic"),
            ("COPY --chmod=4755 a b", "copy-chmod-setuid"),
            ("COPY ../a b", "copy-outside-context"),
            ("ADD --checksum=sha256:0 https://a/b c", "add-checksum"),
            ("ADD https://a/b.git c", "add-git"),
            ("ADD a.tar.xz b", "add-tar-xz"),
            ("EXPOSE 80-90", "expose-range"),
        ]
    ):
        with check(f"{instruction}, {feature}"):
            directory = tmp_path / str(number)
            directory.mkdir()
            support = dockerfile_features.features()[feature].support
            for release in executors.releases():
                expected = [] if support[release] is FeatureSupport.WORKS else [f"{feature}-{support[release]}"]
                assert reported_features(directory, instruction, release) == expected
            on_all = all(support[release] is not FeatureSupport.WORKS for release in executors.releases())
            assert reported_features(directory, instruction) == ([feature] if on_all else [])


@pytest.mark.parametrize(
    "instruction",
    ["RUN id", "RUN --network=default id", "COPY --chmod=755 a b", "COPY a ./b", "ADD https://a/b c", "EXPOSE 80"],
)
def test_feature_of_every_release_is_not_reported(tmp_path: Path, instruction: str) -> None:
    assert [reported_features(tmp_path, instruction, release) for release in (None, *executors.releases())] == [
        [],
        [],
        [],
    ]


def test_feature_is_not_reported_if_its_variable_may_be_set(tmp_path: Path) -> None:
    instructions = "USER a\nCOPY b c"
    variable = dockerfile_features.features()["copy-after-user"].enabled_by
    assert variable is not None
    write(tmp_path, {"Dockerfile": f"FROM a:1\n{instructions}\n"})
    assert len(list(unsupported_features.findings(project.read(tmp_path), RULE))) == 1
    write(tmp_path, {"run.sh": f"export {variable}=true\n"})
    assert list(unsupported_features.findings(project.read(tmp_path), RULE)) == []
