from __future__ import annotations

import pytest

from kaniko_guide.analysis.declarative_sections import sections_named
from kaniko_guide.sources import jenkinsfile
from kaniko_guide.text import Source, Text


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("pipeline {\nenvironment { }\nstages {\nstage('a') {\nenvironment { }\n}\n}\n}", [2, 5]),
        ("pipeline {\nstages { stage('a') { matrix { stages { stage('b') {\nenvironment { } } } } } }\n}", [3]),
        ("pipeline {\nstages { stage('a') { when {\nenvironment name: 'A', value: 'b' } } }\n}", []),
        ("pipeline {\nstages { stage('a') { steps { script {\nenvironment { } } } } }\n}", []),
        ("environment { }\nnode { environment { } }", []),
    ],
)
def test_sections_at_any_depth_of_the_stages(code: str, lines: list[int]) -> None:
    text = Text.canonical(Source("Jenkinsfile", code))
    pipeline = jenkinsfile.read(text)
    found = [text.cut(call.start).position().line for call, _ in sections_named(pipeline, "environment")]
    assert found == lines
